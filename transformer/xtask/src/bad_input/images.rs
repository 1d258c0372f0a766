//! Images that must be refused: status 87, a message, and nothing was run.

use super::damage::{cuts, flips, Damage};
use super::{check, failed, failed_task, names_all, Config, Finding, Image};
use crate::compile::With;
use crate::matrix::Check;
use crate::process::{Outcome, Task};
use crate::program::{expect_exit, Program, IMAGE_REFUSED};
use crate::tally::Verdict;
use rayon::prelude::*;
use std::path::Path;

/// Where damaged images are read, besides the host: a 32-bit big-endian one.
const FOREIGN: &str = "ppc";

/// 2^40 goes from these to those.
const WIDE: [&str; 2] = ["x86_64", "s390x"];
const NARROW: [&str; 4] = ["i386", "armhf", "ppc", "mips"];

/// Programs whose memory nobody can tell the contents of or no other machine can
/// hold, and what the refusal must say: the object, its place, the reason, the way out.
const UNKNOWN: [(&str, &str, &[&str]); 24] = [
    ("byte-buffer", "s390x", BYTES),
    ("byte-buffer", "i386", BYTES),
    ("variants", "s390x", BASE),
    ("variants", "i386", BASE),
    ("byte-words", "s390x", WORDS),
    ("carved-place", "i386", PLACE),
    ("carved-bytes", "s390x", UNCLAIMED),
    ("carved-conflict", "ppc", CONFLICT),
    ("wrong-note", "s390x", NOTE),
    ("typed-bytes", "ppc", TYPED_BYTES),
    ("two-ends", "s390x", TWO_ENDS),
    ("kept-address", "i386", KEPT),
    ("kept-address", "ppc", KEPT),
    ("boxed-address", "mips", BOXED),
    ("kept-answer", "s390x", ANSWER),
    ("behind-elements", "s390x", BEHIND),
    ("behind-elements", "aarch64", BEHIND),
    ("goes-on", "s390x", GOES_ON),
    ("size-added", "i386", ADDED),
    ("size-halved", "ppc", HALVED),
    ("size-mixed", "i386", MIXED),
    ("long-range", "armhf", RANGE),
    ("long-range", "mips", RANGE),
    ("long-range", "ppc64", RANGE),
];
const RANGE: &[&str] = &[
    "factor[1] of variable measure",
    "main.c:12",
    "the value 0x1.0000000000000p+13000, about 10^3913, is too large",
    "restore on a machine with a wider one",
];
const BYTES: &[&str] = &[
    "points to struct item inside variable pool (main.c:9)",
    "1000 bytes of characters, whose contents are not known",
    "make it an array or a union of the type it holds",
];
const WORDS: &[&str] = &[
    "words of block allocated in main of type struct hash, main.c:37",
    "the program puts bytes into these numbers, so they may be either",
    "[[buffer]] with the member and holds = \"bytes\" or \"numbers\"",
];
const BEHIND: &[&str] = &[
    "block allocated in make of type struct clause, main.c:17",
    "it ends in 4 bytes behind the elements of its last member",
    "nothing says what they are",
];
const GOES_ON: &[&str] = &[
    "of type struct clause",
    "only a pointer tells what it is",
    "one that goes on with elements of its last member",
];
const ANSWER: &[&str] = &[
    "the variable little, main.c:4, holds what the program asked about its machine",
    "mark it MIGRT_TRANSIENT and ask again in a function named by MIGRT_ON_RESTORE",
];
const BASE: &[&str] = &[
    "block allocated in main of type struct base, main.c:35",
    "it is larger than that, and may be a struct derived, which begins with that type",
    "let the allocation name the type (sizeof)",
];

