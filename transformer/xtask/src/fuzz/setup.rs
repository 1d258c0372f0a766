//! How a program is built: ABIs, compilers, levels of optimisation.

use super::sample::{Generator, Sample};
use super::Bench;
use crate::abi::{Abi, ABIS, CLASSES};
use crate::compile::{Recipe, With};
use crate::packages::on_path;
use crate::process::{Status, Task};
use std::path::{Path, PathBuf};

/// ABIs a program is built for: of different word sizes and byte orders as far
/// as there are.
const TARGETS: usize = 3;

/// One ABI of a program.
#[derive(Debug, Clone)]
pub struct Target {
    pub abi: &'static Abi,
    pub cc: String,
    pub level: &'static str,
}

const LEVELS: [&str; 4] = ["-O0", "-O1", "-O2", "-O3"];

/// Random numbers for all that is not in the program itself.
pub fn rng(generator: Generator, seed: u64) -> fastrand::Rng {
    let salt = 0x9E37_79B9_7F4A_7C15 ^ generator as u64;
    fastrand::Rng::with_seed(seed.wrapping_mul(0x0000_0100_0000_01b3) ^ salt)
}

pub fn targets(bench: &Bench, rng: &mut fastrand::Rng) -> Vec<Target> {
    let mut abis = bench.abis.clone();
    rng.shuffle(&mut abis);
    let mut classes: Vec<usize> = (0..CLASSES.len()).collect();
    rng.shuffle(&mut classes);
    // The first ABI of each class, classes in random order, then the others.
    let rank = |abi: &usize| {
        let class = ABIS[*abi].class();
        let same = abis.iter().take_while(|other| *other != abi);
        let before = same.filter(|other| ABIS[**other].class() == class).count();
        (before, classes.iter().position(|c| *c == class))
    };
    let mut ranked: Vec<_> = abis.iter().map(|abi| (rank(abi), *abi)).collect();
    ranked.sort();
    let chosen = ranked.into_iter().take(TARGETS).map(|(_, abi)| abi);
    chosen.map(|abi| target(abi, rng)).collect()
}

fn target(abi: usize, rng: &mut fastrand::Rng) -> Target {
    let abi = &ABIS[abi];
    let own = abi.arch == std::env::consts::ARCH;
    let clang = rng.bool() && own && on_path("clang");
    Target {
        abi,
        cc: if clang { "clang".into() } else { abi.cc() },
        level: LEVELS[rng.usize(..LEVELS.len())],
    }
}

impl Target {
    /// The compilation of the program in `dir` into `output` there.
    pub fn task(&self, bench: &Bench, sample: &Sample, with: With, dir: &Path) -> Task {
        let recipe = Recipe {
            name: "main".into(),
            dir: dir.to_path_buf(),
            sources: sample.units(),
            flags: self.flags(sample),
            libs: vec!["-lm".into()],
            also: Vec::new(),
        };
        let task = bench
            .builder
            .task(&recipe, with, &self.cc, &self.output(with, dir));
        match bench.every_statement && with == With::Migcc {
            true => task.env("MIGCC_TESTING", "1"),
            false => task,
        }
    }

    pub fn output(&self, with: With, dir: &Path) -> PathBuf {
        let kind = if with == With::Migcc { "mig" } else { "cc" };
        dir.join(format!("main.{}.{kind}", self.abi.name))
    }

    /// Builds it; the error is what the compiler said.
    pub fn build(
        &self,
        bench: &Bench,
        sample: &Sample,
        with: With,
        dir: &Path,
    ) -> Result<PathBuf, String> {
        let outcome = self.task(bench, sample, with, dir).run();
        match outcome.status {
            Status::Exited(0) => Ok(self.output(with, dir)),
            ref status => Err(format!("{status}: {}", outcome.complaint())),
        }
    }

    fn flags(&self, sample: &Sample) -> Vec<String> {
        let mut flags = vec!["-static".to_string(), self.level.into(), "-w".into()];
        flags.extend(sample.flags.iter().cloned());
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_do_not_depend_on_anything_but_generator_and_seed() {
        let draw = |generator, seed| rng(generator, seed).u64(..);
        assert_eq!(draw(Generator::Own, 7), draw(Generator::Own, 7));
        assert_ne!(draw(Generator::Own, 7), draw(Generator::Own, 8));
        assert_ne!(draw(Generator::Own, 7), draw(Generator::Csmith, 7));
    }
}
