//! What a selector may be: an integer made of the record's own members.

use crate::hir::*;
use crate::source::Span;
use std::collections::HashSet;

/// Why it cannot be asked in a restored program.
pub fn check_selector(unit: &Unit, function: &Function) -> Result<(), (String, Span)> {
    let named = identities(unit, function);
    let mut problem = None;
    let mut note = |why: String, span: Span| {
        problem.get_or_insert((why, span));
    };
    unit.walk_stmt_exprs(function.body, &mut |e| {
        let expr = &unit.exprs[e];
        if named.contains(&e) {
            return;
        }
        if let Some(why) = forbidden(unit, function, e) {
            note(why, expr.span);
        }
        if let ExprKind::Cast { operand, .. } = expr.kind {
            let inner = unit.exprs[operand].converted;
            if is_outer(unit, function, e) && !unit.is_integer(inner) {
                let ty = unit.spell(inner);
                note(
                    format!("its type is {ty}, not an integer"),
                    unit.exprs[operand].span,
                );
            }
        }
    });
    problem.map_or(Ok(()), Err)
}

/// Names of variables and functions whose address alone is asked for: a pointer
/// can be compared with it before anything else is in its place
/// (`self->methods == &file_methods`). What is read through such an address is
/// found by the expression that reads.
fn identities(unit: &Unit, function: &Function) -> HashSet<ExprId> {
    let mut found = HashSet::new();
    let mut called = HashSet::new();
    let lasts = |e: ExprId| match unit.exprs[e].kind {
        ExprKind::Name(decl) if !function.params.contains(&decl) => match unit.decls[decl].kind {
            DeclKind::Function => true,
            DeclKind::Object => !matches!(unit.decls[decl].scope, Scope::Automatic(_)),
            _ => false,
        },
        _ => false,
    };
    unit.walk_stmt_exprs(function.body, &mut |e| match unit.exprs[e].kind {
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } if lasts(operand) => {
            found.insert(operand);
        }
        ExprKind::Name(decl) if unit.decls[decl].kind == DeclKind::Function => {
            found.insert(e);
        }
        ExprKind::Call { callee, .. } => {
            called.insert(callee);
        }
        _ => {}
    });
    found.retain(|e| !called.contains(e));
    found
}

/// The cast to `long long` around the whole selector.
fn is_outer(unit: &Unit, function: &Function, e: ExprId) -> bool {
    let mut outer = true;
    unit.walk_stmt_exprs(function.body, &mut |other| {
        let span = unit.exprs[other].span;
        outer &= other == e || unit.exprs[e].outer_span().contains(span);
    });
    outer
}

fn forbidden(unit: &Unit, function: &Function, e: ExprId) -> Option<String> {
    let is_self = |e: ExprId| matches!(unit.exprs[e].kind, ExprKind::Name(decl) if function.params.contains(&decl));
    let elsewhere = "it looks at another object, which is not there yet when it is asked: only \
                     members of the record itself are, and those of what a pointer in it leads to";
    match &unit.exprs[e].kind {
        ExprKind::Call { .. } | ExprKind::StatementExpression(_) => {
            Some("it calls a function: write the expression out, or use a macro".into())
        }
        ExprKind::Name(decl) if !function.params.contains(decl) => {
            let name = &unit.decls[*decl].name;
            Some(format!(
                "it uses `{name}`, which is no member of the record: {elsewhere}"
            ))
        }
        ExprKind::Member {
            base, arrow: true, ..
        } if !is_self(*base) => way(unit, function, *base)
            .is_none()
            .then(|| elsewhere.into()),
        ExprKind::Unary {
            op: UnaryOp::Deref,
            operand,
        } if !is_self(*operand) => Some(elsewhere.into()),
        ExprKind::Index { base, .. } if !unit.is_array(unit.exprs[*base].ty.ty) => {
            Some(elsewhere.into())
        }
        ExprKind::Assign { .. } => Some("it assigns".into()),
        ExprKind::Unary { op, .. } if op.is_step() => Some("it assigns".into()),
        _ => None,
    }
}

/// The members from `self` to what `e` names: `self->a.b`.
fn way(unit: &Unit, function: &Function, e: ExprId) -> Option<String> {
    let ExprKind::Member {
        base, arrow, field, ..
    } = &unit.exprs[e].kind
    else {
        return None;
    };
    if *arrow {
        let is_self = matches!(unit.exprs[*base].kind, ExprKind::Name(decl) if function.params.contains(&decl));
        return is_self.then(|| field.clone());
    }
    way(unit, function, *base).map(|before| format!("{before}.{field}"))
}

/// The pointer in the record that the selector follows, one step.
pub fn followed(unit: &Unit, function: &Function) -> Result<Option<String>, (String, Span)> {
    let mut found: Option<String> = None;
    let mut problem = None;
    unit.walk_stmt_exprs(function.body, &mut |e| {
        let ExprKind::Member {
            base, arrow: true, ..
        } = &unit.exprs[e].kind
        else {
            return;
        };
        let Some(pointer) = way(unit, function, *base) else {
            return;
        };
        let other = found.get_or_insert_with(|| pointer.clone());
        if *other != pointer {
            let why = format!("it follows two pointers, `{other}` and `{pointer}`: one has to do");
            problem = Some((why, unit.exprs[e].span));
        }
    });
    problem.map_or(Ok(found), Err)
}

/// The member of `self` that the selector looks at first, for unions that hold
/// their own selector. All its uses must agree.
pub fn probe(unit: &Unit, function: &Function) -> Result<Option<String>, String> {
    let mut found: Vec<String> = Vec::new();
    unit.walk_stmt_exprs(function.body, &mut |e| {
        if let ExprKind::Member { base, field, .. } = &unit.exprs[e].kind {
            let base = match unit.exprs[*base].kind {
                ExprKind::Unary {
                    op: UnaryOp::Deref,
                    operand,
                } => operand,
                _ => *base,
            };
            if matches!(unit.exprs[base].kind, ExprKind::Name(_)) && !found.contains(field) {
                found.push(field.clone());
            }
        }
    });
    match found.len() {
        0 | 1 => Ok(found.pop()),
        _ => Err(format!(
            "it looks at the union through several members ({}): one has to do",
            found.join(", ")
        )),
    }
}
