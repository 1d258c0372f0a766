//! `migctl inspect` and `migctl verify`: what they say of good images from
//! different machines, and that no image, however damaged or malicious, makes
//! them do anything but complain.

mod image_support;

use image_support::machine::{Machine, ALL, MIPS, PPC, X86_64};
use image_support::sample::{image, sample};
use image_support::writer::*;
use migcc::cli::migctl::inspect::{render, render_block, style::Style};
use migcc::image::bytes::Bytes;
use migcc::image::error::ImageError;
use migcc::image::Image;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

fn read(bytes: &[u8]) -> Result<Image, ImageError> {
    Image::read(Bytes::of(bytes.to_vec()))
}

fn report(bytes: &[u8], json: bool, all: bool) -> String {
    let image = read(bytes).unwrap_or_else(|e| panic!("{e}"));
    render(&image, "farm.mig", json, all, Style::plain()).unwrap()
}

fn message(bytes: &[u8]) -> String {
    match read(bytes) {
        Ok(_) => "good".into(),
        Err(why) => why.to_string(),
    }
}

#[test]
fn text_from_a_64_bit_little_endian_machine() {
    insta::assert_snapshot!(report(&image(X86_64), false, false));
}

#[test]
fn text_from_a_32_bit_big_endian_machine() {
    insta::assert_snapshot!(report(&image(PPC), false, false));
}

#[test]
fn json_from_a_32_bit_big_endian_machine() {
    insta::assert_snapshot!(report(&image(MIPS), true, false));
}

#[test]
fn one_heap_block() {
    let image = read(&image(PPC)).unwrap();
    let block = |number, json| render_block(&image, number, json, false, Style::plain());
    let texts: Vec<_> = (1..=4).map(|n| block(n, false).unwrap().unwrap()).collect();
    insta::assert_snapshot!(texts.concat());
    let json = block(3, true).unwrap().unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["type"], "struct node");
    assert_eq!(json["value"]["delta"], -3);
    assert!(block(0, false).is_none() && block(5, false).is_none());
}

/// The program's state is the same everywhere; only the sender differs.
#[test]
fn all_machines_show_the_same_values() {
    let state = |machine: &Machine| {
        let text = report(&image(*machine), true, true);
        let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
        for part in ["image", "sender", "heap"] {
            json.as_object_mut().unwrap().remove(part);
        }
        without_addresses(&mut json);
        json
    };
    for machine in &ALL[1..] {
        assert_eq!(state(machine), state(&ALL[0]), "{}", machine.name);
    }
}

fn without_addresses(json: &mut serde_json::Value) {
    if let Some(map) = json.as_object_mut() {
        map.remove("pointer");
        map.values_mut().for_each(without_addresses);
    }
    if let Some(list) = json.as_array_mut() {
        list.iter_mut().for_each(without_addresses);
    }
}

#[test]
fn any_flipped_byte_is_noticed() {
    let good = image(PPC);
    let covered = covered(&good);
    let mut bad = good.clone();
    for at in 0..good.len() {
        if covered[at] {
            bad[at] ^= 1 << (at % 8);
            assert!(read(&bad).is_err(), "byte {at} flipped and not noticed");
            bad[at] = good[at];
        }
    }
}

/// Bytes of the header, the contents and the sections; not the gaps.
fn covered(file: &[u8]) -> Vec<bool> {
    let mut covered = vec![false; file.len()];
    let end = 256 + 48 * file[32] as usize;
    covered[..end].fill(true);
    for at in (256..end).step_by(48) {
        let (offset, size) = (u64_at(file, at + 8), u64_at(file, at + 16));
        covered[offset as usize..(offset + size) as usize].fill(true);
    }
    covered
}

#[test]
fn any_truncation_is_noticed() {
    let good = image(X86_64);
    for length in (0..300).chain((300..good.len()).step_by(37)) {
        assert!(read(&good[..length]).is_err(), "cut to {length} bytes");
    }
    let mut longer = good.clone();
    longer.push(0);
    assert!(message(&longer).contains("too long"));
}

