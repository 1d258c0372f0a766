//! Two things measured in turn.

use serde::Serialize;

/// Ratios of paired measurements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ratio {
    /// Of the ratios of each pair.
    pub median: f64,
    /// Of the shortest of each; least disturbed by the rest of the machine.
    pub of_minima: f64,
    pub pairs: usize,
}

/// Measures `a` and `b` in turn, `pairs` times each, and compares a with b.
pub fn ratio<E>(
    pairs: usize,
    mut a: impl FnMut() -> Result<f64, E>,
    mut b: impl FnMut() -> Result<f64, E>,
) -> Result<Ratio, E> {
    let mut measured = Vec::new();
    for turn in 0..pairs {
        // Whoever comes second finds warmer caches; take turns at that too.
        measured.push(if turn % 2 == 0 {
            let a = a()?;
            (a, b()?)
        } else {
            let b = b()?;
            (a()?, b)
        });
    }
    let least = |of: fn(&(f64, f64)) -> f64| measured.iter().map(of).fold(f64::INFINITY, f64::min);
    Ok(Ratio {
        median: median(measured.iter().map(|(a, b)| a / b).collect()),
        of_minima: least(|pair| pair.0) / least(|pair| pair.1),
        pairs,
    })
}

/// 0 of nothing.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        length if length % 2 == 1 => values[middle],
        _ => (values[middle - 1] + values[middle]) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_of_odd_and_even_counts() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(median(Vec::new()), 0.0);
    }

    #[test]
    fn a_ratio_survives_one_disturbed_measurement() {
        let mut slow = [3.0, 3.0, 30.0, 3.0, 3.0, 3.0, 3.0].into_iter();
        let ratio = ratio(7, || slow.next().ok_or(()), || Ok(2.0)).unwrap();
        assert_eq!(ratio.median, 1.5);
        assert_eq!(ratio.of_minima, 1.5);
    }
}
