//! The compiler judges the tree: types by static assertions, spans by
//! parenthesising every expression, names by renaming everything local. The
//! assembly must stay the same.

use crate::c_sources::{c_files, fetch, preprocess, CRATES};
use crate::parenthesise::parenthesised;
use crate::rename::{renamed, without_suffixes};
use crate::type_check::with_type_assertions;
use migcc::hir::{Target, Unit};
use migcc::syntax::{analyse, Dialect};
use std::path::{Path, PathBuf};
use std::process::Command;

pub struct Input {
    pub name: String,
    pub compiler: String,
    /// As the compiler spells it (`gnu17`).
    pub std: String,
    pub text: String,
    pub unit: Unit,
}

pub fn full() -> bool {
    std::env::var_os("MIGCC_FULL").is_some()
}

fn data(part: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/data")
        .join(part)
}

fn input(name: &str, compiler: &str, std: &str, text: String) -> Input {
    let dialect = Dialect::from_std(std).expect("a C standard");
    let macros = output(compiler, &["-dM", "-E", "-x", "c", "/dev/null"]).unwrap_or_default();
    let unit = match analyse(&text, dialect, Target::from_macros(&macros)) {
        Ok(unit) => unit,
        Err(errors) => panic!("{name}: {}", errors[0]),
    };
    let (name, compiler) = (name.to_owned(), compiler.to_owned());
    Input {
        name,
        compiler,
        std: std.to_owned(),
        text,
        unit,
    }
}

/// Standard output; `None` when the compiler is missing or refuses.
fn output(compiler: &str, args: &[&str]) -> Option<String> {
    let run = Command::new(compiler).args(args).output().ok()?;
    run.status
        .success()
        .then(|| String::from_utf8_lossy(&run.stdout).into_owned())
}

/// Units of `tests/data/syntax`: name and standard, text.
fn described_units() -> Vec<(String, String, String)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data("syntax"))
        .expect("tests/data/syntax")
        .map(|entry| entry.expect("directory entry").path())
        .collect();
    files.sort();
    let mut units = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("readable");
        for unit in format!("\n{text}").split("\n## ").skip(1) {
            let (head, text) = unit.split_once('\n').unwrap_or((unit, ""));
            let (name, std) = head.rsplit_once(" [").expect("## name [std]");
            let std = std.trim_end_matches(']').to_owned();
            units.push((name.to_owned(), std, text.to_owned()));
        }
    }
    units
}

pub fn accepted_texts() -> Vec<(String, String)> {
    described_units()
        .into_iter()
        .map(|(name, _, text)| (name, text))
        .collect()
}

pub fn accepted_units() -> Vec<Input> {
    let units = described_units().into_iter();
    units
        .map(|(name, std, text)| input(&name, "cc", &std, text))
        .collect()
}

/// The header test file as each compiler that is there sees it.
pub fn headers(compilers: &[&str]) -> Vec<Input> {
    let file = data("headers/all.c");
    let file = file.to_str().expect("a UTF-8 path");
    compilers
        .iter()
        .filter_map(|compiler| {
            let text = output(compiler, &["-E", "-w", "-std=gnu17", "-D_GNU_SOURCE", file])?;
            Some(input(
                &format!("headers, {compiler}"),
                compiler,
                "gnu17",
                text,
            ))
        })
        .collect()
}

fn own_programs(compilers: &[&str]) -> Vec<Input> {
    let mut inputs = Vec::new();
    for (file, wide) in [("expressions.c", false), ("wide.c", true)] {
        let text = std::fs::read_to_string(data("lowering").join(file)).expect("readable");
        let narrow = |compiler: &str| {
            output(compiler, &["-dM", "-E", "-x", "c", "/dev/null"])
                .is_none_or(|macros| !macros.contains("__SIZEOF_INT128__"))
        };
        for compiler in compilers.iter().filter(|c| !wide || !narrow(c)) {
            if output(compiler, &["--version"]).is_some() {
                inputs.push(input(file, compiler, "gnu17", text.clone()));
            }
        }
    }
    inputs
}

