//! Where the bytes of an image lie: a file, or memory.

use super::header;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::path::Path;

pub struct Bytes {
    from: From,
    size: u64,
}

enum From {
    File(File),
    Memory(Vec<u8>),
}

impl Bytes {
    pub fn open(path: &Path) -> io::Result<Bytes> {
        let file = File::open(path)?;
        let about = file.metadata()?;
        if about.is_file() {
            return Ok(Bytes {
                size: about.len(),
                from: From::File(file),
            });
        }
        Bytes::received(file)
    }

    /// Pipes and devices cannot be read in pieces: their bytes are kept. No more
    /// is taken than the header asks for, and one byte to see that it is the end.
    fn received(mut from: impl Read) -> io::Result<Bytes> {
        let mut all = Vec::new();
        from.by_ref().take(header::SIZE).read_to_end(&mut all)?;
        if let Some(size) = header::announced_size(&all) {
            let rest = size.saturating_sub(header::SIZE).saturating_add(1);
            from.take(rest).read_to_end(&mut all)?;
        }
        Ok(Bytes::of(all))
    }

    pub fn of(bytes: Vec<u8>) -> Bytes {
        Bytes {
            size: bytes.len() as u64,
            from: From::Memory(bytes),
        }
    }

    pub fn size(&self) -> u64 {
        self.size
    }

    /// Exactly `size` bytes. Asks for no more memory than the image has bytes.
    pub fn read_at(&self, offset: u64, size: u64) -> io::Result<Vec<u8>> {
        let end = offset.checked_add(size).filter(|end| *end <= self.size);
        let (Some(end), Ok(length)) = (end, usize::try_from(size)) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        match &self.from {
            From::File(file) => {
                let mut bytes = vec![0; length];
                file.read_exact_at(&mut bytes, offset)?;
                Ok(bytes)
            }
            From::Memory(all) => all
                .get(offset as usize..end as usize)
                .map(<[u8]>::to_vec)
                .ok_or_else(|| io::ErrorKind::UnexpectedEof.into()),
        }
    }
}
