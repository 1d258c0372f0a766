//! `migctl verify`: is this image whole and sound, and what is there besides?

use super::generations::{is_accident, older};
use super::{key, Failure};
use crate::image::error::ImageError;
use crate::image::seal::{Key, Seal};
use crate::image::Image;
use clap::Args;
use std::path::{Path, PathBuf};

/// Check that an image is complete and undamaged, and who signed it
///
/// Older images that the program kept beside it (MIGRT_KEEP) are checked and
/// listed, too.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 the image is good, 1 it is not, 2 the key is not.")]
pub struct Verify {
    /// The image
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
    /// File with the key it must be signed with
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Exit status for an image that is not good.
pub const BAD_IMAGE: i32 = 1;

pub fn verify(args: Verify) -> Result<i32, Failure> {
    let key = args.key.as_deref().map(key::read).transpose()?;
    let newest = checked(&args.image, key.as_ref());
    if let Ok(image) = &newest {
        println!("{}", good_line(&args.image, image, key.is_some()));
    }
    let stand_in = list_older(&args.image, newest.as_ref().ok(), key.as_ref());
    match newest {
        Ok(_) => Ok(0),
        Err(why) => Err(bad(&args.image, &why, stand_in.as_deref())),
    }
}

/// An image whose every byte has been checked, and its signature if there is a key.
fn checked(path: &Path, key: Option<&Key>) -> Result<Image, ImageError> {
    let image = Image::open(path)?;
    match key {
        Some(key) => image.check_seal(key).map(|()| image),
        None => Ok(image),
    }
}

fn good_line(path: &Path, image: &Image, sealed: bool) -> String {
    format!(
        "{}: OK ({} bytes from {}, {} frames, {} heap blocks); {}",
        path.display(),
        image.header.file_size,
        image.header.machine,
        image.tables.frames.len(),
        image.heap.live(),
        signature(image.header.seal, sealed),
    )
}

/// `checked`: and found good.
fn signature(seal: Seal, checked: bool) -> String {
    match seal {
        Seal::Unsigned => "digest only, unsigned".into(),
        Seal::Signed(key) if checked => format!("signed with this key ({key})"),
        Seal::Signed(key) => format!("signed with key {key}, which was not checked (--key)"),
        Seal::Unknown(kind) => format!("signed in a way ({kind}) this migctl does not know"),
    }
}

/// Prints a line for each older image; returns the first good one.
fn list_older(path: &Path, newest: Option<&Image>, key: Option<&Key>) -> Option<PathBuf> {
    let mut first = None;
    for path in older(path) {
        match checked(&path, key) {
            Ok(image) => {
                let line = good_line(&path, &image, key.is_some());
                println!("{line}{}", age(&image, newest));
                first = first.or(Some(path));
            }
            Err(why) => println!("{}: not good: {why}", path.display()),
        }
    }
    first
}

fn age(image: &Image, newest: Option<&Image>) -> String {
    newest.map_or(String::new(), |newest| {
        let seconds = newest.header.time.saturating_sub(image.header.time);
        format!(", {seconds} s older")
    })
}

fn bad(path: &Path, why: &ImageError, stand_in: Option<&Path>) -> Failure {
    let mut message = format!("image {}: {why}", path.display());
    if let Some(older) = stand_in.filter(|_| is_accident(why)) {
        message += &format!("\na restore would go on from {}", older.display());
    }
    Failure::new(BAD_IMAGE, message)
}

/// An image whose every byte has been checked.
pub fn open(path: &Path) -> Result<Image, Failure> {
    Image::open(path).map_err(|why| bad(path, &why, None))
}
