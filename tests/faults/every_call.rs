//! Every call of every point fails in turn.

use crate::full;
use crate::table::faults;
use crate::victim::*;
use rayon::prelude::*;

/// One way to capture.
struct Way {
    after: &'static str,
    keep: &'static str,
    heap: &'static str,
    /// What it prints at its end.
    expected: String,
}

impl Way {
    fn new(after: &'static str, keep: &'static str, heap: &'static str) -> Way {
        let folder = Folder::new();
        let plain = victim().with_heap(heap, &folder, &[]);
        let expected = Ran::of(start(plain)).stdout;
        Way {
            after,
            keep,
            heap,
            expected,
        }
    }

    fn run(&self, folder: &Folder, fault: &str) -> Ran {
        let variables = [
            ("MIGRT_FAULT", fault),
            ("MIGRT_CHECKPOINT_AT", MIDDLE),
            ("MIGRT_IMAGE", "image.mig"),
            ("MIGRT_AFTER", self.after),
            ("MIGRT_KEEP", self.keep),
            ("MIGRT_STATS", "stats.json"),
        ];
        Ran::of(start(victim().with_heap(self.heap, folder, &variables)))
    }

    /// A folder with older images, and all faults of the calls that a capture
    /// makes there.
    fn prepared(&self) -> (Folder, Vec<String>) {
        let older = Folder::new();
        for at in [EARLIER, "poll:80000"] {
            victim().capture(&older, at, &[("MIGRT_KEEP", self.keep)]);
        }
        let folder = Folder::like(&older);
        let ran = self.run(&folder, "count:counts.txt");
        assert!(ran.status == 85 || ran.status == 0, "{ran:?}");
        (older, faults(&counts(&folder), full()))
    }
}

fn each_fails(way: Way) {
    let (older, faults) = way.prepared();
    assert!(faults.len() > 60, "{} faults", faults.len());
    let wrong: Vec<String> = faults
        .par_iter()
        .filter_map(|fault| attempt(&way, &older, fault).err())
        .collect();
    eprintln!("{} faults of a capture", faults.len());
    let list = wrong.join("\n");
    assert!(wrong.is_empty(), "{} wrong:\n{list}", wrong.len());
}

fn attempt(way: &Way, older: &Folder, fault: &str) -> Result<(), String> {
    let folder = Folder::like(older);
    let ran = way.run(&folder, fault);
    let fresh = folder.read("image.mig") != older.read("image.mig");
    let expected = match fresh {
        true => &way.expected,
        false => &victim().expected,
    };
    ended_right(way, fault, &ran, fresh)
        .and_then(|()| left_right(&folder, fault, &ran, expected))
        .map_err(|why| format!("{fault}: {why}\n    {ran:?}"))
}

fn ended_right(way: &Way, fault: &str, ran: &Ran, fresh: bool) -> Result<(), String> {
    let told = ran.stderr.contains("migrt: ") || fault.starts_with("say:");
    match (ran.status, way.after) {
        (0, "continue") if ran.stdout == way.expected => match fresh || told {
            true => Ok(()),
            false => Err("no image, and nobody was told".into()),
        },
        (85, "exit") if ran.stdout.is_empty() => match fresh {
            true => Ok(()),
            false => Err("said to be captured, but the image is the old one".into()),
        },
        (86, _) if ran.stdout.is_empty() => match (told, fresh) {
            (false, _) => Err("refused without a word".into()),
            (_, true) => Err("refused, but the image is a new one".into()),
            _ => Ok(()),
        },
        (KILLED, _) if fault.contains(":kill") => Ok(()),
        _ => Err(format!("ended with {}", ran.status)),
    }
}

