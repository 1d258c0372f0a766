//! The order of findings, and the cache.

use super::*;

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
