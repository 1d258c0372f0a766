//! Names in dependency files (`-MD`, `-MMD`), which cc derives from its output
//! and which migcc must therefore say to a pass with another output.

use super::compiler::{Family, Identity};
use crate::cli::command_line::{CommandLine, Input, Mode};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What cc would write for one input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependencies {
    pub file: PathBuf,
    /// `None`: the user names the targets.
    pub target: Option<OsString>,
    /// The user names the file.
    pub file_given: bool,
}

/// `None` when no dependency file is asked for.
pub fn dependencies(
    line: &CommandLine,
    input: &Input,
    identity: &Identity,
) -> Option<Dependencies> {
    let through_driver = line.has("-MD") || line.has("-MMD");
    let hidden = line.has("-Wp,-M");
    if !through_driver && !hidden {
        return None;
    }
    let given = line.last_value(&["-MF"]).cloned();
    let (file, target) = defaults(line, input, identity);
    // `-Wp,-MD,file` goes past gcc's driver, which then names no target either;
    // clang looks at the output all the same.
    let named = line.has("-MT") || line.has("-MQ");
    let unnamed = named || (!through_driver && identity.family == Family::Gcc);
    Some(Dependencies {
        file_given: given.is_some() || !through_driver,
        file: given.map(PathBuf::from).unwrap_or(file),
        target: Some(target).filter(|_| !unnamed),
    })
}

fn defaults(line: &CommandLine, input: &Input, identity: &Identity) -> (PathBuf, OsString) {
    if let Some(output) = line.output() {
        return (Path::new(output).with_extension("d"), output.clone());
    }
    let stem = stem(&input.path);
    let name = |suffix: &str| {
        let mut name = stem.to_os_string();
        name.push(suffix);
        name
    };
    match (line.mode(), identity.family) {
        (Mode::Link, Family::Tcc) => ("a.d".into(), "a.out".into()),
        (Mode::Link, Family::Gcc) if identity.gcc_major().is_none_or(|major| major >= 11) => {
            // Since 11 the names of auxiliary files begin with the program's.
            let mut file = OsString::from("a-");
            file.push(name(".d"));
            (file.into(), name(".o"))
        }
        _ => (name(".d").into(), name(".o")),
    }
}

/// File name without directory and suffix, which output names are made from.
pub fn stem(path: &OsStr) -> &OsStr {
    Path::new(path).file_stem().unwrap_or(path)
}
