//! The matrix itself, tried on a stand-in for migcc (`fake/runtime.c`).

use super::*;
use crate::case::load_all;
use crate::tally::Tally;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

const PROGRAM: &str = r#"#include <stdio.h>
int main(void) { for (int i = 0; i < 12; i++) printf("line %d\n", i); return 0; }
"#;

/// A corpus of one case, and a migcc that plants the fault `bug`.
struct Setup {
    dir: TempDir,
    builder: Builder,
}

fn setup(bug: u32, case_toml: &str) -> Setup {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("corpus/lines");
    std::fs::create_dir_all(&case).unwrap();
    std::fs::write(case.join("main.c"), PROGRAM).unwrap();
    std::fs::write(case.join("case.toml"), case_toml).unwrap();
    let expected: String = (0..12).map(|i| format!("line {i}\n")).collect();
    std::fs::write(case.join("expected.txt"), expected).unwrap();

    let runtime = dir.path().join("runtime.c");
    std::fs::write(&runtime, include_str!("fake/runtime.c")).unwrap();
    let migcc = dir.path().join("migcc");
    let script = format!(
        "#!/bin/sh\nexec $MIGCC_CC -Dmain=user_main -DBUG={bug} \"$@\" {}\n",
        runtime.display()
    );
    std::fs::write(&migcc, script).unwrap();
    std::fs::set_permissions(&migcc, std::fs::Permissions::from_mode(0o755)).unwrap();
    let programs = dir.path().join("programs");
    let builder = Builder::with_migcc(&migcc, &dir.path().join("cache"), programs).unwrap();
    Setup { dir, builder }
}

/// Runs everything among x86-64, i386 and s390x, as far as they are there.
fn checks(setup: &Setup) -> Vec<Check> {
    let wanted = ["x86_64", "i386", "s390x"];
    let mut unusable = probe();
    for (abi, why) in ABIS.iter().zip(&mut unusable) {
        if !wanted.contains(&abi.name) {
            *why = Some("not wanted here".into());
        }
    }
    let config = Config {
        builder: &setup.builder,
        extent: &|_| Extent::Full,
        seed: 1,
        chains: 2,
        scratch: subdir(setup, "scratch"),
        failures: subdir(setup, "failures"),
        unusable,
    };
    let cases = load_all(&setup.dir.path().join("corpus"), |_| true).unwrap();
    run(&config, &cases).unwrap()
}

fn subdir(setup: &Setup, name: &str) -> PathBuf {
    let dir = setup.dir.path().join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn tally_of_pairs(checks: &[Check]) -> Tally {
    let pairs = checks.iter().filter(|check| check.pair.is_some());
    Tally::of(pairs.map(|check| &check.verdict))
}

#[test]
fn a_program_that_migrates_passes_on_every_pair_and_chain() {
    let setup = setup(0, "description = 'x'");
    let checks = checks(&setup);
    let all = Tally::of(checks.iter().map(|check| &check.verdict));
    let usable = checks.iter().filter(|c| c.what.ends_with("uncaptured"));
    let usable = Tally::of(usable.map(|check| &check.verdict)).passed;
    let pairs = tally_of_pairs(&checks);
    assert!(usable >= 1, "{checks:#?}");
    assert_eq!(all.failed, 0, "{checks:#?}");
    assert_eq!(pairs.passed, usable * usable * 5);
    assert_eq!(pairs.passed + pairs.skipped, 81 * 5);
    let chains: Vec<_> = checks
        .iter()
        .filter(|c| c.what.starts_with("chain"))
        .collect();
    assert_eq!(chains.len(), 2);
    if usable >= 2 {
        let tally = Tally::of(chains.iter().map(|check| &check.verdict));
        assert_eq!(tally.passed, 2, "{chains:#?}");
    }
}

#[test]
fn lost_output_fails_and_is_kept_with_commands_that_repeat_it() {
    let setup = setup(1, "description = 'x'");
    let checks = checks(&setup);
    let pairs = tally_of_pairs(&checks);
    // Captured at the last line there is none left to lose.
    assert!(pairs.failed >= 4, "{checks:#?}");
    let failure = checks.iter().find_map(|check| match &check.verdict {
        Verdict::Failed(failure) => Some(failure),
        _ => None,
    });
    let failure = failure.unwrap();
    assert!(failure.what.contains("output line"), "{}", failure.what);
    assert_eq!(failure.commands.len(), 2);
    let shell = crate::process::Task::new("sh", setup.dir.path());
    let repeated = shell
        .args(["-c", failure.commands.join(";").as_str()])
        .run();
    let printed = String::from_utf8(repeated.stdout).unwrap();
    assert!(printed.starts_with("line 0\n"), "{printed}");
    assert!(
        printed.lines().count() < 12,
        "the fault shows again: {printed}"
    );
}

#[test]
fn a_crash_on_restore_fails() {
    let setup = setup(2, "description = 'x'");
    let checks = checks(&setup);
    let pairs = tally_of_pairs(&checks);
    assert_eq!(pairs.passed, 0);
    assert!(pairs.failed >= 5);
}

#[test]
fn a_restore_that_should_be_refused_but_runs_fails() {
    let toml = "description = 'x'\nrefuse = { to_bits = 32, message = 'total' }";
    let setup = setup(0, toml);
    for check in checks(&setup) {
        let Some((from, to)) = check.pair else {
            continue;
        };
        assert_eq!(ABIS[from].word_bits, 64, "no images from refusing targets");
        let usable = ["x86_64", "s390x"].contains(&ABIS[from].name);
        if ABIS[to].name == "i386" && usable {
            assert!(!matches!(check.verdict, Verdict::Passed), "{check:?}");
        }
    }
}