const PLACE: &[&str] = &[
    "block allocated in main of type struct header, main.c:42",
    "where struct body from offset 24 begins here depends on how the program computes it",
    "say parts = \"pointed\" of the allocating function",
];
const UNCLAIMED: &[&str] = &[
    "block allocated in main of type struct header, main.c:41",
    "of its bytes 16 to 23 (after struct header) no pointer tells what they are",
    "point to them with the type they have",
];
const CONFLICT: &[&str] = &[
    "block allocated in main of type struct header, main.c:35",
    "as long at offset 24, but there is double from offset 24 on",
    "give it its type with MIGRT_TYPED",
];
const NOTE: &[&str] = &[
    "extra of variable holder of type struct holder, main.c:18",
    "points to struct wide, as migcc.toml says",
    "allocated in main, main.c:33) holds struct narrow: correct the note",
];
const TWO_ENDS: &[&str] = &[
    "ends[",
    "may point to the end of ",
    "which are not neighbours here: declare the first without attributes",
];
const KEPT: &[&str] = &[
    "next of block allocated in main of type struct entry, main.c:22",
    "is an address in the block allocated in main (main.c:22)",
    "keep a pointer or an index in its place",
];
const BOXED: &[&str] = &[
    "[1] of variable values",
    "is an address in the block allocated in main (main.c:19)",
];
const TYPED_BYTES: &[&str] = &[
    "block allocated in get, main.c:16",
    "its type (it has 16 bytes) is not known",
];
const ADDED: &[&str] = &[
    "variable bytes of type unsigned long, main.c:11",
    "the value 20 may have been computed from sizeof(struct item), which is 16 there and 8",
    "[[size]] with member, variable or result",
    "from sizeof(struct item)\n    to argument 1 of reserve (main.c:23)\n    \
     to reserve.size (main.c:14)\n    to bytes (main.c:16)\n    computed: bytes (main.c:17)",
];
const HALVED: &[&str] = &[
    "variable half of type unsigned long, main.c:11",
    "the value 8 may have been computed from offsetof(struct item, key[1])",
    "from offsetof(struct item, key[1])\n    computed: half (main.c:17)",
];
const MIXED: &[&str] = &[
    "width of variable units",
    "the value 16 may be a plain number, or sizeof(struct item)",
    "from sizeof(struct item)\n    to argument 2 of describe (main.c:26)",
    "from a number that is no size\n    to argument 2 of describe (main.c:27)",
];

pub fn run(config: &Config) -> Vec<Check> {
    let counts = if config.full {
        (1000, 20000)
    } else {
        (200, 1500)
    };
    let host = || Ok((config.host()?, config.host()?));
    let foreign = || Ok((config.host()?, config.abi(FOREIGN)?));
    let mut checks = vec![
        check(
            "truncated images",
            host().and_then(|on| damaged(config, on, counts.0, 0)),
        ),
        check(
            "flipped bytes",
            host().and_then(|on| damaged(config, on, 0, counts.1)),
        ),
        check(
            format!("truncated and flipped, restored on {FOREIGN}"),
            foreign().and_then(|on| damaged(config, on, counts.0 / 10, counts.1 / 50)),
        ),
        check(
            "image of another program",
            foreign_image(config, "wide", "victim"),
        ),
        check(
            "image of an edited source",
            foreign_image(config, "victim", "edited"),
        ),
    ];
    for (name, to, words) in UNKNOWN {
        checks.push(check(
            format!("{name} from x86_64 to {to}"),
            unknown_contents(config, name, to, words),
        ));
    }
    checks.extend(unreadable(config));
    for from in WIDE {
        let one = |to: &str| {
            check(
                format!("2^40 from {from} to {to}"),
                too_wide(config, from, to),
            )
        };
        checks.extend(NARROW.par_iter().map(|to| one(to)).collect::<Vec<_>>());
    }
    checks
}

fn unknown_contents(config: &Config, name: &str, to: &str, words: &[&str]) -> Finding {
    let source = config.build(name, config.host()?, With::Migcc)?;
    let target = config.build(name, config.abi(to)?, With::Migcc)?;
    let image = Image::take(config, &source)?;
    let dir = config.dir()?;
    let path = dir.path().join("unknown.mig");
    std::fs::write(&path, image.bytes()?).map_err(|error| failed(error.to_string()))?;
    refused(&target.restoring(dir.path(), &path), words)
}

type Abis = (&'static crate::abi::Abi, &'static crate::abi::Abi);

