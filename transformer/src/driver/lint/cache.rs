//! What was found in units that have not changed since.

use super::unit::{Subject, UnitReport};
use crate::driver::cache::Cache;
use crate::transform::TransformInput;
use std::env;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, SystemTime};

const KIND: &str = "lint";

/// Entries that nobody wrote again for so long are removed.
const OLDEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// Among so many entries it is looked for them once.
const SELDOM: u8 = 64;

/// A hash of everything a report depends on: the text, the machine, what the
/// project says, the rules, the files that are quoted and whose comments are
/// read, and this very program.
pub fn key(subject: &Subject, input: &TransformInput) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |bytes: &[u8]| {
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    };
    add(program().as_bytes());
    add(env::current_dir()
        .unwrap_or_default()
        .as_os_str()
        .as_encoded_bytes());
    add(input.file.as_os_str().as_encoded_bytes());
    add(&input.text);
    add(input.options.standard.as_deref().unwrap_or("").as_bytes());
    for (name, value) in &input.options.target.macros {
        add(name.as_bytes());
        add(value.as_bytes());
    }
    if let Some(config) = &input.options.config {
        add(config.path.as_os_str().as_encoded_bytes());
        add(config.text.as_bytes());
    }
    let mut expanded: Vec<_> = input.expanded.iter().collect();
    expanded.sort_unstable();
    for (expression, text) in expanded {
        add(expression.as_bytes());
        add(text.as_bytes());
    }
    for rule in &subject.rules {
        add(rule.documentation().code.as_bytes());
    }
    for name in &subject.names {
        add(name.as_bytes());
        add(subject.files.read(name).as_deref().unwrap_or("").as_bytes());
    }
    hasher.finalize().to_hex()[..32].to_string()
}

/// Tells builds of migcc apart: rules change without its version.
fn program() -> String {
    let stamp = |data: Metadata| (data.len(), data.ino(), data.mtime(), data.mtime_nsec());
    let found = env::current_exe().and_then(fs::metadata).map(stamp).ok();
    format!("{} {found:?}", env!("CARGO_PKG_VERSION"))
}

pub fn load(cache: &Cache, key: &str) -> Option<UnitReport> {
    let text = fs::read(cache.path(KIND, &name(key))).ok()?;
    serde_json::from_slice(&text).ok()
}

pub fn store(cache: &Cache, key: &str, report: &UnitReport) {
    let path = cache.path(KIND, &name(key));
    if let Ok(text) = serde_json::to_vec(report) {
        cache.store(&path, &text);
    }
    if u8::from_str_radix(&key[..2], 16).is_ok_and(|byte| byte % SELDOM == 0) {
        path.parent().map(remove_old);
    }
}

fn name(key: &str) -> String {
    format!("{key}.json")
}

/// As with all of the cache, what does not work costs space and nothing else.
fn remove_old(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    let limit = SystemTime::now() - OLDEST;
    for entry in entries.flatten() {
        let written = entry.metadata().and_then(|data| data.modified());
        if written.is_ok_and(|written| written < limit) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