/// With the checksums made right again, nonsense reaches the checks behind them
/// and whatever they let through reaches the report.
#[test]
fn sealed_nonsense_never_panics() {
    let mut refused = 0;
    let mut shown = 0;
    for machine in [X86_64, PPC] {
        let good = image(machine);
        let covered = covered(&good);
        let limit = 256 + 48 * 19 + 6000;
        for at in (0..good.len().min(limit)).filter(|at| covered[*at]) {
            let byte = good[at];
            let mut bad = good.clone();
            bad[at] = [0xff, byte ^ 1, byte.wrapping_add(64)][at / 3 % 3];
            seal(&mut bad);
            match read(&bad) {
                Err(why) => {
                    assert!(!why.to_string().is_empty());
                    refused += 1;
                }
                Ok(image) => {
                    let json = at % 2 == 0;
                    render(&image, "x", json, true, Style::plain()).unwrap();
                    render_block(&image, 1 + at as u64 % 4, json, true, Style::plain());
                    shown += 1;
                }
            }
        }
    }
    assert!(
        refused > 1000 && shown > 1000,
        "{refused} refused, {shown} shown"
    );
}

#[test]
fn complaints_name_the_place() {
    let broken = |kind: usize, at: usize, value: u32| {
        let mut sample = sample(X86_64);
        let section = &mut sample.writer.sections[kind];
        section[at..at + 4].copy_from_slice(&value.to_le_bytes());
        message(&sample.writer.finish())
    };
    let cases = [
        (
            TYPES,
            40,
            99,
            "TYPES, record 1: kind 99, which does not exist",
        ),
        (TYPES, 10 * 40 + 28, 4000, "TYPES, record 10: type 3999 of "),
        (FIELDS, 4, 4000, "FIELDS, record 0: type 4000 of "),
        (FIELDS, 8, 77, "bits of union word lies outside of it"),
        (UNITS, 0, 1 << 20, "UNITS, record 0: string at 1048576"),
        (
            OBJECTS,
            48 + 16,
            1 << 20,
            "OBJECTS, record 1: its value lies outside DATA",
        ),
        (OBJECTS, 28, 5, "OBJECTS, record 0: unit 5 of 1"),
        (FRAMES, 0, 9, "FRAMES, record 0: function 9 of 2"),
        (
            FRAMES,
            24,
            1 << 20,
            "FRAMES, record 0: its record lies outside DATA",
        ),
        (
            FRAMES,
            48 + 40,
            3,
            "FRAMES, record 1: its variables lie outside ALIASES",
        ),
        (
            FRAMES,
            20,
            0,
            "FRAMES, record 0: it does not fit its function's record type",
        ),
        (
            ALIASES,
            20,
            9999,
            "ALIASES, record 0: the variable lies outside its frame",
        ),
        (
            SEGMENTS,
            40,
            5000,
            "SEGMENTS, record 0: its slots do not fit into it",
        ),
        (
            SEGMENTS,
            24,
            1,
            "SEGMENTS, record 0: its slots do not follow",
        ),
        (
            SEGMENTS,
            56,
            0x1000_0010,
            "SEGMENTS, record 1: segments overlap",
        ),
        (
            SLOTS,
            0,
            90,
            "slot 0 has an allocation site that does not exist",
        ),
        (SLOTS, 4, 4000, "slot 0 has a block that is larger than it"),
        (PROCESS, 0, 7, "PROCESS, record 0: kind 7"),
    ];
    for (kind, at, value, expected) in cases {
        let message = broken(kind, at, value);
        assert!(
            message.contains(expected),
            "{expected:?} is not in {message:?}"
        );
    }
}

#[test]
fn a_type_that_holds_itself_is_refused() {
    let mut sample = sample(X86_64);
    let array = sample.type_id("int[20]");
    let at = array as usize * 40;
    let types = &mut sample.writer.sections[TYPES];
    types[at + 28..at + 32].copy_from_slice(&(array + 1).to_le_bytes());
    types[at + 16] = 1;
    let message = message(&sample.writer.finish());
    assert!(
        message.contains("int[20] holds itself by value"),
        "{message}"
    );
}

/// An image whose second object, `table`, is of a type nested this deep: each
/// level has so many members, all at offset 0, of the level below.
fn nested(kind: u8, members: &[&str], levels: u32) -> Vec<u8> {
    let mut sample = sample(X86_64);
    let types = sample.writer.sections[TYPES].len() as u32 / 40;
    let int = sample.type_id("int");
    for level in 0..levels {
        let inner = if level == 0 { int } else { types + level - 1 };
        let first = sample.writer.sections[FIELDS].len() as u32 / 32;
        for name in members {
            let field = [
                Part::Str(name),
                Part::U32(inner),
                Part::U64(0),
                Part::U64(0),
                Part::U32(0),
                Part::U32(0),
            ];
            sample.writer.record(FIELDS, &field);
        }
        let record = [
            Part::U8(kind),
            Part::U8(0),
            Part::U16(members.len() as u16),
            Part::U32(4),
            Part::U64(4),
            Part::U64(0),
            Part::Str("deep"),
            Part::Opt(None),
            Part::U32(first),
            Part::U32(0),
        ];
        sample.writer.record(TYPES, &record);
    }
    let objects = &mut sample.writer.sections[OBJECTS];
    let table = objects.chunks_mut(48).find(|o| o[8] == 80).unwrap();
    table[32..36].copy_from_slice(&(types + levels).to_le_bytes());
    sample.writer.finish()
}

