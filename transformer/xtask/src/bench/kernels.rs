//! Small programs built with migcc against the same built plainly, and what
//! they cost after a restore.

use super::report::{Bar, Report, Row};
use super::stats::{median, ratio};
use super::Options;
use crate::abi::{Abi, ABIS};
use crate::compile::{Builder, Recipe, With};
use crate::packages::on_path;
use crate::program::{expect_exit, Program, CAPTURED};
use crate::workspace::Workspace;
use anyhow::{anyhow, bail, Context, Result};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The kernels the issue sets a bar for come first.
const KERNELS: [&str; 7] = ["matmul", "chase", "tak", "fib", "scan", "sort", "hash"];
const COMPILERS: [&str; 2] = ["gcc", "clang"];
const LEVELS: [&str; 2] = ["-O2", "-O3"];

/// migcc may cost a tenth.
const MOST: f64 = 1.10;

/// One kernel, compiler and level: the program plainly and with migcc.
struct Pair {
    plain: Program,
    mig: Program,
    dir: PathBuf,
}

pub fn run(
    options: &Options,
    workspace: &Workspace,
    builder: &Builder,
    report: &mut Report,
) -> Result<()> {
    let host = ABIS.iter().find(|abi| abi.arch == std::env::consts::ARCH);
    let host = host.ok_or_else(|| anyhow!("this processor is not in the table of ABIs"))?;
    let dir = workspace.fresh("bench")?;
    for kernel in KERNELS.iter().filter(|kernel| options.wants(kernel)) {
        for cc in COMPILERS {
            for level in LEVELS {
                let what = format!("{kernel} {cc} {level}");
                if !on_path(cc) {
                    report.skip(&what, &format!("{cc} is not installed"));
                    continue;
                }
                eprintln!("measuring {what}");
                let recipe = recipe(&workspace.root.join("bench"), kernel, level);
                let pair = Pair::build(builder, &recipe, host, cc, &dir);
                match pair.and_then(|pair| measure(options, &pair)) {
                    Ok(measured) => measured
                        .into_iter()
                        .for_each(|m| report.add(m.named(&what))),
                    Err(error) => report.fail(&what, &format!("{error:#}")),
                }
            }
        }
    }
    Ok(())
}

fn recipe(dir: &Path, kernel: &str, level: &str) -> Recipe {
    let mut recipe = Recipe::of_folder(&format!("bench-{kernel}{level}"), dir);
    recipe.sources = vec![format!("{kernel}.c")];
    recipe.flags = vec!["-static".into(), level.into()];
    recipe
}

fn measure(options: &Options, pair: &Pair) -> Result<Vec<Row>> {
    pair.agree()?;
    let cost = ratio(
        options.pairs(),
        || pair.time(&pair.mig),
        || pair.time(&pair.plain),
    )?;
    let after = pair.after_restore(options.pairs())?;
    Ok(vec![
        Row::of_ratio("migcc / plain", cost, Some(Bar::AtMost(MOST))),
        Row::of_value("restored at its first poll / plain", after, None),
    ])
}

impl Pair {
    fn build(
        builder: &Builder,
        recipe: &Recipe,
        abi: &'static Abi,
        cc: &str,
        dir: &Path,
    ) -> Result<Pair> {
        let program = |with| -> Result<Program> {
            Ok(Program {
                abi,
                exe: builder.build(recipe, with, cc, cc)?,
                args: Vec::new(),
                stdin: None,
                stack_mb: None,
                timeout: Duration::from_secs(120),
            })
        };
        Ok(Pair {
            plain: program(With::Plain)?,
            mig: program(With::Migcc)?,
            dir: dir.to_path_buf(),
        })
    }

    /// Both must compute the same.
    fn agree(&self) -> Result<()> {
        let (plain, mig) = (self.output(&self.plain)?, self.output(&self.mig)?);
        if plain.1 != mig.1 {
            bail!("migcc's program computes {} instead of {}", mig.1, plain.1);
        }
        Ok(())
    }

    fn time(&self, program: &Program) -> Result<f64> {
        Ok(self.output(program)?.0)
    }

    /// Nanoseconds and check sum.
    fn output(&self, program: &Program) -> Result<(f64, String)> {
        let outcome = program.start(&self.dir).run();
        expect_exit(&outcome, 0, "kernel").map_err(anyhow::Error::msg)?;
        let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let (ns, sum) = text.trim().split_once(' ').context("kernel: odd output")?;
        Ok((ns.parse().context("kernel: odd time")?, sum.into()))
    }

    /// Wall time of the whole program continued from its first poll, in terms
    /// of the plain program's.
    fn after_restore(&self, pairs: usize) -> Result<f64> {
        let image = self.dir.join("first.mig");
        let outcome = self.mig.capturing(&self.dir, 1, &image).run();
        expect_exit(&outcome, CAPTURED, "capture").map_err(anyhow::Error::msg)?;
        let mut ratios = Vec::new();
        for _ in 0..pairs {
            let plain = self.plain.start(&self.dir).run();
            let restored = self.mig.restoring(&self.dir, &image).run();
            expect_exit(&restored, 0, "restore").map_err(anyhow::Error::msg)?;
            ratios.push(restored.elapsed.as_secs_f64() / plain.elapsed.as_secs_f64());
        }
        Ok(median(ratios))
    }
}
