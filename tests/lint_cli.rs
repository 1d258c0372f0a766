//! `migctl lint` and `migcc --lint` as a user meets them: what goes where, exit
//! statuses, choosing, allowing, baselines, databases, the cache.

mod driver_support;

use driver_support::*;
use std::fs;
use std::process::Stdio;

/// An error (line 4) and a warning (line 8).
const BAD: &str = "unsigned long kept;
void keep(int *p)
{
    kept = (unsigned long)p;
}
void stop(void)
{
    __asm__(\"hlt\");
}
";
const WARNING: &str = "void stop(void)\n{\n    __asm__(\"hlt\");\n}\n";
const CLEAN: &str = "int twice(int n)\n{\n    return 2 * n;\n}\n";

/// One line for each finding: `FILE:LINE RULE`.
fn found(ran: &Ran) -> Vec<String> {
    let line = |line: &str| {
        let finding: serde_json::Value = serde_json::from_str(line).ok()?;
        let file = finding["file"].as_str()?;
        let rule = finding["rule"].as_str()?;
        Some(format!("{file}:{} {rule}", finding["line"]))
    };
    ran.stdout.lines().filter_map(line).collect()
}

/// `migctl lint` of rules this test knows, findings as JSON.
fn lint(place: &Place, args: &[&str]) -> Ran {
    let mut all = vec!["lint", "--format", "json", "--no-cache"];
    if !args.contains(&"--select") {
        all.extend(["--select", "MIG001,MIG020"]);
    }
    all.extend(args);
    place.run(MIGCTL, &all)
}

/// The same without a choice, for what a project chooses.
fn lint_as_configured(place: &Place, args: &[&str]) -> Ran {
    let mut all = vec!["lint", "--format", "json", "--no-cache"];
    all.extend(args);
    place.run(MIGCTL, &all)
}

#[track_caller]
fn said(ran: &Ran, words: &str) {
    assert!(ran.stderr.contains(words), "no `{words}` in {ran:#?}");
}

const BOTH: [&str; 2] = ["bad.c:4 MIG001", "bad.c:8 MIG020"];

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

#[test]
fn a_project_says_what_it_wants() {
    let place = Place::new(&[("src/bad.c", BAD), ("vendor/bad.c", BAD)]);
    let files = ["src/bad.c", "vendor/bad.c"];
    let with = |config: &str| {
        place.write("migcc.toml", &format!("[lint]\n{config}"));
        found(&lint_as_configured(&place, &files))
    };
    assert_eq!(with("select = [\"MIG001\"]\n").len(), 2);
    assert_eq!(
        with("select = [\"MIG001\", \"inline-asm\"]\nexclude = [\"vendor/*\"]\n"),
        ["src/bad.c:4 MIG001", "src/bad.c:8 MIG020"]
    );
    assert_eq!(
        with("select = [\"MIG001\", \"MIG020\"]\nignore = [\"MIG001\"]\n").len(),
        2
    );
    assert_eq!(
        with("select = [\"MIG001\"]\n[lint.per-path-ignore]\n\"vendor/*\" = [\"all\"]\n"),
        ["src/bad.c:4 MIG001"]
    );
    place.write(
        "migcc.toml",
        "[lint]\nselect = [\"MIG020\"]\nseverity = \"error\"\n",
    );
    let ran = lint_as_configured(&place, &files).silent();
    assert_eq!(found(&ran), [""; 0]);
    let ran = lint_as_configured(&place, &["--severity", "note", "src/bad.c"]).failed(1);
    assert_eq!(found(&ran), ["src/bad.c:8 MIG020"]);
}

#[test]
fn a_wrong_project_file_is_named_once_with_its_place() {
    let place = Place::new(&[("a/x.c", BAD), ("a/y.c", BAD), ("b/z.c", CLEAN)]);
    for (text, words) in [
        (
            "[lint]\nselect = [\n  \"inline-asn\"]\n",
            "a/migcc.toml:3:3: there is no rule `inline-asn`; did you mean `inline-asm`?",
        ),
        ("[lint]\nselekt = []\n", "line 2"),
        ("[lint\n", "line 1"),
    ] {
        place.write("a/migcc.toml", text);
        let ran = lint_as_configured(&place, &["a/x.c", "a/y.c", "b/z.c"]).failed(2);
        said(&ran, words);
        assert_eq!(ran.stderr.matches("migctl: error").count(), 1, "{ran:#?}");
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn comments_allow_what_they_cover() {
    let text = "unsigned long kept;
void keep(int *p)
{
    kept = (unsigned long)p; // migcc: allow(pointer-to-integer) printed only
    /* migcc: allow(MIG001) for the log,
       and nothing else */

    kept = (unsigned long)p;
    kept = (unsigned long)p;
    __asm__(\"hlt\"); /* migcc: allow(inline-asm, MIG001) */
}
";
    let place = Place::new(&[("a.c", text)]);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(found(&ran), ["a.c:9 MIG001", "a.c:10 MIG020"]);
    said(&ran, "a.c:10:21: warning: the comment gives no reason");
    let whole = format!("// migcc: allow-file(all) x\n{text}");
    place.write("a.c", &whole);
    said(&lint(&place, &["a.c"]), "there is no rule `all`");
    let whole = format!("// migcc: allow-file(MIG001) never run here\n{BAD}");
    place.write("a.c", &whole);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(found(&ran), ["a.c:9 MIG020"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn comments_that_allow_nothing_are_reported() {
    let text = "// migcc: allow(MIG001) not any more
int kept;
#ifdef OTHER_SYSTEM
int other; // migcc: allow(MIG001) cannot be judged here
#endif
int more; // migcc: allow(inline-asn) wrong
";
    let place = Place::new(&[("a.c", text)]);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(
        ran.stderr,
        "a.c:6:11: warning: there is no rule `inline-asn`; did you mean `inline-asm`?\n\
         a.c:1:1: warning: MIG001 finds nothing that this comment allows; take it out\n"
    );
    // Nobody has looked for it.
    let ran = lint(&place, &["--select", "MIG020", "a.c"]).failed(1);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
    // Not severe enough.
    lint(&place, &["--severity", "error", "a.c"]).silent();
}

#[test]
fn a_comment_in_a_header_is_used_if_any_unit_needs_it() {
    let part = "#ifdef A\nstatic void f(void) { __asm__(\"hlt\"); } // migcc: allow(MIG020) a test\n#else\nvoid f(void);\n#endif\n";
    let place = Place::new(&[
        ("part.h", part),
        (
            "a.c",
            "#define A\n#include \"part.h\"\nvoid a(void) { f(); }\n",
        ),
        ("b.c", "#include \"part.h\"\nvoid b(void) { f(); }\n"),
    ]);
    lint(&place, &["a.c", "b.c"]).silent();
    lint(&place, &["b.c"]).silent();
}

#[test]
fn a_baseline_hides_what_was_there() {
    let place = Place::new(&[("bad.c", BAD)]);
    let ran = lint(&place, &["--write-baseline", "known.json", "bad.c"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{ran:#?}");
    said(&ran, "2 findings written to known.json");
    let ran = lint(&place, &["--baseline", "known.json", "bad.c"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{ran:#?}");
    said(&ran, "2 findings are hidden by known.json");

    // Edits elsewhere, and another indentation.
    let moved = format!(
        "/* new */\nint more;\n\n{}",
        BAD.replace("    kept", "\tkept")
    );
    place.write("bad.c", &moved);
    let ran = lint(&place, &["--baseline", "known.json", "bad.c"]);
    assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{ran:#?}");

    // A new one, beside the same text in another function; an old one mended.
    let again = BAD.replace(
        "    __asm__(\"hlt\");",
        "    int *p = 0;\n    kept = (unsigned long)p;\n    kept = (unsigned long)p;",
    );
    let again = again.replace("int *p = 0", "extern int *p");
    place.write("bad.c", &again);
    let ran = lint(&place, &["--baseline", "known.json", "bad.c"]).failed(1);
    assert_eq!(found(&ran), ["bad.c:9 MIG001", "bad.c:10 MIG001"]);
    said(&ran, "1 finding is hidden by known.json");
    said(&ran, "1 entry of known.json no longer found");
}

#[test]
fn a_baseline_is_the_same_whenever_it_is_written() {
    let place = Place::new(&[("b.c", BAD), ("a.c", BAD)]);
    lint(&place, &["--write-baseline", "one.json", "a.c", "b.c"]).failed(0);
    lint(
        &place,
        &["--write-baseline", "two.json", "--jobs", "1", "b.c", "a.c"],
    )
    .failed(0);
    assert_eq!(place.read("one.json"), place.read("two.json"));
    // Entries about files that were not linted are not missed.
    let ran = lint(&place, &["--baseline", "one.json", "a.c"]).failed(0);
    assert!(!ran.stderr.contains("no longer"), "{ran:#?}");
    fs::remove_file(place.path().join("b.c")).unwrap();
    let ran = lint(&place, &["--baseline", "one.json", "a.c"]).failed(0);
    said(&ran, "2 entries of one.json no longer found");
}

#[test]
fn a_baseline_is_written_whole_and_read_with_care() {
    let place = Place::new(&[
        ("bad.c", BAD),
        ("broken.c", "int (\n"),
        ("odd.json", "{\n 3"),
    ]);
    let ran = lint(
        &place,
        &["--write-baseline", "known.json", "bad.c", "broken.c"],
    )
    .failed(2);
    said(&ran, "known.json is not written");
    assert!(!place.exists("known.json"));
    let ran = lint(&place, &["--baseline", "odd.json", "bad.c"]).failed(2);
    said(&ran, "line 2");
    place.write("odd.json", "{\"version\": 99, \"findings\": []}");
    let ran = lint(&place, &["--baseline", "odd.json", "bad.c"]).failed(2);
    said(&ran, "version 99");
}

#[test]
fn the_order_does_not_depend_on_the_number_of_jobs() {
    let names: Vec<String> = (0..24).map(|n| format!("f{n:02}.c")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), BAD)).collect();
    let place = Place::new(&files);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let with = |jobs| lint(&place, &[&["--jobs", jobs], &names[..]].concat());
    let one = with("1");
    assert_eq!(found(&one).len(), 48);
    assert_eq!(with("8"), one);
    assert_eq!(with("8"), one);
}

/// The cached reports; each test has a cache of its own.
fn cached(place: &Place) -> Vec<std::path::PathBuf> {
    let folder = place.path().join("cache/lint");
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn lint_cached(place: &Place, args: &[&str]) -> Ran {
    let mut command = place.command(MIGCTL);
    command.env("MIGCC_CACHE", place.path().join("cache"));
    command.args(["lint", "--format", "json", "--select", "MIG001,MIG020"]);
    place.finish(command.args(args))
}

#[test]
fn unchanged_files_come_from_the_cache() {
    let place = Place::new(&[("bad.c", BAD)]);
    let first = lint_cached(&place, &["bad.c"]).failed(1);
    let entries = cached(&place);
    assert_eq!(entries.len(), 1);
    assert_eq!(lint_cached(&place, &["bad.c"]), first);
    assert_eq!(cached(&place), entries);

    // It is really read, and --no-cache does not read it.
    let text = fs::read_to_string(&entries[0]).unwrap();
    fs::write(&entries[0], text.replace("MIG020", "MIG999")).unwrap();
    let ran = lint_cached(&place, &["bad.c"]);
    assert_eq!(found(&ran), ["bad.c:4 MIG001", "bad.c:8 MIG999"]);
    assert_eq!(lint_cached(&place, &["--no-cache", "bad.c"]), first);
    // A damaged one is none.
    fs::write(&entries[0], "{").unwrap();
    assert_eq!(lint_cached(&place, &["bad.c"]), first);
}

#[test]
fn whatever_matters_makes_a_cached_report_stale() {
    let place = Place::new(&[("bad.c", BAD)]);
    lint_cached(&place, &["bad.c"]).failed(1);
    // Comments and columns are not in the preprocessed text.
    let commented = BAD.replace("(\"hlt\");", "(\"hlt\"); // migcc: allow(MIG020) a test");
    place.write("bad.c", &commented);
    assert_eq!(found(&lint_cached(&place, &["bad.c"])), BOTH[..1]);
    let selected = ["--ignore", "MIG001", "bad.c"];
    lint_cached(&place, &selected).silent();
    place.write("migcc.toml", "[lint]\nexclude = [\"bad.c\"]\n");
    lint_cached(&place, &["bad.c"]).silent();
    place.write(
        "migcc.toml",
        "[lint.per-path-ignore]\n\"bad.c\" = [\"MIG001\"]\n",
    );
    lint_cached(&place, &["bad.c"]).silent();
}

/// A project that is built in `build/`, as cmake and others describe it.
fn project() -> Place {
    let header = "static void stop(void) { __asm__(\"hlt\"); }\n";
    let place = Place::new(&[
        ("src/bad.c", BAD),
        (
            "src/uses.c",
            "#include \"part.h\"\n#ifndef YES\n#error no\n#endif\nvoid f(void) { stop(); }\n",
        ),
        ("include/part.h", header),
        ("src/other.cpp", "class A {};\n"),
        ("build/empty", ""),
    ]);
    let root = place.path().display().to_string();
    let database = format!(
        r#"[
  {{"directory": "{root}/build", "file": "../src/uses.c",
    "arguments": ["migcc", "--lint", "-DYES", "-I../include", "-c", "../src/uses.c", "-o", "uses.o", "-MD"]}},
  {{"directory": "{root}/build", "file": "{root}/src/bad.c",
    "command": "ccache gcc -D'A B'=1 -c {root}/src/bad.c -o \"bad.o\""}},
  {{"directory": "{root}/build", "file": "../src/other.cpp", "command": "g++ -c ../src/other.cpp"}}
]"#
    );
    place.write(
        "build/compile_commands.json",
        &database.replace("-D'A B'=1", "-D'A=1 2'"),
    );
    place
}

#[test]
fn a_database_has_the_flags_and_the_files() {
    let place = project();
    for database in ["build", "build/compile_commands.json"] {
        let ran = lint(&place, &["-p", database]).failed(1);
        assert_eq!(ran.stderr, "");
        let all = [
            "include/part.h:1 MIG020",
            "src/bad.c:4 MIG001",
            "src/bad.c:8 MIG020",
        ];
        assert_eq!(found(&ran), all);
    }
    let ran = lint(&place, &["-p", "build", "src/uses.c"]).failed(1);
    assert_eq!(found(&ran), ["include/part.h:1 MIG020"]);
    assert!(!place.exists("build/uses.o") && !place.exists("build/uses.d"));
}

#[test]
fn comments_and_baselines_work_from_another_folder() {
    let place = project();
    let allowed =
        "// migcc: allow-file(MIG020) a test\nstatic void stop(void) { __asm__(\"hlt\"); }\n";
    place.write("include/part.h", allowed);
    lint(&place, &["-p", "build", "src/uses.c"]).silent();
    lint(&place, &["-p", "build", "--write-baseline", "b.json"]).failed(0);
    let ran = lint(&place, &["--baseline", "b.json", "src/bad.c"]).failed(0);
    said(&ran, "2 findings are hidden");
}

#[test]
fn a_database_that_does_not_say_enough() {
    let place = project();
    let ran = lint(&place, &["-p", "build", "src/unknown.c", "src/bad.c"]).failed(2);
    said(
        &ran,
        "src/unknown.c: build/compile_commands.json does not say how it is compiled",
    );
    assert_eq!(found(&ran).len(), 2);
    let ran = lint(&place, &["-p", "build", "src/other.cpp"]).failed(2);
    said(&ran, "src/other.cpp: this is no C source");
    for (text, words) in [
        ("[\n  {\"directory\": 3", "broken/compile_commands.json:2:"),
        (
            r#"[{"directory": ".", "file": "a.c"}]"#,
            "no `arguments` and no `command`",
        ),
        (
            r#"[{"directory": ".", "file": "a.c", "command": "cc 'a"}]"#,
            "that a shell could read",
        ),
        (
            r#"[{"directory": "gone", "file": "a.c", "command": "cc a.c"}]"#,
            "which is no folder",
        ),
    ] {
        place.write("broken/compile_commands.json", text);
        let ran = lint(&place, &["-p", "broken"]).failed(2);
        said(&ran, words);
    }
}

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

#[test]
fn rules_are_explained() {
    let place = Place::new(&[]);
    let list = place.run(MIGCTL, &["explain"]).silent();
    for rule in migcc::lint::RULES {
        let rule = rule.documentation();
        assert!(list.stdout.contains(rule.code) && list.stdout.contains(rule.name));
    }
    let by_name = place.run(MIGCTL, &["explain", "inline-asm"]).silent();
    assert_eq!(place.run(MIGCTL, &["explain", "mig020"]).silent(), by_name);
    for words in [
        "MIG020",
        "Why migration breaks",
        "    return __builtin_popcount(x);",
    ] {
        assert!(by_name.stdout.contains(words), "{by_name:#?}");
    }
    assert!(
        !by_name.stdout.contains('\x1b'),
        "colours without a terminal"
    );
    let ran = place.run(MIGCTL, &["explain", "inline-asn"]).failed(2);
    said(&ran, "did you mean `inline-asm`");
}
