//! `migctl inspect`: what an image holds, for a person or for a program.
//!
//! The image is turned into a [`report::Report`], plain data in the user's own
//! names; `text` lays that out for reading, `--json` is its serialisation.

mod describe;
mod heap_report;
mod layout;
mod report;
mod shown;
pub mod style;
mod text;

use super::verify::open;
use super::Failure;
use crate::image::Image;
use clap::Args;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use style::Style;

/// Show the frames, variables and heap of an image
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0, or 1 if the image cannot be read or is damaged.")]
pub struct Inspect {
    /// The image
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Every frame, and more elements of arrays and characters of strings
    #[arg(long)]
    all: bool,
}

pub fn inspect(args: Inspect) -> Result<i32, Failure> {
    let image = open(&args.image)?;
    let path = args.image.display().to_string();
    let output = render(&image, &path, args.json, args.all, Style::of_stdout());
    print(&output.map_err(|why| Failure::new(1, format!("the report cannot be written: {why}")))?)
}

/// The report on an image, as text or JSON.
pub fn render(
    image: &Image,
    path: &str,
    json: bool,
    all: bool,
    style: Style,
) -> Result<String, serde_json::Error> {
    let report = report::report(image, path, report::Limits::new(json, all));
    if json {
        serde_json::to_string_pretty(&report).map(|text| text + "\n")
    } else {
        Ok(text::render(&report, style, all))
    }
}

/// A reader that has seen enough (`| head`) is no error.
fn print(output: &str) -> Result<i32, Failure> {
    let mut stdout = std::io::stdout().lock();
    let written = stdout.write_all(output.as_bytes());
    match written.and_then(|()| stdout.flush()) {
        Err(why) if why.kind() != ErrorKind::BrokenPipe => Err(Failure::new(
            1,
            format!("the report cannot be written to standard output: {why}"),
        )),
        _ => Ok(0),
    }
}
