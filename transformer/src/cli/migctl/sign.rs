//! `migctl sign`: an image that is trusted as it is, for receivers with the key.

use super::{key, verify, Failure};
use crate::image::Image;
use clap::Args;
use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// Sign an image, so that programs with the key restore it
///
/// The image is checked first. Its header is written anew, in one piece; a
/// signature that is there is replaced.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 it is signed, 1 it is not good, 2 the key is not.")]
pub struct Sign {
    /// The image
    #[arg(value_name = "IMAGE")]
    image: PathBuf,
    /// File with the key: at least 16 bytes, for nobody else to read
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub fn sign(args: Sign) -> Result<i32, Failure> {
    let key = key::read(&args.key)?;
    let failed = |why: String| {
        let path = args.image.display();
        Failure::new(verify::BAD_IMAGE, format!("image {path}: {why}"))
    };
    let image = Image::open(&args.image).map_err(|why| failed(why.to_string()))?;
    let header = image
        .signed_header(&key)
        .map_err(|why| failed(why.to_string()))?;
    put(&args.image, &header).map_err(|why| failed(format!("cannot write it: {why}")))?;
    println!("{}: signed with key {}", args.image.display(), key.id);
    Ok(0)
}

fn put(image: &Path, header: &[u8]) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(image)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    file.write_all_at(header, 0)?;
    file.sync_all()
}