/// Unions of unions describe far more values than the image has bytes.
#[test]
fn a_value_larger_than_its_image_is_cut_short() {
    let text = report(&nested(11, &["a", "b"], 60), true, true);
    assert!(text.contains("too much to show"));
}

#[test]
fn deep_types_are_shown_and_too_deep_ones_refused() {
    let deep = nested(10, &["inner"], 240);
    assert!(report(&deep, false, true).contains("inner = 0"));
    report(&deep, true, true);
    let message = message(&nested(10, &["inner"], 300));
    assert!(message.contains("types nest too deep"), "{message}");
}

#[test]
fn files_that_are_no_images() {
    let mut good = image(X86_64);
    assert!(message(b"").contains("not a checkpoint image"));
    assert!(message(&[b'x'; 5000]).contains("not a checkpoint image"));
    good[8] = 9;
    let text = message(&good);
    assert!(text.contains("checksum is wrong"), "{text}");
    seal(&mut good);
    assert!(message(&good).contains("version 9"));
    good[4] = b'\n';
    assert!(message(&good).contains("transfer as text"));
}

// The commands.

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("migctl-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn migctl(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_migctl"))
        .args(args)
        .output()
        .unwrap()
}

#[test]
fn verify_says_ok_or_what_is_wrong() {
    let folder = Folder::new("verify");
    let mut bytes = image(PPC);
    let good = folder.file("good.mig", &bytes);
    bytes[2000] ^= 1;
    let bad = folder.file("bad.mig", &bytes);

    let output = migctl(&["verify", good.to_str().unwrap()]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("OK") && said.contains("2 frames, 4 heap blocks"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(0));

    let output = migctl(&["verify", bad.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("bad.mig") && said.contains("checksum is wrong"),
        "{said}"
    );
    assert!(output.stdout.is_empty());
    assert_eq!(output.status.code(), Some(1));

    let output = migctl(&["verify", folder.0.join("none.mig").to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("none.mig") && said.contains("cannot be read"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn verify_reads_streams_and_survives_endless_ones() {
    let through_a_pipe = |bytes: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_migctl"))
            .args(["verify", "/dev/stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let _ = pipe.write_all(bytes); // it may have seen enough
        drop(pipe);
        child.wait_with_output().unwrap()
    };
    let good = image(PPC);
    assert_eq!(through_a_pipe(&good).status.code(), Some(0));
    let output = through_a_pipe(&good[..good.len() - 1]);
    assert!(String::from_utf8(output.stderr)
        .unwrap()
        .contains("truncated"));
    let output = through_a_pipe(&[good.clone(), vec![0; 1 << 20]].concat());
    assert!(String::from_utf8(output.stderr)
        .unwrap()
        .contains("too long"));
    let output = migctl(&["verify", "/dev/zero"]);
    assert!(String::from_utf8(output.stderr)
        .unwrap()
        .contains("not a checkpoint image"));
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn inspect_prints_without_colour_into_a_pipe() {
    let folder = Folder::new("inspect");
    let path = folder.file("farm.mig", &image(X86_64));
    let output = migctl(&["inspect", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8(output.stdout).unwrap();
    let expected = report(&image(X86_64), false, false);
    assert_eq!(
        said.split_once(": ").unwrap().1,
        expected.split_once(": ").unwrap().1
    );

    let output = migctl(&["inspect", "--json", path.to_str().unwrap()]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["frames"][0]["function"], "main");
    assert_eq!(json["frames"][0]["variables"][2]["value"], -1_000_000);

    let cut = folder.file("cut.mig", &image(X86_64)[..70_000]);
    let output = migctl(&["inspect", cut.to_str().unwrap()]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("truncated"), "{said}");
    assert_eq!(output.status.code(), Some(1));
}
