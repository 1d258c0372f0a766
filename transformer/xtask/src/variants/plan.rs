//! Which programs a variant gets when it does not get all.

/// For each variant the numbers of its programs. From variant to variant they move
/// on, so that few programs stand twice, and from seed to seed they are others.
pub fn turns(seed: u64, cases: usize, variants: usize, each: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..cases).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    let mut next = order.iter().cycle().copied();
    let count = each.min(cases);
    (0..variants)
        .map(|_| next.by_ref().take(count).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variant_gets_its_programs_and_seeds_differ() {
        let turns_of_one = turns(1, 100, 9, 3);
        assert!(turns_of_one.iter().all(|turn| turn.len() == 3));
        let mut all = turns_of_one.concat();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 27);
        assert_ne!(turns_of_one, turns(2, 100, 9, 3));
        assert_eq!(turns(1, 1, 2, 3), [[0], [0]]);
    }
}
