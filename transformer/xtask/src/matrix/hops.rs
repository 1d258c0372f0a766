//! Chains: captured, restored and captured again, ABI after ABI.

use super::case_run::Run;
use super::failures::Evidence;
use super::prepare::{work_dir, Ready};
use super::{sandbox, verify, Check};
use crate::abi::ABIS;
use crate::process::{Status, Task};
use crate::program::{Program, CAPTURE_REFUSED, IMAGE_REFUSED};
use crate::tally::{Failure, Verdict};
use rayon::prelude::*;
use std::path::Path;

/// Hops of a chain: at least this many, at most two more. A real program's
/// chain visits at least five ABIs besides the first.
const HOPS: usize = 4;
const REAL_HOPS: usize = 5;

/// What became of the hops of a chain; behind one that failed or was refused
/// none is tried.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hops {
    pub passed: usize,
    pub failed: usize,
    pub refused: usize,
}

/// ABIs to visit, and after how many polls to leave each but the last.
#[derive(Debug, Clone, PartialEq)]
struct Chain {
    abis: Vec<usize>,
    polls: Vec<u64>,
}

pub fn run(run: &Run, rng: &mut fastrand::Rng) -> Vec<Check> {
    let seeds: Vec<_> = (0..run.config.chains).map(|_| rng.u64(..)).collect();
    seeds
        .into_par_iter()
        .map(|seed| check(run, &mut fastrand::Rng::with_seed(seed)))
        .collect()
}

fn check(run: &Run, rng: &mut fastrand::Rng) -> Check {
    let mut what = "chain".to_string();
    let mut hops = Hops::default();
    let verdict = match plan(run, rng) {
        Err(why) => Verdict::Skipped(why),
        Ok(chain) => {
            let names: Vec<_> = chain.abis.iter().map(|abi| ABIS[*abi].name).collect();
            what = format!("chain {}", names.join(" -> "));
            follow(run, &chain, &mut hops)
        }
    };
    Check {
        case: run.case.name.clone(),
        pair: None,
        hops,
        what,
        verdict,
    }
}

fn plan(run: &Run, rng: &mut fastrand::Rng) -> Result<Chain, String> {
    let usable: Vec<_> = (0..ABIS.len())
        .filter(|abi| run.target(*abi).is_ok_and(|ready| ready.polls > 0))
        .collect();
    if usable.len() < 2 {
        return Err("fewer than two ABIs run the program".into());
    }
    let fewest = usable.iter().filter_map(|abi| run.target(*abi).ok());
    let fewest = fewest.map(|ready| ready.polls).min().unwrap_or(0);
    let least = if run.case.real { REAL_HOPS } else { HOPS };
    if fewest <= least as u64 {
        return Err(format!(
            "{fewest} polls are too few for a chain of {least} hops"
        ));
    }
    let most = usize::try_from(fewest - 1).unwrap_or(usize::MAX);
    let hops = (least + rng.usize(0..3)).min(most);
    Ok(random_chain(&usable, hops, fewest, rng))
}

/// The first ABIs are one of each class, so that word size and byte order are
/// mixed; then consecutive ones differ. The polls are such that the program
/// lasts.
fn random_chain(usable: &[usize], hops: usize, polls: u64, rng: &mut fastrand::Rng) -> Chain {
    let mut abis: Vec<usize> = Vec::new();
    let mut shuffled = usable.to_vec();
    rng.shuffle(&mut shuffled);
    for abi in shuffled {
        if abis.len() <= hops && abis.iter().all(|a| ABIS[*a].class() != ABIS[abi].class()) {
            abis.push(abi);
        }
    }
    while abis.len() <= hops {
        let next = usable[rng.usize(..usable.len())];
        if abis.last() != Some(&next) {
            abis.push(next);
        }
    }
    let share = polls / (hops as u64 + 1);
    let polls = (0..hops).map(|_| rng.u64(1..=share.max(1))).collect();
    Chain { abis, polls }
}

fn follow(run: &Run, chain: &Chain, hops: &mut Hops) -> Verdict {
    let dir = match work_dir(run.config, run.case) {
        Ok(dir) => dir,
        Err(why) => return Verdict::Failed(Failure::plain(why)),
    };
    match legs(run, chain, dir.path(), hops) {
        Ok(verdict) => verdict,
        Err(why) => Verdict::Failed(failure(run, chain, dir.path(), why)),
    }
}

