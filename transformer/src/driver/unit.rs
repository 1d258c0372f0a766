//! One C input on its way through the passes.

use super::dependencies::stem;
use super::error::Stop;
use super::session::Session;
use crate::cli::command_line::{Input, Language, Mode};
use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub struct Unit {
    pub input: Input,
    /// It is a `.i` file.
    pub preprocessed: bool,
    /// The text of standard input, if that is the input: several passes read it.
    pub stdin: Option<Arc<[u8]>>,
    /// Its identity across machines.
    pub name: String,
    /// Directory for its temporary files.
    pub directory: PathBuf,
    /// How far to go: `Object` also for the units of a link.
    pub mode: Mode,
    /// Where the result goes; `None`: where cc puts it by itself.
    pub output: Option<OsString>,
}

impl Unit {
    /// `index` counts the inputs of the invocation.
    pub fn new(session: &Session, input: &Input, index: usize) -> Result<Unit, Stop> {
        let directory = session.scratch.subdirectory(index)?;
        let mut unit = Unit {
            input: input.clone(),
            preprocessed: input.language == Language::PreprocessedC,
            stdin: read_stdin(input)?,
            name: unit_name(session.environment.root.as_deref(), Path::new(&input.path)),
            mode: session.line.mode(),
            output: session.line.output().cloned(),
            directory,
        };
        if unit.mode == Mode::Link {
            unit.mode = Mode::Object;
            unit.output = Some(unit.temporary("o").into());
        }
        Ok(unit)
    }

    /// A temporary file named like the source: cc derives names from it.
    pub fn temporary(&self, suffix: &str) -> PathBuf {
        let mut name = stem(&self.input.path).to_os_string();
        name.push(".");
        name.push(suffix);
        self.directory.join(name)
    }
}

fn read_stdin(input: &Input) -> Result<Option<Arc<[u8]>>, Stop> {
    if input.path != "-" {
        return Ok(None);
    }
    let mut text = Vec::new();
    std::io::stdin()
        .read_to_end(&mut text)
        .map_err(|error| Stop::error(format!("cannot read standard input: {error}")))?;
    Ok(Some(text.into()))
}

/// The path relative to `root`, so that builds in other directories and on
/// other machines agree; as given when there is no root or it is outside.
fn unit_name(root: Option<&Path>, path: &Path) -> String {
    if path.as_os_str() == "-" {
        return "<stdin>".to_string();
    }
    let relative = root.and_then(|root| {
        let root = fs::canonicalize(root).ok()?;
        real_directory(path)?
            .join(path.file_name()?)
            .strip_prefix(root)
            .ok()
            .map(PathBuf::from)
    });
    let mut name = PathBuf::new();
    for component in relative.as_deref().unwrap_or(path).components() {
        if component != Component::CurDir {
            name.push(component);
        }
    }
    name.to_string_lossy().into_owned()
}

fn real_directory(path: &Path) -> Option<PathBuf> {
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()
}
