//! Build systems: a Makefile with dependency files, and configure's probes.

mod driver_support;

use driver_support::*;

const MAKEFILE: &str = "\
CFLAGS = -O2 -g -Wall -Wextra -Werror -MMD -MP
LDLIBS = -lm
OBJS = build/main.o build/part.o
prog: $(OBJS)
\t$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)
build/%.o: %.c | build
\t$(CC) $(CFLAGS) -c -o $@ $<
build:
\tmkdir -p $@
-include $(OBJS:.o=.d)
";

#[test]
fn make_rebuilds_what_changed() {
    for cc in compilers() {
        let place = Place::new(TWO);
        place.write("Makefile", MAKEFILE);
        let make = |more: &[&str]| {
            let mut command = place.command("make");
            command
                .env("MIGCC_CC", cc)
                .args(["-j2", &format!("CC={MIGCC}")])
                .args(more);
            Ran::from(command.output().unwrap())
        };
        make(&[]).silent();
        assert_eq!(place.start("prog").silent().stdout, "20\n");
        make(&["-q"]).failed(0);
        // The header is named in the dependency files.
        place.write("part.h", &PART_H.replace("20", "30"));
        place
            .run("touch", &["-d", "+10 seconds", "part.h"])
            .silent();
        make(&["-q"]).failed(1);
        make(&[]);
        assert_eq!(place.start("prog").silent().stdout, "30\n");
    }
}

/// One probe of configure: a program, a command line after it.
const PROBES: &[(&str, &[&str])] = &[
    ("int main(void) { return 0; }", &["conftest.c", "-o", "conftest"]),
    ("#include <stdio.h>\nint main(void) { FILE *f = fopen(\"conftest.out\", \"w\"); return ferror(f) || fclose(f) != 0; }", &["-o", "conftest", "conftest.c"]),
    ("#include <no/such/header.h>\n", &["-E", "conftest.c"]),
    ("#include <stdlib.h>\n", &["-E", "conftest.c"]),
    ("#include <no/such/header.h>\nint main(void) { return 0; }", &["-c", "-g", "-O2", "conftest.c"]),
    ("int main(void) { return no_such_function_at_all(1); }", &["-c", "-Werror=implicit-function-declaration", "conftest.c"]),
    ("#ifdef __cplusplus\nextern \"C\"\n#endif\nchar strlcat();\nint main(void) { return strlcat(); }", &["-c", "-g", "-O2", "conftest.c"]),
    ("int main(void) { static int test_array [1 - 2 * !(sizeof(long) == 3)]; test_array [0] = 0; return test_array [0]; }", &["-c", "conftest.c"]),
    ("int x; int main(void) { int unused; return 0; }", &["-c", "-Wall", "-Werror", "conftest.c"]),
    ("int main(void) { return 0; }", &["-c", "-Werror", "-Wno-such-warning", "conftest.c"]),
    ("int main(void) { return 0; }", &["-c", "-fno-such-flag", "conftest.c"]),
    ("int main(void) { return 0; }", &["-c", "-Werror", "-Wunknown-warning-option", "conftest.c"]),
    ("#ifndef __GNUC__\nchoke me\n#endif\nint main(void) { return 0; }", &["-c", "conftest.c"]),
    ("#include <math.h>\ndouble cos(double); int main(int c, char **v) { (void)v; return cos(c) > 2; }", &["-o", "conftest", "conftest.c", "-lm"]),
    ("#if (defined __STDC_VERSION__ && __STDC_VERSION__ >= 199901L)\nint restrict_ok(int *restrict p) { return *p; }\n#endif\nint main(void) { for (int i = 0; i < 2; i++) ; return 0; }", &["-std=gnu99", "-o", "conftest", "conftest.c"]),
];

#[test]
fn configure_sees_no_difference() {
    for cc in compilers() {
        for (text, args) in PROBES {
            alike(cc, &[("conftest.c", text)], args);
        }
    }
}

#[test]
fn link_probes() {
    for cc in compilers() {
        for (library, function) in [
            ("m", "cos"),
            ("no_such_library", "cos"),
            ("m", "no_such_function"),
        ] {
            let text = format!("char {function}(); int main(void) {{ return {function}(); }}\n");
            let files = &[("conftest.c", text.as_str())];
            let library = format!("-l{library}");
            let args = [
                "-w",
                "-fno-builtin",
                "-o",
                "conftest",
                "conftest.c",
                library.as_str(),
            ];
            let (plain, ours) = (Place::new(files), Place::new(files));
            assert_eq!(
                plain.cc(cc, &args).status,
                ours.migcc(cc, &args).status,
                "{args:?}"
            );
            assert_eq!(
                plain.exists("conftest"),
                ours.exists("conftest"),
                "{args:?}"
            );
        }
    }
}

/// A configure script in small: it must come to the same config.h.
const CONFIGURE: &str = r##"
set -e
: >config.h
try() { # name, flags; program on standard input
    cat >conftest.c
    if $CC $2 conftest.c -o conftest $3 2>>config.log; then echo "#define $1 1" >>config.h
    else echo "/* no $1 */" >>config.h; fi
    rm -f conftest*
}
echo 'int main(void){return 0;}' | try WORKS
echo '#include <sys/epoll.h>
int main(void){return epoll_create(1);}' | try HAVE_EPOLL
echo '#include <windows.h>
int main(void){return 0;}' | try HAVE_WINDOWS
echo 'int main(void){return sizeof(struct { int a : sizeof(long) == 8 ? 1 : -1; });}' | try LONG_64
echo 'char pthread_create(); int main(void){return pthread_create();}' | try HAVE_PTHREAD -fno-builtin -lpthread
echo 'char nonesuch(); int main(void){return nonesuch();}' | try HAVE_NONESUCH
echo 'int main(void){return 0;}' | try HAVE_WEFFC -Werror=no-such
echo '__attribute__((visibility("hidden"))) int x; int main(void){return x;}' | try HAVE_HIDDEN -Werror
$CC -E -dM - </dev/null | grep -c __VERSION__ >>config.h
"##;

#[test]
fn configure_comes_to_the_same_result() {
    for cc in compilers() {
        let configure = |compiler: &str| {
            let place = Place::new(&[("configure", CONFIGURE)]);
            let mut command = place.command("sh");
            place
                .finish(
                    command
                        .env("MIGCC_CC", cc)
                        .env("CC", compiler)
                        .arg("configure"),
                )
                .silent();
            place.read("config.h")
        };
        let expected = configure(cc);
        assert!(expected.contains("#define WORKS 1") && expected.contains("no HAVE_NONESUCH"));
        assert_eq!(configure(MIGCC), expected);
    }
}
