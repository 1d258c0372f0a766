//! The runtime's boundary: capture and restore of programs written by hand in
//! the form migcc emits, across ABIs; refusals; damaged images.

mod runtime_support;

use runtime_support::*;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Little and big endian, 32 and 64 bits, all four formats of long double.
const SAMPLE: [&str; 5] = ["x86_64", "i386", "s390x", "ppc64", "arm"];

fn run(abi: &Abi, program: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = abi.command(program);
    command.args(arguments).env("CASE_VARIABLE", "hello");
    for (name, value) in variables {
        command.env(name, value);
    }
    command.output().expect("the program runs")
}

fn capture(abi: &Abi, program: &Path, arguments: &[&str], image: &Path, poll: u32) -> Output {
    let at = format!("poll:{poll}");
    let image = image.to_str().expect("a plain path");
    run(
        abi,
        program,
        arguments,
        &[("MIGRT_IMAGE", image), ("MIGRT_CHECKPOINT_AT", &at)],
    )
}

fn restore(abi: &Abi, program: &Path, image: &Path) -> Output {
    run(
        abi,
        program,
        &[],
        &[("MIGRT_RESTORE", image.to_str().expect("a plain path"))],
    )
}

#[test]
fn every_poll_restores_on_every_abi() {
    let abis = installed(&SAMPLE);
    let here = scratch("walk");
    let expected = out(&run(
        named("x86_64"),
        &plain(named("x86_64"), "walk"),
        &[],
        &[],
    ));
    assert!(expected.contains("wrong 0"), "{expected}");
    for from in &abis {
        for poll in [1, 12, 13, 20] {
            let image = here.join(format!("{}.{poll}.mig", from.name));
            let before = capture(from, &plain(from, "walk"), &["x"], &image, poll);
            assert_eq!(
                code(&before),
                85,
                "{} poll {poll}: {}",
                from.name,
                err(&before)
            );
            for to in &abis {
                let after = restore(to, &plain(to, "walk"), &image);
                let both = out(&before) + &out(&after);
                let what = format!("{} to {}, poll {poll}", from.name, to.name);
                assert_eq!(code(&after), 0, "{what}: {}", err(&after));
                assert_eq!(both, expected, "{what}");
            }
        }
    }
}

#[test]
fn several_hops_in_a_row() {
    let abis = installed(&["x86_64", "s390x", "i386", "ppc64", "arm", "x86_64"]);
    let here = scratch("hops");
    let mut text = String::new();
    let mut image = here.join("0.mig");
    let first = capture(abis[0], &plain(abis[0], "walk"), &["x"], &image, 3);
    text += &out(&first);
    assert_eq!(code(&first), 85, "{}", err(&first));
    for (hop, abi) in abis.iter().enumerate().skip(1) {
        let next = here.join(format!("{hop}.mig"));
        let program = plain(abi, "walk");
        let hopped = run(
            abi,
            &program,
            &[],
            &[
                ("MIGRT_RESTORE", image.to_str().expect("a plain path")),
                ("MIGRT_IMAGE", next.to_str().expect("a plain path")),
                ("MIGRT_CHECKPOINT_AT", "poll:4"),
            ],
        );
        text += &out(&hopped);
        assert_eq!(
            code(&hopped),
            85,
            "hop {hop} on {}: {}",
            abi.name,
            err(&hopped)
        );
        image = next;
    }
    let last = restore(abis[0], &plain(abis[0], "walk"), &image);
    text += &out(&last);
    assert_eq!(code(&last), 0, "{}", err(&last));
    assert_eq!(text, out(&run(abis[0], &plain(abis[0], "walk"), &[], &[])));
}

/// Whether a situation of `cases.c` can be restored, and what a refusal names.
fn expectation(case: &str, from: &Abi, to: &Abi) -> Result<(), &'static [&'static str]> {
    let alike = from.name == to.name;
    match case {
        "narrow" if from.pointer > to.pointer => {
            Err(&["variable big", "type long", "cases.c:", "1099511627776"])
        }
        "untyped" if !alike => Err(&["block allocated in unknown", "cases.c:102"]),
        "bytes" if from.big_endian != to.big_endian || from.pointer != to.pointer => {
            Err(&["in_arena", "struct link", "set_bytes", "cases.c:103"])
        }
        "union" if from.big_endian != to.big_endian => {
            Err(&["variable mixed", "union mixed", "migcc.toml"])
        }
        "huge" if to.name == "arm" || to.name == "ppc64" => match from.name {
            "arm" | "ppc64" => Ok(()),
            _ => Err(&["variable wide", "too large"]),
        },
        _ => Ok(()),
    }
}