/// A directory for one input's files, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(label: &str) -> Scratch {
        let thread = format!("{:?}", std::thread::current().id());
        let name = format!("migcc-lowering-{}-{thread}-{label}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&directory).expect("a scratch directory");
        Scratch(directory)
    }

    /// Assembly of `text`, or the compiler's message.
    fn compile(&self, input: &Input, text: &str, flags: &[&str]) -> Result<String, String> {
        let (source, assembly) = (self.0.join("unit.i"), self.0.join("unit.s"));
        std::fs::write(&source, text).expect("writable");
        let run = Command::new(&input.compiler)
            .args([
                "-w",
                "-fpreprocessed",
                "-x",
                "c",
                &format!("-std={}", input.std),
            ])
            .args(flags)
            .arg("-o")
            .arg(&assembly)
            .arg(&source)
            .output()
            .expect("the compiler runs");
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into_owned());
        }
        let text = std::fs::read(&assembly).expect("assembly");
        let text = String::from_utf8_lossy(&text).into_owned();
        Ok(text
            .lines()
            .filter(|line| !line.contains(".file"))
            .collect::<Vec<_>>()
            .join("\n"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// All three checks; false when the compiler refuses the input itself.
/// Gives the number of types that were checked.
fn check(input: &Input) -> Option<usize> {
    // At -O0 gcc places `nop`s by the column of a statement.
    const CODE: [&str; 2] = ["-S", "-O1"];
    let scratch = Scratch::new("check");
    let Input {
        name, unit, text, ..
    } = input;
    let plain = scratch.compile(input, text, &CODE).ok()?;
    let errors = unit.nesting_errors(text);
    assert!(errors.is_empty(), "{name}: {}", errors[0]);
    let (asserting, count) = with_type_assertions(unit, text);
    if let Err(message) = scratch.compile(input, &asserting, &["-S", "-O0"]) {
        panic!("{name}: types: {}", first_lines(&message));
    }
    let bracketed = scratch.compile(input, &parenthesised(unit, text), &CODE);
    same(name, "parentheses", &plain, bracketed);
    let other = scratch.compile(input, &renamed(unit, text), &CODE);
    let other = other.map(|assembly| without_suffixes(&assembly));
    same(name, "names", &plain, other);
    Some(count)
}

fn same(name: &str, what: &str, before: &str, after: Result<String, String>) {
    match after {
        Err(message) => panic!("{name}: {what}: {}", first_lines(&message)),
        Ok(after) => {
            let mut lines = before.lines().zip(after.lines());
            let difference = lines.find(|(before, after)| before != after);
            let equal = difference.is_none() && before.len() == after.len();
            assert!(equal, "{name}: {what}: other code: {difference:?}");
        }
    }
}

fn first_lines(message: &str) -> String {
    message.lines().take(6).collect::<Vec<_>>().join("\n")
}

/// Checks all inputs on two threads; gives how many the compiler took, and how
/// many types were checked.
fn check_all(inputs: Vec<Input>) -> (usize, usize) {
    let half = inputs.len() / 2;
    let (a, b) = inputs.split_at(half);
    let run = |part: &[Input]| {
        let counts: Vec<usize> = part.iter().filter_map(check).collect();
        (counts.len(), counts.iter().sum::<usize>())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(|| run(b));
        let (units, types) = run(a);
        match other.join() {
            Ok((more_units, more_types)) => (units + more_units, types + more_types),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Nested functions are not in the tree, so the names in them are not known.
fn has_nested_function(input: &Input) -> bool {
    input.unit.functions.iter().any(|(_, f)| {
        f.features
            .iter()
            .any(|(feature, _)| *feature == migcc::hir::Feature::NestedFunction)
    })
}

#[test]
fn small_units() {
    // Each takes five runs of the compiler: a third of them in the quick tier.
    let step = if full() { 1 } else { 3 };
    let inputs: Vec<Input> = accepted_units()
        .into_iter()
        .filter(|input| !has_nested_function(input))
        .step_by(step)
        .collect();
    let (units, types) = check_all(inputs);
    assert!(
        units > 240 / step && types > 400 / step,
        "{units} units, {types} types"
    );
}

#[test]
fn own_programs_and_headers() {
    let mut inputs = own_programs(&["cc", "i686-linux-gnu-gcc", "s390x-linux-gnu-gcc"]);
    inputs.extend(headers(&["cc"]));
    let (units, types) = check_all(inputs);
    assert!(units >= 2 && types > 800, "{units} units, {types} types");
}

const TARGETS: [&str; 9] = [
    "cc",
    "i686-linux-gnu-gcc",
    "aarch64-linux-gnu-gcc",
    "riscv64-linux-gnu-gcc",
    "arm-linux-gnueabihf-gcc",
    "s390x-linux-gnu-gcc",
    "powerpc64-linux-gnu-gcc",
    "powerpc-linux-gnu-gcc",
    "mips-linux-gnu-gcc",
];

#[test]
fn every_target() {
    if !full() {
        return;
    }
    let mut inputs = own_programs(&TARGETS);
    inputs.extend(headers(&TARGETS));
    let (units, types) = check_all(inputs);
    println!("{units} units, {types} types");
    assert!(units >= 3);
}

#[test]
fn real_programs() {
    if !full() {
        return;
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let home = fetch(target).expect("the crates that carry C sources");
    let (mut units, mut types) = (0, 0);
    for sources in CRATES {
        let root = home.join(sources.package);
        for file in c_files(&root) {
            let Ok(bytes) = preprocess("cc", sources, &root, &file) else {
                continue;
            };
            let Ok(text) = String::from_utf8(bytes) else {
                continue;
            };
            let scratch = Scratch::new("try");
            let name = file
                .strip_prefix(&home)
                .unwrap_or(&file)
                .display()
                .to_string();
            let std = "gnu17";
            let empty = Input {
                name: name.clone(),
                compiler: "cc".to_owned(),
                std: std.to_owned(),
                text: String::new(),
                unit: Unit::default(),
            };
            // Files for other systems preprocess, but are not programs here.
            if scratch.compile(&empty, &text, &["-S", "-O0"]).is_err() {
                continue;
            }
            println!("{name}");
            let (more_units, more_types) = check_all(vec![input(&name, "cc", std, text)]);
            units += more_units;
            types += more_types;
        }
    }
    println!("{units} units, {types} types");
    assert!(
        units > 150 && types > 500_000,
        "{units} units, {types} types"
    );
}
