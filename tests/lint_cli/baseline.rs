//! Baselines hide what was there.

use super::*;

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
    // Nor are those that nobody looks for now.
    for choice in [["--select", "MIG001"], ["--severity", "error"]] {
        let ran = lint(
            &place,
            &[&choice[..], &["--baseline", "one.json", "a.c"]].concat(),
        );
        assert!(!ran.stderr.contains("no longer"), "{ran:#?}");
    }
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
