//! Signed images: what a program with a key restores, and what it refuses,
//! across ABIs; the hash behind it against published vectors and the crate.

mod damage_support;
mod runtime_support;
mod seal_support;

use damage_support::{mend, u32_at};
use runtime_support::*;
use seal_support::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Little and big endian, 32 and 64 bits.
const SAMPLE: [&str; 3] = ["x86_64", "s390x", "mips"];

const KEY: &[u8] = b"correct horse battery staple\n";

#[test]
fn signed_images_go_from_any_abi_to_any() {
    let here = scratch("seal-abis");
    let key = key_file(&here, "key", KEY);
    let abis = installed(&ABIS.map(|abi| abi.name));
    let sample = |abi: &Abi| SAMPLE.contains(&abi.name);
    for from in &abis {
        let image = here.join(format!("{}.mig", from.name));
        let before = capture_with(from, &image, &[("MIGRT_KEY", &key)]);
        assert_eq!(code(&before), 85, "{}: {}", from.name, err(&before));
        let checked = migctl(&["verify", text(&image), "--key", &key]);
        assert!(
            out(&checked).contains("signed with this key"),
            "{}: {}",
            from.name,
            err(&checked)
        );
        // Every ABI signs for the host and checks what the host signed; the
        // sample does so among each other.
        let receivers = abis.iter().filter(|to| match from.name {
            "x86_64" => true,
            _ => to.name == "x86_64" || (sample(from) && sample(to)),
        });
        for to in receivers {
            let after = restore_with(to, &image, &[("MIGRT_KEY", &key)]);
            let what = format!("{} to {}: {}", from.name, to.name, err(&after));
            assert_eq!(code(&after), 0, "{what}");
            let both = out(&before) + &out(&after);
            assert_eq!(both, out(&unsigned_run()), "{what}");
        }
    }
}

#[test]
fn what_has_not_the_signature_is_refused() {
    let here = scratch("seal-refused");
    let key = key_file(&here, "key", KEY);
    let other = key_file(&here, "other", b"incorrect horse battery staple");
    let abi = named("x86_64");
    let (signed, plain) = (here.join("signed.mig"), here.join("plain.mig"));
    assert_eq!(
        code(&capture_with(abi, &signed, &[("MIGRT_KEY", &key)])),
        85
    );
    assert_eq!(code(&capture_with(abi, &plain, &[])), 85);
    let refused = |image: &Path, key: &str, words: &[&str]| {
        let after = restore_with(abi, image, &[("MIGRT_KEY", key)]);
        assert_eq!(code(&after), 87, "{words:?}: {}", err(&after));
        assert_eq!(out(&after), "", "something ran");
        for word in words {
            assert!(err(&after).contains(word), "{word}: {}", err(&after));
        }
    };
    refused(&plain, &key, &["plain.mig is not signed", "migctl sign"]);
    refused(&signed, &other, &["signed.mig is signed with another key"]);
    refused(&signed, text(&here.join("none")), &["none", "No such file"]);
    refused(&here.join("missing.mig"), &key, &["missing.mig"]);

    let mut stripped = fs::read(&signed).expect("an image");
    stripped[216..256].fill(0);
    mend(&mut stripped);
    let bad = here.join("stripped.mig");
    fs::write(&bad, &stripped).expect("a file");
    refused(&bad, &key, &["stripped.mig is not signed"]);
    let fine = restore_with(abi, &bad, &[]);
    assert_eq!(code(&fine), 0, "{}", err(&fine));

    let mut unknown = fs::read(&signed).expect("an image");
    unknown[216] = 2;
    mend(&mut unknown);
    fs::write(&bad, &unknown).expect("a file");
    refused(&bad, &key, &["signed in a way (2)"]);
}

#[test]
fn without_a_key_a_signed_image_is_restored_with_a_note() {
    let here = scratch("seal-note");
    let key = key_file(&here, "key", KEY);
    let abi = named("x86_64");
    let image = here.join("i.mig");
    assert_eq!(code(&capture_with(abi, &image, &[("MIGRT_KEY", &key)])), 85);
    let silent = restore_with(abi, &image, &[]);
    assert_eq!((code(&silent), err(&silent).as_str()), (0, ""));
    let told = restore_with(abi, &image, &[("MIGRT_LOG", "info")]);
    assert_eq!(code(&told), 0);
    assert!(
        err(&told).contains("the signature is not checked"),
        "{}",
        err(&told)
    );
}

