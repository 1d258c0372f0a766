//! `@file` on a command line, by the rules of GCC (libiberty `expandargv`) that
//! clang follows too.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::Path;

/// More files than this mean that one includes itself.
const MAX_FILES: usize = 2000;

/// Replaces each `@file` that can be read by the words in it, nested ones too.
/// One that cannot be read stays as it is, as with cc.
pub fn expand(args: Vec<OsString>) -> Result<Vec<OsString>, String> {
    let mut pending: Vec<OsString> = args.into_iter().rev().collect();
    let mut out = Vec::new();
    let mut files = 0;
    while let Some(arg) = pending.pop() {
        match contents(&arg) {
            None => out.push(arg),
            Some(text) => {
                files += 1;
                if files > MAX_FILES {
                    return Err(format!(
                        "more than {MAX_FILES} response files, the last one {}: does it name itself?",
                        arg.to_string_lossy()
                    ));
                }
                pending.extend(split(&text).into_iter().rev());
            }
        }
    }
    Ok(out)
}

fn contents(arg: &OsString) -> Option<Vec<u8>> {
    let name = arg.as_bytes().strip_prefix(b"@")?;
    fs::read(Path::new(std::ffi::OsStr::from_bytes(name))).ok()
}

/// Words separated by white space; quotes of both kinds group, a backslash
/// takes the next character as it is, inside quotes too.
pub fn split(text: &[u8]) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut quote = None;
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        if quote.is_none() && byte.is_ascii_whitespace() {
            words.extend(word.take().map(OsString::from_vec));
            continue;
        }
        let current = word.get_or_insert_with(Vec::new);
        match byte {
            b'\\' => current.extend(bytes.next()),
            b'\'' | b'"' if quote.is_none() => quote = Some(byte),
            _ if quote == Some(byte) => quote = None,
            _ => current.push(byte),
        }
    }
    words.extend(word.map(OsString::from_vec));
    words
}

/// Text that `split` turns back into `words`.
pub fn join<'a>(words: impl IntoIterator<Item = &'a OsString>) -> Vec<u8> {
    let mut text = Vec::new();
    for word in words {
        text.push(b'"');
        for &byte in word.as_bytes() {
            if byte == b'"' || byte == b'\\' {
                text.push(b'\\');
            }
            text.push(byte);
        }
        text.extend_from_slice(b"\"\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        split(text.as_bytes())
            .into_iter()
            .map(|w| w.into_string().unwrap())
            .collect()
    }

    #[test]
    fn quoting_is_gccs() {
        assert_eq!(words("-c  a.c\n\t-o x"), ["-c", "a.c", "-o", "x"]);
        assert_eq!(
            words(r#"'a b' "c 'd'" e\ f "g\"h" '' x"y z"w"#),
            ["a b", "c 'd'", "e f", "g\"h", "", "xy zw"]
        );
        assert_eq!(words(r"-DS=\'\\n\'"), [r"-DS='\n'"]);
        assert!(words(" \n ").is_empty());
    }

    #[test]
    fn join_is_the_inverse() {
        let odd: Vec<OsString> = ["", "a b", "\"", "\\", "it's", "line\nbreak"]
            .iter()
            .map(OsString::from)
            .collect();
        assert_eq!(split(&join(&odd)), odd);
    }
}
