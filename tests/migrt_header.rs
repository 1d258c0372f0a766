//! `migrt.h` in a program: captured by itself, hooks, transient and typed
//! memory, with migcc and without.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/api/api.c")
}

fn run(command: &mut Command) -> Output {
    command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn build(directory: &Path, name: &str, compiler: &str) -> PathBuf {
    let program = directory.join(name);
    let mut command = Command::new(env!("CARGO_BIN_EXE_migcc"));
    command
        .args(["-Wall", "-Wextra", "-Werror", "-O2", "-static"])
        .arg(source());
    command.arg("-o").arg(&program).env("MIGCC_CC", compiler);
    let output = run(&mut command);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    program
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn a_program_captures_itself_and_goes_on_in_both_places() {
    let directory = tempfile::tempdir().unwrap();
    let program = build(directory.path(), "api", "cc");
    let image = directory.path().join("api.mig");
    let first = run(Command::new(&program).env("CHECKPOINT_TO", &image));
    assert_eq!(text(&first), "r=0 cache=10 restored=0 a=5 b=2.5\n");
    let second = run(Command::new(&program).env("MIGRT_RESTORE", &image));
    assert_eq!(text(&second), "r=1 cache=78 restored=1 a=5 b=2.5\n");
}

#[test]
fn typed_memory_converts_to_the_other_byte_order() {
    let directory = tempfile::tempdir().unwrap();
    let tools = ["s390x-linux-gnu-gcc", "qemu-s390x-static"];
    if tools
        .iter()
        .any(|tool| Command::new(tool).arg("--version").output().is_err())
    {
        eprintln!("skipped: needs {tools:?}");
        return;
    }
    let program = build(directory.path(), "api", "cc");
    let there = build(directory.path(), "api.s390x", tools[0]);
    let image = directory.path().join("api.mig");
    run(Command::new(&program).env("CHECKPOINT_TO", &image));
    let second = run(Command::new(tools[1])
        .arg(&there)
        .env("MIGRT_RESTORE", &image));
    assert_eq!(text(&second), "r=1 cache=78 restored=1 a=5 b=2.5\n");
}

#[test]
fn without_migcc_nothing_happens_and_nothing_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let program = directory.path().join("plain");
    let include = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime-c/include");
    let mut command = Command::new("cc");
    command
        .args(["-Wall", "-Wextra", "-Werror"])
        .arg("-I")
        .arg(include);
    let built = run(command.arg(source()).arg("-o").arg(&program));
    assert!(built.status.success(), "{}", text(&built));
    assert_eq!(
        text(&run(&mut Command::new(&program))),
        "r=-1 cache=10 restored=0 a=5 b=2.5\n"
    );
}
