//! Which captures are made and where each image is restored.

use crate::abi::{ABIS, CLASSES};

/// Where in its run a program is captured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Spot {
    First,
    Middle,
    Last,
    /// After this share of its polls, in [0, 1).
    Share(f64),
}

/// One image to make. ABIs are numbers in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    pub from: usize,
    pub spot: Spot,
    pub to: Vec<usize>,
}

/// How much of the matrix is run.
#[derive(Debug, Clone, PartialEq)]
pub enum Extent {
    /// A sample that covers all programs, ABIs and, over all programs, pairs.
    Sample,
    /// These pairs at every kind of poll.
    Pairs(Vec<(usize, usize)>),
    /// One random poll on an ABI of each class, restored on two of other classes.
    Few,
    /// So many random polls on each ABI, restored on every other.
    Others(usize),
    Full,
}

/// Targets of each image in a sample.
const SAMPLE_TARGETS: usize = 3;

impl Spot {
    /// The poll meant, of a program that executes `polls` (at least 1).
    pub fn poll(self, polls: u64) -> u64 {
        match self {
            Spot::First => 1,
            Spot::Middle => polls / 2 + 1,
            Spot::Last => polls,
            Spot::Share(share) => ((polls as f64 * share) as u64 + 1).min(polls),
        }
        .min(polls)
    }
}

/// The captures of program number `case` of the corpus.
pub fn captures(extent: &Extent, case: usize, rng: &mut fastrand::Rng) -> Vec<Capture> {
    match extent {
        Extent::Sample => (0..ABIS.len())
            .map(|from| sample(case, from, rng))
            .collect(),
        Extent::Pairs(pairs) => {
            let wanted = |from, to| pairs.contains(&(from, to));
            every_spot(rng, wanted)
        }
        Extent::Few => few(case, rng),
        Extent::Others(count) => others(*count, rng),
        Extent::Full => every_spot(rng, |_, _| true),
    }
}

/// One capture and three targets. From program to program both move on, so that
/// all kinds of spots and all pairs get their turn.
fn sample(case: usize, from: usize, rng: &mut fastrand::Rng) -> Capture {
    let spots = [
        Spot::Share(rng.f64()),
        Spot::Middle,
        Spot::Share(rng.f64()),
        Spot::First,
        Spot::Last,
    ];
    let count = ABIS.len();
    let target = |k| (from + case + k * count / SAMPLE_TARGETS) % count;
    Capture {
        from,
        spot: spots[(case + from) % spots.len()],
        to: (0..SAMPLE_TARGETS).map(target).collect(),
    }
}

/// From program to program the targets' classes move on.
fn few(case: usize, rng: &mut fastrand::Rng) -> Vec<Capture> {
    let mut captures = Vec::new();
    for class in 0..CLASSES.len() {
        let mut any_of = |step: usize| {
            let class = (class + step) % CLASSES.len();
            let members = (0..ABIS.len()).filter(|abi| ABIS[*abi].class() == class);
            let members: Vec<_> = members.collect();
            rng.choice(members).unwrap_or_default()
        };
        let from = any_of(0);
        let to = vec![any_of(1 + case % 3), any_of(1 + (case + 1) % 3)];
        let spot = Spot::Share(rng.f64());
        captures.push(Capture { from, spot, to });
    }
    captures
}

fn others(count: usize, rng: &mut fastrand::Rng) -> Vec<Capture> {
    let sources = (0..ABIS.len()).flat_map(|from| std::iter::repeat_n(from, count));
    let capture = |from| Capture {
        from,
        spot: Spot::Share(rng.f64()),
        to: (0..ABIS.len()).filter(|to| *to != from).collect(),
    };
    sources.map(capture).collect()
}

fn every_spot(rng: &mut fastrand::Rng, wanted: impl Fn(usize, usize) -> bool) -> Vec<Capture> {
    let mut captures = Vec::new();
    for from in 0..ABIS.len() {
        let to: Vec<_> = (0..ABIS.len()).filter(|to| wanted(from, *to)).collect();
        let spots = [
            Spot::First,
            Spot::Middle,
            Spot::Last,
            Spot::Share(rng.f64()),
            Spot::Share(rng.f64()),
        ];
        if to.is_empty() {
            continue;
        }
        let to = || to.clone();
        captures.extend(spots.map(|spot| Capture {
            from,
            spot,
            to: to(),
        }));
    }
    captures
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn rng() -> fastrand::Rng {
        fastrand::Rng::with_seed(1)
    }

    fn pairs(captures: &[Capture]) -> BTreeSet<(usize, usize)> {
        let of_one = |c: &Capture| c.to.iter().map(|to| (c.from, *to)).collect::<Vec<_>>();
        captures.iter().flat_map(of_one).collect()
    }

    #[test]
    fn a_full_run_has_all_pairs_at_five_polls_each() {
        let captures = captures(&Extent::Full, 0, &mut rng());
        assert_eq!(pairs(&captures).len(), 81);
        let cells: usize = captures.iter().map(|c| c.to.len()).sum();
        assert_eq!(cells, 5 * 81);
    }

    #[test]
    fn three_programs_of_a_sample_cover_all_pairs() {
        let of_case = |case| captures(&Extent::Sample, case, &mut rng());
        let all: Vec<_> = (0..3).flat_map(of_case).collect();
        assert_eq!(pairs(&all).len(), 81);
    }

    #[test]
    fn others_are_all_pairs_but_the_nine_of_one_abi_with_itself() {
        let captures = captures(&Extent::Others(3), 0, &mut rng());
        assert_eq!(captures.len(), 27);
        assert_eq!(pairs(&captures).len(), 72);
        assert!(pairs(&captures).iter().all(|(from, to)| from != to));
    }

    #[test]
    fn a_few_leave_every_class_for_two_others() {
        for case in 0..3 {
            let captures = captures(&Extent::Few, case, &mut rng());
            let classes: BTreeSet<_> = captures.iter().map(|c| ABIS[c.from].class()).collect();
            assert_eq!(classes.len(), 4);
            for capture in &captures {
                let to: BTreeSet<_> = capture.to.iter().map(|abi| ABIS[*abi].class()).collect();
                assert!(to.len() == 2 && !to.contains(&ABIS[capture.from].class()));
            }
        }
    }

    #[test]
    fn chosen_pairs_are_the_only_ones() {
        let chosen = vec![(0, 5), (5, 0)];
        let captures = captures(&Extent::Pairs(chosen.clone()), 0, &mut rng());
        assert_eq!(pairs(&captures), chosen.into_iter().collect());
    }

    #[test]
    fn a_spot_is_a_poll_the_program_executes() {
        let spots = [Spot::First, Spot::Middle, Spot::Last, Spot::Share(0.999)];
        for polls in [1, 2, 3, 1000] {
            for spot in spots {
                assert!(
                    (1..=polls).contains(&spot.poll(polls)),
                    "{spot:?} of {polls}"
                );
            }
        }
        assert_eq!(Spot::Last.poll(9), 9);
        assert_eq!(Spot::Middle.poll(9), 5);
    }
}
