//! The C library's state: open files. The text is what `runtime-c/src/libc_save.c`
//! writes; a line that is not understood is passed over, since this is only
//! ever shown.

pub struct OpenFile {
    pub descriptor: i64,
    pub stream: Option<Stream>,
    pub path: Option<String>,
    pub flags: String,
    /// Of a regular file.
    pub offset: Option<i64>,
    pub size: Option<i64>,
}

pub struct Stream {
    pub id: i64,
    pub mode: String,
    /// What the program has read up to or written up to.
    pub position: Option<i64>,
    pub at_end: bool,
    pub error: bool,
    pub unread: usize,
}

/// Every open descriptor, streams joined with theirs.
pub fn open_files(text: &str) -> Vec<OpenFile> {
    let mut files = Vec::new();
    for line in text.lines() {
        let words: Vec<Vec<u8>> = line.split(' ').map(decode).collect();
        let mut words = Words(words.into_iter());
        match words.text().as_deref() {
            Some("descriptor") => files.extend(descriptor(&mut words)),
            Some("stream") => {
                let _ = stream(&mut words, &mut files);
            }
            _ => {}
        }
    }
    files.sort_by_key(|f: &OpenFile| f.descriptor);
    files
}

/// The working directory and the locale, if noted.
pub fn fact(text: &str, key: &str) -> Option<String> {
    let line = text
        .lines()
        .find_map(|l| l.strip_prefix(key)?.strip_prefix(' '))?;
    Some(String::from_utf8_lossy(&decode(line)).into_owned())
}

struct Words(std::vec::IntoIter<Vec<u8>>);

impl Words {
    fn bytes(&mut self) -> Option<Vec<u8>> {
        self.0.next()
    }
    fn text(&mut self) -> Option<String> {
        self.bytes()
            .map(|w| String::from_utf8_lossy(&w).into_owned())
    }
    fn number(&mut self) -> Option<i64> {
        self.text()?.parse().ok()
    }
}

fn descriptor(words: &mut Words) -> Option<OpenFile> {
    let descriptor = words.number()?;
    words.number()?; // group of descriptors that share an offset
    let flags = words.text()?;
    let regular = words.number()? != 0;
    let (offset, size) = (words.number()?, words.number()?);
    Some(OpenFile {
        descriptor,
        stream: None,
        path: words.text(),
        flags,
        offset: regular.then_some(offset),
        size: regular.then_some(size),
    })
}

fn stream(words: &mut Words, files: &mut Vec<OpenFile>) -> Option<()> {
    let (id, descriptor) = (words.number()?, words.number()?);
    let mode = words.text()?;
    words.text()?; // buffering
    words.number()?; // size of the buffer
    let stream = Stream {
        id,
        mode,
        at_end: words.number()? != 0,
        error: words.number()? != 0,
        position: words.number().filter(|at| *at >= 0),
        unread: words.bytes()?.len(),
    };
    match files.iter_mut().find(|f| f.descriptor == descriptor) {
        Some(file) => file.stream = Some(stream),
        None => files.push(OpenFile {
            descriptor,
            flags: String::new(),
            stream: Some(stream),
            path: None,
            offset: None,
            size: None,
        }),
    }
    Some(())
}

/// `%XX` is a byte; a single `%` the empty word.
fn decode(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let hex = tail.get(..2).and_then(|h| std::str::from_utf8(h).ok());
        if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            bytes.push(byte);
            rest = tail.get(2..).unwrap_or_default();
        }
    }
    bytes
}
