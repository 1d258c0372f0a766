//! Both readers of images against images that were made to break them. What
//! libFuzzer does for hours (`cargo xtask fuzz-image`) is done here for seconds,
//! with the same harness, and what it once found is tried again.

mod damage_support;
mod runtime_support;

use damage_support::{mend, u32_at, u64_at};
use migcc::cli::migctl::inspect::{render, style::Style};
use migcc::image::bytes::Bytes;
use migcc::image::Image;
use runtime_support::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Little and big endian, 32 and 64 bits.
const SAMPLE: [&str; 4] = ["x86_64", "s390x", "i386", "mips"];

fn full() -> bool {
    std::env::var_os("MIGCC_FULL").is_some()
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a plain path")
}

fn replay(arguments: &[&str]) -> Output {
    Command::new(build_replay(named("x86_64")))
        .args(arguments)
        .env("ASAN_OPTIONS", "detect_leaks=0")
        .output()
        .expect("the program runs")
}

fn well(output: &Output) {
    assert_eq!(code(output), 0, "{}\n{}", out(output), err(output));
}

fn capture(abi: &Abi, directory: &Path) -> PathBuf {
    let image = directory.join(format!("{}.mig", abi.name));
    let output = abi
        .command(&plain(abi, "walk"))
        .env("CASE_VARIABLE", "hello")
        .env("MIGRT_IMAGE", &image)
        .env("MIGRT_CHECKPOINT_AT", "poll:18")
        .output()
        .expect("the program runs");
    assert_eq!(code(&output), 85, "{}: {}", abi.name, err(&output));
    image
}

/// Images of the sample, or of all ABIs, and the same squeezed.
fn images(test: &str) -> Vec<(PathBuf, PathBuf)> {
    let here = scratch(test);
    let abis = match full() {
        true => installed(&ABIS.map(|abi| abi.name)),
        false => installed(&SAMPLE),
    };
    abis.iter()
        .map(|abi| {
            let image = capture(abi, &here);
            let squeezed = image.with_extension("squeezed");
            well(&replay(&["--squeeze", text(&image), text(&squeezed)]));
            (image, squeezed)
        })
        .collect()
}

#[test]
fn a_squeezed_image_is_the_image() {
    for (image, squeezed) in images("fuzz-squeeze") {
        let back = image.with_extension("back");
        well(&replay(&["--expand", text(&squeezed), text(&back)]));
        let (good, back) = (fs::read(&image), fs::read(&back));
        assert!(good.expect("an image") == back.expect("an image"));
    }
}

/// Every byte (a sample of them in the quick run), every length.
#[test]
fn every_damage_is_refused() {
    let step = if full() { "1" } else { "61" };
    for (image, _) in images("fuzz-damage") {
        well(&replay(&["--damage", step, text(&image)]));
    }
}

/// Checksums right: only the reader's own checks are left, and the converter's.
#[test]
fn changed_images_never_crash_the_reader() {
    let rounds = if full() { "100000" } else { "4000" };
    for (_, squeezed) in images("fuzz-mutate") {
        well(&replay(&["--mutate", rounds, "7", text(&squeezed)]));
    }
}

/// Inputs that libFuzzer kept for what they reach, and those that it found
/// something with (`docs/fuzzing-images.md`).
#[test]
fn what_was_found_stays_mended() {
    let kept = repository().join("tests/data/fuzz-images");
    let mut inputs: Vec<PathBuf> = fs::read_dir(&kept)
        .expect("the folder of inputs")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_none_or(|e| e != "md"))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    let inputs: Vec<&str> = inputs.iter().map(|path| text(path)).collect();
    well(&replay(&inputs));
}

/// A generator good enough to pick places.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

/// A section of a good image that is not empty, or the header and the table.
fn somewhere(good: &[u8], random: &mut Random) -> (usize, usize) {
    let count = u64::from(u32_at(good, 32));
    let entry = 256 + 48 * random.below(count) as usize;
    match (u64_at(good, entry + 8), u64_at(good, entry + 16)) {
        (offset, size) if size > 0 && random.below(8) > 0 => (offset as usize, size as usize),
        _ => (8, 248 + 48 * count as usize),
    }
}

fn change(bytes: &mut [u8], good: &[u8], random: &mut Random) {
    const EDGES: [u64; 8] = [0, 1, 255, 4096, 1 << 31, u32::MAX as u64, 1 << 63, u64::MAX];
    let (start, size) = somewhere(good, random);
    let at = start + random.below(size as u64) as usize / 4 * 4;
    let width = [1, 4, 8][random.below(3) as usize].min(start + size - at);
    let value = match random.below(3) {
        0 => EDGES[random.below(8) as usize],
        1 => random.below(64),
        _ => random.below(u64::MAX),
    };
    bytes[at..at + width].copy_from_slice(&value.to_le_bytes()[..width]);
}

/// `migctl`'s reader and what shows the image.
#[test]
fn changed_images_never_panic_migctl() {
    let rounds = if full() { 20_000 } else { 400 };
    for (image, _) in images("fuzz-migctl") {
        let good = fs::read(&image).expect("an image");
        let mut random = Random(88172645463325252);
        let mut shown = 0;
        for round in 0..rounds {
            let mut bytes = good.clone();
            for _ in 0..1 + random.below(3) {
                change(&mut bytes, &good, &mut random);
            }
            mend(&mut bytes);
            let start = Instant::now();
            if let Ok(image) = Image::read(Bytes::of(bytes)) {
                let _ = render(&image, "x", round % 2 == 0, round % 5 == 0, Style::plain());
                shown += 1;
            }
            let took = start.elapsed();
            assert!(took < Duration::from_secs(20), "round {round}: {took:?}");
        }
        assert!(shown > rounds / 20, "{shown} of {rounds} shown");
    }
}
