//! migcc in the place of cc: `-c -S -E -o -x -`, `@file`, odd inputs and names.

mod driver_support;

use driver_support::*;
use std::fs;
use std::io::Write;
use std::process::Stdio;

#[test]
fn compile_and_link_in_one_step() {
    for cc in compilers() {
        for optimise in ["-O0", "-O2", "-O3", "-Os"] {
            let (_, ours) = alike(cc, TWO, &[optimise, "main.c", "part.c", "-o", "prog"]);
            assert_eq!(ours.start("prog").silent().stdout, "20\n");
        }
        let (_, ours) = alike(cc, &[("hello.c", HELLO)], &["hello.c"]);
        assert_eq!(ours.start("a.out").silent().stdout, "hello\n");
    }
}

#[test]
fn compile_then_link() {
    for cc in compilers() {
        let (_, ours) = alike(cc, TWO, &["-c", "main.c", "part.c"]);
        ours.migcc(cc, &["main.o", "part.o", "-o", "prog"]).silent();
        assert_eq!(ours.start("prog").silent().stdout, "20\n");
    }
}

#[test]
fn outputs_stand_where_cc_puts_them() {
    for cc in compilers() {
        let files = &[("src/hello.c", HELLO), ("out/x", "")];
        for args in [
            &["-c", "src/hello.c"][..],
            &["-c", "src/hello.c", "-o", "out/h.o"],
            &["-csrc/hello.c"],
            &["-S", "src/hello.c"],
            &["-S", "-oout/h.asm", "src/hello.c"],
            &["-c", "src/hello.c", "-o", "/dev/null"],
            &["src/hello.c", "-o", "/dev/null"],
            &["-fsyntax-only", "src/hello.c"],
            &["-c", "-S", "src/hello.c"],
        ] {
            alike(cc, files, args);
        }
        let to_stdout = Place::new(files)
            .migcc(cc, &["-S", "-o", "-", "src/hello.c"])
            .silent();
        assert!(to_stdout.stdout.contains("main"), "{to_stdout:?}");
    }
}

#[test]
fn preprocessing_is_the_compilers() {
    for cc in compilers() {
        let files = &[("hello.c", HELLO), ("asm.S", "#define N 3\n.byte N\n")];
        alike(cc, files, &["-E", "hello.c"]);
        alike(cc, files, &["-E", "-P", "hello.c", "-o", "hello.txt"]);
        alike(cc, files, &["-E", "asm.S"]);
        alike(cc, files, &["-dM", "-E", "-x", "c", "/dev/null"]);
        alike(cc, files, &["-dD", "-E", "hello.c"]);
        let seen = "#ifdef __MIGCC__\nyes\n#endif\n#include <migrt.h>\n";
        let place = Place::new(&[("seen.c", seen)]);
        assert!(place
            .migcc(cc, &["-E", "-P", "seen.c"])
            .silent()
            .stdout
            .contains("yes"));
    }
}

#[test]
fn standard_input() {
    for cc in compilers() {
        let place = Place::new(&[]);
        for args in [&["-x", "c", "-", "-o", "prog"][..], &["-xc", "-oprog", "-"]] {
            let mut command = place.command(MIGCC);
            let command = command.env("MIGCC_CC", cc).args(args).stdin(Stdio::piped());
            let mut child = command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            child
                .stdin
                .take()
                .unwrap()
                .write_all(HELLO.as_bytes())
                .unwrap();
            Ran::from(child.wait_with_output().unwrap()).silent();
            assert_eq!(place.start("prog").silent().stdout, "hello\n");
        }
        place.assert_clean();
    }
}

