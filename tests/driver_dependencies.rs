//! Dependency files: byte for byte what cc writes.

mod driver_support;

use driver_support::*;

const FILES: &[(&str, &str)] = &[
    ("main.c", MAIN),
    ("part.c", PART),
    ("part.h", PART_H),
    ("dir/sub dir/odd.c", "#include \"o dd.h\"\nint odd;\n"),
    ("dir/sub dir/o dd.h", ""),
    ("out/x", ""),
];

#[test]
fn names_and_contents_are_ccs() {
    for cc in compilers() {
        for args in [
            &["-MMD", "-c", "main.c"][..],
            &["-MD", "-c", "main.c"],
            &["-MMD", "-MP", "-c", "main.c", "-o", "out/main.o"],
            &["-MMD", "-c", "main.c", "-o", "out/main.x.y"],
            &["-MMD", "-c", "main.c", "-o", "out/main"],
            &["-MMD", "-MF", "out/deps", "-c", "main.c"],
            &["-MMD", "-MFout/deps.d", "-MT", "one two", "-c", "main.c"],
            &["-MD", "-MQ", "$(x)", "-c", "main.c"],
            &[
                "-MMD", "-MT", "a", "-MT", "b", "-MP", "-c", "main.c", "-o", "out/m.o",
            ],
            &["-MMD", "-MG", "-c", "main.c"],
            &["-MMD", "-S", "main.c"],
            &["-MMD", "-S", "main.c", "-o", "out/main.s"],
            &["-MMD", "-c", "main.c", "part.c"],
            &["-MMD", "-c", "dir/sub dir/odd.c"],
            &["-MMD", "main.c", "part.c"],
            &["-MMD", "main.c", "part.c", "-o", "out/prog"],
            &["-MMD", "-MP", "main.c", "part.c", "-o", "out/prog.exe"],
            &["-Wp,-MMD,out/kernel.d", "-c", "main.c", "-o", "out/main.o"],
            &["-Wp,-MD,out/kernel.d", "-MT", "t", "-c", "main.c"],
            &["-DX", "-I", "dir", "-MMD", "-c", "main.c"],
        ] {
            alike_files(cc, FILES, args, &[".d", "deps"]);
        }
    }
}

#[test]
fn dependencies_alone() {
    for cc in compilers() {
        for args in [
            &["-M", "main.c"][..],
            &["-MM", "main.c"],
            &["-MM", "-MF", "deps", "main.c", "part.c"],
            &["-MM", "-MG", "-MT", "x", "main.c"],
            &["-MM", "main.c", "-o", "deps"],
            &["-E", "-MMD", "-MF", "deps", "main.c"],
        ] {
            alike_files(cc, FILES, args, &["deps"]);
        }
    }
}

#[test]
fn tcc_writes_its_own_form() {
    if available("tcc") {
        alike_files("tcc", FILES, &["-MD", "-c", "main.c"], &[".d"]);
        alike_files(
            "tcc",
            FILES,
            &["-MD", "-c", "main.c", "-o", "out/main.o"],
            &[".d"],
        );
        alike_files(
            "tcc",
            FILES,
            &["-MD", "-MF", "deps", "-c", "main.c"],
            &["deps"],
        );
    }
}

#[test]
fn a_failed_compilation_writes_what_cc_writes() {
    for cc in compilers() {
        let broken = &[
            ("bad.c", "#include \"gone.h\"\nint x;\n"),
            ("bad2.c", "int x = ;\n"),
        ];
        alike(cc, broken, &["-MMD", "-c", "bad.c"]);
        alike(cc, broken, &["-MMD", "-c", "bad2.c"]);
    }
}
