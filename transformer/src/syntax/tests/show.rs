//! Expressions of the syntax tree as fully bracketed text.

use crate::syntax::normalise::{normalise, Mark, Normalised};
use crate::syntax::{parse::parse, with_big_stack, Dialect};
use lang_c::ast::*;
use lang_c::span::{Node, Span};
use lang_c::visit::{self, Visit};

/// All operands of `return` in `text`, in order, fully bracketed; or the
/// syntax error.
pub fn returns(text: &str, dialect: Dialect) -> Vec<String> {
    inspect(text, dialect, |normalised, unit| {
        let mut found = Returns {
            show: Show { text, normalised },
            found: Vec::new(),
        };
        found.visit_translation_unit(unit);
        found.found
    })
}

/// Runs `look` on the tree of `text`.
pub fn inspect<R: Send>(
    text: &str,
    dialect: Dialect,
    look: impl FnOnce(&Normalised, &TranslationUnit) -> R + Send,
) -> R {
    with_big_stack(|| {
        let normalised = normalise(text, dialect);
        match parse(&normalised) {
            Ok(unit) => look(&normalised, &unit),
            Err(errors) => panic!("{errors:?}\n{text}\n{}", normalised.text),
        }
    })
    .unwrap_or_else(|error| panic!("{error}: {text}"))
}

struct Returns<'a> {
    show: Show<'a>,
    found: Vec<String>,
}

impl<'ast> Visit<'ast> for Returns<'_> {
    fn visit_statement(&mut self, statement: &'ast Statement, span: &'ast Span) {
        if let Statement::Return(Some(operand)) = statement {
            self.found.push(self.show.expression(operand));
        }
        visit::visit_statement(self, statement, span);
    }
}

struct Show<'a> {
    text: &'a str,
    normalised: &'a Normalised,
}

impl Show<'_> {
    fn source(&self, span: Span) -> &str {
        self.text
            .get(self.normalised.span(span).range())
            .unwrap_or("")
    }

    fn expression(&self, node: &Node<Expression>) -> String {
        match &node.node {
            Expression::Identifier(name) => {
                self.normalised.original_name(&name.node.name).to_owned()
            }
            Expression::Constant(_) | Expression::StringLiteral(_) => {
                self.source(node.span).to_owned()
            }
            Expression::Call(call) => {
                let arguments: Vec<_> = call
                    .node
                    .arguments
                    .iter()
                    .map(|a| self.expression(a))
                    .collect();
                format!(
                    "{}({})",
                    self.expression(&call.node.callee),
                    arguments.join(", ")
                )
            }
            Expression::Member(member) => format!(
                "{}.{}",
                self.expression(&member.node.expression),
                member.node.identifier.node.name
            ),
            Expression::UnaryOperator(unary) => format!(
                "({} {})",
                self.operator(&unary.node.operator.node, unary.node.operator.span),
                self.expression(&unary.node.operand)
            ),
            Expression::BinaryOperator(binary) => format!(
                "({} {:?} {})",
                self.expression(&binary.node.lhs),
                binary.node.operator.node,
                self.expression(&binary.node.rhs)
            ),
            Expression::Cast(cast) => format!(
                "cast[{}] {}",
                self.source(cast.node.type_name.span),
                self.expression(&cast.node.expression)
            ),
            Expression::SizeOfTy(of) => {
                let disguised = self.normalised.is_disguised_type(node.span);
                let name = if disguised { "type" } else { "sizeof" };
                format!("{name}[{}]", self.source(of.node.0.span))
            }
            Expression::SizeOfVal(of) => format!("sizeof({})", self.expression(&of.node.0)),
            Expression::CompoundLiteral(literal) => format!(
                "literal[{}]{}",
                self.source(literal.node.type_name.span),
                literal.node.initializer_list.len()
            ),
            Expression::Conditional(conditional) => format!(
                "({} ? {} : {})",
                self.expression(&conditional.node.condition),
                self.expression(&conditional.node.then_expression),
                self.expression(&conditional.node.else_expression)
            ),
            Expression::Statement(_) => "statement".to_owned(),
            _ => self.source(node.span).to_owned(),
        }
    }

    fn operator(&self, operator: &UnaryOperator, span: Span) -> String {
        let offset = self.normalised.span(span).start;
        match self.normalised.side.mark(offset) {
            Some(mark @ (Mark::Real | Mark::Imag | Mark::Extension | Mark::LabelAddress)) => {
                format!("{mark:?}")
            }
            _ => format!("{operator:?}"),
        }
    }
}
