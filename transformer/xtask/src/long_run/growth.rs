//! Whether a figure is higher at the end of a run than at its beginning.

use super::hops::Hop;
use std::collections::BTreeMap;

/// The last quarter of a run compared with the first, as shares of the mean of
/// each ABI: sizes differ from ABI to ABI, and each comes at random.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Of the mean: 0.01 is one percent more.
    pub growth: f64,
    /// Standard error of that.
    pub error: f64,
}

/// Below this share nothing is called growth, however sure it is.
const TOLERANCE: f64 = 0.01;

/// So many standard errors are no chance.
const SURE: f64 = 3.5;

impl Growth {
    /// None where a figure is zero: it could not be measured.
    pub fn of(hops: &[Hop], figure: impl Fn(&Hop) -> u64) -> Option<Growth> {
        if hops.iter().any(|hop| figure(hop) == 0) {
            return None;
        }
        let shares = shares(hops, figure);
        let quarter = shares.len() / 4;
        let (first, last) = (&shares[..quarter], &shares[shares.len() - quarter..]);
        Some(Growth {
            growth: mean(last) - mean(first),
            error: (variance_of_mean(first) + variance_of_mean(last)).sqrt(),
        })
    }

    pub fn is_real(&self) -> bool {
        self.growth > TOLERANCE && self.growth > SURE * self.error
    }
}

fn shares(hops: &[Hop], figure: impl Fn(&Hop) -> u64) -> Vec<f64> {
    let mut of_abi: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
    for hop in hops {
        of_abi.entry(hop.abi).or_default().push(figure(hop) as f64);
    }
    let share = |hop: &Hop| figure(hop) as f64 / mean(&of_abi[&hop.abi]);
    hops.iter().map(share).collect()
}

pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

fn variance_of_mean(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: Vec<_> = values.iter().map(|v| (v - middle).powi(2)).collect();
    mean(&squares) / values.len().saturating_sub(1).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sizes that go up and down by a tenth, twice as large on every other ABI,
    /// and `leak` bytes more at each hop.
    fn hops(count: u64, leak: u64) -> Vec<Hop> {
        let mut rng = fastrand::Rng::with_seed(1);
        let mut hop = |number: u64| {
            let abi = rng.usize(..9);
            let size = rng.u64(90_000..110_000) * (1 + abi as u64 % 2);
            Hop {
                abi,
                image_bytes: size + leak * number,
                peak_bytes: 0,
                seconds: 0.0,
            }
        };
        (0..count).map(&mut hop).collect()
    }

    #[test]
    fn what_goes_up_and_down_does_not_grow() {
        for count in [20, 100, 1000, 10_000] {
            let growth = Growth::of(&hops(count, 0), |hop| hop.image_bytes).unwrap();
            assert!(!growth.is_real(), "{count}: {growth:?}");
        }
    }

    #[test]
    fn a_block_leaked_at_each_hop_is_found() {
        for (count, leak) in [(100, 256), (1000, 16), (10_000, 1)] {
            let growth = Growth::of(&hops(count, leak), |hop| hop.image_bytes).unwrap();
            assert!(growth.is_real(), "{count}: {growth:?}");
        }
    }

    #[test]
    fn what_was_not_measured_is_not_compared() {
        assert_eq!(Growth::of(&hops(100, 0), |hop| hop.peak_bytes), None);
    }
}
