//! `migcc --lint` as a step of a build.

use super::*;

#[test]
fn a_build_can_be_linted() {
    let place = Place::new(&[("bad.c", BAD), ("main.c", HELLO)]);
    let plain = place.migcc("cc", &["-c", "bad.c"]).silent();
    let object = fs::read(place.path().join("bad.o")).unwrap();
    fs::remove_file(place.path().join("bad.o")).unwrap();
    let ran = place.migcc("cc", &["--lint", "-c", "bad.c"]);
    assert_eq!((ran.status, ran.stdout), (0, plain.stdout));
    assert!(ran.stderr.contains("pointer-to-integer") || ran.stderr.contains("becomes a number"));
    assert_eq!(fs::read(place.path().join("bad.o")).unwrap(), object);
    place
        .migcc("cc", &["--lint", "main.c", "-o", "main"])
        .silent();
    assert_eq!(place.start("main").silent().stdout, "hello\n");
    // What the compiler is only asked reaches it without our option.
    let version = place.migcc("cc", &["--lint", "--version"]).silent();
    assert_eq!(version.stdout, place.cc("cc", &["--version"]).stdout);
}

#[test]
fn errors_of_the_lint_can_fail_a_build() {
    let place = Place::new(&[("bad.c", BAD), ("warning.c", WARNING)]);
    let ran = place
        .migcc("cc", &["--lint=error", "-c", "bad.c"])
        .failed(1);
    said(&ran, "not compiled, because of 1 of the findings above");
    assert!(!place.exists("bad.o"));
    let ran = place
        .migcc("cc", &["--lint=error", "-c", "warning.c"])
        .failed(0);
    said(&ran, "warning.c");
    assert!(place.exists("warning.o"));
    let ran = place
        .migcc("cc", &["--lint=maybe", "-c", "bad.c"])
        .failed(1);
    said(&ran, "--lint or --lint=error");
}

#[test]
fn the_environment_asks_for_the_lint_too() {
    let place = Place::new(&[("bad.c", BAD)]);
    let with = |value: &str, args: &[&str]| {
        let mut command = place.command(MIGCC);
        place.finish(command.env("MIGCC_LINT", value).args(args))
    };
    said(&with("1", &["-c", "bad.c"]).failed(0), "bad.c:4");
    with("0", &["-c", "bad.c"]).silent();
    with("error", &["-c", "bad.c"]).failed(1);
    said(
        &with("error", &["--lint", "-c", "bad.c"]).failed(0),
        "bad.c:4",
    );
    said(&with("yes", &["-c", "bad.c"]).failed(1), "MIGCC_LINT=yes");
}

#[test]
fn a_build_obeys_comments_and_the_project() {
    let allowed = BAD.replace("(\"hlt\");", "(\"hlt\"); // migcc: allow(MIG020) a test");
    let place = Place::new(&[("bad.c", &allowed)]);
    place.write("migcc.toml", "[lint]\nignore = [\"MIG001\"]\n");
    let ran = place.migcc("cc", &["--lint", "-c", "bad.c"]).failed(0);
    assert!(
        !ran.stderr.contains("bad.c:4") && !ran.stderr.contains("bad.c:8"),
        "{ran:#?}"
    );
    place.write("migcc.toml", "[lint]\nignore = [\"MIG1\"]\n");
    let ran = place.migcc("cc", &["--lint", "-c", "bad.c"]).failed(0);
    said(&ran, "migcc.toml:2:11: there is no rule `MIG1`");
    place
        .migcc("cc", &["--lint=error", "-c", "bad.c"])
        .failed(1);
}

#[test]
fn the_compilers_own_errors_come_first_and_alone() {
    let place = Place::new(&[("broken.c", &format!("{BAD}int x = y;\n"))]);
    let ran = place.migcc("cc", &["--lint", "-c", "broken.c"]).failed(1);
    said(&ran, "broken.c:10");
    assert!(!ran.stderr.contains("broken.c:4"), "{ran:#?}");
}
