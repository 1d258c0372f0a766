//! Older images beside the newest one, as the runtime keeps them (`MIGRT_KEEP`):
//! `F`, then `F.next` where a capture was killed while it moved the others, then
//! `F.1`, `F.2`, ... A restore goes on from the first that is good.

use crate::image::error::ImageError;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The runtime keeps no more (`MIGRT_GENERATIONS`).
const MOST: usize = 100;

/// Those that are there besides `image`, in the order a restore tries them.
pub fn older(image: &Path) -> Vec<PathBuf> {
    let numbers = (1..MOST).map(|number| number.to_string());
    std::iter::once("next".to_string())
        .chain(numbers)
        .map(|suffix| named(image, &suffix))
        .filter(|path| path.symlink_metadata().is_ok())
        .collect()
}

fn named(image: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = image.as_os_str().to_os_string();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

/// Something happened to the file, so that a restore looks for an older one: an
/// image that is whole but cannot be used here is refused instead.
pub fn is_accident(why: &ImageError) -> bool {
    match why {
        ImageError::Unreadable(error) => error.kind() == ErrorKind::NotFound,
        ImageError::Version(_) | ImageError::Seal { .. } | ImageError::Forged => false,
        ImageError::NotAnImage { .. }
        | ImageError::TextMode
        | ImageError::Size { .. }
        | ImageError::Damaged(_) => true,
    }
}
