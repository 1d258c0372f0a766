//! The ABIs programs move between: their compilers, emulators and properties.

use crate::packages::on_path;
use crate::process::{Status, Task};
use std::env::consts::ARCH;
use std::path::Path;

/// One line of the table of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Abi {
    pub name: &'static str,
    /// What sets it apart, for people.
    pub about: &'static str,
    /// GNU triple; `TRIPLE-gcc` is the compiler.
    pub triple: &'static str,
    /// Name of qemu-user's binary for it, after `qemu-`.
    pub qemu: &'static str,
    /// Rust's name of the processor (`std::env::consts::ARCH`).
    pub arch: &'static str,
    pub word_bits: u32,
    pub big_endian: bool,
    /// Debian packages of the compiler and of its C library.
    packages: [&'static str; 2],
}

/// All nine, in the order of the tables.
pub const ABIS: [Abi; 9] = [
    Abi {
        name: "x86_64",
        about: "64-bit little-endian",
        triple: "x86_64-linux-gnu",
        qemu: "x86_64",
        arch: "x86_64",
        word_bits: 64,
        big_endian: false,
        packages: ["gcc-x86-64-linux-gnu", "libc6-dev-amd64-cross"],
    },
    Abi {
        name: "i386",
        about: "32-bit little-endian, doubles aligned to 4",
        triple: "i686-linux-gnu",
        qemu: "i386",
        arch: "x86",
        word_bits: 32,
        big_endian: false,
        packages: ["gcc-i686-linux-gnu", "libc6-dev-i386-cross"],
    },
    Abi {
        name: "aarch64",
        about: "64-bit little-endian, char unsigned",
        triple: "aarch64-linux-gnu",
        qemu: "aarch64",
        arch: "aarch64",
        word_bits: 64,
        big_endian: false,
        packages: ["gcc-aarch64-linux-gnu", "libc6-dev-arm64-cross"],
    },
    Abi {
        name: "riscv64",
        about: "64-bit little-endian, quad long double",
        triple: "riscv64-linux-gnu",
        qemu: "riscv64",
        arch: "riscv64",
        word_bits: 64,
        big_endian: false,
        packages: ["gcc-riscv64-linux-gnu", "libc6-dev-riscv64-cross"],
    },
    Abi {
        name: "armhf",
        about: "32-bit little-endian, char unsigned",
        triple: "arm-linux-gnueabihf",
        qemu: "arm",
        arch: "arm",
        word_bits: 32,
        big_endian: false,
        packages: ["gcc-arm-linux-gnueabihf", "libc6-dev-armhf-cross"],
    },
    Abi {
        name: "s390x",
        about: "64-bit big-endian, quad long double",
        triple: "s390x-linux-gnu",
        qemu: "s390x",
        arch: "s390x",
        word_bits: 64,
        big_endian: true,
        packages: ["gcc-s390x-linux-gnu", "libc6-dev-s390x-cross"],
    },
    Abi {
        name: "ppc64",
        about: "64-bit big-endian, double-double",
        triple: "powerpc64-linux-gnu",
        qemu: "ppc64",
        arch: "powerpc64",
        word_bits: 64,
        big_endian: true,
        packages: ["gcc-powerpc64-linux-gnu", "libc6-dev-ppc64-cross"],
    },
    Abi {
        name: "ppc",
        about: "32-bit big-endian, double-double",
        triple: "powerpc-linux-gnu",
        qemu: "ppc",
        arch: "powerpc",
        word_bits: 32,
        big_endian: true,
        packages: ["gcc-powerpc-linux-gnu", "libc6-dev-powerpc-cross"],
    },
    Abi {
        name: "mips",
        about: "32-bit big-endian",
        triple: "mips-linux-gnu",
        qemu: "mips",
        arch: "mips",
        word_bits: 32,
        big_endian: true,
        packages: ["gcc-mips-linux-gnu", "libc6-dev-mips-cross"],
    },
];

/// Short names of the classes of ABIs, in the order of their numbers.
pub const CLASSES: [&str; 4] = ["64le", "32le", "64be", "32be"];

pub fn by_name(name: &str) -> Option<&'static Abi> {
    ABIS.iter().find(|abi| abi.name == name)
}

