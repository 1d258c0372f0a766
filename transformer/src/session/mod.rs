//! What all passes of one invocation share: the real compiler, the command
//! line, the environment, the cache, temporary files. The driver opens it.

pub mod cache;
pub mod compiler;
pub mod environment;
pub mod error;
pub mod scratch;
pub mod unit;

use crate::cli::command_line::CommandLine;
use crate::transform::TransformOptions;
use cache::Cache;
use compiler::{Compiler, Identity};
use environment::Environment;
use scratch::Scratch;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Session {
    pub environment: Environment,
    pub line: CommandLine,
    pub compiler: Compiler,
    pub identity: Identity,
    pub cache: Cache,
    pub scratch: Scratch,
    /// The unpacked runtime: `include/` and `src/`.
    pub runtime: PathBuf,
    pub options: TransformOptions,
}

impl Session {
    /// The real compiler, with `migrt.h` in reach.
    pub fn command(&self) -> Command {
        let mut command = self.compiler.command();
        add_include(&mut command, &self.runtime);
        command
    }
}

/// Makes `migrt.h` includable after all directories of the command line. Said
/// through the environment, it concerns no option of the user's.
pub fn add_include(command: &mut Command, runtime: &Path) {
    for name in ["C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH"] {
        let mut value = env::var_os(name).unwrap_or_default();
        // An empty element would mean the current directory.
        if !value.is_empty() {
            value.push(":");
        }
        value.push(OsString::from(runtime.join("include")));
        command.env(name, value);
    }
}
