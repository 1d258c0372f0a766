//! Real C sources from the crates that carry them, fetched by name on first use.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A crate with C sources and how its build script compiles them.
pub struct CSources {
    pub package: &'static str,
    pub features: &'static [&'static str],
    /// Compiler flags, as in the crate's build script on Linux.
    pub flags: &'static [&'static str],
    /// Include directories relative to the crate, `.` being its root.
    pub includes: &'static [&'static str],
}

pub const CRATES: &[CSources] = &[
    CSources {
        package: "bzip2-sys",
        features: &[],
        flags: &["-D_FILE_OFFSET_BITS=64"],
        includes: &["bzip2-1.0.8"],
    },
    CSources {
        package: "libz-sys",
        features: &[],
        flags: &["-DSTDC", "-D_LARGEFILE64_SOURCE"],
        includes: &["src/zlib"],
    },
    CSources {
        package: "lua-src",
        features: &[],
        flags: &["-DLUA_USE_LINUX"],
        includes: &[],
    },
    CSources {
        package: "libsqlite3-sys",
        features: &["bundled"],
        flags: &[
            "-DSQLITE_CORE",
            "-DSQLITE_DEFAULT_FOREIGN_KEYS=1",
            "-DSQLITE_ENABLE_API_ARMOR",
            "-DSQLITE_ENABLE_COLUMN_METADATA",
            "-DSQLITE_ENABLE_DBSTAT_VTAB",
            "-DSQLITE_ENABLE_FTS3",
            "-DSQLITE_ENABLE_FTS3_PARENTHESIS",
            "-DSQLITE_ENABLE_FTS5",
            "-DSQLITE_ENABLE_JSON1",
            "-DSQLITE_ENABLE_LOAD_EXTENSION=1",
            "-DSQLITE_ENABLE_MEMORY_MANAGEMENT",
            "-DSQLITE_ENABLE_RTREE",
            "-DSQLITE_ENABLE_STAT4",
            "-DSQLITE_SOUNDEX",
            "-DSQLITE_THREADSAFE=1",
            "-DSQLITE_USE_URI",
            "-DHAVE_USLEEP=1",
            "-DHAVE_ISNAN",
            "-DHAVE_LOCALTIME_R",
            "-D_POSIX_THREAD_SAFE_FUNCTIONS",
        ],
        includes: &["sqlite3"],
    },
    CSources {
        package: "zstd-sys",
        features: &[],
        flags: &[
            "-DZSTD_LIB_DEPRECATED=0",
            "-DXXH_PRIVATE_API=",
            "-DZSTDLIB_VISIBILITY=",
            "-DZSTD_LEGACY_SUPPORT=1",
            "-DZSTD_MULTITHREAD=",
            "-pthread",
        ],
        includes: &["zstd/lib", "zstd/lib/common", "zstd/lib/legacy"],
    },
    CSources {
        package: "lz4-sys",
        features: &[],
        flags: &[],
        includes: &["liblz4/lib"],
    },
    CSources {
        package: "lzma-sys",
        features: &[],
        flags: &["-DHAVE_CONFIG_H=1", "-std=c99", "-pthread"],
        includes: &[
            "xz-5.2/src/liblzma/api",
            "xz-5.2/src/liblzma/lzma",
            "xz-5.2/src/liblzma/lz",
            "xz-5.2/src/liblzma/check",
            "xz-5.2/src/liblzma/simple",
            "xz-5.2/src/liblzma/delta",
            "xz-5.2/src/liblzma/common",
            "xz-5.2/src/liblzma/rangecoder",
            "xz-5.2/src/common",
            ".",
        ],
    },
    CSources {
        package: "rquickjs-sys",
        features: &[],
        flags: &["-D_GNU_SOURCE", "-DNDEBUG"],
        includes: &["quickjs"],
    },
];

/// The directory that holds the crates, one folder for each, below `target`.
pub fn fetch(target: &Path) -> Result<PathBuf, String> {
    let home = target.join("crate-sources");
    let vendor = home.join("vendor");
    let done = home.join("complete");
    if done.exists() {
        return Ok(vendor);
    }
    std::fs::create_dir_all(home.join("src")).map_err(|e| e.to_string())?;
    std::fs::write(home.join("src/lib.rs"), "").map_err(|e| e.to_string())?;
    std::fs::write(home.join("Cargo.toml"), manifest()).map_err(|e| e.to_string())?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let run = Command::new(cargo)
        .args(["vendor", "--quiet", "vendor"])
        .current_dir(&home)
        .output()
        .map_err(|e| format!("cargo vendor: {e}"))?;
    if !run.status.success() {
        return Err(format!(
            "cargo vendor: {}",
            String::from_utf8_lossy(&run.stderr)
        ));
    }
    std::fs::write(done, "").map_err(|e| e.to_string())?;
    Ok(vendor)
}

fn manifest() -> String {
    let mut text = "[package]\nname = \"crate-sources\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\
                    [workspace]\n[dependencies]\n"
        .to_owned();
    for crate_ in CRATES {
        let CSources {
            package, features, ..
        } = crate_;
        text += &format!("{package} = {{ version = \"*\", features = {features:?} }}\n");
    }
    text
}

/// All `.c` files below `directory`, sorted.
pub fn c_files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        let Ok(entries) = std::fs::read_dir(next) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "c") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Preprocesses one file of a crate as its build script would; `Err` is the
/// compiler's message (a file for another system, a header made by `configure`).
pub fn preprocess(
    cc: &str,
    sources: &CSources,
    root: &Path,
    file: &Path,
) -> Result<Vec<u8>, String> {
    let run = Command::new(cc)
        .args(["-O2", "-w", "-E"])
        .args(sources.flags)
        .args(
            sources
                .includes
                .iter()
                .map(|dir| format!("-I{}", root.join(dir).display())),
        )
        .args(file.parent().map(|dir| format!("-I{}", dir.display())))
        .arg(file)
        .current_dir(root)
        .output()
        .map_err(|e| format!("{cc}: {e}"))?;
    if run.status.success() {
        Ok(run.stdout)
    } else {
        Err(String::from_utf8_lossy(&run.stderr).into_owned())
    }
}