/// Runs the legs in `dir`, each with an image of its own there.
fn legs(run: &Run, chain: &Chain, dir: &Path, hops: &mut Hops) -> Result<Verdict, String> {
    let mut printed = Vec::new();
    for leg in 0..chain.abis.len() {
        let outcome = task(run, chain, leg, dir)?.run();
        let last = leg + 1 == chain.abis.len();
        let ended = last || outcome.status == Status::Exited(0);
        let judged = match ended {
            true => sandbox::files(&dir.join("work"))
                .and_then(|files| verify::finished(&run.reference, &printed, &outcome, &files)),
            false => verify::captured(&run.reference, &printed, &outcome),
        };
        hops.count(leg, &outcome.status, judged.is_ok());
        judged.map_err(|why| format!("leg {leg} on {}: {why}", ABIS[chain.abis[leg]].name))?;
        if ended && !last {
            let why = format!("the program ended on leg {leg}, before its capture");
            return Ok(Verdict::Skipped(why));
        }
        printed.extend(outcome.stdout);
    }
    Ok(Verdict::Passed)
}

impl Hops {
    /// Leg 0 is no hop by itself; what fails there is the first one's failure.
    fn count(&mut self, leg: usize, status: &Status, good: bool) {
        let refused = [CAPTURE_REFUSED, IMAGE_REFUSED].map(Status::Exited);
        match good {
            true => self.passed += usize::from(leg > 0),
            false if refused.contains(status) => self.refused += 1,
            false => self.failed += 1,
        }
    }
}

fn task(run: &Run, chain: &Chain, leg: usize, dir: &Path) -> Result<Task, String> {
    let ready: &Ready = run.target(chain.abis[leg]).map_err(|_| "no program")?;
    let program: &Program = &ready.program;
    let (work, image) = (dir.join("work"), |leg: usize| {
        dir.join(format!("image{leg}"))
    });
    let task = match leg {
        0 => program.start(&work),
        _ => program.restoring(&work, &image(leg - 1)),
    };
    Ok(match chain.polls.get(leg) {
        Some(poll) => task
            .env("MIGRT_CHECKPOINT_AT", format!("poll:{poll}"))
            .env("MIGRT_IMAGE", image(leg)),
        None => task,
    })
}

fn failure(run: &Run, chain: &Chain, dir: &Path, why: String) -> Failure {
    let names: Vec<_> = chain.abis.iter().map(|abi| ABIS[*abi].name).collect();
    let mut evidence = Evidence::new(run.config, run.case, &format!("chain-{}", names.join("-")));
    evidence.keep(dir);
    let kept = evidence.path("");
    let tasks = (0..chain.abis.len()).filter_map(|leg| task(run, chain, leg, &kept).ok());
    let tasks = tasks.collect();
    evidence.failure(why, tasks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_chain_has_its_hops_between_different_abis_and_fits_the_run() {
        let mut rng = fastrand::Rng::with_seed(3);
        for polls in [5, 6, 100, 12345] {
            let chain = random_chain(&[0, 3, 5, 8], 4, polls, &mut rng);
            assert_eq!(chain.abis.len(), 5);
            let classes = chain.abis.iter().map(|abi| ABIS[*abi].class());
            assert_eq!(classes.collect::<BTreeSet<_>>().len(), 3);
            assert!(chain.abis.windows(2).all(|pair| pair[0] != pair[1]));
            assert!(chain.polls.iter().all(|poll| *poll >= 1));
            assert!(chain.polls.iter().sum::<u64>() < polls);
        }
    }

    #[test]
    fn a_refusal_is_neither_passed_nor_failed() {
        let mut hops = Hops::default();
        hops.count(0, &Status::Exited(85), true);
        hops.count(1, &Status::Exited(85), true);
        hops.count(2, &Status::Exited(IMAGE_REFUSED), false);
        let expected = Hops {
            passed: 1,
            failed: 0,
            refused: 1,
        };
        assert_eq!(hops, expected);
        hops.count(2, &Status::Exited(0), false);
        assert_eq!(hops.failed, 1);
    }
}
