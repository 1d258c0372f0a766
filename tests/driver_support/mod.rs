//! Runs the built `migcc` and the plain compiler side by side over temporary
//! directories and compares what a user can see.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub const MIGCC: &str = env!("CARGO_BIN_EXE_migcc");
pub const MIGCTL: &str = env!("CARGO_BIN_EXE_migctl");

/// A program and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let signal = output.status.signal().map(|signal| 128 + signal);
        Ran {
            status: output.status.code().or(signal).unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ran {
    /// Asserts success without a word on standard error.
    #[track_caller]
    pub fn silent(self) -> Ran {
        assert_eq!((self.status, self.stderr.as_str()), (0, ""), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn failed(self, status: i32) -> Ran {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }
}

/// A directory with files, an own TMPDIR, and a cache shared by a test binary.
pub struct Place {
    dir: TempDir,
}

impl Place {
    pub fn new(files: &[(&str, &str)]) -> Place {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("work")).unwrap();
        fs::create_dir(dir.path().join("tmp")).unwrap();
        let place = Place { dir };
        for (name, text) in files {
            place.write(name, text);
        }
        place
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("work")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        let bytes = fs::read(self.path().join(name));
        String::from_utf8_lossy(&bytes.unwrap_or_else(|e| panic!("{name}: {e}"))).into_owned()
    }

    pub fn exists(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// A command with nothing of the caller's `MIGCC_*` in it.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        for name in ["OFF", "CONFIG", "LOG", "ROOT", "KEEP", "CC", "LINT"] {
            command.env_remove(format!("MIGCC_{name}"));
        }
        command
            .current_dir(self.path())
            .env("TMPDIR", self.dir.path().join("tmp"))
            .env("MIGCC_CACHE", shared_cache())
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, program: impl AsRef<Path>, args: &[&str]) -> Ran {
        self.finish(self.command(program).args(args))
    }

    /// `migcc` for the compiler `cc`, which may have arguments.
    pub fn migcc(&self, cc: &str, args: &[&str]) -> Ran {
        self.finish(self.command(MIGCC).env("MIGCC_CC", cc).args(args))
    }

    /// The plain compiler.
    pub fn cc(&self, cc: &str, args: &[&str]) -> Ran {
        let mut words = cc.split(' ');
        self.finish(self.command(words.next().unwrap()).args(words).args(args))
    }

    /// Runs it; whatever happens, no temporary file may be left.
    #[track_caller]
    pub fn finish(&self, command: &mut Command) -> Ran {
        let ran = Ran::from(command.output().unwrap());
        self.assert_clean();
        ran
    }

    #[track_caller]
    pub fn assert_clean(&self) {
        let left: Vec<_> = fs::read_dir(self.dir.path().join("tmp")).unwrap().collect();
        assert!(left.is_empty(), "temporary files left: {left:?}");
    }

    /// Runs a program that was built here.
    pub fn start(&self, name: &str) -> Ran {
        self.run(self.path().join(name), &[])
    }

    /// Names and contents of all files.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path(), &self.path(), &mut files);
        files
    }
}

fn collect(root: &Path, dir: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}

fn shared_cache() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("migcc-cache")
}

/// Runs the same command line with `cc` and with migcc in equal directories,
/// asserts that status, output, messages and the names of the files made are
/// equal, and returns both places (cc's first).
#[track_caller]
pub fn alike(cc: &str, files: &[(&str, &str)], args: &[&str]) -> (Place, Place) {
    let (plain, ours) = (Place::new(files), Place::new(files));
    let expected = plain.cc(cc, args);
    let found = ours.migcc(cc, args);
    assert_eq!(found, expected, "{cc} {args:?}");
    let names = |place: &Place| place.files().into_keys().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&plain), "{cc} {args:?}");
    (plain, ours)
}

/// `alike`, and the files with these suffixes have the same bytes.
#[track_caller]
pub fn alike_files(cc: &str, files: &[(&str, &str)], args: &[&str], suffixes: &[&str]) {
    let (plain, ours) = alike(cc, files, args);
    let expected = plain.files();
    for (name, contents) in ours.files() {
        if suffixes.iter().any(|suffix| name.ends_with(suffix)) {
            let text = String::from_utf8_lossy(&contents);
            assert_eq!(
                text,
                String::from_utf8_lossy(&expected[&name]),
                "{cc} {args:?}: {name}"
            );
        }
    }
}

/// Compilers besides `cc` may be missing; a test that needs one says so.
pub fn available(program: &str) -> bool {
    let found = std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .any(|dir| dir.join(program).is_file());
    if !found {
        eprintln!("skipped: {program} is not installed");
    }
    found
}

/// gcc and clang, as far as they are installed.
pub fn compilers() -> Vec<&'static str> {
    ["gcc", "clang"]
        .into_iter()
        .filter(|name| available(name))
        .collect()
}

pub fn words(args: &[&str]) -> Vec<OsString> {
    args.iter().map(OsString::from).collect()
}

pub const HELLO: &str =
    "#include <stdio.h>\nint main(void)\n{\n    puts(\"hello\");\n    return 0;\n}\n";
pub const MAIN: &str = "#include <stdio.h>\n#include \"part.h\"\nint main(int argc, char **argv)\n{\n    (void)argv;\n    printf(\"%d\\n\", part(argc + 1));\n    return 0;\n}\n";
pub const PART: &str = "#include \"part.h\"\nint part(int n)\n{\n    int sum = 0;\n    for (int i = 0; i < n; i++)\n        sum += i * SCALE;\n    return sum;\n}\n";
pub const PART_H: &str = "#ifndef SCALE\n#define SCALE 20\n#endif\nint part(int n);\n";
/// A program of two units; prints 20.
pub const TWO: &[(&str, &str)] = &[("main.c", MAIN), ("part.c", PART), ("part.h", PART_H)];