/// A position in a file: all of the header and the table of contents, and of the
/// rest a sample, unless all is asked for.
fn places(bytes: &[u8]) -> Vec<usize> {
    let head = 256 + 48 * u32_at(bytes, 32) as usize;
    let step = match std::env::var_os("MIGCC_FULL") {
        Some(_) => 1,
        None => 1511,
    };
    (0..head)
        .step_by(if step == 1 { 1 } else { 3 })
        .chain((head..bytes.len()).step_by(step))
        .collect()
}

#[test]
fn any_change_is_refused_whatever_the_checksums_say() {
    let here = scratch("seal-flips");
    let key = key_file(&here, "key", KEY);
    let abi = named("x86_64");
    let image = here.join("good.mig");
    assert_eq!(code(&capture_with(abi, &image, &[("MIGRT_KEY", &key)])), 85);
    let good = fs::read(&image).expect("an image");
    let bad = here.join("bad.mig");
    for at in places(&good) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        mend(&mut bytes);
        if bytes == good {
            continue; // a checksum, mended
        }
        fs::write(&bad, &bytes).expect("a file");
        let after = restore_with(abi, &bad, &[("MIGRT_KEY", &key)]);
        assert_eq!(code(&after), 87, "byte {at}: {}", err(&after));
        assert_eq!(out(&after), "", "byte {at}: something ran");
    }
}

