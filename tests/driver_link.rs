//! Linking: archives, shared objects, partial links, static programs for other
//! machines, and the runtime's place in all of it.

mod driver_support;

use driver_support::*;
use std::fs;
use std::thread;

fn log_line(place: &Place, number: usize) -> serde_json::Value {
    let text = place.read("log");
    serde_json::from_str(text.lines().nth(number).unwrap()).unwrap()
}

fn logged(place: &Place, cc: &str, args: &[&str]) -> serde_json::Value {
    let _ = fs::remove_file(place.path().join("log"));
    let mut command = place.command(MIGCC);
    place
        .finish(
            command
                .env("MIGCC_CC", cc)
                .env("MIGCC_LOG", "log")
                .args(args),
        )
        .silent();
    log_line(place, 0)
}

#[test]
fn archives_and_libraries() {
    for cc in compilers() {
        let place = Place::new(TWO);
        place.migcc(cc, &["-c", "part.c"]).silent();
        place.run("ar", &["rcs", "libpart.a", "part.o"]).silent();
        place
            .migcc(cc, &["main.c", "libpart.a", "-o", "direct"])
            .silent();
        place
            .migcc(cc, &["main.c", "-L.", "-lpart", "-lm", "-o", "named"])
            .silent();
        place.migcc(cc, &["-c", "main.c"]).silent();
        place
            .migcc(
                cc,
                &[
                    "-Wl,--start-group",
                    "main.o",
                    "-L",
                    ".",
                    "-l",
                    "part",
                    "-Wl,--end-group",
                    "-o",
                    "group",
                ],
            )
            .silent();
        for name in ["direct", "named", "group"] {
            assert_eq!(place.start(name).silent().stdout, "20\n");
        }
    }
}

#[test]
fn shared_objects_do_without_the_runtime() {
    for cc in compilers() {
        let place = Place::new(TWO);
        let args = [
            "-shared",
            "-fPIC",
            "-Wl,-z,defs",
            "part.c",
            "-o",
            "libpart.so",
        ];
        let line = logged(&place, cc, &args);
        assert!(line["link"]["runtime"].is_null(), "{line}");
        assert!(
            line["link"]["why"]
                .as_str()
                .unwrap()
                .contains("shared object"),
            "{line}"
        );
        place
            .migcc(
                cc,
                &["main.c", "-L.", "-lpart", "-Wl,-rpath,.", "-o", "prog"],
            )
            .silent();
        assert_eq!(place.start("prog").silent().stdout, "20\n");
    }
}

#[test]
fn partial_links_do_without_the_runtime() {
    for cc in compilers() {
        let place = Place::new(TWO);
        let line = logged(
            &place,
            cc,
            &["-r", "-nostartfiles", "part.c", "-o", "both.o"],
        );
        assert_eq!(line["inputs"][0]["outcome"], "passed-through", "{line}");
        place.migcc(cc, &["-c", "main.c", "part.c"]).silent();
        let line = logged(&place, cc, &["-r", "main.o", "part.o", "-o", "all.o"]);
        assert!(line["link"]["runtime"].is_null(), "{line}");
        place.migcc(cc, &["all.o", "-o", "prog"]).silent();
        assert_eq!(place.start("prog").silent().stdout, "20\n");
    }
}

#[test]
fn position_independent_or_not() {
    for cc in compilers() {
        for args in [
            &["-fPIE", "-pie"][..],
            &["-fno-pie", "-no-pie"],
            &["-static"],
            &["-O2", "-flto"],
            &["-Wl,--gc-sections", "-ffunction-sections"],
            &["-s"],
            &["-rdynamic"],
        ] {
            if cc == "clang" && args.contains(&"-flto") {
                continue; // needs a linker plug-in that may be missing
            }
            let place = Place::new(TWO);
            place
                .migcc(cc, &[args, &["main.c", "part.c", "-o", "prog"]].concat())
                .silent();
            assert_eq!(place.start("prog").silent().stdout, "20\n", "{cc} {args:?}");
        }
    }
}

#[test]
fn static_programs_for_other_machines() {
    for (cc, emulator) in [
        ("s390x-linux-gnu-gcc", "qemu-s390x-static"),
        ("aarch64-linux-gnu", "qemu-aarch64-static"),
        ("clang --target=i686-linux-gnu", "qemu-i386-static"),
    ] {
        let program = cc.split(' ').next().unwrap();
        let found = available(program) || available(&format!("{program}-gcc"));
        if !found
            || !available(emulator)
            || (program == "clang" && !available("i686-linux-gnu-gcc"))
        {
            continue;
        }
        let place = Place::new(TWO);
        place
            .migcc(cc, &["-static", "-O2", "main.c", "part.c", "-o", "prog"])
            .silent();
        let ran = place.run(emulator, &["./prog"]).silent();
        assert_eq!(ran.stdout, "20\n", "{cc}");
    }
}

#[test]
fn other_compilers() {
    for cc in ["tcc", "musl-gcc", "musl-gcc -static"] {
        if available(cc.split(' ').next().unwrap()) {
            let place = Place::new(TWO);
            place.migcc(cc, &["-O2", "-g", "-c", "part.c"]).silent();
            place
                .migcc(cc, &["main.c", "part.o", "-o", "prog"])
                .silent();
            assert_eq!(place.start("prog").silent().stdout, "20\n", "{cc}");
        }
    }
}

#[test]
fn programs_without_a_library_pass_through() {
    let place = Place::new(&[("bare.c", "void _start(void) { for (;;) ; }\n")]);
    let line = logged(
        &place,
        "gcc",
        &["-ffreestanding", "-nostdlib", "bare.c", "-o", "bare"],
    );
    assert!(
        line["why"].as_str().unwrap().contains("-ffreestanding"),
        "{line}"
    );
    let line = logged(&place, "gcc", &["-D__KERNEL__", "-c", "bare.c"]);
    assert!(
        line["why"].as_str().unwrap().contains("-D__KERNEL__"),
        "{line}"
    );
}

#[test]
fn undefined_symbols_are_the_linkers_to_report() {
    for cc in compilers() {
        let files = &[("main.c", MAIN), ("part.h", PART_H)];
        let (plain, ours) = (Place::new(files), Place::new(files));
        let expected = plain.cc(cc, &["main.c", "-o", "prog"]);
        let found = ours.migcc(cc, &["main.c", "-o", "prog"]);
        assert_eq!(found.status, expected.status);
        assert!(
            found.stderr.contains("undefined reference to `part'"),
            "{found:?}"
        );
        assert!(!ours.exists("prog"));
    }
}

#[test]
fn parallel_builds_share_an_empty_cache() {
    let place = Place::new(TWO);
    let cache = place.path().join("cache");
    thread::scope(|scope| {
        for number in 0..6 {
            let (place, cache) = (&place, &cache);
            scope.spawn(move || {
                let output = format!("prog{number}");
                let mut command = place.command(MIGCC);
                command
                    .env("MIGCC_CACHE", cache)
                    .args(["main.c", "part.c", "-o", &output]);
                Ran::from(command.output().unwrap()).silent();
                assert_eq!(
                    Ran::from(place.command(place.path().join(&output)).output().unwrap())
                        .silent()
                        .stdout,
                    "20\n"
                );
            });
        }
    });
    place.assert_clean();
    let left: Vec<_> = place
        .files()
        .into_keys()
        .filter(|name| name.contains("/.tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}
