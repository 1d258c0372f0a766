//! What several rules want to know of a unit as a whole, worked out when the
//! first of them asks.

mod addresses;
mod alive;
mod allocations;
mod journey;
mod longs;
mod places;
pub mod shape;
mod sinks;
mod unset;

pub use addresses::Addresses;
pub use alive::Alive;
pub use allocations::Allocations;
pub use journey::{is_mixing, End, Journey};
pub use sinks::{Sink, Sinks};

use super::Context;
use std::cell::OnceCell;

#[derive(Default)]
pub struct Facts {
    sinks: OnceCell<Sinks>,
    alive: alive::Known,
    addresses: OnceCell<Addresses>,
    allocations: OnceCell<Allocations>,
}

impl Context<'_> {
    /// Where the values of whole expressions go.
    pub fn sinks(&self) -> &Sinks {
        self.facts.sinks.get_or_init(|| Sinks::find(self.unit))
    }

    /// What captures save of functions' variables.
    pub fn alive(&self) -> Alive<'_> {
        Alive {
            unit: self.unit,
            flow: self.flow,
            known: &self.facts.alive,
        }
    }

    /// What holds addresses as numbers.
    pub fn addresses(&self) -> &Addresses {
        self.facts
            .addresses
            .get_or_init(|| Addresses::find(self.unit))
    }

    /// What is allocated, as the rewriter sees it.
    pub fn allocations(&self) -> &Allocations {
        self.facts
            .allocations
            .get_or_init(|| Allocations::find(self))
    }
}
