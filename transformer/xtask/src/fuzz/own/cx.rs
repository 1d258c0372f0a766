//! What is known of the program so far.

use fastrand::Rng;

/// `u32 name(u32, u32)`.
#[derive(Debug, Clone)]
pub struct Callable {
    pub name: String,
    /// May stand anywhere in an expression.
    pub pure: bool,
    /// Roughly the statements one call executes.
    pub cost: u64,
}

pub struct Cx {
    pub rng: Rng,
    pub callables: Vec<Callable>,
    /// What the function being made costs so far.
    pub cost: u64,
    names: usize,
}

/// A function that costs more is called by `main` only.
pub const MOST_COST: u64 = 3_000;

impl Cx {
    pub fn new(seed: u64) -> Cx {
        Cx {
            rng: Rng::with_seed(seed ^ 0x6f77_6e00),
            callables: Vec::new(),
            cost: 0,
            names: 0,
        }
    }

    /// A number no other name has.
    pub fn number(&mut self) -> usize {
        self.names += 1;
        self.names
    }

    pub fn one_in(&mut self, n: usize) -> bool {
        self.rng.usize(..n.max(1)) == 0
    }

    pub fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.rng.usize(..all.len())]
    }

    /// A function to call at a place that is executed `times` times.
    pub fn callee(&mut self, pure: bool, times: u64) -> Option<Callable> {
        let left = MOST_COST.saturating_sub(self.cost);
        let fits = |c: &&Callable| c.pure == pure && c.cost.saturating_mul(times) <= left;
        let fitting: Vec<Callable> = self.callables.iter().filter(fits).cloned().collect();
        if fitting.is_empty() {
            return None;
        }
        let chosen = self.pick(&fitting).clone();
        self.cost += chosen.cost * times;
        Some(chosen)
    }
}
