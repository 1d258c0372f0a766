//! The C runtime: carried inside migcc as source, compiled on demand by the
//! compiler and for the target in use, kept in the cache.

use crate::cli::command_line::{CommandLine, OptionArg};
use crate::driver::build::{self, Finished, Output};
use crate::driver::cache::{lock, Cache};
use crate::driver::compiler::Family;
use crate::driver::error::Stop;
use crate::driver::preprocess::DEFINE;
use crate::driver::session::Session;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Paths below `runtime-c/` and contents.
pub static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/runtime_files.rs"));

/// Symbols that shared objects find in the executable.
const EXPORTS: &str = "{ migrt_*; };\n";

/// Writes the runtime's files into the cache, unless they are there, and
/// returns their directory.
pub fn unpack(cache: &Cache) -> Result<PathBuf, Stop> {
    let directory = cache.path("runtime", &digest());
    if directory.join("exports.ld").exists() {
        return Ok(directory);
    }
    let parent = cache.dir.join("runtime");
    let failed = |error| Stop::io("write the runtime's sources into the cache", &parent, error);
    fs::create_dir_all(&parent).map_err(failed)?;
    let fresh = tempfile::tempdir_in(&parent).map_err(failed)?;
    for (name, contents) in FILES {
        let path = fresh.path().join(name);
        fs::create_dir_all(path.parent().unwrap_or(&parent)).map_err(failed)?;
        fs::write(&path, contents).map_err(failed)?;
    }
    fs::write(fresh.path().join("exports.ld"), EXPORTS).map_err(failed)?;
    // Another process may have been faster, or a cleaner removed some files.
    let _held = lock(&cache.dir.join("lock")).map_err(failed)?;
    if !directory.join("exports.ld").exists() {
        let _ = fs::remove_dir_all(&directory);
        fs::rename(fresh.keep(), &directory).map_err(failed)?;
    }
    Ok(directory)
}

fn digest() -> String {
    let mut hasher = blake3::Hasher::new();
    for (name, contents) in FILES {
        hasher.update(name.as_bytes()).update(b"\0");
        hasher
            .update(&(contents.len() as u64).to_le_bytes())
            .update(contents);
    }
    hasher.finalize().to_hex()[..32].to_string()
}

/// The runtime as one relocatable object for the options of this invocation:
/// linking an object takes all of it, as emitted `main`s expect.
pub fn object(session: &Session) -> Result<PathBuf, Stop> {
    let flags = runtime_options(session);
    let path = session
        .runtime
        .join("objects")
        .join(format!("{}.o", object_key(session, &flags)));
    if path.exists() {
        return Ok(path);
    }
    let directory = session.runtime.join("objects");
    let failed = |error| {
        Stop::io(
            "write the runtime's object into the cache",
            &directory,
            error,
        )
    };
    fs::create_dir_all(&directory).map_err(failed)?;
    let _held = lock(&path.with_extension("lock")).map_err(failed)?;
    if !path.exists() {
        let fresh = tempfile::tempdir_in(&directory).map_err(failed)?;
        let linked = compile(session, &flags, fresh.path())?;
        fs::rename(linked, &path).map_err(failed)?;
    }
    Ok(path)
}

fn object_key(session: &Session, flags: &[OsString]) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(session.identity.key.as_bytes());
    for flag in flags {
        hasher.update(flag.as_encoded_bytes()).update(b"\0");
    }
    hasher.finalize().to_hex()[..32].to_string()
}

/// What tells one object of the runtime from another for the same compiler.
fn runtime_options(session: &Session) -> Vec<OsString> {
    let mut flags = abi_options(&session.line);
    if session.environment.testing {
        flags.push("-DMIGRT_TINY".into());
    }
    flags
}

/// The options that objects must share to fit together.
fn abi_options(line: &CommandLine) -> Vec<OsString> {
    line.options()
        .filter(|option| decides_abi(option))
        .flat_map(|o| o.words.clone())
        .collect()
}

