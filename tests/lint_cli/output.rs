//! What goes where, exit statuses, choosing rules, bad command lines.

use super::*;

#[test]
fn findings_are_on_standard_output_and_make_the_status_one() {
    let place = Place::new(&[("bad.c", BAD), ("clean.c", CLEAN)]);
    let ran = lint(&place, &["bad.c", "clean.c"]).failed(1);
    assert_eq!(found(&ran), BOTH);
    assert_eq!(ran.stderr, "");
    let ran = lint(&place, &["clean.c"]).silent();
    assert_eq!(found(&ran), [""; 0]);
}

#[test]
fn every_format_has_the_same_status() {
    let place = Place::new(&[("bad.c", BAD), ("clean.c", CLEAN)]);
    for format in ["text", "short", "json", "github", "sarif", "html"] {
        let args = ["lint", "--format", format, "--select", "MIG001"];
        let ran = place.run(MIGCTL, &[&args[..], &["bad.c"]].concat());
        assert_eq!((ran.status, ran.stderr.as_str()), (1, ""), "{format}");
        assert!(ran.stdout.contains("bad.c"), "{format}: {ran:#?}");
        place
            .run(MIGCTL, &[&args[..], &["clean.c"]].concat())
            .silent();
    }
}

#[test]
fn severity_is_what_is_shown_and_what_fails() {
    let place = Place::new(&[("bad.c", BAD), ("warning.c", WARNING)]);
    let ran = lint(&place, &["--severity", "error", "bad.c", "warning.c"]).failed(1);
    assert_eq!(found(&ran), BOTH[..1]);
    let ran = lint(&place, &["--severity", "error", "warning.c"]).silent();
    assert_eq!(found(&ran), [""; 0]);
    let ran = lint(&place, &["--severity", "warning", "warning.c"]).failed(1);
    assert_eq!(found(&ran), ["warning.c:3 MIG020"]);
}

#[test]
fn rules_are_chosen_by_code_or_name() {
    let place = Place::new(&[("bad.c", BAD)]);
    for (args, count) in [
        (["--select", "inline-asm"], 1),
        (["--select", "mig001"], 1),
        (["--ignore", "pointer-to-integer"], 1),
        (["--ignore", "MIG001,MIG020"], 0),
        (["--ignore", "all"], 0),
    ] {
        let ran = lint(&place, &[&args[..], &["bad.c"]].concat());
        assert_eq!(found(&ran).len(), count, "{args:?}: {ran:#?}");
    }
}

#[test]
fn a_wrong_command_line_is_status_two() {
    let place = Place::new(&[("bad.c", BAD), ("part.h", "int part(void);\n")]);
    let said_of = |args: &[&str], words: &str| {
        let ran = place.run(MIGCTL, &[&["lint"], args].concat()).failed(2);
        said(&ran, words);
        assert_eq!(ran.stdout, "", "{args:?}");
    };
    said_of(
        &["--select", "inline-asn", "bad.c"],
        "did you mean `inline-asm`",
    );
    said_of(&["--ignore", "zzz", "bad.c"], "`migctl explain` lists all");
    said_of(&["--severity", "fatal", "bad.c"], "error, warning or note");
    said_of(&["--format", "xml", "bad.c"], "xml");
    said_of(&[], "FILE");
    said_of(&["part.h"], "part.h: this is no C source");
    said_of(&["bad.c", "--", "other.c"], "name files before it");
    said_of(&["bad.c", "--", "-I"], "-I after `--` lacks its value");
    said_of(&["--baseline", "none.json", "bad.c"], "none.json");
    said_of(&["-p", "nowhere"], "nowhere");
}

#[test]
fn a_file_that_cannot_be_linted_does_not_stop_the_others() {
    let broken = "int f(void)\n{\n    return x;;)\n}\n";
    let header = "#include \"nowhere.h\"\n";
    let place = Place::new(&[("bad.c", BAD), ("broken.c", broken), ("header.c", header)]);
    let files = ["broken.c", "header.c", "missing.c", "bad.c"];
    let ran = lint(&place, &files).failed(2);
    assert_eq!(found(&ran), BOTH);
    said(&ran, "broken.c:3:");
    said(&ran, "header.c:1:10");
    said(&ran, "missing.c");
    assert!(!ran.stderr.contains("limit of migcc"), "{ran:#?}");
}

#[test]
fn compiler_flags_reach_the_compiler() {
    let text =
        "#include \"part.h\"\nvoid stop(void)\n{\n#ifdef HALT\n    __asm__(\"hlt\");\n#endif\n}\n";
    let place = Place::new(&[("a.c", text), ("include/part.h", "\n"), ("flags", "-DHALT")]);
    lint(&place, &["a.c"]).failed(2);
    lint(&place, &["a.c", "--", "-Iinclude"]).silent();
    for flags in [
        ["-Iinclude", "-DHALT"],
        ["-I", "include -DHALT"],
        ["-Iinclude", "@flags"],
    ] {
        let words: Vec<&str> = flags.iter().flat_map(|word| word.split(' ')).collect();
        let ran = lint(&place, &[&["a.c", "--"], &words[..]].concat()).failed(1);
        assert_eq!(found(&ran), ["a.c:5 MIG020"], "{flags:?}");
    }
}

#[test]
fn standard_input_is_a_file_too() {
    let place = Place::new(&[("bad.c", BAD)]);
    let mut command = place.command(MIGCTL);
    let input = fs::File::open(place.path().join("bad.c")).unwrap();
    command.args(["lint", "--format", "json", "--select", "MIG001", "-"]);
    command.args(["--", "-x", "c"]).stdin(Stdio::from(input));
    let ran = place.finish(&mut command).failed(1);
    assert_eq!(found(&ran), ["<stdin>:4 MIG001"]);
}

#[test]
fn findings_can_go_into_a_file() {
    let place = Place::new(&[("bad.c", BAD)]);
    let shown = lint(&place, &["bad.c"]).failed(1);
    let ran = lint(&place, &["--output", "out.json", "bad.c"]).failed(1);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
    assert_eq!(place.read("out.json"), shown.stdout);
    let ran = lint(&place, &["--output", "no/such/folder", "bad.c"]).failed(2);
    said(&ran, "cannot write no/such/folder");
}

#[test]
fn a_header_is_reported_once() {
    let part = "static void stop(void) { __asm__(\"hlt\"); }\n";
    let unit = "#include \"part.h\"\nvoid f(void) { stop(); }\n";
    let place = Place::new(&[("a.c", unit), ("b.c", unit), ("part.h", part)]);
    let ran = lint(&place, &["a.c", "b.c"]).failed(1);
    assert_eq!(found(&ran), ["part.h:1 MIG020"]);
}
