//! Sets of variables as bits, for functions with thousands of nodes.

use super::Var;
use std::collections::{HashMap, HashSet};

/// A set of numbered variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bits(Vec<u64>);

impl Bits {
    /// Adds all of `other`; true if that changed anything.
    pub fn join(&mut self, other: &Bits) -> bool {
        let mut changed = false;
        for (own, new) in self.0.iter_mut().zip(&other.0) {
            changed |= new & !*own != 0;
            *own |= new;
        }
        changed
    }

    /// Keeps what `other` has too; true if that changed anything.
    pub fn meet(&mut self, other: &Bits) -> bool {
        let mut changed = false;
        for (own, new) in self.0.iter_mut().zip(&other.0) {
            changed |= *own & !new != 0;
            *own &= new;
        }
        changed
    }
}

/// The numbers of a function's variables.
#[derive(Debug, Default)]
pub struct Numbers {
    index: HashMap<Var, usize>,
    vars: Vec<Var>,
}

impl Numbers {
    pub fn add(&mut self, var: Var) {
        let next = self.vars.len();
        if *self.index.entry(var).or_insert(next) == next {
            self.vars.push(var);
        }
    }

    pub fn empty(&self) -> Bits {
        Bits(vec![0; self.vars.len().div_ceil(64)])
    }

    pub fn all(&self) -> Bits {
        let mut bits = self.empty();
        self.insert(&mut bits, &self.vars);
        bits
    }

    pub fn insert<'a>(&self, bits: &mut Bits, vars: impl IntoIterator<Item = &'a Var>) {
        for n in vars.into_iter().filter_map(|v| self.index.get(v)) {
            bits.0[n / 64] |= 1 << (n % 64);
        }
    }

    pub fn remove<'a>(&self, bits: &mut Bits, vars: impl IntoIterator<Item = &'a Var>) {
        for n in vars.into_iter().filter_map(|v| self.index.get(v)) {
            bits.0[n / 64] &= !(1 << (n % 64));
        }
    }

    pub fn vars(&self, bits: &Bits) -> HashSet<Var> {
        let has = |n: usize| bits.0[n / 64] >> (n % 64) & 1 == 1;
        self.vars
            .iter()
            .enumerate()
            .filter(|(n, _)| has(*n))
            .map(|(_, &v)| v)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_of_more_than_one_word() {
        let mut numbers = Numbers::default();
        (0..200).for_each(|n| numbers.add(Var::Temp(n)));
        let mut a = numbers.empty();
        numbers.insert(&mut a, &[Var::Temp(3), Var::Temp(130)]);
        let mut b = numbers.empty();
        assert!(b.join(&a));
        assert!(!b.join(&a));
        numbers.remove(&mut b, &[Var::Temp(3)]);
        assert_eq!(numbers.vars(&b), HashSet::from([Var::Temp(130)]));
    }
}
