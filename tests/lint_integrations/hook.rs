//! The hook for pre-commit.

use crate::{available, installed, ran, repository, shown, Place, Ran, BAD, CLEAN};
use serde_json::Value;
use std::os::unix::fs::PermissionsExt;

fn hook() -> Value {
    let hooks: Value = serde_saphyr::from_str(&shown(".pre-commit-hooks.yaml")).unwrap();
    let hook = hooks[0].clone();
    assert_eq!(hook["id"], "migctl-lint");
    hook
}

fn git(place: &Place, args: &[&str]) -> Ran {
    let mut command = installed(place, "git");
    for setting in ["user.name=a", "user.email=a@b", "init.defaultBranch=main"] {
        command.args(["-c", setting]);
    }
    ran(command.args(args))
}

#[track_caller]
fn commits(place: &Place) -> usize {
    let log = git(place, &["log", "--oneline"]);
    log.stdout.lines().count()
}

/// The entry over the staged C files, as pre-commit runs it.
#[test]
fn the_hooks_entry_blocks_a_commit() {
    if !available("git") {
        return;
    }
    let hook = hook();
    let place = Place::new(&[("main.c", CLEAN)]);
    git(&place, &["init"]).failed(0);
    let script = format!(
        "#!/bin/sh\ngit diff --cached --name-only --diff-filter=d | grep '{}' | xargs -r {}\n",
        hook["files"].as_str().unwrap(),
        hook["entry"].as_str().unwrap()
    );
    place.write(".git/hooks/pre-commit", &script);
    let path = place.path().join(".git/hooks/pre-commit");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    assert_blocks(&place);
}

/// pre-commit itself, with the repository as its source of hooks.
#[test]
fn pre_commit_runs_the_hook() {
    if !available("git") || !available("pre-commit") {
        return;
    }
    let hook = hook();
    let place = Place::new(&[("main.c", CLEAN)]);
    git(&place, &["init"]).failed(0);
    let config = format!(
        "repos:\n  - repo: local\n    hooks:\n      - {}\n",
        serde_json::to_string(&hook).unwrap()
    );
    place.write(".pre-commit-config.yaml", &config);
    let mut install = installed(&place, "pre-commit");
    ran(install.arg("install")).failed(0);
    let root = repository();
    let mut check = installed(&place, "pre-commit");
    let check = check.arg("validate-manifest");
    ran(check.arg(root.join(".pre-commit-hooks.yaml"))).failed(0);
    assert_blocks(&place);
}

#[track_caller]
fn assert_blocks(place: &Place) {
    git(place, &["add", "."]).failed(0);
    git(place, &["commit", "-m", "clean"]).failed(0);
    place.write("keep.c", BAD);
    place.write("notes.txt", "(unsigned long)p");
    git(place, &["add", "."]).failed(0);
    let refused = git(place, &["commit", "-m", "bad"]);
    assert_ne!(refused.status, 0, "{refused:#?}");
    let said = refused.stdout.clone() + &refused.stderr;
    assert!(said.contains("keep.c:5:12: error: "), "{refused:#?}");
    assert_eq!(commits(place), 1);
    place.write("keep.c", &BAD.replace("(unsigned long)p", "*p"));
    git(place, &["add", "."]).failed(0);
    git(place, &["commit", "-m", "mended"]).failed(0);
    assert_eq!(commits(place), 2);
}
