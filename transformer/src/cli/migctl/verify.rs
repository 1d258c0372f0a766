//! `migctl verify`: is this image whole and sound?

use super::Failure;
use crate::image::Image;
use clap::Args;
use std::path::PathBuf;

/// Check that an image is complete and undamaged
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 the image is good, 1 it is not.")]
pub struct Verify {
    /// The image
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
}

/// Exit status for an image that is not good.
pub const BAD_IMAGE: i32 = 1;

pub fn verify(args: Verify) -> Result<i32, Failure> {
    let image = open(&args.image)?;
    println!(
        "{}: OK ({} bytes from {}, {} frames, {} heap blocks)",
        args.image.display(),
        image.header.file_size,
        image.header.machine,
        image.tables.frames.len(),
        image.heap.live(),
    );
    Ok(0)
}

/// An image whose every byte has been checked.
pub fn open(path: &std::path::Path) -> Result<Image, Failure> {
    Image::open(path)
        .map_err(|why| Failure::new(BAD_IMAGE, format!("image {}: {why}", path.display())))
}
