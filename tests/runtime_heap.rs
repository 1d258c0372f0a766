//! The runtime's heap, its stand-ins for the C library and its contact with the
//! system: the self-checking programs of `runtime-c/tests`, built as a user's
//! compiler builds the runtime, for every ABI there is a compiler for.
//!
//! The ABIs that add nothing to the others' width and byte order are `ignored`;
//! `cargo test --test runtime_heap -- --include-ignored` runs them, too.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const PROGRAMS: &[&str] = &[
    "heap_blocks",
    "heap_restore",
    "libc_files",
    "libc_misc",
    "libc_random",
    "libc_waits",
];

const WARNINGS: &[&str] = &["-Wall", "-Wextra", "-Wconversion", "-Werror"];

/// One way to build and run the programs.
struct Cell {
    compiler: &'static str,
    options: &'static [&'static str],
    emulator: Option<&'static str>,
}

impl Cell {
    fn native(compiler: &'static str, options: &'static [&'static str]) -> Cell {
        Cell {
            compiler,
            options,
            emulator: None,
        }
    }

    fn emulated(compiler: &'static str, emulator: &'static str) -> Cell {
        Cell {
            compiler,
            options: &["-static"],
            emulator: Some(emulator),
        }
    }

    /// The first of its tools that is not installed.
    fn missing(&self) -> Option<&'static str> {
        [Some(self.compiler), self.emulator]
            .into_iter()
            .flatten()
            .find(|tool| Command::new(tool).arg("--version").output().is_err())
    }

    fn flags(&self) -> Vec<OsString> {
        let mut flags = vec!["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-O1", "-g"];
        match self.compiler {
            "tcc" | "musl-gcc" => flags.push("-Wall"),
            _ => flags.extend(WARNINGS),
        }
        flags.extend(self.options);
        flags.into_iter().map(OsString::from).collect()
    }

    fn compile(&self, words: &[OsString], directory: &Path) {
        let output = Command::new(self.compiler)
            .args(self.flags())
            .args(words)
            .current_dir(directory)
            .output()
            .expect("the compiler was found a moment ago");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{} {words:?}:\n{errors}",
            self.compiler
        );
    }

    fn run(&self) {
        if let Some(tool) = self.missing() {
            eprintln!("skipped: {tool} is not installed");
            return;
        }
        let directory = tempfile::tempdir().expect("a temporary directory");
        let objects = self.objects(&directory);
        for program in PROGRAMS {
            self.run_program(program, &objects, &directory);
        }
    }

    fn objects(&self, directory: &TempDir) -> Vec<OsString> {
        let mut objects = Vec::new();
        for source in sources() {
            let mut object = PathBuf::from(source.file_name().expect("a file"));
            object.set_extension("o");
            let words = [
                "-c".into(),
                source.into_os_string(),
                "-o".into(),
                object.clone().into_os_string(),
            ];
            self.compile(&words, directory.path());
            objects.push(object.into_os_string());
        }
        objects
    }

    fn run_program(&self, program: &str, objects: &[OsString], directory: &TempDir) {
        let source = runtime().join("tests").join(program).with_extension("c");
        let mut words = vec![source.into_os_string(), "-o".into(), program.into()];
        words.extend_from_slice(objects);
        words.extend(["-lpthread", "-lrt"].map(OsString::from));
        self.compile(&words, directory.path());
        let mut command = Command::new("timeout");
        command.arg("120").args(self.emulator);
        command.env("VALGRIND_OPTS", "--quiet --error-exitcode=66");
        let output = command
            .arg(directory.path().join(program))
            .current_dir(directory.path())
            .output()
            .expect("timeout is part of every system we run on");
        let said = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "{} {program}: {}\n{errors}",
            self.compiler,
            output.status
        );
        assert!(
            said.contains(" checks"),
            "{program} checked nothing: {said}"
        );
    }
}

fn runtime() -> PathBuf {
    // `cargo xtask mutate` has the runtime's sources looked at elsewhere.
    match std::env::var_os("MIGCC_TEST_RUNTIME") {
        Some(directory) => directory.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime-c"),
    }
}

/// The parts under test; `tests/core.c` stands in for the rest of the runtime.
fn sources() -> Vec<PathBuf> {
    let mut sources = vec![runtime().join("tests/core.c")];
    for (directory, prefixes) in [("src", &["heap", "libc"][..]), ("src/prim", &["prim"][..])] {
        let entries = fs::read_dir(runtime().join(directory)).expect("the runtime's sources");
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.ends_with(".c") && prefixes.iter().any(|p| name.starts_with(p)) {
                sources.push(path);
            }
        }
    }
    sources
}

#[test]
fn native() {
    Cell::native("gcc", &[]).run();
}

#[test]
fn tiny_segments_under_sanitizers() {
    let options = &[
        "-DMIGRT_TINY",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=undefined",
    ];
    Cell::native("gcc", options).run();
}

#[test]
fn tiny_segments_at_the_fixed_address() {
    Cell::native("clang", &["-DMIGRT_TINY"]).run();
}

#[test]
fn link_time_optimisation() {
    Cell::native("gcc", &["-O3", "-fstrict-aliasing", "-flto"]).run();
}

#[test]
fn nothing_is_read_before_it_is_written() {
    Cell::native("clang", &["-fsanitize=memory"]).run();
}

#[test]
fn under_valgrind() {
    let cell = Cell::native("gcc", &[]);
    let emulator = Some("valgrind");
    Cell { emulator, ..cell }.run();
}

#[test]
fn tcc() {
    Cell::native("tcc", &[]).run();
}

#[test]
fn musl() {
    Cell::native("musl-gcc", &["-static"]).run();
}

#[test]
fn i386() {
    Cell::emulated("i686-linux-gnu-gcc", "qemu-i386-static").run();
}

#[test]
fn s390x() {
    Cell::emulated("s390x-linux-gnu-gcc", "qemu-s390x-static").run();
}

#[test]
fn powerpc() {
    Cell::emulated("powerpc-linux-gnu-gcc", "qemu-ppc-static").run();
}

#[test]
#[ignore = "64 bit, little endian, as native"]
fn aarch64() {
    Cell::emulated("aarch64-linux-gnu-gcc", "qemu-aarch64-static").run();
}

#[test]
#[ignore = "64 bit, little endian, as native"]
fn riscv64() {
    Cell::emulated("riscv64-linux-gnu-gcc", "qemu-riscv64-static").run();
}

#[test]
#[ignore = "32 bit, little endian, as i386"]
fn armhf() {
    Cell::emulated("arm-linux-gnueabihf-gcc", "qemu-arm-static").run();
}

#[test]
#[ignore = "64 bit, big endian, as s390x"]
fn powerpc64() {
    Cell::emulated("powerpc64-linux-gnu-gcc", "qemu-ppc64-static").run();
}

#[test]
#[ignore = "32 bit, big endian, as powerpc"]
fn mips() {
    Cell::emulated("mips-linux-gnu-gcc", "qemu-mips-static").run();
}
