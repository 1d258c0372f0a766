//! `migctl inspect` on images of real programs, built by `migcc` with the
//! compilers of the machine: the native one and, where they are installed,
//! cross compilers with qemu-user.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Compiler and emulator; no emulator: this machine's own.
const TARGETS: [(&str, Option<&str>); 4] = [
    ("cc", None),
    ("powerpc-linux-gnu-gcc", Some("qemu-ppc-static")),
    ("s390x-linux-gnu-gcc", Some("qemu-s390x-static")),
    ("i686-linux-gnu-gcc", Some("qemu-i386-static")),
];

struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn installed(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    version.is_ok_and(|o| o.status.success())
}

/// Builds and runs the program up to its capture; the image's path.
fn capture(folder: &Path, compiler: &str, emulator: Option<&str>) -> PathBuf {
    let program = folder.join(format!("zoo-{compiler}"));
    let image = folder.join(format!("{compiler}.mig"));
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/inspect");
    let built = Command::new(env!("CARGO_BIN_EXE_migcc"))
        .current_dir(data)
        .env("MIGCC_CC", compiler)
        .args(["-O1", "-static", "zoo.c", "-o"])
        .arg(&program)
        .output()
        .unwrap();
    assert!(
        built.status.success(),
        "{compiler}: {}",
        String::from_utf8_lossy(&built.stderr)
    );
    let mut command = match emulator {
        Some(emulator) => Command::new(emulator),
        None => Command::new(&program),
    };
    if emulator.is_some() {
        command.arg(&program);
    }
    let ran = command
        .current_dir(folder)
        .env("MIGRT_IMAGE", &image)
        .output()
        .unwrap();
    assert!(
        image.exists(),
        "{compiler}: {}",
        String::from_utf8_lossy(&ran.stderr)
    );
    image
}

fn migctl(args: &[&str], image: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_migctl"))
        .args(args)
        .arg(image)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {error}", image.display());
    String::from_utf8(output.stdout).unwrap()
}

/// What must not depend on the machine: names, types and values, not addresses
/// nor numbers of blocks.
fn state(json: &Value) -> Value {
    let mut state = serde_json::json!({
        "frames": json["frames"], "globals": json["globals"],
    });
    scrub(&mut state);
    state
}

fn scrub(json: &mut Value) {
    match json {
        Value::Object(map) => {
            map.remove("pointer");
            map.remove("block");
            map.values_mut().for_each(scrub);
        }
        Value::Array(list) => list.iter_mut().for_each(scrub),
        Value::String(text) if text.starts_with("heap block #") => {
            let digits = |c: char| c.is_ascii_digit();
            let number = text.trim_start_matches("heap block #");
            let rest = number.trim_start_matches(digits).to_owned();
            *text = format!("heap block{rest}");
        }
        _ => {}
    }
}

fn value<'a>(list: &'a Value, name: &str) -> &'a Value {
    let list = list.as_array().unwrap();
    let found = list.iter().find(|v| v["name"] == name);
    &found.unwrap_or_else(|| panic!("no variable {name}"))["value"]
}

/// The value in the heap block that a pointer points to.
fn behind(image: &Path, pointer: &Value) -> Value {
    let block = pointer["block"].to_string();
    let text = migctl(&["inspect", "--json", "--block", &block], image);
    serde_json::from_str::<Value>(&text).unwrap()["value"].take()
}

fn check_animal(image: &Path, json: &Value) {
    let hen = behind(image, value(&json["globals"], "first"));
    assert_eq!(hen["name"]["text"], "hen");
    assert_eq!(
        (&hen["diet"], &hen["legs"], &hen["tame"]),
        (&1.into(), &2.into(), &1.into())
    );
    assert_eq!((&hen["mood"], &hen["weight"]), (&(-2).into(), &3.0.into()));
    assert_eq!(hen["speed"], serde_json::json!([0.0, -0.25]));
    assert_eq!(
        (&hen["exact"], &hen["alive"]),
        (&370.5.into(), &false.into())
    );
    assert_eq!(hen["tag"]["union"]["bits"], 0xffff_ffff_u32);
    assert_eq!(hen["tag"]["union"]["number"], -1);
    assert_eq!(
        hen["at"],
        serde_json::json!({ "x": -7, "y": -5_000_000_000_i64 })
    );
    let wolf = behind(image, &hen["next"]);
    assert_eq!(
        (&wolf["diet"], &wolf["next"]["kind"]),
        (&(-2).into(), &"null".into())
    );
    let main = &json["frames"][0]["variables"];
    let herd = behind(image, value(main, "herd"));
    assert_eq!(
        herd,
        serde_json::json!({ "count": 4, "ages": [0, 1, 4, 9] })
    );
}

#[test]
fn images_of_a_real_program_show_the_same_everywhere() {
    let name = format!("migctl-inspect-real-{}", std::process::id());
    let folder = Folder(std::env::temp_dir().join(name));
    std::fs::create_dir_all(&folder.0).unwrap();
    let mut first = None;
    for (compiler, emulator) in TARGETS {
        if !installed(compiler) || !emulator.is_none_or(installed) {
            eprintln!("skipped: {compiler} or its emulator is not installed");
            continue;
        }
        let image = capture(&folder.0, compiler, emulator);
        assert!(migctl(&["verify"], &image).contains(": OK ("));
        let json = migctl(&["inspect", "--json"], &image);
        let json: Value = serde_json::from_str(&json).unwrap();
        check_animal(&image, &json);
        let state = state(&json);
        match &first {
            None => first = Some(state),
            Some(first) => assert_eq!(&state, first, "{compiler}"),
        }
    }
    let text = serde_json::to_string_pretty(&first.unwrap()).unwrap();
    insta::assert_snapshot!(text);
}