fn decides_abi(option: &OptionArg) -> bool {
    const NAMES: &[&str] = &[
        "--target",
        "--target=",
        "-target",
        "-arch",
        "--sysroot",
        "--sysroot=",
        "-isysroot",
        "-B",
        "-specs",
        "--specs",
        "-gcc-toolchain",
        "-resource-dir",
        "-fuse-ld=",
        "--ld-path=",
        "-pthread",
    ];
    const PREFIXES: &[&str] = &[
        "-m",
        "-specs=",
        "--specs=",
        "--gcc-toolchain=",
        "-fsanitize",
        "-fno-sanitize",
        "-fshort-",
        "-fpack-struct",
        "-fcf-protection",
    ];
    NAMES.contains(&option.name.as_str())
        || PREFIXES
            .iter()
            .any(|prefix| option.name.starts_with(prefix))
}

/// Compiles every source, several at a time, and joins the objects.
fn compile(session: &Session, flags: &[OsString], directory: &Path) -> Result<PathBuf, Stop> {
    let sources: Vec<PathBuf> = FILES
        .iter()
        .filter(|(name, _)| name.starts_with("src/") && name.ends_with(".c"))
        .map(|(name, _)| PathBuf::from(name))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Result<(), Stop> {
        while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(stop) = compile_source(session, flags, source, directory) {
                // One message is enough: nobody takes another source.
                next.store(sources.len(), Ordering::Relaxed);
                return Err(stop);
            }
        }
        Ok(())
    };
    let workers = thread::available_parallelism()
        .map_or(1, |n| n.get())
        .min(8);
    thread::scope(|scope| {
        let handles: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        handles.into_iter().try_for_each(|handle| {
            handle
                .join()
                .unwrap_or_else(|_| Err(Stop::error("compiling the runtime failed")))
        })
    })?;
    join_objects(session, flags, &sources, directory)
}

fn compile_source(
    session: &Session,
    flags: &[OsString],
    source: &Path,
    directory: &Path,
) -> Result<(), Stop> {
    let root = &session.runtime;
    let mut words = flags.to_vec();
    words.push(DEFINE.into());
    words.extend(["-O2", "-g", "-w", "-fPIC", "-c"].map(OsString::from));
    if session.identity.family != Family::Tcc {
        words.extend(["-std=gnu11", "-ffunction-sections", "-fdata-sections"].map(OsString::from));
        let mut map = OsString::from("-fdebug-prefix-map=");
        map.push(root);
        map.push("=migrt");
        words.push(map);
    }
    for include in ["include", "src"] {
        words.push("-I".into());
        words.push(root.join(include).into());
    }
    words.push(root.join(source).into());
    words.push("-o".into());
    words.push(directory.join(object_name(source)).into());
    expect_success(session, &words, &source.to_string_lossy())
}

/// `src/prim/file.c` and `src/file.c` must not meet.
fn object_name(source: &Path) -> String {
    source.to_string_lossy().replace('/', "-") + ".o"
}

fn join_objects(
    session: &Session,
    flags: &[OsString],
    sources: &[PathBuf],
    directory: &Path,
) -> Result<PathBuf, Stop> {
    let linked = directory.join("migrt.o");
    let sanitizer = |flag: &OsString| flag.to_string_lossy().starts_with("-fsanitize");
    let mut words: Vec<OsString> = flags
        .iter()
        .filter(|flag| !sanitizer(flag))
        .cloned()
        .collect();
    words.extend(["-nostdlib", "-r", "-o"].map(OsString::from));
    words.push(linked.clone().into());
    words.extend(
        sources
            .iter()
            .map(|source| directory.join(object_name(source)).into()),
    );
    expect_success(session, &words, "its objects")?;
    Ok(linked)
}

fn expect_success(session: &Session, words: &[OsString], what: &str) -> Result<(), Stop> {
    let Finished { status, stderr, .. } =
        build::start(session, words, None, Output::Captured)?.wait()?;
    if status == 0 {
        return Ok(());
    }
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    Err(Stop::error(format!(
        "the migcc runtime cannot be built ({what}) by this compiler with these options:\n\
         {} {}\n{}MIGCC_OFF=1 builds the program without migration",
        session.compiler.describe(),
        words.join(" "),
        String::from_utf8_lossy(&stderr),
    )))
}
