//! What all passes of one invocation share.

use super::cache::Cache;
use super::compiler::{Compiler, Identity};
use super::environment::Environment;
use super::error::Stop;
use super::scratch::Scratch;
use crate::cli::command_line::CommandLine;
use crate::driver::build;
use crate::driver::lint::InBuild;
use crate::driver::runtime;
use crate::transform::{Config, TransformOptions};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

#[derive(Clone)]
pub struct Session {
    pub environment: Environment,
    pub line: CommandLine,
    pub compiler: Compiler,
    pub identity: Identity,
    pub cache: Cache,
    pub scratch: Arc<Scratch>,
    /// The unpacked runtime: `include/` and `src/`.
    pub runtime: PathBuf,
    pub options: TransformOptions,
    /// Where the compiler runs; `None`: in the current folder.
    pub folder: Option<PathBuf>,
    /// Findings are wanted besides.
    pub lint: Option<InBuild>,
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
            testing: environment.testing,
            standard: standard(&line),
            config: environment.config.as_deref().map(read_config).transpose()?,
            target: compiler.target(&identity, &build::code_options(&line), &cache),
        };
        Ok(Session {
            environment: environment.clone(),
            runtime: runtime::unpack(&cache)?,
            scratch: Arc::new(Scratch::new()?),
            folder: None,
            lint: None,
            line,
            compiler,
            identity,
            cache,
            options,
        })
    }

    /// The same for another command line, whose names are relative to `folder`.
    pub fn for_line(&self, line: CommandLine, folder: Option<PathBuf>) -> Session {
        let mut session = Session {
            folder,
            line,
            ..self.clone()
        };
        let flags = build::code_options(&session.line);
        session.options.standard = standard(&session.line);
        session.options.target = self.compiler.target(&self.identity, &flags, &self.cache);
        session
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
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
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

fn standard(line: &CommandLine) -> Option<String> {
    let value = line.last_value(&["-std=", "--std=", "-std", "--std"]);
    value.map(|value| value.to_string_lossy().into_owned())
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
