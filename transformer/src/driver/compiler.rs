//! The real compiler: where it is, what kind it is, what it compiles for.

use super::cache::Cache;
use super::environment::Environment;
use super::error::Stop;
use crate::transform::Target;
use serde::{Deserialize, Serialize};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug, Clone)]
pub struct Compiler {
    /// Program and fixed arguments, as written.
    pub words: Vec<OsString>,
    /// Where the program was found.
    pub path: PathBuf,
    /// The name it is called by: compilers find their parts with its help.
    called: OsString,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    Gcc,
    Clang,
    Tcc,
    Other,
}

/// What a compiler says about itself, kept in the cache.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Identity {
    pub family: Family,
    /// First line of `--version`.
    pub version: String,
    /// Changes when the program does.
    pub key: String,
}

impl Compiler {
    /// The compiler `MIGCC_CC` names: a program, a program with arguments, or
    /// just a triple (`s390x-linux-gnu`), which means that triple's gcc.
    pub fn find(environment: &Environment) -> Result<Compiler, Stop> {
        let Some(text) = &environment.cc else {
            return Compiler::from_words(vec!["cc".into()])
                .ok_or_else(|| missing("cc", "MIGCC_CC is not set"));
        };
        let candidates = [vec![text.clone()], shell_words(text)?, {
            let mut name = text.clone();
            name.push("-gcc");
            vec![name]
        }];
        candidates
            .into_iter()
            .find_map(Compiler::from_words)
            .ok_or_else(|| missing(&text.to_string_lossy(), "named by MIGCC_CC"))
    }

    fn from_words(words: Vec<OsString>) -> Option<Compiler> {
        let name = words.first()?;
        let path = search(name)?;
        // Looking the name up again must lead to the same program.
        let unique = candidates(name).next().as_ref() == Some(&path);
        let called = if unique {
            name.clone()
        } else {
            path.clone().into()
        };
        Some(Compiler {
            words,
            path,
            called,
        })
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.path);
        command.arg0(&self.called).args(self.words.iter().skip(1));
        command
    }

    /// The same from any folder.
    pub fn absolute(mut self) -> Compiler {
        self.path = std::path::absolute(&self.path).unwrap_or(self.path);
        self
    }

    pub fn describe(&self) -> String {
        let words: Vec<_> = self
            .words
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        words.join(" ")
    }

    pub fn identity(&self, cache: &Cache) -> Result<Identity, Stop> {
        let key = self.key();
        let path = cache.path("compilers", &format!("{key}.json"));
        let stored = fs::read(&path)
            .ok()
            .and_then(|text| serde_json::from_slice(&text).ok());
        if let Some(identity) = stored {
            return Ok(identity);
        }
        let identity = self.ask(key)?;
        if let Ok(text) = serde_json::to_vec(&identity) {
            cache.store(&path, &text);
        }
        Ok(identity)
    }

    /// Hash of the command and of every program named in it (`ccache gcc`).
    fn key(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for word in &self.words {
            hasher.update(word.as_bytes()).update(b"\0");
            let Some(path) = search(word) else { continue };
            hasher.update(path.as_os_str().as_bytes()).update(b"\0");
            if let Ok(data) = fs::metadata(&path) {
                for number in [
                    data.len(),
                    data.ino(),
                    data.mtime() as u64,
                    data.mtime_nsec() as u64,
                ] {
                    hasher.update(&number.to_le_bytes());
                }
            }
        }
        hasher.finalize().to_hex()[..32].to_string()
    }

    fn ask(&self, key: String) -> Result<Identity, Stop> {
        let output = self
            .command()
            .arg("--version")
            .stdin(Stdio::null())
            .env("LC_ALL", "C")
            .output()
            .map_err(|error| Stop::io("run the compiler", &self.path, error))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let version = text.lines().next().unwrap_or("").to_string();
        let family = if version.starts_with("tcc ") {
            Family::Tcc
        } else if text.contains("clang") {
            Family::Clang
        } else if text.contains("Free Software Foundation") {
            Family::Gcc
        } else {
            Family::Other
        };
        Ok(Identity {
            family,
            version,
            key,
        })
    }

    /// Predefined macros under the options `flags`, from the cache if it knows.
    pub fn target(&self, identity: &Identity, flags: &[OsString], cache: &Cache) -> Target {
        let mut hasher = blake3::Hasher::new();
        hasher.update(identity.key.as_bytes());
        for flag in flags {
            hasher.update(flag.as_bytes()).update(b"\0");
        }
        let key = hasher.finalize().to_hex()[..32].to_string();
        let path = cache.path("targets", &format!("{key}.h"));
        let text = fs::read(&path).unwrap_or_else(|_| {
            let text = self.predefined(flags);
            cache.store(&path, &text);
            text
        });
        Target {
            macros: String::from_utf8_lossy(&text)
                .lines()
                .filter_map(definition)
                .collect(),
        }
    }

    /// Empty when the compiler has no `-dM`.
    fn predefined(&self, flags: &[OsString]) -> Vec<u8> {
        let mut command = self.command();
        command.args(flags);
        command.args(["-w", "-dM", "-E", "-x", "c", "/dev/null"]);
        match command.stdin(Stdio::null()).stderr(Stdio::null()).output() {
            Ok(output) if output.status.success() => output.stdout,
            _ => Vec::new(),
        }
    }
}

/// `#define NAME VALUE`.
fn definition(line: &str) -> Option<(String, String)> {
    let (name, value) = line.strip_prefix("#define ")?.split_once(' ')?;
    Some((name.to_string(), value.to_string())).filter(|_| !name.contains('('))
}

impl Identity {
    /// The major version of gcc, if it is gcc and says so.
    pub fn gcc_major(&self) -> Option<u32> {
        let numbers = self.version.split_whitespace().rev();
        let version = numbers
            .filter(|word| word.contains('.'))
            .find_map(|word| word.split('.').next());
        version?.parse().ok().filter(|_| self.family == Family::Gcc)
    }
}

fn shell_words(text: &OsStr) -> Result<Vec<OsString>, Stop> {
    let words = shlex::bytes::split(text.as_bytes()).ok_or_else(|| {
        Stop::error(format!(
            "MIGCC_CC={} has a quote that does not end",
            text.to_string_lossy()
        ))
    })?;
    Ok(words.into_iter().map(OsString::from_vec).collect())
}

fn missing(name: &str, origin: &str) -> Stop {
    Stop::Error {
        message: format!(
            "cannot find the compiler `{name}` ({origin}); install it, or set MIGCC_CC to the \
             command that runs your C compiler"
        ),
        // What a shell answers for a command it cannot find.
        status: 127,
    }
}

/// The program `name` stands for, as `execvp` would find it, but never migcc
/// itself (someone may have linked `cc` to it).
fn search(name: &OsStr) -> Option<PathBuf> {
    let own = env::current_exe().and_then(fs::canonicalize).ok();
    let runs = |path: &Path| {
        let executable = fs::metadata(path)
            .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0);
        executable && (own.is_none() || fs::canonicalize(path).ok() != own)
    };
    candidates(name).find(|path| runs(path))
}

/// The paths at which `name` is looked for and something is.
fn candidates(name: &OsStr) -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found: Vec<PathBuf> = match name.as_bytes().contains(&b'/') {
        true => vec![PathBuf::from(name)],
        false => env::split_paths(&path)
            .map(|directory| directory.join(name))
            .collect(),
    };
    found.into_iter().filter(|path| path.is_file())
}