#[test]
fn streams_are_signed_and_checked() {
    let here = scratch("seal-stream");
    let key = key_file(&here, "key", KEY);
    let program = plain(named("x86_64"), "walk");
    let image = here.join("i.mig");
    let script = "mkfifo \"$2\" && timeout 60 cat \"$2\" >\"$1\" &
        until [ -p \"$2\" ]; do sleep 0.01; done
        MIGRT_CHECKPOINT_AT=poll:12 MIGRT_IMAGE=\"$2\" \"$0\"
        wait
        cat \"$1\" | MIGRT_RESTORE=/dev/stdin \"$0\"";
    let run = std::process::Command::new("sh")
        .args(["-c", script])
        .args([&program, &image, &here.join("pipe")])
        .env("MIGRT_KEY", &key)
        .env("CASE_VARIABLE", "hello")
        .output()
        .expect("a shell");
    assert_eq!(code(&run), 0, "{}", err(&run));
    assert_eq!(out(&run), out(&unsigned_run()));
    let checked = migctl(&["verify", text(&image), "--key", &key]);
    assert_eq!(code(&checked), 0, "{}", err(&checked));
}

#[test]
fn migctl_signs_and_verifies() {
    let here = scratch("seal-migctl");
    let key = key_file(&here, "key", KEY);
    let other = key_file(&here, "other", b"0123456789abcdef");
    let abi = named("x86_64");
    let image = here.join("i.mig");
    assert_eq!(code(&capture_with(abi, &image, &[])), 85);
    let path = text(&image);
    let says = |arguments: &[&str], status: i32, words: &str| {
        let told = migctl(arguments);
        let all = out(&told) + &err(&told);
        assert_eq!(code(&told), status, "{arguments:?}: {all}");
        assert!(all.contains(words), "{arguments:?}: {all}");
    };
    says(&["verify", path], 0, "digest only, unsigned");
    says(&["verify", path, "--key", &key], 1, "digest only, unsigned");
    says(&["sign", path, "--key", &key], 0, "signed with key");
    says(&["verify", path], 0, "which was not checked");
    says(&["verify", path, "--key", &key], 0, "signed with this key");
    says(&["verify", path, "--key", &other], 1, "another key");
    let after = restore_with(abi, &image, &[("MIGRT_KEY", &key)]);
    assert_eq!(code(&after), 0, "{}", err(&after));

    let program = plain(abi, "walk");
    says(
        &["restore", "--key", &other, path, "--", text(&program)],
        87,
        "another key",
    );
    says(&["sign", path, "--key", &other], 0, "signed with key");
    says(
        &["verify", path, "--key", &other],
        0,
        "signed with this key",
    );

    let mut bytes = fs::read(&image).expect("an image");
    bytes[72] ^= 1;
    mend(&mut bytes);
    fs::write(&image, bytes).expect("a file");
    says(&["verify", path, "--key", &other], 1, "it was changed");
    says(&["verify", path], 0, "which was not checked");
    fs::write(&image, "no image").expect("a file");
    says(&["sign", path, "--key", &key], 1, "not a checkpoint image");
}

/// What no key can be, for the program and for migctl alike.
#[test]
fn keys_that_are_none_are_refused_before_anything_runs() {
    let here = scratch("seal-keys");
    let abi = named("x86_64");
    let image = here.join("i.mig");
    let exposed = key_file(&here, "exposed", KEY);
    fs::set_permissions(&exposed, fs::Permissions::from_mode(0o644)).expect("our file");
    let short = key_file(&here, "short", b"0123456789abcde\n");
    let long = key_file(&here, "long", &[7; 4097]);
    let cases = [
        (exposed.as_str(), "chmod 600"),
        (short.as_str(), "only 15 bytes"),
        (long.as_str(), "4096 bytes"),
        (text(&here), "not a regular file"),
        ("/nonexistent/key", "/nonexistent/key"),
    ];
    for (key, words) in cases {
        let run = capture_with(abi, &image, &[("MIGRT_KEY", key)]);
        assert_eq!((code(&run), out(&run).as_str()), (86, ""), "{key}");
        assert!(err(&run).contains(words), "{key}: {}", err(&run));
        let told = migctl(&["verify", text(&image), "--key", key]);
        assert_eq!(code(&told), 2, "{key}");
        assert!(err(&told).contains(words), "{key}: {}", err(&told));
    }
    let empty = capture_with(abi, &image, &[("MIGRT_KEY", "")]);
    assert_eq!((code(&empty), out(&empty).as_str()), (86, ""));
    assert!(err(&empty).contains("MIGRT_KEY is empty"));
    assert!(!image.exists());
}

/// A line end is no part of the key, and the directory may change.
#[test]
fn a_key_is_found_again() {
    let here = scratch("seal-again");
    let with = key_file(&here, "with", KEY);
    key_file(&here, "without", KEY.trim_ascii_end());
    let abi = named("x86_64");
    let image = here.join("i.mig");
    assert_eq!(
        code(&capture_with(abi, &image, &[("MIGRT_KEY", &with)])),
        85
    );
    let after = abi
        .command(&plain(abi, "walk"))
        .current_dir(&here)
        .env("CASE_VARIABLE", "hello")
        .env("MIGRT_RESTORE", &image)
        .env("MIGRT_KEY", "without")
        .output()
        .expect("the program runs");
    assert_eq!(code(&after), 0, "{}", err(&after));
}

/// Neither the image nor the program that runs on holds the key.
#[test]
fn the_key_is_not_left_behind() {
    let here = scratch("seal-secret");
    let key = key_file(&here, "key", KEY);
    let abi = named("x86_64");
    let program = plain(abi, "cases");
    let image = here.join("i.mig");
    let mut running = abi
        .command(&program)
        .args(["loop", "2000000000"])
        .env("MIGRT_IMAGE", &image)
        .env("MIGRT_KEY", &key)
        .env("MIGRT_CHECKPOINT_AT", "time:50ms")
        .env("MIGRT_AFTER", "continue")
        .spawn()
        .expect("the program starts");
    wait_for(&image);
    let memory = memory_of(running.id());
    running.kill().expect("it runs");
    running.wait().expect("it ends");
    let memory = memory.expect("a child's memory can be read");
    let file = fs::read(&image).expect("an image");
    let derived = blake3::derive_key("migcc 2026-11 checkpoint image signature", &KEY[..28]);
    for secret in [&KEY[..16], &derived[..16]] {
        assert!(!holds(&memory, secret), "the program holds the key");
        assert!(!holds(&file, secret), "the image holds the key");
    }
    // What is looked for would be found: the name of the file is there.
    assert!(holds(&memory, key.as_bytes()));
    assert!(holds(&file, key.as_bytes()));
}

/// With a key, what was checked is a copy of our own: nobody can change it by
/// changing the file.
#[test]
fn what_is_checked_is_what_is_used() {
    let here = scratch("seal-mapped");
    let key = key_file(&here, "key", KEY);
    let abi = named("x86_64");
    let image = here.join("i.mig");
    let program = plain(abi, "cases");
    let captured = abi
        .command(&program)
        .args(["loop", "2000000000", "large"])
        .env("MIGRT_IMAGE", &image)
        .env("MIGRT_KEY", &key)
        .env("MIGRT_CHECKPOINT_AT", "poll:1000")
        .output()
        .expect("the program runs");
    assert_eq!(code(&captured), 85, "{}", err(&captured));
    for (with_key, expected) in [(true, false), (false, true)] {
        let mut command = abi.command(&program);
        command.env("MIGRT_RESTORE", &image);
        if with_key {
            command.env("MIGRT_KEY", &key);
        }
        assert_eq!(
            maps_the_image(&mut command, &image),
            expected,
            "with a key: {with_key}"
        );
    }
}

#[test]
fn the_hash_is_blake3() {
    for name in SAMPLE {
        let Some(abi) = installed(&[name]).first().copied() else {
            continue;
        };
        check_vectors(abi);
        check_against_the_crate(abi);
    }
}
