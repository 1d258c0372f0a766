//! Builds the hand-written programs of `runtime-c/tests` with the runtime, for
//! any of the nine ABIs, and runs them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::time::SystemTime;

#[allow(dead_code)] // not every test file looks at all of it
pub struct Abi {
    pub name: &'static str,
    compiler: &'static str,
    emulator: Option<&'static str>,
    pub pointer: usize,
    pub big_endian: bool,
}

const fn abi(
    name: &'static str,
    compiler: &'static str,
    emulator: Option<&'static str>,
    pointer: usize,
    big_endian: bool,
) -> Abi {
    Abi {
        name,
        compiler,
        emulator,
        pointer,
        big_endian,
    }
}

pub const ABIS: [Abi; 9] = [
    abi("x86_64", "gcc", None, 8, false),
    abi(
        "i386",
        "i686-linux-gnu-gcc",
        Some("qemu-i386-static"),
        4,
        false,
    ),
    abi(
        "aarch64",
        "aarch64-linux-gnu-gcc",
        Some("qemu-aarch64-static"),
        8,
        false,
    ),
    abi(
        "arm",
        "arm-linux-gnueabihf-gcc",
        Some("qemu-arm-static"),
        4,
        false,
    ),
    abi(
        "riscv64",
        "riscv64-linux-gnu-gcc",
        Some("qemu-riscv64-static"),
        8,
        false,
    ),
    abi(
        "s390x",
        "s390x-linux-gnu-gcc",
        Some("qemu-s390x-static"),
        8,
        true,
    ),
    abi(
        "ppc64",
        "powerpc64-linux-gnu-gcc",
        Some("qemu-ppc64-static"),
        8,
        true,
    ),
    abi(
        "ppc",
        "powerpc-linux-gnu-gcc",
        Some("qemu-ppc-static"),
        4,
        true,
    ),
    abi(
        "mips",
        "mips-linux-gnu-gcc",
        Some("qemu-mips-static"),
        4,
        true,
    ),
];

const WARNINGS: [&str; 5] = ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Werror"];

impl Abi {
    /// The compiler and the emulator are installed.
    pub fn available(&self) -> bool {
        let there = |tool: &str| Command::new(tool).arg("--version").output().is_ok();
        there(self.compiler) && self.emulator.is_none_or(there)
    }

    pub fn command(&self, program: &Path) -> Command {
        let mut command = match self.emulator {
            Some(emulator) => {
                let mut command = Command::new(emulator);
                command.arg(program);
                command
            }
            None => Command::new(program),
        };
        for (name, _) in std::env::vars() {
            if name.starts_with("MIGRT_") {
                command.env_remove(name);
            }
        }
        command
    }
}

pub fn named(name: &str) -> &'static Abi {
    ABIS.iter()
        .find(|abi| abi.name == name)
        .expect("an ABI of the table")
}

/// Those of `names` whose tools are installed; says which are not.
pub fn installed(names: &[&str]) -> Vec<&'static Abi> {
    let (there, missing): (Vec<&Abi>, Vec<&Abi>) = names
        .iter()
        .map(|name| named(name))
        .partition(|abi| abi.available());
    for abi in missing {
        eprintln!(
            "skipped: {} ({} or its emulator is not installed)",
            abi.name, abi.compiler
        );
    }
    there
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The runtime's sources; `cargo xtask mutate` has them looked at elsewhere.
pub fn runtime_sources() -> PathBuf {
    match std::env::var_os("MIGCC_TEST_RUNTIME") {
        Some(directory) => directory.into(),
        None => repository().join("runtime-c"),
    }
}

fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(directory)
        .expect("a directory of the runtime")
        .map(|entry| entry.expect("a directory entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    found
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|m| m.modified()).ok()
}

fn newest(paths: &[PathBuf]) -> Option<SystemTime> {
    paths.iter().filter_map(|path| modified(path)).max()
}

