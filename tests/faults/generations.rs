//! `MIGRT_KEEP`: which images are kept, and which one a restore goes on from.

use crate::driver_support::Place;
use crate::victim::*;

const POLLS: [&str; 4] = ["poll:60000", "poll:80000", "poll:100000", "poll:120000"];

/// Captures at all of `POLLS`, one after the other.
fn captured(keep: &str) -> Folder {
    let folder = Folder::new();
    for at in POLLS {
        victim().capture(&folder, at, &[("MIGRT_KEEP", keep)]);
    }
    folder
}

fn images(folder: &Folder) -> Vec<String> {
    let names = folder.names().into_iter();
    names.filter(|name| name.starts_with("image.mig")).collect()
}

/// The poll an image was captured at.
fn poll(folder: &Folder, name: &str) -> String {
    let bytes = folder.read(name);
    let polls: [u8; 8] = bytes[192..200].try_into().expect("a header");
    format!("poll:{}", u64::from_le_bytes(polls))
}

fn damage(folder: &Folder, name: &str, at: usize) {
    let mut bytes = folder.read(name);
    bytes[at] ^= 0x10;
    folder.remove(name);
    folder.write(name, &bytes);
}

fn goes_on_from(folder: &Folder, name: &str, why: &str) {
    let ran = victim().restore(folder, &[]);
    assert_eq!(
        (ran.status, &ran.stdout),
        (0, &victim().expected),
        "{ran:?}"
    );
    let words = format!("going on from an older image, {name}, captured ");
    assert!(ran.stderr.contains(&words), "{name}: {ran:?}");
    assert!(ran.stderr.contains(why), "{why}: {ran:?}");
}

#[test]
fn the_newest_are_kept() {
    let folder = captured("3");
    assert_eq!(images(&folder), ["image.mig", "image.mig.1", "image.mig.2"]);
    for (name, at) in images(&folder).iter().zip(POLLS.iter().rev()) {
        assert_eq!(poll(&folder, name), *at, "{name}");
        let ran = victim().restore(&folder, &[("MIGRT_RESTORE", name)]);
        assert_eq!(ran.stdout, victim().expected, "{name}: {ran:?}");
    }
    assert_eq!(images(&captured("1")), ["image.mig"]);
    assert_eq!(images(&captured("2")), ["image.mig", "image.mig.1"]);
}

#[test]
fn a_gap_is_filled_before_anything_is_dropped() {
    let folder = captured("4");
    folder.remove("image.mig.1");
    victim().capture(&folder, MIDDLE, &[("MIGRT_KEEP", "4")]);
    let polls: Vec<_> = images(&folder)
        .iter()
        .map(|name| poll(&folder, name))
        .collect();
    assert_eq!(polls, [MIDDLE, POLLS[3], POLLS[1], POLLS[0]]);
}

#[test]
fn what_is_damaged_is_passed_over() {
    let whole = captured("3");
    let size = whole.read("image.mig").len();
    for at in [0, 8, 24, 100, 260, 5000, size / 2, size - 1] {
        let folder = Folder::like(&whole);
        damage(&folder, "image.mig", at);
        goes_on_from(&folder, "image.mig.1", "migrt: image.mig ");
        damage(&folder, "image.mig.1", at);
        goes_on_from(
            &folder,
            "image.mig.2",
            "an older image is no better: image.mig.1",
        );
        let ran = migctl(&folder, &["verify", "image.mig"]);
        assert_eq!(ran.status, 1, "{ran:?}");
        assert!(
            ran.stderr
                .contains("a restore would go on from image.mig.2"),
            "{ran:?}"
        );
        assert!(ran.stdout.contains("image.mig.1: not good: "), "{ran:?}");
        damage(&folder, "image.mig.2", at);
        let ran = victim().restore(&folder, &[]);
        assert_eq!((ran.status, ran.stdout.as_str()), (87, ""), "{ran:?}");
        assert!(
            ran.stderr.contains("restore refused: image.mig "),
            "{ran:?}"
        );
    }
}

