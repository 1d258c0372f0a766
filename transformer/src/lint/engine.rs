//! One walk over a unit, all rules at each node.

use super::context::Tree;
use super::keep::Home;
use super::{At, Context, Finding, Report, Rule};
use crate::config::CapturePolicy;
use crate::flow;
use crate::hir::*;
use crate::source::Span;
use crate::syntax;
use crate::transform::Prepared;
use std::collections::HashMap;

/// What `rules` find in a unit, in the order of the text.
pub fn check(
    prepared: &Prepared,
    rules: &[&'static dyn Rule],
) -> Result<Vec<Finding>, syntax::StackError> {
    syntax::with_big_stack(|| find(prepared, rules))
}

fn find(prepared: &Prepared, rules: &[&'static dyn Rule]) -> Vec<Finding> {
    let Prepared {
        source,
        unit,
        annotations,
        selectors,
        ..
    } = prepared;
    let policies = flow::Policies {
        waiting: annotations.functions(CapturePolicy::Wait),
        unpolled: annotations.functions(CapturePolicy::Calls),
        limits: Default::default(),
    };
    let flow = &flow::analyse(unit, &policies);
    let mut walk = Walk::new(unit);
    let order = walk.order();
    let cx = Context {
        unit,
        source,
        flow,
        annotations,
        selectors,
        tree: Tree {
            parents: walk.parents,
            homes: walk.homes,
            ..Tree::default()
        },
        facts: Default::default(),
    };
    let mut findings: Vec<Finding> = rules
        .iter()
        .flat_map(|rule| run(*rule, &cx, &order))
        .filter(|finding| cx.is_own(finding.span))
        .collect();
    for finding in &mut findings {
        finding.function = function_at(unit, finding.span);
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.rule.code));
    findings.dedup_by_key(|finding| (finding.span, finding.rule.code));
    findings
}

fn run(rule: &dyn Rule, cx: &Context, order: &[Node]) -> Vec<Finding> {
    let mut report = Report {
        rule: rule.documentation(),
        findings: Vec::new(),
    };
    rule.unit(cx, &mut report);
    for (id, record) in cx.unit.records.iter() {
        if record.complete && !record.system {
            rule.record(cx, id, &mut report);
        }
    }
    for (id, decl) in cx.unit.decls.iter() {
        let is_entity = matches!(
            decl.kind,
            DeclKind::Function | DeclKind::Object | DeclKind::Param
        );
        if is_entity && !decl.system {
            rule.decl(cx, id, &mut report);
        }
    }
    for node in order {
        match *node {
            Node::Function(id) => rule.function(cx, &cx.unit.functions[id], &mut report),
            Node::Stmt(at, id) => rule.stmt(cx, at, id, &mut report),
            Node::Expr(at, id) => rule.expr(cx, at, id, &mut report),
        }
    }
    report.findings
}

fn function_at(unit: &Unit, span: Span) -> Option<String> {
    let functions = unit.functions.iter().map(|(_, function)| function);
    functions
        .filter(|function| function.span.contains(span))
        .min_by_key(|function| function.span.end - function.span.start)
        .map(|function| unit.decls[function.decl].name.clone())
}

#[derive(Debug, Clone, Copy)]
enum Node {
    Function(FunctionId),
    Stmt(At, StmtId),
    Expr(At, ExprId),
}

/// The nodes of the user's own code, and the way from each to the one around it.
struct Walk<'a> {
    unit: &'a Unit,
    parents: Vec<Option<ExprId>>,
    homes: HashMap<ExprId, Home>,
    order: Vec<Node>,
}

impl<'a> Walk<'a> {
    fn new(unit: &'a Unit) -> Walk<'a> {
        Walk {
            unit,
            parents: vec![None; unit.exprs.len()],
            homes: HashMap::new(),
            order: Vec::new(),
        }
    }

    fn order(&mut self) -> Vec<Node> {
        let unit = self.unit;
        for item in unit.items.iter().filter(|item| !item.system) {
            match &item.kind {
                ItemKind::Function(id) => {
                    let at = At {
                        function: Some(*id),
                    };
                    self.order.push(Node::Function(*id));
                    self.stmt(at, unit.functions[*id].body);
                }
                ItemKind::Declaration(declaration) => {
                    self.homes(declaration);
                    let inits = declaration.declarators.iter().filter_map(|d| d.init);
                    for expr in inits.flat_map(|init| unit.init_exprs(init)) {
                        self.expr(At { function: None }, expr);
                    }
                }
                _ => {}
            }
        }
        std::mem::take(&mut self.order)
    }

    fn stmt(&mut self, at: At, root: StmtId) {
        let mut waiting = vec![root];
        while let Some(stmt) = waiting.pop() {
            self.order.push(Node::Stmt(at, stmt));
            match &self.unit.stmts[stmt].kind {
                StmtKind::Declaration(declaration) => self.homes(declaration),
                StmtKind::Return(Some(value)) => {
                    self.homes.insert(*value, Home::Returned);
                }
                _ => {}
            }
            for expr in self.unit.stmt_exprs(stmt) {
                self.expr(at, expr);
            }
            waiting.extend(self.unit.stmt_children(stmt).into_iter().rev());
        }
    }

    fn homes(&mut self, declaration: &Declaration) {
        for declarator in &declaration.declarators {
            let values = declarator.init.map(|init| self.unit.init_exprs(init));
            let home = |value| (value, Home::Object(declarator.decl));
            self.homes.extend(values.into_iter().flatten().map(home));
        }
    }

    /// Without recursion: initialisers and chains of operators may be long.
    fn expr(&mut self, at: At, root: ExprId) {
        let mut waiting = vec![root];
        while let Some(expr) = waiting.pop() {
            self.order.push(Node::Expr(at, expr));
            if let Some(block) = self.unit.expr_stmt(expr) {
                self.stmt(at, block);
            }
            if is_unevaluated(&self.unit.exprs[expr].kind) {
                continue;
            }
            let children = self.unit.expr_children(expr);
            for &child in &children {
                self.parents[child.index()] = Some(expr);
            }
            waiting.extend(children.into_iter().rev());
        }
    }
}

/// Its operands are not evaluated (C11 6.5.3.4p2; lengths of variable arrays,
/// which are, hold nothing a rule looks for).
fn is_unevaluated(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::SizeofExpr(_)
            | ExprKind::SizeofType(_)
            | ExprKind::AlignofExpr(_)
            | ExprKind::AlignofType(_)
            | ExprKind::TypesCompatible(..)
    )
}
