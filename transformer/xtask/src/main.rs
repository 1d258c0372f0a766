//! The project's own tasks: `cargo xtask demo`, `test`, `bench`, `rules`,
//! `lint-sources`, `fuzz-programs`, `fuzz-image` and `fuzz-front`.

mod abi;
mod bad_input;
mod bench;
#[path = "../../../tests/support/c_sources.rs"]
mod c_sources;
mod cargo_tests;
mod case;
mod compile;
#[path = "../../../tests/support/crate_sources.rs"]
mod crate_sources;
mod demo;
mod fixture;
mod fuzz_front;
mod fuzz;
mod fuzz_image;
mod lint_sources;
mod long_run;
mod matrix;
mod mutate;
mod packages;
mod process;
mod program;
mod rules;
mod tally;
mod test_command;
mod upstream;
mod variants;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the migcc project")]
struct Arguments {
    #[command(subcommand)]
    task: TaskName,
}

#[derive(Subcommand)]
enum TaskName {
    /// Measure what being migratable costs
    Bench(bench::Options),
    /// Show a program moving between machines
    Demo,
    /// Mutated C through migcc's front end
    FuzzFront(fuzz_front::Options),
    /// Fuzz the runtime's reader of images with libFuzzer
    FuzzImage(fuzz_image::Options),
    /// Try random programs: captured at random polls, moved along random chains
    FuzzPrograms(fuzz::Options),
    /// Whether the program in the current folder goes wrong as a note says
    #[command(hide = true)]
    FuzzInteresting(fuzz::Interesting),
    /// Count what the lint finds in the C sources of well-known crates
    LintSources(lint_sources::Options),
    /// Capture and restore one program again and again: its result, and growth
    LongRun(long_run::Options),
    /// Break the runtime on purpose, and see that a test fails
    Mutate(mutate::Options),
    /// Write the pages of the lint's rules from their doc comments
    Rules,
    /// Run the tests; ends with "N passed, N failed, N skipped"
    Test(test_command::Options),
    /// The corpus under sanitizers, valgrind, other compilers and C libraries
    Variants(variants::Options),
}

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        TaskName::Bench(options) => bench::run(&options),
        TaskName::Demo => demo::run(),
        TaskName::FuzzFront(options) => fuzz_front::run(&options),
        TaskName::FuzzPrograms(options) => fuzz::run(&options),
        TaskName::FuzzInteresting(arguments) => fuzz::interesting(&arguments),
        TaskName::FuzzImage(options) => fuzz_image::run(&options),
        TaskName::LintSources(options) => lint_sources::run(&options),
        TaskName::LongRun(options) => long_run::run(&options),
        TaskName::Mutate(options) => mutate::run(&options),
        TaskName::Rules => rules::run(),
        TaskName::Test(options) => test_command::run(&options),
        TaskName::Variants(options) => variants::run(&options),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