impl Abi {
    /// Whether it is of this kind: its name, "64-bit", "32-bit", "big-endian"
    /// or "little-endian".
    pub fn is(&self, kind: &str) -> bool {
        let order = if self.big_endian { "big" } else { "little" };
        kind == self.name
            || kind == format!("{}-bit", self.word_bits)
            || kind == format!("{order}-endian")
    }

    /// Word size and byte order: 0 to 3.
    pub fn class(&self) -> usize {
        usize::from(self.word_bits == 32) + 2 * usize::from(self.big_endian)
    }

    /// The compiler: `MIGCC_CC` for migcc, and the reference itself.
    pub fn cc(&self) -> String {
        match self.arch == ARCH {
            true => "cc".into(),
            false => format!("{}-gcc", self.triple),
        }
    }

    /// Debian packages that bring `cc` and a static C library.
    pub fn packages(&self) -> Vec<&'static str> {
        match self.arch == ARCH {
            true => vec!["gcc", "libc6-dev"],
            false => self.packages.to_vec(),
        }
    }

    /// Whether this machine's processor runs its programs.
    pub fn is_native(&self) -> bool {
        self.arch == ARCH || (self.arch == "x86" && ARCH == "x86_64")
    }

    /// The emulator to put before a program of this ABI; none when the machine
    /// runs it itself. Debian 13 dropped the suffix.
    pub fn emulator(&self) -> Option<String> {
        let plain = format!("qemu-{}", self.qemu);
        let suffixed = format!("{plain}-static");
        let prefer_plain = !on_path(&suffixed) && on_path(&plain);
        let name = if prefer_plain { plain } else { suffixed };
        (!self.is_native()).then_some(name)
    }

    /// A task that runs `program`.
    pub fn task(&self, program: &Path, dir: &Path) -> Task {
        match self.emulator() {
            Some(emulator) => Task::new(emulator, dir).arg(program),
            None => Task::new(program, dir),
        }
    }

    /// Whether this machine can build and run programs of this ABI: tries it.
    /// The error says what is missing.
    pub fn probe(&self) -> Result<(), String> {
        let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
        let text = "#include <stdio.h>\nint main(void) { return puts(\"\") < 0 ? 1 : 42; }\n";
        let source = dir.path().join("probe.c");
        std::fs::write(source, text).map_err(|error| error.to_string())?;
        let compile = Task::new(self.cc(), dir.path())
            .args(["-static", "-o", "probe", "probe.c"])
            .run();
        if compile.status != Status::Exited(0) {
            let why = format!("{}: {} {}", self.cc(), compile.status, compile.complaint());
            return Err(format!(
                "{why} (Debian packages {})",
                self.packages().join(" ")
            ));
        }
        match self
            .task(&dir.path().join("probe"), dir.path())
            .run()
            .status
        {
            Status::Exited(42) => Ok(()),
            status => {
                let runner = self.emulator().unwrap_or_else(|| "this machine".into());
                Err(format!(
                    "{runner} does not run {} programs: {status}",
                    self.name
                ))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_table_has_nine_different_targets() {
        let triples: BTreeSet<_> = ABIS.iter().map(|abi| abi.triple).collect();
        assert_eq!(triples.len(), 9);
        assert!(ABIS.iter().all(|abi| by_name(abi.name) == Some(abi)));
    }

    #[test]
    fn word_size_and_byte_order_are_those_of_the_compilers() {
        let mut tried = 0;
        for abi in ABIS.iter().filter(|abi| on_path(&abi.cc())) {
            let outcome = Task::new(abi.cc(), Path::new("/"))
                .args(["-dM", "-E", "-xc", "/dev/null"])
                .run();
            let macros = String::from_utf8_lossy(&outcome.stdout).into_owned();
            let defines = |line: &str| macros.lines().any(|l| l == line);
            let pointer = format!("#define __SIZEOF_POINTER__ {}", abi.word_bits / 8);
            assert!(defines(&pointer), "{}", abi.name);
            let order = if abi.big_endian { "BIG" } else { "LITTLE" };
            let order = format!("#define __BYTE_ORDER__ __ORDER_{order}_ENDIAN__");
            assert!(defines(&order), "{}", abi.name);
            tried += 1;
        }
        assert!(tried > 0, "not even cc is there");
    }
}