/// Whatever happened: nothing lies about, the image restores, and the next
/// capture takes place.
fn left_right(folder: &Folder, fault: &str, ran: &Ran, expected: &str) -> Result<(), String> {
    let mut litter = folder.litter();
    // Complete, and of use: the capture was killed while it moved the others.
    litter.retain(|name| !(name.ends_with(".next") && fault.contains(":kill")));
    let excused = ran.status == KILLED || fault.starts_with("unlink:");
    if !excused && !litter.is_empty() {
        return Err(format!("left behind: {litter:?}"));
    }
    victim().restores(folder, expected)?;
    let next = Folder::like(folder);
    victim().capture(&next, MIDDLE, &[]);
    if next.litter().iter().any(|name| name.contains("mig.tmp")) {
        return Err(format!("still left behind: {:?}", next.litter()));
    }
    let again = victim().restores(&next, &victim().expected);
    again.map_err(|why| format!("the next capture: {why}"))
}

#[test]
fn of_a_capture_that_ends_the_program() {
    each_fails(Way::new("exit", "1", "1"));
}

#[test]
fn of_a_capture_after_which_it_goes_on() {
    each_fails(Way::new("continue", "3", "1"));
}

/// From 16 MiB on a second process takes the checksums, and the page cache is
/// passed by.
#[test]
fn of_a_large_capture() {
    each_fails(Way::new("exit", "2", "20"));
}

fn restore_attempt(from: &Folder, fault: &str) -> Result<(), String> {
    let folder = Folder::like(from);
    let ran = victim().restore(&folder, &[("MIGRT_FAULT", fault)]);
    let good = match ran.status {
        0 => ran.stdout == victim().expected,
        87 => ran.stdout.is_empty() && ran.stderr.starts_with("migrt: restore refused: "),
        // Before it is known whether there is an image at all.
        86 => ran.stdout.is_empty() && ran.stderr.starts_with("migrt: MIGRT_"),
        KILLED => fault.contains(":kill"),
        _ => false,
    };
    if !good {
        return Err(format!("{fault}: {ran:?}"));
    }
    match folder.read("image.mig") == from.read("image.mig") {
        true => victim()
            .restores(&folder, &victim().expected)
            .map_err(|why| format!("{fault}: then {why}")),
        false => Err(format!("{fault}: the image has changed")),
    }
}

fn each_fails_in_a_restore(from: &Folder) {
    let folder = Folder::like(from);
    let ran = victim().restore(&folder, &[("MIGRT_FAULT", "count:counts.txt")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let faults = faults(&counts(&folder), full());
    assert!(faults.len() > 30, "{} faults", faults.len());
    let wrong: Vec<String> = faults
        .par_iter()
        .filter_map(|fault| restore_attempt(from, fault).err())
        .collect();
    eprintln!("{} faults of a restore", faults.len());
    let list = wrong.join("\n");
    assert!(wrong.is_empty(), "{} wrong:\n{list}", wrong.len());
}

#[test]
fn of_a_restore() {
    let folder = Folder::new();
    victim().capture(&folder, MIDDLE, &[]);
    each_fails_in_a_restore(&folder);
}

#[test]
fn of_a_restore_with_an_older_image_at_hand() {
    let folder = Folder::new();
    for at in [EARLIER, MIDDLE] {
        victim().capture(&folder, at, &[("MIGRT_KEEP", "2")]);
    }
    each_fails_in_a_restore(&folder);
    let ran = victim().restore(&folder, &[("MIGRT_FAULT", "open:1:EIO")]);
    assert_eq!((ran.status, &ran.stdout), (0, &victim().expected));
    assert!(ran
        .stderr
        .contains("going on from an older image, image.mig.1"));
}

/// Every call moves half of what it is asked to.
#[test]
fn everything_moves_in_halves() {
    let folder = Folder::new();
    let fault = "write:1+:short,pwrite:1+:short,read:1+:short,pread:1+:short";
    victim().capture(&folder, MIDDLE, &[("MIGRT_FAULT", fault)]);
    let whole = folder.read("image.mig");
    assert!(whole.len() > 1 << 20);
    let ran = victim().restore(&folder, &[("MIGRT_FAULT", fault)]);
    assert_eq!(
        (ran.status, &ran.stdout),
        (0, &victim().expected),
        "{ran:?}"
    );
}
