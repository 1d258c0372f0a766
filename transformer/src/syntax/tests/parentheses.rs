//! Self-check of trees and spans: put every expression in parentheses where its
//! span says it is; the compiler's output must not change. A wrong tree (a call
//! that is a cast, a product that is a declaration) or a wrong span breaks the
//! text or changes its meaning.

use super::data::{accepted, Unit};
use crate::syntax::normalise::{normalise, Normalised};
use crate::syntax::{parse::parse, with_big_stack, Dialect};
use lang_c::ast::*;
use lang_c::span::{Node, Span};
use lang_c::visit::{self, Visit};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

struct Parentheses<'a> {
    text: &'a str,
    normalised: &'a Normalised,
    open: BTreeMap<usize, usize>,
    close: BTreeMap<usize, usize>,
}

impl Parentheses<'_> {
    fn original(&self, span: &Span) -> &str {
        self.text
            .get(self.normalised.span(*span).range())
            .unwrap_or("")
    }

    fn add(&mut self, span: &Span) {
        let span = self.normalised.span(*span);
        if !span.is_empty() {
            *self.open.entry(span.start as usize).or_default() += 1;
            *self.close.entry(span.end as usize).or_default() += 1;
        }
    }

    fn render(&self) -> String {
        let mut out = String::with_capacity(self.text.len() * 2);
        for (offset, letter) in self.text.char_indices() {
            out.push_str(&")".repeat(self.close.get(&offset).copied().unwrap_or(0)));
            out.push_str(&"(".repeat(self.open.get(&offset).copied().unwrap_or(0)));
            out.push(letter);
        }
        out.push_str(&")".repeat(self.close.get(&self.text.len()).copied().unwrap_or(0)));
        out
    }

    /// The operand of a type in the disguise of `sizeof`.
    fn disguised(&self, expression: &Expression, span: &Span) -> bool {
        matches!(expression, Expression::SizeOfTy(_)) && !self.original(span).starts_with("sizeof")
    }
}

impl<'ast> Visit<'ast> for Parentheses<'_> {
    fn visit_expression(&mut self, expression: &'ast Expression, span: &'ast Span) {
        if !self.disguised(expression, span) {
            self.add(span);
        }
        visit::visit_expression(self, expression, span);
    }

    fn visit_call_expression(&mut self, call: &'ast CallExpression, _: &'ast Span) {
        // `(f)(x)` does not declare f implicitly, and builtins must be called.
        if !matches!(call.callee.node, Expression::Identifier(_)) {
            self.visit_expression(&call.callee.node, &call.callee.span);
        }
        for argument in &call.arguments {
            self.visit_expression(&argument.node, &argument.span);
        }
    }

    fn visit_unary_operator_expression(
        &mut self,
        unary: &'ast UnaryOperatorExpression,
        span: &'ast Span,
    ) {
        if !self.original(span).starts_with("&&") {
            visit::visit_unary_operator_expression(self, unary, span);
        }
    }

    fn visit_enumerator(&mut self, enumerator: &'ast Enumerator, span: &'ast Span) {
        if enumerator.identifier.node.name != "__migcc_underlying" {
            visit::visit_enumerator(self, enumerator, span);
        }
    }

    fn visit_initializer(&mut self, initializer: &'ast Initializer, span: &'ast Span) {
        match initializer {
            Initializer::Expression(e) => match &e.node {
                // An array is not initialised by a parenthesised literal.
                Expression::StringLiteral(_) => {}
                Expression::CompoundLiteral(literal) => {
                    self.visit_compound_literal(&literal.node, &literal.span)
                }
                _ => visit::visit_initializer(self, initializer, span),
            },
            _ => visit::visit_initializer(self, initializer, span),
        }
    }
}

/// `text` with every expression in parentheses.
fn parenthesise(text: &str, dialect: Dialect) -> Result<String, String> {
    with_big_stack(|| {
        let normalised = normalise(text, dialect);
        let unit = parse(&normalised).map_err(|errors| format!("{errors:?}"))?;
        let mut visitor = Parentheses {
            text,
            normalised: &normalised,
            open: BTreeMap::new(),
            close: BTreeMap::new(),
        };
        for item in &unit.0 {
            let Node { node, span } = item;
            visitor.visit_external_declaration(node, span);
        }
        Ok(visitor.render())
    })
    .map_err(|error| error.to_string())?
}

