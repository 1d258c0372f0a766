//! Function bodies in linear form: every call that may unwind is a statement
//! of its own.
//!
//! # Goal
//! A capture stops a function in the middle of a call and a restore continues
//! it there. What the function had computed by then must be in variables that
//! have names, because the registers of one machine mean nothing to another.
//! `x = a[i] + g(h(y))` therefore becomes
//!
//! ```c
//! t1 = h(y);  /* site */
//! t2 = g(t1); /* site */
//! x = a[i] + t2;
//! ```
//!
//! # Order
//! C leaves the order of operands open (C11 6.5p3), so calls run first, left to
//! right, and the rest of the expression after them in one piece. Where C does
//! fix an order, so do we: `&&`, `||`, `?:` and the comma become statements as
//! far as they contain sites, and the operands before a sequence point are
//! evaluated before it.
//!
//! # Designs that lost
//! - *Statement expressions in place* (`({ t = g(y); if (..) return ..; t; })`)
//!   keep the user's text, but nothing can jump back into the middle of an
//!   expression, and partial results stay nameless.
//! - *Three-address code* for everything would rename every operand and take
//!   the loops away from the compiler's pattern matching. Here only what
//!   contains a site is taken apart; all other text stays the user's.
//!
//! # Objects that exist before they are declared
//! An object lives from the entry of its block (C11 6.2.4p6), a name only from
//! its declarator on (6.2.1p7). Where the difference shows, [`Op::Early`]
//! declares the variable ahead (`early.rs`).
//!
//! # Contract
//! The tree of [`Op`]s refers to expressions and statements of the unit. Where
//! a part of an expression was hoisted, [`Body::replaced`] says what stands in
//! its place. A statement without a site is one [`Op::Verbatim`].

mod accumulate;
mod build;
mod early;
mod held;
mod hoist;
mod lengths;
mod sites;

pub use build::{linearise, pair_of};
pub use held::hold_sites;

use crate::flow::setjmp::Arming;
use crate::flow::Counted;
use crate::hir::*;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

pub type TempId = usize;
pub type SiteId = usize;

/// A function body in linear form.
#[derive(Debug, Default)]
pub struct Body {
    pub ops: Vec<Op>,
    pub temps: Vec<Temp>,
    pub sites: Vec<Site>,
    /// What stands in the place of an expression.
    pub replaced: HashMap<ExprId, Replacement>,
    /// Automatic compound literals whose address matters: the temp that holds
    /// each.
    pub literals: HashMap<ExprId, TempId>,
    /// Lengths of variable length arrays: the temp that holds each.
    pub lengths: HashMap<ExprId, TempId>,
    /// Variables that exist before their declarations are reached.
    pub early: HashSet<DeclId>,
    /// Set where accumulating recursion became a loop.
    pub accumulator: Option<Accumulator>,
    pub armings: Vec<Armed>,
}

/// A call of `setjmp`.
#[derive(Debug, Clone, Copy)]
pub struct Armed {
    pub arming: Arming,
    /// What it returned.
    pub result: TempId,
    /// What the buffer refers to: one for each call, in memory.
    pub slot: TempId,
}

/// The sum (or product) of what the levels of a recursion contribute.
#[derive(Debug, Clone, Copy)]
pub struct Accumulator {
    pub temp: TempId,
    /// `Add` or `Mul`.
    pub op: BinaryOp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replacement {
    Temp(TempId),
    /// Another expression, evaluated at the same place (right side of a comma
    /// whose left side was hoisted).
    Expr(ExprId),
    /// All of it was hoisted and it has no value.
    Nothing,
}

/// A variable the linear form introduces.
#[derive(Debug, Clone)]
pub struct Temp {
    pub ty: QualType,
    /// A compound literal: lives in memory.
    pub memory: bool,
}

/// A place where a capture can stop this function.
#[derive(Debug, Clone)]
pub struct Site {
    pub kind: SiteKind,
    pub span: Span,
    /// A capture here would carry a value that means nothing elsewhere: the call
    /// is held, the poll is left out.
    pub held: bool,
    /// Stable name: kind, callee, ordinal among equals ("call g 2").
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SiteKind {
    Call,
    Poll,
}

#[derive(Debug)]
pub enum Op {
    /// An expression statement without a site.
    Eval(ExprId),
    /// `temp = value`, or `temp = !!value`.
    Set {
        temp: TempId,
        value: ExprId,
        truth: bool,
    },
    /// `temp = from`.
    Copy {
        temp: TempId,
        from: TempId,
    },
    /// A call that may unwind.
    Call {
        temp: Option<TempId>,
        call: ExprId,
        site: SiteId,
    },
    /// A call during which polls wait.
    Held {
        temp: Option<TempId>,
        call: ExprId,
    },
    /// `return g(x);` that needs no frame record.
    Tail {
        call: ExprId,
        at: Span,
    },
    Poll(SiteId),
    /// Adds to the accumulator.
    Accumulate(ExprId),
    /// The arguments of this call of the function itself become its parameters
    /// and it starts again.
    Restart {
        call: ExprId,
        at: Span,
    },
    /// Declarators `first..last` of a declaration.
    Declare {
        stmt: StmtId,
        first: usize,
        last: usize,
    },
    /// A variable begins to exist; its declaration, further on, only gives it
    /// its value.
    Early(DeclId),
    /// A statement without a site in it.
    Verbatim(StmtId),
    If {
        cond: Cond,
        then: Vec<Op>,
        otherwise: Vec<Op>,
        at: Span,
    },
    Loop(Box<Loop>),
    Switch {
        cond: ExprId,
        body: Vec<Op>,
        at: Span,
    },
    /// `case a:`, `case a ... b:` or `default:`; the statement it labels
    /// follows.
    Case(StmtId),
    Label(LabelId),
    Goto {
        label: LabelId,
        at: Span,
    },
    /// `goto *value;`
    ComputedGoto {
        value: ExprId,
        at: Span,
    },
    /// Index into [`Body::armings`]: `result = setjmp(..)`.
    Arm(usize),
    Break(Span),
    Continue(Span),
    Return {
        value: Option<ExprId>,
        at: Span,
    },
    Block(Vec<Op>),
    /// Index into `Unit::pragmas`.
    Pragma(usize),
}

#[derive(Debug, Clone, Copy)]
pub enum Cond {
    Expr(ExprId),
    Temp { temp: TempId, negated: bool },
}

/// A loop with a site in it.
///
/// Tested at the head: `init; for (;;) { pre; if (!cond) break; body; step;
/// poll; }`. Tested at the tail: `do { body; pre; if (!cond) break; poll; }`.
#[derive(Debug)]
pub struct Loop {
    pub stmt: StmtId,
    pub at_head: bool,
    pub init: Vec<Op>,
    pub pre: Vec<Op>,
    pub cond: Option<ExprId>,
    pub body: Vec<Op>,
    pub step: Vec<Op>,
    pub poll: Option<SiteId>,
    /// Run untouched while the trip counts are within the budget.
    pub budget: Option<Counted>,
    /// Pragmas that stand directly before the loop.
    pub pragmas: Vec<usize>,
    /// `case` labels of an outer `switch` stand inside: only one copy may
    /// exist.
    pub single: bool,
}