#[test]
fn what_is_cut_short_or_missing_is_passed_over() {
    let folder = captured("3");
    for length in [0, 100, 300, 70000] {
        let bytes = folder.read("image.mig");
        folder.remove("image.mig");
        folder.write("image.mig", &bytes[..length]);
        goes_on_from(&folder, "image.mig.1", "migrt: image.mig ");
        folder.remove("image.mig");
        goes_on_from(&folder, "image.mig.1", "No such file");
        folder.write("image.mig", &bytes);
    }
    folder.remove("image.mig");
    let words = ["restore", "image.mig", "--"];
    let program = victim().program();
    let ran = migctl(
        &folder,
        &[&words[..], &[program.to_str().expect("a name")]].concat(),
    );
    assert_eq!(
        (ran.status, &ran.stdout),
        (0, &victim().expected),
        "{ran:?}"
    );
    folder.remove("image.mig.1");
    folder.remove("image.mig.2");
    let ran = migctl(
        &folder,
        &[&words[..], &[program.to_str().expect("a name")]].concat(),
    );
    assert_eq!(ran.status, 87, "{ran:?}");
}

/// Killed between its first moment and its place: the newest one all the same.
#[test]
fn the_next_one_is_found() {
    let folder = captured("2");
    let variables = [
        ("MIGRT_CHECKPOINT_AT", "poll:150000"),
        ("MIGRT_IMAGE", "image.mig"),
        ("MIGRT_KEEP", "2"),
        ("MIGRT_FAULT", "rename:2:kill"),
    ];
    assert_eq!(victim().run(&folder, &variables).status, KILLED);
    assert_eq!(poll(&folder, "image.mig.next"), "poll:150000");
    assert_eq!(poll(&folder, "image.mig"), POLLS[3]);
    damage(&folder, "image.mig", 5000);
    goes_on_from(&folder, "image.mig.next", "migrt: image.mig ");
    victim().capture(&folder, MIDDLE, &[("MIGRT_KEEP", "2")]);
    assert_eq!(images(&folder), ["image.mig", "image.mig.1"]);
}

const OTHER: &str = "int main(void) { for (int i = 0; i < 9; i++) {} return 3; }";

/// Whole, but not for this reader: an older one would hide that.
#[test]
fn what_is_whole_but_unfit_is_refused() {
    let folder = captured("2");
    let other = Place::new(&[("other.c", OTHER)]);
    other
        .migcc("cc", &["-O1", "other.c", "-o", "other"])
        .silent();
    let mut command = other.command(other.path().join("other"));
    command.env("MIGRT_RESTORE", folder.path().join("image.mig"));
    let ran = Ran::from(command.output().expect("the program starts"));
    assert_eq!(ran.status, 87, "{ran:?}");
    assert!(!ran.stderr.contains("older"), "{ran:?}");
    let gone = folder.path().join("log.txt");
    std::fs::remove_file(gone).expect("a file to remove");
    let ran = victim().restore(&folder, &[]);
    assert_eq!(ran.status, 87, "{ran:?}");
    assert!(!ran.stderr.contains("older"), "{ran:?}");
    for error in ["EACCES", "EMFILE", "ENOMEM"] {
        let fault = format!("open:1:{error}");
        let ran = victim().restore(&folder, &[("MIGRT_FAULT", &fault)]);
        assert_eq!(ran.status, 87, "{ran:?}");
        assert!(!ran.stderr.contains("older"), "{ran:?}");
    }
}

#[test]
fn verify_lists_them() {
    let folder = captured("3");
    let ran = migctl(&folder, &["verify", "image.mig"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(lines.len(), 3, "{ran:?}");
    for (line, name) in lines.iter().zip(images(&folder)) {
        assert!(line.starts_with(&format!("{name}: OK (")), "{line}");
    }
    assert!(lines[2].ends_with(" s older"), "{ran:?}");
}

/// A file system on which a file has but one name.
#[test]
fn without_links() {
    let folder = captured("2");
    let fault = [("MIGRT_KEEP", "2"), ("MIGRT_FAULT", "link:1:EPERM")];
    victim().capture(&folder, MIDDLE, &fault);
    assert_eq!(poll(&folder, "image.mig"), MIDDLE);
    assert_eq!(poll(&folder, "image.mig.1"), POLLS[3]);
    let variables = [
        ("MIGRT_CHECKPOINT_AT", "poll:150000"),
        ("MIGRT_IMAGE", "image.mig"),
        ("MIGRT_KEEP", "2"),
        ("MIGRT_FAULT", "link:1:EPERM,rename:3:kill"),
    ];
    assert_eq!(victim().run(&folder, &variables).status, KILLED);
    assert!(!folder.exists("image.mig"));
    goes_on_from(&folder, "image.mig.next", "No such file");
}
