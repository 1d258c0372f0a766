//! The user's files: read once a unit, written whole or not at all.

use crate::driver::unit::Unit;
use std::collections::HashMap;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// The texts of the files a unit is made of, by their shown names.
#[derive(Default)]
pub struct Files {
    known: Mutex<HashMap<String, Option<Arc<str>>>>,
}

impl Files {
    pub fn of(unit: &Unit) -> Files {
        let files = Files::default();
        if let Some(text) = &unit.stdin {
            let text = String::from_utf8_lossy(text).into();
            files.lock().insert("<stdin>".into(), Some(text));
        }
        files
    }

    /// Bytes that are not UTF-8 are shown as such.
    pub fn read(&self, name: &str) -> Option<Arc<str>> {
        let mut known = self.lock();
        if let Some(text) = known.get(name) {
            return text.clone();
        }
        let bytes = fs::read(name).ok();
        let text = bytes.map(|bytes| Arc::from(String::from_utf8_lossy(&bytes)));
        known.insert(name.to_string(), text.clone());
        text
    }

    pub fn text(&self, name: &str) -> Option<String> {
        self.read(name).map(|text| text.to_string())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Option<Arc<str>>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Replaces the contents of a file of the user's: behind links, with the same
/// permissions, and so that nobody ever sees a part of it.
pub fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    // What the process's mask leaves of it, as for any new file.
    let fresh = Permissions::from_mode(0o666);
    let mut file = tempfile::Builder::new()
        .permissions(fresh)
        .tempfile_in(parent.unwrap_or(Path::new(".")))?;
    file.write_all(contents)?;
    if let Ok(data) = fs::metadata(&path) {
        file.as_file().set_permissions(data.permissions())?;
    }
    file.persist(&path)?;
    Ok(())
}