#[test]
fn languages_of_inputs() {
    let assembly = "    .globl part\npart:\n    lea 40(%rdi), %eax\n    ret\n    .section .note.GNU-stack,\"\",@progbits\n";
    let files = &[
        ("main.c", MAIN),
        ("part.h", PART_H),
        ("part.s", assembly),
        ("cpp.S", "#include \"part.h\"\n    .data\n    .long SCALE\n    .section .note.GNU-stack,\"\",@progbits\n"),
        ("text", HELLO),
        ("plus.cc", "extern \"C\" int part(int n) { return n; }\n"),
    ];
    if !cfg!(target_arch = "x86_64") {
        return;
    }
    for cc in compilers() {
        // `#` begins a directive in the C part of cpp.S only.
        let (_, ours) = alike(cc, files, &["main.c", "part.s", "-o", "prog"]);
        assert_eq!(ours.start("prog").silent().stdout, "42\n");
        alike(cc, files, &["-c", "main.c", "part.s", "plus.cc"]);
        alike(cc, files, &["-c", "part.s"]);
        let (_, ours) = alike(cc, files, &["main.c", "plus.cc", "-o", "prog"]);
        assert_eq!(ours.start("prog").silent().stdout, "2\n");
        let (_, ours) = alike(cc, files, &["-x", "c", "text", "-x", "none", "-o", "prog"]);
        assert_eq!(ours.start("prog").silent().stdout, "hello\n");
        alike(
            cc,
            files,
            &["-x", "c", "text", "-xassembler", "part.s", "-c"],
        );
        alike(cc, files, &["-x", "c-header", "part.h", "-o", "part.h.gch"]);
    }
}

#[test]
fn preprocessed_input() {
    for cc in compilers() {
        let place = Place::new(TWO);
        fs::write(
            place.path().join("part.i"),
            place.cc(cc, &["-E", "part.c"]).stdout,
        )
        .unwrap();
        place
            .migcc(cc, &["main.c", "part.i", "-o", "prog"])
            .silent();
        assert_eq!(place.start("prog").silent().stdout, "20\n");
        fs::rename(place.path().join("part.i"), place.path().join("part.txt")).unwrap();
        place
            .migcc(cc, &["-x", "cpp-output", "-c", "part.txt", "-o", "part.o"])
            .silent();
        place
            .migcc(cc, &["main.c", "part.o", "-o", "prog"])
            .silent();
    }
}

#[test]
fn response_files() {
    let files: Vec<(&str, &str)> = [
        ("all.rsp", "-O2 '-DSCALE=40' \"main.c\"\n@more.rsp"),
        ("more.rsp", "part.c -o 'my prog'"),
    ]
    .into_iter()
    .chain(TWO.iter().copied())
    .collect();
    for cc in compilers() {
        let (_, ours) = alike(cc, &files, &["@all.rsp"]);
        assert_eq!(ours.start("my prog").silent().stdout, "40\n");
    }
    let place = Place::new(&[("self.rsp", "@self.rsp")]);
    let ran = place.migcc("gcc", &["@self.rsp"]).failed(1);
    assert!(ran.stderr.contains("does it name itself?"), "{ran:?}");
}

#[test]
fn very_long_command_lines() {
    let place = Place::new(TWO);
    let defines: String = (0..3000)
        .map(|n| format!("-DLONG_NAME_NUMBER_{n}=\"{n}\" "))
        .collect();
    place.write("long.rsp", &(defines + "main.c part.c -o prog"));
    for cc in compilers() {
        place.migcc(cc, &["@long.rsp"]).silent();
        assert_eq!(place.start("prog").silent().stdout, "20\n");
    }
}

#[test]
fn names_with_blanks_and_dashes() {
    let files = &[
        ("my dir/my file.c", HELLO),
        ("-dash.c", HELLO),
        ("a;b$c.c", HELLO),
    ];
    for cc in compilers() {
        let (_, ours) = alike(cc, files, &["my dir/my file.c", "-o", "my prog"]);
        assert_eq!(ours.start("my prog").silent().stdout, "hello\n");
        alike(cc, files, &["-c", "a;b$c.c"]);
        alike(cc, files, &["-c", "./-dash.c"]);
    }
}

#[test]
fn nothing_is_written_beside_the_source() {
    let place = Place::new(&[("src/hello.c", HELLO), ("out/x", "")]);
    let before = place.files();
    let mut read_only = fs::metadata(place.path().join("src"))
        .unwrap()
        .permissions();
    read_only.set_readonly(true);
    fs::set_permissions(place.path().join("src"), read_only).unwrap();
    place
        .migcc("cc", &["-g", "src/hello.c", "-o", "out/prog"])
        .silent();
    let made: Vec<_> = place
        .files()
        .into_keys()
        .filter(|name| !before.contains_key(name))
        .collect();
    assert_eq!(made, ["out/prog"]);
    #[allow(clippy::permissions_set_readonly_false)]
    let writable = {
        let mut permissions = fs::metadata(place.path().join("src"))
            .unwrap()
            .permissions();
        permissions.set_readonly(false);
        permissions
    };
    fs::set_permissions(place.path().join("src"), writable).unwrap();
}

