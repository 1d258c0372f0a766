//! One capture of a program and the chain of ABIs it is followed along.

use super::trial::{Ready, Reference};
use crate::process::{Outcome, Status, Task};
use crate::program::{CAPTURED, CAPTURE_REFUSED, IMAGE_REFUSED};
use std::path::{Path, PathBuf};

/// Further ABIs of a chain, at most.
const MOST_HOPS: usize = 4;

/// The legs of a journey: on which of the program's targets, and after how many
/// polls it is left; the last runs to the end.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Journey {
    pub legs: Vec<usize>,
    pub polls: Vec<u64>,
}

/// What became of a journey.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    Same,
    Different(String),
    /// Refused (86, 87), with the message.
    Refused(String),
}

impl Journey {
    /// The first capture is anywhere in the program, the others in what is left.
    pub fn random(targets: usize, polls: u64, rng: &mut fastrand::Rng) -> Journey {
        let hops = 1 + rng.usize(..MOST_HOPS);
        let mut at: Vec<u64> = (0..hops).map(|_| rng.u64(1..=polls)).collect();
        at.sort_unstable();
        at.dedup();
        let polls: Vec<u64> = std::iter::once(at[0])
            .chain(at.windows(2).map(|pair| pair[1] - pair[0]))
            .collect();
        let mut legs = vec![rng.usize(..targets)];
        while legs.len() <= polls.len() {
            let last = legs[legs.len() - 1];
            let other = rng.usize(..targets.max(2) - 1);
            let next = if other >= last { other + 1 } else { other };
            legs.push(if targets == 1 { 0 } else { next });
        }
        Journey { legs, polls }
    }

    /// Runs the legs in `dir`; also tells how many hops were made.
    pub fn follow(&self, ready: &[Ready], reference: &Reference, dir: &Path) -> (usize, End) {
        let mut printed = Vec::new();
        for leg in 0..self.legs.len() {
            let outcome = self.task(ready, leg, dir).run();
            printed.extend_from_slice(&outcome.stdout);
            let captured = leg < self.polls.len() && outcome.status == Status::Exited(CAPTURED);
            let end = match captured {
                true => reference.begins_with(&printed),
                false => self.judge(reference, &printed, &outcome),
            };
            let end = in_words(end, leg, ready[self.legs[leg]].program.abi.name);
            if !captured || end != End::Same {
                return (leg, end);
            }
        }
        (self.polls.len(), End::Same)
    }

    fn judge(&self, reference: &Reference, printed: &[u8], outcome: &Outcome) -> End {
        let refused = [CAPTURE_REFUSED, IMAGE_REFUSED].map(Status::Exited);
        match refused.contains(&outcome.status) && outcome.status != reference.status {
            true => End::Refused(outcome.complaint()),
            false => reference.compare(printed, outcome),
        }
    }

    pub fn task(&self, ready: &[Ready], leg: usize, dir: &Path) -> Task {
        let program = &ready[self.legs[leg]].program;
        let task = match leg {
            0 => program.start(dir),
            _ => program.restoring(dir, &image(dir, leg - 1)),
        };
        match self.polls.get(leg) {
            Some(poll) => task
                .env("MIGRT_CHECKPOINT_AT", format!("poll:{poll}"))
                .env("MIGRT_AFTER", "exit")
                .env("MIGRT_IMAGE", image(dir, leg)),
            None => task,
        }
    }

    /// "x86_64 -17-> s390x -4-> i386".
    pub fn text(&self, ready: &[Ready]) -> String {
        let name = |leg: &usize| ready[*leg].program.abi.name;
        let mut text = name(&self.legs[0]).to_string();
        for (poll, leg) in self.polls.iter().zip(&self.legs[1..]) {
            text += &format!(" -{poll}-> {}", name(leg));
        }
        text
    }
}

pub fn image(dir: &Path, leg: usize) -> PathBuf {
    dir.join(format!("image{leg}"))
}

fn in_words(end: End, leg: usize, abi: &str) -> End {
    match end {
        End::Different(what) => End::Different(format!("leg {leg} on {abi}: {what}")),
        end => end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legs_are_on_different_targets_and_polls_fit_the_run() {
        let mut rng = fastrand::Rng::with_seed(5);
        for polls in [1, 2, 3, 50, 1 << 40] {
            for targets in [2, 3, 9] {
                let journey = Journey::random(targets, polls, &mut rng);
                assert_eq!(journey.legs.len(), journey.polls.len() + 1);
                assert!(journey.legs.iter().all(|leg| *leg < targets));
                assert!(journey.legs.windows(2).all(|pair| pair[0] != pair[1]));
                assert!(journey.polls.iter().all(|poll| *poll > 0));
                assert!(journey.polls.iter().sum::<u64>() <= polls);
            }
        }
    }
}
