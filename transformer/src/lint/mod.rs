//! What keeps a program from migrating, said before anybody builds it.
//!
//! # Shape
//! A rule is one file in `rules/`: a struct without fields whose doc comment is
//! its name, its severity, its help, its page in `docs/rules/` and its first
//! tests (`Documented`), and a `Rule` that looks at the typed tree. `list::RULES`
//! is the one list of them. The engine walks the unit once and hands each node
//! to every rule; what a rule wants to know of more than a node (flow, who calls
//! whom, which variables have their address taken) stands in `Context`, worked
//! out once for all rules.
//!
//! # Contract
//! Pure: text in, findings out, in the order of the source. A finding lies in the user's own
//! files, never in a system header. Rules never panic and never guess: where a
//! construct cannot be judged, the rule that errs towards reporting says in its
//! message what it could not see.
//!
//! # Designs that lost
//! - *Findings from the messages of the rewriter*: it says what it refuses, one
//!   unit at a time, at the first trouble; a lint has to say all of it, of code
//!   that need not link, and of what is refused only when the program runs.
//! - *Each rule walks the tree itself*: forty walks over the SQLite amalgamation
//!   take longer than compiling it.

mod allow;
mod baseline;
mod context;
mod engine;
mod facts;
mod finding;
pub mod fixes;
mod handlers;
mod held;
mod keep;
mod library;
mod list;
mod located;
pub mod output;
pub mod pages;
mod polls;
mod release;
mod rule;
pub mod rules;
mod select;

pub use allow::{allow, comments, Comments, Usage};
pub use baseline::Baseline;
pub use context::{At, Context};
pub use engine::check;
pub use facts::{is_mixing, shape, End, Journey, Sink};
pub use finding::{Finding, Fix, Report};
pub use held::report_obstacle;
pub use keep::{Carried, Keeper};
pub use library::Mention;
pub use list::{rule_named, RULES};
pub use located::{locate, locate_in, Located, LocatedFix, Names, Related};
pub use rule::{Documentation, Documented, Rule, Severity};
pub use select::{check_name, rule_or_suggestion, rules_for, Choice, Levels};