fn damaged(config: &Config, (from, to): Abis, cut: usize, flip: usize) -> Finding {
    let source = config.build("victim", from, With::Migcc)?;
    let target = config.build("victim", to, With::Migcc)?;
    let image = Image::take(config, &source)?;
    let good = image.bytes()?;
    let mut rng = fastrand::Rng::with_seed(config.seed);
    let mut all = Vec::new();
    if cut > 0 {
        all.extend(cuts(good.len(), cut));
    }
    if flip > 0 {
        all.extend(flips(good.len(), flip, &mut rng));
    }
    let wrong: Vec<_> = all
        .par_iter()
        .filter_map(|damage| one_damage(config, &target, &good, *damage).err())
        .collect();
    summed_up(wrong, all.len())
}

fn one_damage(config: &Config, program: &Program, good: &[u8], damage: Damage) -> Finding {
    let dir = config.dir()?;
    let path = dir.path().join("damaged.mig");
    std::fs::write(&path, damage.apply(good)).map_err(|error| failed(error.to_string()))?;
    let task = program.restoring(dir.path(), &path);
    refused(&task, &["damaged.mig"]).map_err(|verdict| match verdict {
        Verdict::Failed(mut failure) => {
            failure.what = format!("{damage:?} of {} bytes: {}", good.len(), failure.what);
            failure.commands.clear(); // the damaged file is gone
            Verdict::Failed(failure)
        }
        other => other,
    })
}

/// The first failure, and how many there are.
fn summed_up(wrong: Vec<Verdict>, tried: usize) -> Finding {
    let count = wrong.len();
    match wrong.into_iter().next() {
        None => Ok(()),
        Some(Verdict::Failed(mut failure)) => {
            failure.what = format!("{count} of {tried} went wrong; {}", failure.what);
            Err(Verdict::Failed(failure))
        }
        Some(other) => Err(other),
    }
}

/// Runs `task`, a restore, which must be refused in a message with all `names`.
fn refused(task: &Task, names: &[&str]) -> Finding {
    let outcome = task.run();
    let result = expect_exit(&outcome, IMAGE_REFUSED, "restore")
        .and_then(|()| nothing_ran(&outcome))
        .and_then(|()| names_all(&outcome, names));
    result.map_err(|why| failed_task(why, task))
}

fn nothing_ran(outcome: &Outcome) -> Result<(), String> {
    match outcome.stdout.is_empty() {
        true => Ok(()),
        false => Err("something ran and printed".into()),
    }
}

fn foreign_image(config: &Config, of: &str, into: &str) -> Finding {
    let host = config.host()?;
    let source = config.build(of, host, With::Migcc)?;
    let target = config.build(into, host, With::Migcc)?;
    let image = Image::take(config, &source)?;
    refused(
        &target.restoring(image.dir.path(), &image.path()),
        &["good.mig", "main.c"],
    )
}

fn unreadable(config: &Config) -> Vec<Check> {
    let finding = |name: &str, prepare: fn(&Path) -> std::io::Result<()>| -> Finding {
        let program = config.build("victim", config.host()?, With::Migcc)?;
        let dir = config.dir()?;
        let path = dir.path().join(name);
        prepare(&path).map_err(|error| failed(error.to_string()))?;
        refused(&program.restoring(dir.path(), &path), &[name])
    };
    let text = |path: &Path| std::fs::write(path, "This is no image.\n".repeat(500));
    vec![
        check(
            "image that does not exist",
            finding("missing.mig", |_| Ok(())),
        ),
        check(
            "image that is a folder",
            finding("folder.mig", |p| std::fs::create_dir(p)),
        ),
        check(
            "empty image",
            finding("empty.mig", |p| std::fs::write(p, "")),
        ),
        check("image that is a text", finding("text.mig", text)),
    ]
}

fn too_wide(config: &Config, from: &str, to: &str) -> Finding {
    let source = config.build("wide", config.abi(from)?, With::Migcc)?;
    let target = config.build("wide", config.abi(to)?, With::Migcc)?;
    let image = Image::take(config, &source)?;
    let task = target.restoring(image.dir.path(), &image.path());
    refused(&task, &["wide_total", "1099511627776", "long", "main.c:"])
}
