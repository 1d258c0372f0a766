//! Opening the session of one invocation.

use crate::build;
use crate::cli::command_line::CommandLine;
use crate::runtime;
use crate::session::cache::Cache;
use crate::session::compiler::Compiler;
use crate::session::environment::Environment;
use crate::session::error::Stop;
use crate::session::scratch::Scratch;
use crate::session::Session;
use crate::transform::{Config, TransformOptions};
use std::fs;
use std::path::Path;

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

fn read_config(path: &Path) -> Result<Config, Stop> {
    let text = fs::read_to_string(path)
        .map_err(|error| Stop::io("read the file that MIGCC_CONFIG names,", path, error))?;
    Ok(Config {
        path: path.to_path_buf(),
        text,
    })
}
