//! Compilation databases.

use super::*;

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
