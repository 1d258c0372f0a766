//! The `MIGCC_*` variables.

mod driver_support;

use driver_support::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn script(place: &Place, name: &str, text: &str) -> String {
    place.write(name, text);
    let path = place.path().join(name);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path.to_string_lossy().into_owned()
}

#[test]
fn the_compiler_may_be_a_command() {
    let place = Place::new(&[("hello.c", HELLO)]);
    let wrapper = script(&place, "my wrapper", "#!/bin/sh\nshift\nexec \"$@\"\n");
    for cc in [
        "gcc -DX=1",
        "  gcc   -O2 ",
        "gcc '-DTEXT=\"a b\"'",
        &format!("'{wrapper}' --through gcc"),
    ] {
        place.migcc(cc, &["hello.c", "-o", "prog"]).silent();
        assert_eq!(place.start("prog").silent().stdout, "hello\n", "{cc}");
    }
    let plain = script(&place, "blank cc", "#!/bin/sh\nexec gcc \"$@\"\n");
    place.migcc(&plain, &["hello.c", "-o", "prog"]).silent();
}

#[test]
fn a_compiler_that_cannot_be_found() {
    let place = Place::new(&[("hello.c", HELLO)]);
    insta::assert_snapshot!(
        place
            .migcc("no-such-cc", &["-c", "hello.c"])
            .failed(127)
            .stderr
    );
    insta::assert_snapshot!(
        place
            .migcc("gcc 'open", &["-c", "hello.c"])
            .failed(1)
            .stderr
    );
    // migcc is not its own compiler.
    assert!(place
        .migcc(MIGCC, &["-c", "hello.c"])
        .failed(127)
        .stderr
        .contains("cannot find"));
}

#[test]
fn off_means_the_plain_compiler() {
    let place = Place::new(&[("which.c", "#ifdef __MIGCC__\n#error on\n#endif\nint x;\n")]);
    place
        .finish(
            place
                .command(MIGCC)
                .env("MIGCC_OFF", "1")
                .args(["-c", "which.c"]),
        )
        .silent();
    let plain = fs::read(place.path().join("which.o")).unwrap();
    place.cc("cc", &["-c", "which.c"]).silent();
    assert_eq!(plain, fs::read(place.path().join("which.o")).unwrap());
    let on = place.finish(
        place
            .command(MIGCC)
            .env("MIGCC_OFF", "0")
            .args(["-c", "which.c"]),
    );
    assert!(on.failed(1).stderr.contains("#error on"));
}

#[test]
fn the_log_has_a_line_per_invocation() {
    let place = Place::new(TWO);
    place.write("bad.c", "int x = ;\n");
    let log = |args: &[&str]| {
        place.finish(place.command(MIGCC).env("MIGCC_LOG", "log").args(args));
    };
    log(&["-c", "main.c", "part.c"]);
    log(&["main.o", "part.o", "-o", "prog"]);
    log(&["-E", "main.c"]);
    log(&["--version"]);
    log(&["-c", "bad.c"]);
    let lines: Vec<serde_json::Value> = place
        .read("log")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 5);
    assert_eq!(
        lines[0]["argv"],
        serde_json::json!(["-c", "main.c", "part.c"])
    );
    assert_eq!(lines[0]["inputs"][1]["unit"], "part.c");
    assert!(
        lines[0]["inputs"][1]["milliseconds"]["compile"]
            .as_f64()
            .unwrap()
            > 0.0
    );
    assert_eq!(lines[1]["inputs"][0]["why"], "not a C source file");
    assert_eq!(lines[2]["why"], "nothing is compiled");
    assert_eq!(lines[3]["why"], "--version asks the compiler something");
    assert_eq!(lines[4]["inputs"][0]["outcome"], "failed");
    assert_eq!(lines[4]["status"], 1);
    let ran = place.finish(
        place
            .command(MIGCC)
            .env("MIGCC_LOG", "/no/dir/log")
            .args(["-c", "main.c"]),
    );
    assert!(ran.failed(1).stderr.contains("MIGCC_LOG"));
}

