//! Where cargo keeps the C sources that a crate carries.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Folder of the crate `name` (a dependency of `tests/support/sources`),
/// downloaded on first use.
pub fn crate_dir(name: &str) -> Result<PathBuf, String> {
    let manifest = sources_manifest()?;
    let metadata = metadata(&manifest)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let found = packages
        .filter(|package| package["name"] == name)
        .find_map(|package| package["manifest_path"].as_str());
    let path = found.ok_or_else(|| {
        format!(
            "crate {name} is not a dependency of {}; add it there",
            manifest.display()
        )
    })?;
    let dir = Path::new(path).parent();
    dir.map(Path::to_path_buf)
        .ok_or_else(|| format!("crate {name}: odd manifest path {path}"))
}

fn sources_manifest() -> Result<PathBuf, String> {
    let below = "tests/support/sources/Cargo.toml";
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|dir| dir.join(below))
        .find(|path| path.is_file())
        .ok_or_else(|| format!("{below} not found above {}", env!("CARGO_MANIFEST_DIR")))
}

fn metadata(manifest: &Path) -> Result<serde_json::Value, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .arg("--manifest-path")
        .arg(manifest)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("cargo metadata: {}", said.trim_end()));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}
