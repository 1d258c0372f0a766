//! `--lint`, `--lint=error` and `MIGCC_LINT`: how the lint is asked for in a build.

use super::InBuild;
use crate::driver::error::Stop;
use std::ffi::OsStr;

const OPTION: &str = "--lint";

/// It is an option of migcc's among those of cc.
pub fn is_one(word: &OsStr) -> bool {
    let text = word.to_string_lossy();
    text == OPTION || text.starts_with("--lint=")
}

/// `None`: a word for the compiler.
pub fn option(word: &OsStr) -> Result<Option<InBuild>, Stop> {
    if !is_one(word) {
        return Ok(None);
    }
    match word.to_string_lossy().as_ref() {
        OPTION => Ok(Some(InBuild::Report)),
        "--lint=error" => Ok(Some(InBuild::Fail)),
        other => Err(Stop::error(format!(
            "`{other}` is not understood; it is --lint or --lint=error"
        ))),
    }
}

/// `None`: no lint is wanted.
pub fn variable(value: &OsStr) -> Result<Option<InBuild>, Stop> {
    match value.to_string_lossy().as_ref() {
        "0" => Ok(None),
        "1" => Ok(Some(InBuild::Report)),
        "error" => Ok(Some(InBuild::Fail)),
        other => Err(Stop::error(format!(
            "MIGCC_LINT={other} is not understood; it is 1, error or 0"
        ))),
    }
}