#[test]
fn units_are_named_relative_to_the_root() {
    let place = Place::new(&[("a/src/x.c", "int x;\n"), ("b/build/y", "")]);
    let unit = |root: &str, from: &str, file: &str| {
        let mut command = place.command(MIGCC);
        command
            .env("MIGCC_ROOT", place.path().join(root))
            .env("MIGCC_LOG", place.path().join("log"));
        let ran = Ran::from(
            command
                .current_dir(place.path().join(from))
                .args(["-c", file, "-o", "/dev/null"])
                .output()
                .unwrap(),
        );
        ran.silent();
        let log = place.read("log");
        let line: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
        line["inputs"][0]["unit"].as_str().unwrap().to_string()
    };
    assert_eq!(unit("a", "b/build", "../../a/src/x.c"), "src/x.c");
    assert_eq!(unit("a", "a/src", "./x.c"), "src/x.c");
    assert_eq!(unit("", "a/src", "x.c"), "a/src/x.c");
    assert_eq!(unit("b", "a", "src/x.c"), "src/x.c");
}

#[test]
fn an_unreadable_configuration_is_an_error() {
    let place = Place::new(&[("a.c", HELLO)]);
    let mut command = place.command(MIGCC);
    let ran = place
        .finish(command.env("MIGCC_CONFIG", "no.toml").args(["-c", "a.c"]))
        .failed(1);
    insta::assert_snapshot!(ran.stderr);
}

#[test]
fn a_cache_that_cannot_be_used() {
    let place = Place::new(&[("hello.c", HELLO), ("file", "")]);
    let mut command = place.command(MIGCC);
    let ran = place
        .finish(
            command
                .env("MIGCC_CACHE", "file/sub")
                .args(["-c", "hello.c"]),
        )
        .failed(1);
    assert!(ran.stderr.contains("MIGCC_CACHE"), "{ran:?}");

    // Debian builds have HOME=/nonexistent.
    let mut command = place.command(MIGCC);
    command
        .env_remove("MIGCC_CACHE")
        .env_remove("XDG_CACHE_HOME")
        .env("HOME", "/proc/none");
    command
        .env("TMPDIR", place.path())
        .args(["hello.c", "-o", "prog"]);
    place.finish(&mut command).silent();
    assert_eq!(place.start("prog").silent().stdout, "hello\n");
}

#[test]
fn a_damaged_cache_is_made_again() {
    let place = Place::new(&[("hello.c", HELLO)]);
    let cache = place.path().join("cache");
    let build = || {
        let mut command = place.command(MIGCC);
        place
            .finish(
                command
                    .env("MIGCC_CACHE", &cache)
                    .args(["hello.c", "-o", "prog"]),
            )
            .silent();
        assert_eq!(place.start("prog").silent().stdout, "hello\n");
    };
    build();
    for entry in fs::read_dir(cache.join("compilers")).unwrap() {
        fs::write(entry.unwrap().path(), "{ not json").unwrap();
    }
    fs::remove_dir_all(cache.join("runtime")).unwrap();
    build();
}

/// A compiler that never ends, once asked to compile.
const ENDLESS: &str = "#!/bin/sh\ncase \"$*\" in *--version*|*-dM*) exec gcc \"$@\";; esac\n: >started\nexec sleep 600\n";

fn wait_until(mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited too long");
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn signals_clean_up() {
    for signal in ["TERM", "INT", "HUP"] {
        let place = Place::new(&[("hello.c", HELLO)]);
        let cc = script(&place, "endless", ENDLESS);
        let mut command = place.command(MIGCC);
        command
            .env("MIGCC_CC", cc)
            .args(["-c", "hello.c"])
            .stderr(Stdio::null());
        let mut child: Child = command.spawn().unwrap();
        wait_until(|| place.exists("started"));
        let kill = place
            .command("kill")
            .args(["-s", signal, &child.id().to_string()])
            .status();
        assert!(kill.unwrap().success());
        let status = child.wait().unwrap();
        use std::os::unix::process::ExitStatusExt;
        assert!(status.signal().is_some(), "{signal}: {status:?}");
        place.assert_clean();
    }
}
