//! The `MIGCC_*` environment.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// The real compiler as written; `None`: `cc`.
    pub cc: Option<OsString>,
    pub off: bool,
    pub config: Option<PathBuf>,
    pub log: Option<PathBuf>,
    pub root: Option<PathBuf>,
    pub cache: Option<PathBuf>,
    pub keep: Option<PathBuf>,
    /// As written.
    pub lint: Option<OsString>,
    /// Small constants and many polls, for tests (`docs/testing.md`).
    pub testing: bool,
}

impl Environment {
    /// Reads the variables; an empty one counts as unset.
    pub fn read() -> Environment {
        let get = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let path = |name: &str| get(name).map(PathBuf::from);
        Environment {
            cc: get("MIGCC_CC"),
            off: get("MIGCC_OFF").is_some_and(|value| value != "0"),
            config: path("MIGCC_CONFIG"),
            log: path("MIGCC_LOG"),
            root: path("MIGCC_ROOT"),
            cache: path("MIGCC_CACHE"),
            keep: path("MIGCC_KEEP"),
            lint: get("MIGCC_LINT"),
            testing: get("MIGCC_TESTING").is_some_and(|value| value != "0"),
        }
    }
}
