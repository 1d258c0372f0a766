//! Messages and exit statuses: cc's own, whatever migcc does besides.

mod driver_support;

use driver_support::*;

const WARNS: &str = "\
#include <stdio.h>
static int unused(void) { return 1; }
int flow(int n)
{
    int x;
    if (n > 3)
        x = 2;
    printf(\"%s\\n\", n);
    return x;
}
#define TWICE(v) ((v) + undeclared_variable_free(v))
int main(int argc, char **argv)
{
    char small[4];
    __builtin_strcpy(small, \"much too long\");
    return flow(argc) + small[0];
}
";

#[test]
fn warnings_are_ccs() {
    for cc in compilers() {
        for flags in [
            &[][..],
            &["-O2"],
            &["-Wall"],
            &["-Wall", "-Wextra", "-O2"],
            &["-Wall", "-Wno-format", "-Wno-unused-function", "-O2"],
            &["-w"],
            &["-Wall", "-Werror", "-O2"],
            &["-Wall", "-Werror=format", "-O2"],
            &["-Weverything-is-fine"],
            &["-pedantic", "-std=c89"],
            &["-Wall", "-fdiagnostics-color=always"],
            &["-Wall", "-fmax-errors=1", "-Werror"],
        ] {
            alike(
                cc,
                &[("warns.c", WARNS)],
                &[flags, &["-c", "warns.c"]].concat(),
            );
            // clang has no -fmax-errors; in one step it speaks of nothing else.
            if cc == "clang" && flags.contains(&"-fmax-errors=1") {
                continue;
            }
            alike(
                cc,
                &[("warns.c", WARNS)],
                &[flags, &["warns.c", "-o", "prog"]].concat(),
            );
        }
    }
}

#[test]
fn errors_are_ccs() {
    for cc in compilers() {
        for text in [
            "#include \"no_such_header.h\"\nint main(void) { return 0; }\n",
            "int main(void) { return undeclared; }\n",
            "int main(void) { return 0 }\n",
            "#error stop here\n",
            "int f(int); int f(char *p) { return *p; }\n",
            "_Static_assert(sizeof(int) == 3, \"three\");\n",
            "\"open\n",
            "",
            "#warning only a warning\nint x;\n",
        ] {
            alike(cc, &[("bad.c", text)], &["-c", "bad.c"]);
        }
        alike(
            cc,
            &[("a.c", "int a = ;\n"), ("b.c", "int b;\n")],
            &["-c", "a.c", "b.c"],
        );
    }
}

#[test]
fn bad_command_lines_are_ccs_to_refuse() {
    for cc in compilers() {
        let files = &[("a.c", HELLO), ("b.c", "int b;\n")];
        for args in [
            &[][..],
            &["-c"],
            &["no_such_file.c", "-c"],
            &["-c", "a.c", "b.c", "-o", "x.o"],
            &["-c", "a.c", "-fno-such-option"],
            &["-c", "a.c", "-o", "no/such/dir/x.o"],
            &["-c", "a.c", "-o"],
            &["--no-such-option", "-c", "a.c"],
            &["-x", "no-such-language", "-c", "a.c"],
            &["-std=no-such-standard", "-c", "a.c"],
        ] {
            let (plain, ours) = (Place::new(files), Place::new(files));
            let (expected, found) = (plain.cc(cc, args), ours.migcc(cc, args));
            assert_eq!(
                found.status, expected.status,
                "{cc} {args:?} {found:?} {expected:?}"
            );
            let first = |ran: &Ran| {
                let line = ran
                    .stderr
                    .lines()
                    .find(|line| line.contains("error"))
                    .unwrap_or("");
                line.split("error: ").last().unwrap_or("").to_string()
            };
            // Which of its programs complains may differ (assembler, cc1).
            if !args.contains(&"no/such/dir/x.o") {
                assert_eq!(first(&found), first(&expected), "{cc} {args:?}");
            }
        }
    }
}

#[test]
fn questions_are_answered_by_the_compiler() {
    for cc in compilers() {
        for args in [
            &["--version"][..],
            &["-dumpmachine"],
            &["-dumpversion"],
            &["-print-search-dirs"],
            &["-print-file-name=libc.a"],
            &["-print-prog-name=ld"],
            &["-v"],
            &["--help"],
            &["-E", "-dM", "-x", "c", "/dev/null"],
        ] {
            alike(cc, &[("a.c", HELLO)], args);
        }
        let ran = Place::new(&[("a.c", HELLO)])
            .migcc(cc, &["-###", "-c", "a.c"])
            .failed(0);
        assert!(
            ran.stderr.contains("a.c") && !ran.stderr.contains("__MIGCC__"),
            "{ran:?}"
        );
        let ran = Place::new(&[("a.c", HELLO)])
            .migcc(cc, &["-v", "-c", "a.c"])
            .failed(0);
        assert!(ran.stderr.contains("cc1"), "{ran:?}");
    }
}

#[test]
fn a_killed_compiler_is_a_failure() {
    let place = Place::new(&[
        ("a.c", HELLO),
        ("cc.sh", "#!/bin/sh\ncase \"$*\" in *--version*) echo tcc version 0;; *-dM*) ;; *) kill -9 $$;; esac\n"),
    ]);
    place.run("chmod", &["+x", "cc.sh"]).silent();
    place.migcc("./cc.sh", &["-c", "a.c"]).failed(128 + 9);
}

#[test]
fn help_and_version_of_migcc_itself() {
    let place = Place::new(&[]);
    insta::assert_snapshot!(place.run(MIGCC, &["--migcc-help"]).silent().stdout);
    assert!(place
        .run(MIGCC, &["--migcc-version"])
        .silent()
        .stdout
        .starts_with("migcc "));
    let ran = place.run(MIGCC, &["--migcc-nonsense"]).failed(1);
    assert!(ran.stderr.contains("--migcc-nonsense"), "{ran:?}");
}
