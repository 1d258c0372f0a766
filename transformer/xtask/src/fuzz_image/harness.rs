//! The fuzzer: the runtime and `runtime-c/fuzz/` by clang with its sanitizers,
//! linked with one program.

use crate::compile::Recipe;
use crate::process::{Status, Task};
use crate::workspace::Workspace;
use anyhow::{bail, Context, Result};
use rayon::prelude::*;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

const CLANG: &str = "clang";
const SANITIZERS: &str = "-fsanitize=address,undefined,fuzzer-no-link";
const FLAGS: [&str; 4] = ["-g", "-O1", SANITIZERS, "-fno-sanitize-recover=undefined"];

/// Loops over every byte of an image: each comparison there tells libFuzzer
/// nothing and costs half the time.
const BYTE_LOOPS: [&str; 3] = ["wire", "wire_blake3", "image_read"];
/// `runtime-c/fuzz/memory.c` stands in for it.
const REPLACED: &str = "heap_internal";
/// A `main` of its own.
const REPLAY: &str = "replay";
const LIBRARIES: [&str; 3] = ["-lm", "-lpthread", "-lrt"];

pub struct Harness {
    dir: PathBuf,
    sources: PathBuf,
    objects: Vec<PathBuf>,
    /// Squeezes images.
    pub replay: PathBuf,
}

pub fn build(workspace: &Workspace) -> Result<Harness> {
    let dir = workspace.fresh("fuzz-image/objects")?;
    let sources = workspace.root.join("runtime-c");
    let mut files = Vec::new();
    for folder in ["src", "src/prim", "fuzz"] {
        files.extend(c_files(&sources.join(folder))?);
    }
    let wanted = |path: &PathBuf| ![REPLACED, REPLAY].contains(&stem(path).as_str());
    let objects = files
        .par_iter()
        .filter(|path| wanted(path))
        .map(|path| compile(path, &dir))
        .collect::<Result<Vec<_>>>()?;
    let replay = dir.join(REPLAY);
    let harness = Harness {
        dir,
        sources,
        objects,
        replay,
    };
    harness.build_replay()?;
    Ok(harness)
}

impl Harness {
    /// The fuzzer of a program of the corpus.
    pub fn link(&self, workspace: &Workspace, recipe: &Recipe) -> Result<PathBuf> {
        let fuzzer = self.dir.join(format!("fuzz-{}", recipe.name));
        let units = recipe
            .sources
            .iter()
            .map(|source| self.unit(workspace, recipe, source))
            .collect::<Result<Vec<_>>>()?;
        let link = Task::new(CLANG, &self.dir)
            .arg("-fsanitize=address,undefined,fuzzer")
            .arg(self.wraps())
            .args(&self.objects)
            .args(&units)
            .arg("-o")
            .arg(&fuzzer)
            .args(&recipe.libs)
            .args(LIBRARIES);
        done(link)?;
        Ok(fuzzer)
    }

    /// One unit, built as for its images but for the sanitizers; libFuzzer has a
    /// `main` of its own.
    fn unit(&self, workspace: &Workspace, recipe: &Recipe, source: &str) -> Result<PathBuf> {
        let name = source.replace('/', "-");
        let object = self.dir.join(format!("{}-{name}.o", recipe.name));
        let mut compile = Task::new(workspace.migcc(), &recipe.dir)
            .env("MIGCC_CC", CLANG)
            .env("MIGCC_ROOT", &recipe.dir)
            .env("MIGCC_CACHE", workspace.migcc_cache())
            .args(recipe.flags.iter().filter(|flag| *flag != "-static"))
            .args(FLAGS)
            .args(["-w", "-c", source, "-o"])
            .arg(&object);
        let config = recipe.dir.join("migcc.toml");
        if config.is_file() {
            compile = compile.env("MIGCC_CONFIG", config);
        }
        done(compile)?;
        let rename = ["--redefine-sym", "main=program_main"];
        done(Task::new("objcopy", &self.dir).args(rename).arg(&object))?;
        Ok(object)
    }

    fn wraps(&self) -> OsString {
        let mut argument = OsString::from("@");
        argument.push(self.sources.join("fuzz/wrap.opt"));
        argument
    }

    /// Without libFuzzer and without a program: only to squeeze.
    fn build_replay(&self) -> Result<()> {
        let main = compile(&self.sources.join("fuzz/replay.c"), &self.dir)?;
        let link = Task::new(CLANG, &self.dir)
            .args(FLAGS)
            .arg(self.wraps())
            .args(&self.objects)
            .arg(main)
            .arg("-o")
            .arg(&self.replay)
            .args(LIBRARIES);
        done(link)
    }
}

fn compile(source: &Path, dir: &Path) -> Result<PathBuf> {
    let name = stem(source);
    let object = dir.join(format!("{name}.o"));
    let quiet = BYTE_LOOPS.contains(&name.as_str());
    let task = Task::new(CLANG, dir)
        .arg("-std=c99")
        .args(FLAGS)
        .args(quiet.then_some("-fno-sanitize-coverage=trace-cmp"))
        .arg("-c")
        .arg(source)
        .arg("-o")
        .arg(&object);
    done(task)?;
    Ok(object)
}

pub fn done(task: Task) -> Result<()> {
    let task = task.timeout(Duration::from_secs(600));
    let outcome = task.run();
    if outcome.status != Status::Exited(0) {
        bail!(
            "{}: {}\n{}",
            outcome.status,
            outcome.complaint(),
            task.shell_line()
        );
    }
    Ok(())
}

fn c_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "c") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
