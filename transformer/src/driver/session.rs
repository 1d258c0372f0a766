//! What all passes of one invocation share.

use super::cache::Cache;
use super::compiler::{Compiler, Identity};
use super::environment::Environment;
use super::error::Stop;
use super::scratch::Scratch;
use crate::cli::command_line::CommandLine;
use crate::driver::build;
use crate::driver::runtime;
use crate::transform::{Config, TransformOptions};
use std::env;
use std::ffi::OsString;
use std::fs;
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
    pub fn open(
        environment: &Environment,
        compiler: Compiler,
        line: CommandLine,
    ) -> Result<Session, Stop> {
        let cache = Cache::open(environment)?;
        let identity = compiler.identity(&cache)?;
        let options = TransformOptions {
            standard: line
                .last_value(&["-std=", "--std=", "-std", "--std"])
                .map(|value| value.to_string_lossy().into_owned()),
            config: environment.config.as_deref().map(read_config).transpose()?,
            target: compiler.target(&identity, &build::code_options(&line), &cache),
        };
        Ok(Session {
            environment: environment.clone(),
            runtime: runtime::unpack(&cache)?,
            scratch: Scratch::new()?,
            line,
            compiler,
            identity,
            cache,
            options,
        })
    }

    /// The options for one source file, with its `migcc.toml`: the one that
    /// `MIGCC_CONFIG` names, else the nearest, from its directory upwards.
    pub fn options_for(&self, source: &Path) -> Result<TransformOptions, Stop> {
        let mut options = self.options.clone();
        if options.config.is_none() {
            let nearest = nearest_config(source);
            options.config = nearest.as_deref().map(read_config).transpose()?;
        }
        Ok(options)
    }

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

fn nearest_config(source: &Path) -> Option<PathBuf> {
    let parent = source.parent().filter(|p| !p.as_os_str().is_empty());
    let directory = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
    let found = directory
        .ancestors()
        .map(|directory| directory.join("migcc.toml"))
        .find(|path| path.is_file())?;
    let here = env::current_dir().and_then(fs::canonicalize).ok();
    let shown = here.and_then(|here| found.strip_prefix(here).map(Path::to_path_buf).ok());
    Some(shown.unwrap_or(found))
}

fn read_config(path: &Path) -> Result<Config, Stop> {
    let text = fs::read_to_string(path)
        .map_err(|error| Stop::io("read the file that MIGCC_CONFIG names,", path, error))?;
    Ok(Config {
        path: path.to_path_buf(),
        text,
    })
}
