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
use heap_report::block_report;
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
    /// Only what is in this heap block
    #[arg(long, value_name = "NUMBER")]
    block: Option<u64>,
    /// Every frame, and more elements of arrays and characters of strings
    #[arg(long)]
    all: bool,
}

pub fn inspect(args: Inspect) -> Result<i32, Failure> {
    let image = open(&args.image)?;
    let (json, all, style) = (args.json, args.all, Style::of_stdout());
    let output = match args.block {
        Some(number) => match render_block(&image, number, json, all, style) {
            Some(output) => output,
            None => return Err(no_block(&image, number)),
        },
        None => render(&image, &args.image.display().to_string(), json, all, style),
    };
    print(&output.map_err(|why| Failure::new(1, format!("the report cannot be written: {why}")))?)
}

fn no_block(image: &Image, number: u64) -> Failure {
    let live = image.heap.live();
    Failure::new(
        1,
        format!("there is no heap block #{number}; blocks are numbered from 1 to {live}"),
    )
}

type Rendered = Result<String, serde_json::Error>;

/// The report on an image, as text or JSON.
pub fn render(image: &Image, path: &str, json: bool, all: bool, style: Style) -> Rendered {
    let report = report::report(image, path, report::Limits::new(json, all));
    if json {
        serde_json::to_string_pretty(&report).map(|text| text + "\n")
    } else {
        Ok(text::render(&report, style, all))
    }
}

/// One heap block, as text or JSON. None: there is no such block.
pub fn render_block(
    image: &Image,
    number: u64,
    json: bool,
    all: bool,
    style: Style,
) -> Option<Rendered> {
    let block = block_report(image, number, report::Limits::new(json, all))?;
    Some(if json {
        serde_json::to_string_pretty(&block).map(|text| text + "\n")
    } else {
        Ok(text::render_block(&block, style))
    })
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
