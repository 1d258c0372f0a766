//! Which functions may reach a poll, and where polls stand.
//!
//! A function *reaches a poll* when it contains one or calls something that
//! may. The unit is all there is to see, so a function that is declared here
//! and defined elsewhere may reach one; a library function does not, unless
//! the runtime stands in for it and it may block.

mod always;
mod answers;
pub mod arguments;
mod arms;
mod bytes;
mod computed;
mod cursor;
mod features;
pub mod frames;
mod layout;
mod limits;
pub mod library;
pub mod loops;
mod memory;
mod nests;
mod reach;
mod recursion;
pub mod setjmp;
mod sizes;
mod values;
pub mod walk;
mod words;

pub use computed::{names_label, Computed};
pub use features::Obstacle;
pub use layout::is_portable_size;
pub use limits::Limits;
pub use loops::Counted;
pub use memory::memory_objects;
pub use reach::{address_taken, analyse, callee_noreturn, cases_inside, Policies};

use crate::hir::*;
use crate::source::Span;
use setjmp::Arming;
use std::collections::{HashMap, HashSet};

/// What the later stages know about control flow in one unit.
#[derive(Debug, Default)]
pub struct Flow {
    pub functions: HashMap<DeclId, FunctionFlow>,
    pub calls: HashMap<ExprId, CallClass>,
    pub loops: HashMap<StmtId, LoopPoll>,
    /// Calls that a poll precedes, so that recursion cannot go on without one.
    pub recursion_polls: HashSet<ExprId>,
    /// Parameters and automatic variables that hold the size of a type that is
    /// not the same everywhere.
    pub sizes: HashSet<DeclId>,
    /// Automatic variables that hold words read from bytes.
    pub words: HashSet<DeclId>,
    /// Automatic variables that hold what the program asked about its machine.
    pub answers: HashSet<DeclId>,
    /// Variables with static storage duration that do.
    pub static_answers: HashSet<DeclId>,
    /// Backward jumps that poll.
    pub backward: HashSet<StmtId>,
    /// Statements that a poll precedes, so that no cycle of computed gotos goes
    /// on without one.
    pub jump_polls: HashSet<StmtId>,
    pub limits: Limits,
    /// Calls of `setjmp` in functions that can be captured inside.
    pub armings: HashMap<ExprId, Arming>,
}

impl Flow {
    pub fn class(&self, call: ExprId) -> CallClass {
        self.calls.get(&call).copied().unwrap_or(CallClass::Plain)
    }
}

#[derive(Debug)]
pub struct FunctionFlow {
    pub treatment: Treatment,
    /// Why it can reach a poll, in the words of `MIGCC_LOG`.
    pub why: Option<(String, Span)>,
    /// Why captures wait until it has returned, if they do.
    pub obstacle: Option<(Obstacle, Span)>,
    /// Automatic objects whose address matters.
    pub memory: HashSet<DeclId>,
    /// What it does with the addresses of its labels.
    pub computed: Option<Computed>,
}

/// What becomes of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Treatment {
    /// Never meets a poll: its text stays.
    Verbatim,
    /// Gets a fast clone and a resume clone.
    Instrument,
    /// Cannot be captured inside; polls below it wait until it has returned.
    Hold,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallClass {
    /// Cannot unwind.
    Plain,
    /// May return because a capture is under way: a site.
    Checked,
    /// Calls back into this program from code that cannot unwind: polls wait
    /// until it has returned.
    Held,
}

/// Where a loop polls.
#[derive(Debug, Clone)]
pub enum LoopPoll {
    /// Short: no poll.
    None,
    /// At every back edge, after the step.
    BackEdge,
    /// Call-free and counted: no poll while the trip counts on entry multiply
    /// to at most the budget, else at the back edge or every chunk.
    Budget(Counted),
}