fn run_compiler(command: &mut Command) {
    let output = command.output().expect("the compiler runs");
    assert!(
        output.status.success(),
        "{command:?}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Programs built in this run. One build at a time: tests share the objects,
/// and a program that is running cannot be written again.
static BUILT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Objects of the runtime, compiled again when any source is newer.
fn runtime(abi: &Abi, flavour: &str, flags: &[&str]) -> Vec<PathBuf> {
    let root = runtime_sources();
    let mut sources = files(&root.join("src"), "c");
    sources.extend(files(&root.join("src/prim"), "c"));
    let mut headers = files(&root.join("src"), "h");
    headers.extend(files(&root.join("src/prim"), "h"));
    headers.extend(files(&root.join("include"), "h"));
    headers.extend(files(&root.join("include"), "def"));
    let newest_header = newest(&headers);
    let directory = target_dir().join(format!("runtime-{}-{flavour}", abi.name));
    fs::create_dir_all(&directory).expect("a directory for objects");
    sources
        .iter()
        .map(|source| {
            let object = directory
                .join(source.file_stem().expect("a name"))
                .with_extension("o");
            let built = modified(&object);
            if built.is_none() || built < modified(source) || built < newest_header {
                run_compiler(
                    Command::new(abi.compiler)
                        .args(WARNINGS)
                        .args(["-O1", "-c"])
                        .args(flags)
                        .arg(source)
                        .arg("-o")
                        .arg(&object),
                );
            }
            object
        })
        .collect()
}

fn target_dir() -> PathBuf {
    match std::env::var_os("MIGCC_TEST_OBJECTS") {
        Some(directory) => directory.into(),
        None => PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
    }
}

/// Builds `runtime-c/tests/SOURCE.c`; `flavour` names the build, `flags` go to
/// the runtime, too, and `defines` to the program only.
pub fn build(abi: &Abi, source: &str, flavour: &str, flags: &[&str], defines: &[&str]) -> PathBuf {
    let mut built = BUILT
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let file = runtime_sources()
        .join("tests")
        .join(source)
        .with_extension("c");
    let suffix: String = defines
        .concat()
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .collect();
    let program = target_dir().join(format!("{source}-{}-{flavour}{suffix}", abi.name));
    if !built.insert(program.clone()) {
        return program;
    }
    let objects = runtime(abi, flavour, flags);
    let mut command = Command::new(abi.compiler);
    command
        .args(["-O1", "-Wall", "-Wextra"])
        .args(flags)
        .args(defines)
        .arg(&file);
    if flavour == "plain" {
        command.arg("-static");
    }
    command
        .args(&objects)
        .arg("-o")
        .arg(&program)
        .args(["-lm", "-lpthread", "-lrt"]);
    run_compiler(&mut command);
    program
}

/// What `runtime-c/fuzz/memory.c` stands in for.
const REPLACED: &str = "heap_internal.o";

/// The fuzzer's inputs without the fuzzer (`runtime-c/fuzz/replay.c`), with
/// `runtime-c/tests/walk.c` as the program, under the sanitizers.
#[allow(dead_code)]
pub fn build_replay(abi: &Abi) -> PathBuf {
    let flags = [
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
    ];
    let mut built = BUILT
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner());
    let program = target_dir().join(format!("replay-{}", abi.name));
    if !built.insert(program.clone()) {
        return program;
    }
    let fuzz = runtime_sources().join("fuzz");
    let objects = runtime(abi, "sanitized", &flags);
    let mut wraps = std::ffi::OsString::from("@");
    wraps.push(fuzz.join("wrap.opt"));
    run_compiler(
        Command::new(abi.compiler)
            .args(["-O1", "-Wall", "-Wextra", "-Dmain=program_main", "-c"])
            .args(flags)
            .arg(runtime_sources().join("tests/walk.c"))
            .arg("-o")
            .arg(program.with_extension("o")),
    );
    run_compiler(
        Command::new(abi.compiler)
            .args(["-std=c99", "-O1", "-Wall", "-Wextra", "-Werror"])
            .args(flags)
            .args(files(&fuzz, "c"))
            .args(objects.iter().filter(|path| !path.ends_with(REPLACED)))
            .arg(program.with_extension("o"))
            .arg(wraps)
            .arg("-o")
            .arg(&program)
            .args(["-lm", "-lpthread", "-lrt"]),
    );
    program
}

pub fn plain(abi: &Abi, source: &str) -> PathBuf {
    build(abi, source, "plain", &[], &[])
}

/// A directory of its own for one test.
pub fn scratch(test: &str) -> PathBuf {
    let directory = target_dir().join(format!("scratch-{test}"));
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).expect("a scratch directory");
    directory
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or(-1)
}

pub fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