#[test]
fn situations_restore_or_are_refused_by_name() {
    const CASES: [&str; 19] = [
        "narrow",
        "ones",
        "list",
        "inferred",
        "untyped",
        "unreachable",
        "bytes",
        "union",
        "same",
        "dangling",
        "constants",
        "base",
        "hack",
        "transient",
        "environment",
        "floats",
        "huge",
        "large",
        "deep",
    ];
    let abis = installed(&["x86_64", "i386", "s390x", "ppc64"]);
    let here = scratch("cases");
    for from in &abis {
        for case in CASES {
            let image = here.join(format!("{}.{case}.mig", from.name));
            let before = capture(from, &plain(from, "cases"), &[case], &image, 1);
            assert_eq!(
                code(&before),
                85,
                "{case} on {}: {}",
                from.name,
                err(&before)
            );
            for to in &abis {
                let after = restore(to, &plain(to, "cases"), &image);
                let what = format!("{case}, {} to {}: {}", from.name, to.name, err(&after));
                match expectation(case, from, to) {
                    Ok(()) => {
                        assert_eq!(code(&after), 0, "{what}");
                        assert_eq!(out(&after), format!("{case} wrong 0 hooks 1\n"), "{what}");
                    }
                    Err(names) => {
                        assert_eq!(code(&after), 87, "{what}");
                        assert_eq!(out(&after), "", "{what}");
                        for name in names {
                            assert!(err(&after).contains(name), "{what} lacks {name}");
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn position_independent_programs_restore_at_other_addresses() {
    let abi = named("x86_64");
    let here = scratch("pie");
    let program = build(abi, "walk", "pie", &["-fPIE", "-pie"], &[]);
    let image = here.join("walk.mig");
    let before = capture(abi, &program, &[], &image, 18);
    assert_eq!(code(&before), 85, "{}", err(&before));
    for other in [&program, &plain(abi, "walk")] {
        let after = restore(abi, other, &image);
        assert_eq!(code(&after), 0, "{}", err(&after));
        assert!(out(&after).contains("wrong 0"));
    }
}

#[test]
fn captures_that_go_on() {
    let abi = named("x86_64");
    let here = scratch("continue");
    let program = plain(abi, "cases");
    let image = here.join("i.mig");
    let stats = here.join("stats.json");
    let path = image.to_str().expect("a plain path");
    let on = run(
        abi,
        &program,
        &["loop", "4000"],
        &[
            ("MIGRT_IMAGE", path),
            ("MIGRT_CHECKPOINT_AT", "poll:1000"),
            ("MIGRT_AFTER", "continue"),
            ("MIGRT_STATS", stats.to_str().expect("a plain path")),
        ],
    );
    assert_eq!(
        (code(&on), out(&on).as_str()),
        (0, "loop wrong 0 hooks 0\n"),
        "{}",
        err(&on)
    );
    let text = fs::read_to_string(&stats).expect("statistics");
    assert!(
        text.contains("\"polls\": 4000") && text.contains("\"captures\": 1"),
        "{text}"
    );
    let again = restore(abi, &program, &image);
    assert_eq!(
        (code(&again), out(&again).as_str()),
        (0, "loop wrong 0 hooks 1\n")
    );

    let asked = run(abi, &program, &["api", path], &[]);
    assert_eq!(
        out(&asked),
        "checkpoint 0\napi wrong 0 hooks 0\n",
        "{}",
        err(&asked)
    );
    let answer = restore(abi, &program, &image);
    assert_eq!(
        out(&answer),
        "checkpoint 1\napi wrong 0 hooks 1\n",
        "{}",
        err(&answer)
    );

    let refused = run(abi, &program, &["api", "/nonexistent/image"], &[]);
    assert_eq!(out(&refused), "checkpoint -1\napi wrong 0 hooks 0\n");
    assert!(
        err(&refused).contains("/nonexistent/image"),
        "{}",
        err(&refused)
    );
}

#[test]
fn time_and_signal_capture() {
    let abi = named("x86_64");
    let here = scratch("time");
    let program = plain(abi, "cases");
    let image = here.join("i.mig");
    let path = image.to_str().expect("a plain path");
    let timed = run(
        abi,
        &program,
        &["loop", "10000000"],
        &[
            ("MIGRT_IMAGE", path),
            ("MIGRT_CHECKPOINT_AT", "time:50ms"),
            ("MIGRT_EXIT_CODE", "99"),
        ],
    );
    assert_eq!(code(&timed), 99, "{}", err(&timed));
    let mut child = abi
        .command(&program)
        .args(["loop", "10000000"])
        .env("MIGRT_IMAGE", path)
        .env("MIGRT_SIGNAL", "USR1")
        .spawn()
        .expect("the program starts");
    std::thread::sleep(std::time::Duration::from_millis(300));
    let kill = std::process::Command::new("kill")
        .args(["-USR1", &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(kill.success());
    assert_eq!(child.wait().expect("the program ends").code(), Some(85));
}

#[test]
fn places_that_cannot_take_an_image() {
    let abi = named("x86_64");
    let here = scratch("places");
    let program = plain(abi, "cases");
    for (place, reason) in [
        ("/dev/full", "No space left"),
        ("/nonexistent/directory/i.mig", "No such file"),
    ] {
        let result = capture(abi, &program, &["large"], Path::new(place), 1);
        assert_eq!(code(&result), 86, "{place}: {}", err(&result));
        let message = err(&result);
        assert!(
            message.contains(place) && message.contains(reason),
            "{message}"
        );
    }
    let image = here.join("i.mig");
    assert_eq!(code(&capture(abi, &program, &["list"], &image, 1)), 85);
    let good = fs::read(&image).expect("an image");
    let limited = std::process::Command::new("sh")
        .arg("-c")
        .arg("ulimit -f 64; exec \"$0\" large")
        .arg(&program)
        .env("MIGRT_IMAGE", &image)
        .env("MIGRT_CHECKPOINT_AT", "poll:1")
        .output()
        .expect("a shell");
    assert_eq!(code(&limited), 86, "{}", err(&limited));
    assert_eq!(
        fs::read(&image).expect("the image"),
        good,
        "the last good image is lost"
    );
    let left = fs::read_dir(&here).expect("the directory").count();
    assert_eq!(left, 1, "a temporary file is left over");
}

#[test]
fn images_of_other_programs_are_refused() {
    let abi = named("x86_64");
    let here = scratch("other");
    let image = here.join("i.mig");
    let program = plain(abi, "walk");
    assert_eq!(code(&capture(abi, &program, &[], &image, 5)), 85);
    let edited = build(abi, "walk", "plain", &[], &["-DFINGERPRINT=\"f2\""]);
    let result = restore(abi, &edited, &image);
    assert_eq!(code(&result), 87);
    assert!(
        err(&result).contains("another version of walk.c"),
        "{}",
        err(&result)
    );
    let result = restore(abi, &plain(abi, "cases"), &image);
    assert_eq!(code(&result), 87);
    assert!(err(&result).contains("another program"), "{}", err(&result));
    let result = restore(abi, &program, &here.join("missing.mig"));
    assert_eq!(code(&result), 87);
    assert!(err(&result).contains("missing.mig"), "{}", err(&result));
    let result = restore(abi, &program, &program);
    assert_eq!(code(&result), 87);
    assert!(
        err(&result).contains("not a checkpoint image"),
        "{}",
        err(&result)
    );
}

/// A generator good enough to pick places in a file.
fn next(state: &mut u64) -> u64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state
}

#[test]
fn damaged_images_are_refused() {
    let abi = named("x86_64");
    let here = scratch("damaged");
    let image = here.join("good.mig");
    let program = plain(abi, "walk");
    assert_eq!(code(&capture(abi, &program, &[], &image, 18)), 85);
    let good = fs::read(&image).expect("an image");
    let bad = here.join("bad.mig");
    let mut state = 88172645463325252;
    let refused = |bytes: &[u8], what: String| {
        fs::write(&bad, bytes).expect("a file");
        let result = restore(abi, &program, &bad);
        assert_eq!(code(&result), 87, "{what}: {}", err(&result));
        assert!(
            out(&result).is_empty() && err(&result).contains("bad.mig"),
            "{what}"
        );
    };
    for round in 0..300 {
        let room = if round % 2 == 0 {
            good.len()
        } else {
            good.len().min(8192)
        };
        let at = (next(&mut state) % room as u64) as usize;
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (next(&mut state) % 8);
        refused(&bytes, format!("byte {at}"));
    }
    for round in 0..100 {
        let length = match round {
            0..=9 => round * 29,
            10 => good.len() - 1,
            _ => (next(&mut state) % good.len() as u64) as usize,
        };
        refused(&good[..length], format!("length {length}"));
    }
    let mut longer = good.clone();
    longer.push(0);
    refused(&longer, "one byte more".to_string());
}

fn number_at(bytes: &[u8], at: usize, width: usize) -> usize {
    let number = bytes[at..at + width].iter().rev();
    number.fold(0, |all, byte| all << 8 | usize::from(*byte))
}

/// First and last byte of each section, and the bytes beside it: where the file's
/// sections are said in its table of contents (docs/image-format.md).
fn edges(image: &[u8]) -> Vec<usize> {
    let entries = (0..number_at(image, 32, 4)).map(|entry| 256 + 48 * entry);
    let of_entry = |entry: usize| {
        let (at, size) = (
            number_at(image, entry + 8, 8),
            number_at(image, entry + 16, 8),
        );
        [at - 1, at, (at + size).saturating_sub(1), at + size]
    };
    let mut edges: Vec<_> = entries.flat_map(of_entry).collect();
    edges.retain(|at| *at < image.len());
    edges.sort_unstable();
    edges.dedup();
    edges
}

#[test]
fn the_edges_of_sections_are_looked_at() {
    let abi = named("x86_64");
    let here = scratch("edges");
    let (image, bad) = (here.join("good.mig"), here.join("bad.mig"));
    let program = plain(abi, "walk");
    assert_eq!(code(&capture(abi, &program, &[], &image, 18)), 85);
    let good = fs::read(&image).expect("an image");
    let places = edges(&good);
    assert!(places.len() > 20, "{places:?}");
    for at in places {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        fs::write(&bad, &bytes).expect("a file");
        let result = restore(abi, &program, &bad);
        assert_eq!(code(&result), 87, "byte {at}: {}", err(&result));
    }
}