#[test]
fn debug_information_names_the_source() {
    for cc in compilers() {
        let place = Place::new(&[("dir/hello.c", HELLO)]);
        place
            .migcc(cc, &["-g", "-c", "dir/hello.c", "-o", "h.o"])
            .silent();
        let object = place.files().remove("h.o").unwrap();
        let has = |text: &str| {
            object
                .windows(text.len())
                .any(|window| window == text.as_bytes())
        };
        assert!(has("dir/hello.c"), "{cc}");
        assert!(!has("/tmp/migcc-") && !has("hello.i"), "{cc}");
    }
}

#[test]
fn dialects_and_machines() {
    let old = "main() { return sizeof(long) == 4 ? 4 : 8; }\n";
    let new =
        "int main(void) { for (int i = 0; i < 3; i++) ; _Static_assert(1, \"\"); return 0; }\n";
    for cc in compilers() {
        alike(cc, &[("old.c", old)], &["-std=gnu89", "-w", "-c", "old.c"]);
        alike(
            cc,
            &[("new.c", new)],
            &["-std=c11", "-pedantic-errors", "-c", "new.c"],
        );
        alike(
            cc,
            &[("new.c", new)],
            &["-std=c89", "-pedantic-errors", "-c", "new.c"],
        );
        alike(cc, &[("new.c", new)], &["-ansi", "-c", "new.c"]);
        if cfg!(target_arch = "x86_64") {
            let (_, ours) = alike(cc, &[("new.c", new)], &["-m32", "-c", "new.c"]);
            assert_eq!(ours.files()["new.o"][4], 1, "ELF class 32");
        }
    }
}

#[test]
fn auxiliary_files_have_their_names() {
    let files = &[("dir/hello.c", HELLO), ("out/x", "")];
    let place = Place::new(&[]);
    let gcc_major: u32 = place
        .cc("gcc", &["-dumpversion"])
        .stdout
        .trim()
        .parse()
        .unwrap_or(0);
    if gcc_major < 11 {
        return;
    }
    for args in [
        &["--coverage", "-c", "dir/hello.c"][..],
        &["--coverage", "dir/hello.c", "-o", "out/prog"],
        &["--coverage", "dir/hello.c"],
        &["-fstack-usage", "-c", "dir/hello.c", "-o", "out/h.o"],
        &["-fstack-usage", "dir/hello.c", "-o", "out/prog"],
        &["-g", "-gsplit-dwarf", "-c", "dir/hello.c", "-o", "out/h.o"],
        &["-save-temps", "-c", "dir/hello.c"],
        &["-save-temps=obj", "-c", "dir/hello.c", "-o", "out/h.o"],
    ] {
        alike("gcc", files, args);
    }
}

/// Types, sizes and constants in functions that name automatic objects without
/// evaluating them: they move to file scope, where those are not.
#[test]
fn local_types_that_name_automatic_objects() {
    let program = r#"#include <stdio.h>
struct pair { char c; long n; };
static int total(int n, struct pair *at)
{
    struct pair own = *at;
    struct { char bytes[sizeof n + 1]; __typeof__(own.n) n; __typeof__(&own) at; } s;
    typedef __typeof__(n) number;
    static __typeof__(own) kept;
    static number calls[sizeof own.c + 1] = { sizeof n };
    enum { SIZE = sizeof s.bytes };
    s.at = &kept;
    for (number i = 0; i < n; i++)
        s.at->n += i + calls[0] + SIZE;
    calls[1]++;
    s.n = kept.n + calls[1];
    return (int)s.n;
}
int main(void)
{
    struct pair p = { 1, 2 };
    int first = total(3, &p);
    printf("%d %d\n", first, total(4, &p));
    return 0;
}
"#;
    for cc in compilers() {
        let (_, ours) = alike(
            cc,
            &[("local.c", program)],
            &["-Wall", "-Wextra", "local.c"],
        );
        assert_eq!(ours.start("a.out").silent().stdout, "31 74\n");
    }
}
