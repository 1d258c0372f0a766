//! A program out of features.

use super::super::sample::Sample;
use super::body;
use super::cx::{Callable, Cx, MOST_COST};
use super::features::{Feature, FEATURES, HEADER, SHARED};
use super::template::fill;

/// Features of a program, at least and at most, and functions of random
/// statements between them.
const FEWEST: usize = 3;
const MOST: usize = 6;
const MOST_UNITS: usize = 3;

pub fn sample(seed: u64) -> Sample {
    let mut cx = Cx::new(seed);
    let units = 1 + cx.rng.usize(..MOST_UNITS);
    let mut program = Program {
        header: HEADER.into(),
        units: vec![String::new(); units],
    };
    let features = FEWEST + cx.rng.usize(..=MOST - FEWEST);
    for _ in 0..features {
        program.random(&mut cx);
        let feature = cx.pick(FEATURES);
        program.feature(&mut cx, feature);
    }
    program.finish(&mut cx)
}

struct Program {
    header: String,
    units: Vec<String>,
}

impl Program {
    fn unit(&mut self, cx: &mut Cx) -> &mut String {
        let unit = cx.rng.usize(..self.units.len());
        &mut self.units[unit]
    }

    /// A function of random statements.
    fn random(&mut self, cx: &mut Cx) {
        let name = format!("random{}", cx.number());
        let pure = !cx.one_in(3);
        cx.cost = 0;
        let text = body::function(cx, &name, pure);
        *self.unit(cx) += &text;
        self.entry(cx, name, pure, 60);
    }

    /// `types --- functions`; the last function is `u32 NAME_N(u32 a, u32 b)`.
    fn feature(&mut self, cx: &mut Cx, feature: &Feature) {
        let number = cx.number();
        cx.cost = 0;
        let (types, functions) = feature
            .text
            .split_once("---\n")
            .unwrap_or(("", feature.text));
        self.header += &fill(cx, number, types);
        self.header += "\n";
        let text = fill(cx, number, functions);
        *self.unit(cx) += &text;
        self.entry(
            cx,
            format!("{}_{number}", feature.name),
            feature.pure,
            feature.cost,
        );
    }

    fn entry(&mut self, cx: &mut Cx, name: String, pure: bool, own: u64) {
        self.header += &format!("u32 {name}(u32, u32);\n");
        let cost = own + cx.cost;
        cx.callables.push(Callable { name, pure, cost });
    }

    /// `main` calls everything, prints the checksum after each, and returns
    /// some of it.
    fn finish(mut self, cx: &mut Cx) -> Sample {
        let mut main = String::from("int main(void)\n{\n    u32 value = 1u;\n");
        for callable in &cx.callables {
            let (a, b) = (cx.rng.u32(..100), cx.rng.u32(..));
            let turns = if callable.cost * 2 < MOST_COST { 2 } else { 1 };
            main += &format!("    for (u32 turn = 0; turn < {turns}u; turn++) {{\n");
            main += &format!(
                "        value = {}(value % 50u + {a}u, {b:#x}u + turn);\n",
                callable.name
            );
            main += &format!("        show(\"{}\", value);\n    }}\n", callable.name);
        }
        main += "    return (int)(value & 63u);\n}\n";
        self.units[0] = format!("{SHARED}{}{main}", self.units[0]);
        self.header += "#endif\n";
        let mut files = vec![("prog.h".to_string(), self.header)];
        for (number, text) in self.units.into_iter().enumerate() {
            files.push((
                format!("unit{number}.c"),
                format!("#include \"prog.h\"\n\n{text}"),
            ));
        }
        Sample {
            files,
            flags: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Status, Task};
    use std::path::Path;

    /// Sanitizers have nothing against them, and levels make no difference.
    #[test]
    fn programs_are_defined() {
        for seed in 1..9 {
            let dir = tempfile::tempdir().unwrap();
            let sample = sample(seed);
            sample.write(dir.path()).unwrap();
            let checked = [
                "-O1",
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
            ];
            let outputs = [&checked[..], &["-O3"]].map(|flags| output(&sample, dir.path(), flags));
            assert_eq!(outputs[0], outputs[1], "seed {seed}");
        }
    }

    fn output(sample: &Sample, dir: &Path, flags: &[&str]) -> String {
        let built = Task::new("gcc", dir)
            .args(["-w", "-o", "program"])
            .args(flags.iter().copied())
            .args(sample.units())
            .run();
        assert_eq!(built.status, Status::Exited(0), "{}", built.complaint());
        let outcome = Task::new(dir.join("program"), dir)
            .env("ASAN_OPTIONS", "detect_leaks=0")
            .run();
        assert!(
            matches!(outcome.status, Status::Exited(_)),
            "{}",
            outcome.complaint()
        );
        assert!(outcome.stderr.is_empty(), "{}", outcome.complaint());
        format!(
            "{}{}",
            outcome.status,
            String::from_utf8_lossy(&outcome.stdout)
        )
    }

    #[test]
    fn equal_seeds_make_equal_programs_without_holes() {
        for seed in 0..50 {
            let (first, second) = (sample(seed), sample(seed));
            assert_eq!(first.files, second.files);
            assert!(first.files.iter().all(|(_, text)| !text.contains('@')));
        }
        assert_ne!(sample(1).files, sample(2).files);
    }
}