/// Runs the compiler on `text`; its output file, or its message.
fn compile(
    text: &str,
    mode: &str,
    level: &str,
    std: &str,
    scratch: &Path,
) -> Result<Vec<u8>, String> {
    let input = scratch.join("unit.c");
    let output = scratch.join("unit.s");
    std::fs::write(&input, text).map_err(|e| e.to_string())?;
    let run = Command::new("cc")
        .args(["-w", mode, level])
        .arg(format!("-std={std}"))
        .arg("-o")
        .args([&output, &input])
        .output()
        .map_err(|e| e.to_string())?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into_owned());
    }
    std::fs::read(&output).or(Ok(Vec::new()))
}

/// What came of checking one unit.
enum Outcome {
    Same,
    /// The compiler itself refuses the unit.
    Refused,
    /// The compiler parses it but makes no code of it (an alias of nothing).
    NoCode,
}

fn check(unit: &Unit, scratch: &Path) -> Result<Outcome, String> {
    let std = compiler_std(&unit.std);
    let build = |text: &str, level| compile(text, "-S", level, std, scratch);
    let Ok(before) = build(&unit.text, "-O0") else {
        let parsed = compile(&unit.text, "-fsyntax-only", "-O0", std, scratch).is_ok();
        return Ok(if parsed {
            Outcome::NoCode
        } else {
            Outcome::Refused
        });
    };
    let dialect = Dialect::from_std(std).unwrap_or_default();
    let changed = parenthesise(&unit.text, dialect)?;
    let after = build(&changed, "-O0").map_err(|e| format!("refused with parentheses: {e}"))?;
    // Without optimisation gcc adds a `nop` where the place of a statement is
    // another one.
    if after == before || build(&changed, "-O1") == build(&unit.text, "-O1") {
        return Ok(Outcome::Same);
    }
    Err(format!("other code with parentheses: {changed}"))
}

/// The compiler's name of the newest standard is older than ours.
fn compiler_std(std: &str) -> &str {
    match std {
        "gnu23" => "gnu2x",
        other => other,
    }
}

/// What came of checking many units.
#[derive(Debug, Default)]
pub struct Summary {
    /// Units that compile to the same code.
    pub same: usize,
    /// Units that the compiler refuses as they are.
    pub refused: Vec<String>,
    pub failures: Vec<String>,
}

fn check_all(units: &[Unit], scratch: &Path) -> Summary {
    std::fs::create_dir_all(scratch).expect("scratch directory");
    let mut summary = Summary::default();
    for unit in units {
        match check(unit, scratch) {
            Ok(Outcome::Same) => summary.same += 1,
            Ok(Outcome::NoCode) => {}
            Ok(Outcome::Refused) => summary.refused.push(unit.name.clone()),
            Err(message) => summary.failures.push(format!("{}: {message}", unit.name)),
        }
    }
    let _ = std::fs::remove_dir_all(scratch);
    summary
}

/// Checks two units at a time.
pub fn check_in_parallel(units: &[Unit], name: &str) -> Summary {
    let scratch = std::env::temp_dir().join(format!("migcc-{name}-{}", std::process::id()));
    let (left, right) = units.split_at(units.len() / 2);
    let (left, right) = std::thread::scope(|scope| {
        let other = scope.spawn(|| check_all(right, &scratch.join("right")));
        (
            check_all(left, &scratch.join("left")),
            other.join().expect("the other half"),
        )
    });
    let _ = std::fs::remove_dir_all(&scratch);
    Summary {
        same: left.same + right.same,
        refused: [left.refused, right.refused].concat(),
        failures: [left.failures, right.failures].concat(),
    }
}

#[test]
fn every_expression_stands_where_its_span_says() {
    let units = accepted();
    let result = check_in_parallel(&units, "parentheses");
    assert!(result.failures.is_empty(), "{}", result.failures.join("\n"));
    // The compiler may be older than C23.
    let refused: Vec<_> = result
        .refused
        .iter()
        .filter(|name| !name.starts_with("c23"))
        .collect();
    assert!(refused.is_empty(), "the compiler refuses {refused:?}");
    assert!(result.same > 300, "only {} units were checked", result.same);
}
