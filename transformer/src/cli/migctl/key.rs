//! Key files: the rules of the runtime's `seal.c` and `prim_secret.c`.

use super::Failure;
use crate::image::seal::Key;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use zeroize::Zeroizing;

const LEAST: usize = 16;
const LONGEST: u64 = 4096;

pub fn read(path: &Path) -> Result<Key, Failure> {
    let shown = path.display();
    let refused = |why: String| Failure::new(2, format!("key {shown}: {why}"));
    let file = open(path).map_err(|error| refused(format!("cannot read it: {error}")))?;
    let about = file
        .metadata()
        .map_err(|error| refused(error.to_string()))?;
    suitable(&about).map_err(refused)?;
    let mut text = Zeroizing::new(Vec::with_capacity(LONGEST as usize));
    file.take(LONGEST)
        .read_to_end(&mut text)
        .map_err(|error| refused(format!("cannot read it: {error}")))?;
    let text = without_line_end(&text);
    if text.len() < LEAST {
        return Err(refused(format!(
            "it has only {} bytes, and a key has at least {LEAST}: (umask 077; head -c 32 \
             /dev/urandom >{shown})",
            text.len()
        )));
    }
    Ok(Key::of(text))
}

/// Without waiting, should it be a pipe.
fn open(path: &Path) -> io::Result<File> {
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits() as i32)
        .open(path)
}

fn suitable(about: &Metadata) -> Result<(), String> {
    if !about.is_file() {
        return Err("it is not a regular file".into());
    }
    if exposed(
        about.uid(),
        about.mode(),
        rustix::process::geteuid().as_raw(),
    ) {
        return Err(
            "others than you can read or change it: chmod 600 it, and make a new one if they may \
             have done so"
                .into(),
        );
    }
    if about.len() > LONGEST {
        return Err(format!("more than {LONGEST} bytes are hardly a key"));
    }
    Ok(())
}

/// As ssh looks at private keys: ours is for us alone. One that root gave us is
/// root's to share with a group.
fn exposed(owner: u32, mode: u32, me: u32) -> bool {
    match owner {
        _ if owner == me => mode & 0o077 != 0,
        0 => mode & 0o027 != 0,
        _ => true,
    }
}

/// A line end that an editor or echo put there is no part of the key.
fn without_line_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_read_a_key() {
        let mine = [(0o600, false), (0o400, false), (0o640, true), (0o604, true)];
        for (mode, bad) in mine {
            assert_eq!(exposed(7, mode, 7), bad, "{mode:o}");
            assert_eq!(exposed(0, mode, 0), bad, "{mode:o}");
        }
        let of_root = [(0o640, false), (0o660, true), (0o644, true)];
        for (mode, bad) in of_root {
            assert_eq!(exposed(0, mode, 7), bad, "{mode:o}");
        }
        assert!(exposed(8, 0o600, 7));
    }

    #[test]
    fn line_ends_are_no_part() {
        for text in ["k", "k\n", "k\r\n", "k\r"] {
            assert_eq!(without_line_end(text.as_bytes()), b"k");
        }
        assert_eq!(without_line_end(b"k\n\n"), b"k\n");
    }
}
