//! The lint and the compiler in the tools people build and check with: the files
//! that `docs/lint-integrations.md` shows, run as it says.

mod driver_support;
#[path = "lint_integrations/builds.rs"]
mod builds;
#[path = "lint_integrations/github.rs"]
mod github;
#[path = "lint_integrations/hook.rs"]
mod hook;

use driver_support::*;
use std::path::{Path, PathBuf};
use std::process::Command;

const CLEAN: &str = "#include <stdio.h>\n#ifndef ANSWER\n#define ANSWER 42\n#endif\nint main(void)\n{\n    printf(\"%d\\n\", ANSWER);\n    return 0;\n}\n";
/// An error in line 5.
const BAD: &str = "#include <stdio.h>\nunsigned long kept;\nvoid keep(int *p)\n{\n    kept = (unsigned long)p;\n}\n";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn shown(name: &str) -> String {
    std::fs::read_to_string(repository().join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// A command for which `migcc` and `migctl` are installed, and nothing of the
/// user's own settings holds.
fn installed(place: &Place, program: &str) -> Command {
    let mut command = place.command(program);
    let bin = Path::new(MIGCTL).parent().unwrap().to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(bin).chain(std::env::split_paths(&path));
    command
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", place.path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("MIGCC_LINT")
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"] {
        command.env_remove(name);
    }
    command
}

fn ran(command: &mut Command) -> Ran {
    Ran::from(command.output().unwrap())
}
