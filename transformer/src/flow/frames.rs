//! Memory that a frame has beside its variables: variable length arrays and
//! `alloca`. What of it keeps captures out.

use super::features::Obstacle;
use super::sizes::Sizes;
use super::walk;
use crate::hir::*;
use crate::source::Span;

/// Calls of `alloca` in a function, in textual order.
pub fn allocas(unit: &Unit, function: &Function) -> Vec<ExprId> {
    let mut found = Vec::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if alloca_name(unit, e).is_some() {
            found.push(e);
        }
    });
    found.sort_by_key(|&e| unit.exprs[e].span);
    found
}

/// The function that `e` calls, if it is one of the `alloca` family.
fn alloca_name(unit: &Unit, e: ExprId) -> Option<&str> {
    let ExprKind::Call { callee, .. } = &unit.exprs[e].kind else {
        return None;
    };
    let name = match &unit.exprs[*callee].kind {
        ExprKind::Builtin(name) => name.as_str(),
        ExprKind::Name(decl) if !unit.decls[*decl].defined => unit.decls[*decl].name.as_str(),
        _ => return None,
    };
    let plain = name.strip_prefix("__builtin_").unwrap_or(name);
    plain.starts_with("alloca").then_some(plain)
}

/// What in the memory of a frame no record can hold.
pub fn obstacle(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    variables(unit, function)
        .or_else(|| type_names(unit, function))
        .or_else(|| choices(unit, function))
        .or_else(|| initialisers(unit, function))
        .or_else(|| setjmp(unit, function))
        .or_else(|| alloca(unit, function))
}

fn variables(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let modified = |d: &&DeclId| unit.is_variably_modified(unit.decls[**d].ty.ty);
    if let Some(&d) = function.statics.iter().find(modified) {
        return Some((Obstacle::VlaStatic, unit.decls[d].name_span));
    }
    let all = function.params.iter().chain(&function.locals);
    all.filter(|&&d| unit.is_variably_modified(unit.decls[d].ty.ty))
        .find_map(|&d| {
            let decl = &unit.decls[d];
            variable(unit, decl).map(|why| (why, decl.name_span))
        })
}

fn variable(unit: &Unit, decl: &Decl) -> Option<Obstacle> {
    let ty = decl.ty.ty;
    let effect = |e| has_effect(unit, e);
    if has_unspecified_length(unit, ty) {
        Some(Obstacle::Vla)
    } else if decl.attributes.iter().any(|(name, _)| name == "aligned") {
        Some(Obstacle::VlaAligned)
    } else if decl.is_transient() {
        Some(Obstacle::VlaTransient)
    } else if decl.kind == DeclKind::Param && unit.variable_lengths(ty).into_iter().any(effect) {
        Some(Obstacle::VlaParameter)
    } else if unit.is_array(ty) && unit.is_variably_modified(unit.innermost_element(ty)) {
        Some(Obstacle::VlaPointers)
    } else {
        None
    }
}

fn has_unspecified_length(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::Array { elem, len } => {
            matches!(len, ArrayLen::Variable(None)) || has_unspecified_length(unit, elem.ty)
        }
        TypeKind::Pointer(to) => has_unspecified_length(unit, to.ty),
        _ => false,
    }
}

/// A call or a change of a variable.
fn has_effect(unit: &Unit, e: ExprId) -> bool {
    let mut found = false;
    unit.walk_exprs(e, &mut |e| {
        found |= match unit.exprs[e].kind {
            ExprKind::Call { .. }
            | ExprKind::Assign { .. }
            | ExprKind::StatementExpression(_)
            | ExprKind::Opaque(_) => true,
            ExprKind::Unary { op, .. } => op.is_step(),
            _ => false,
        }
    });
    found
}

/// Types in casts, `sizeof` and the like are evaluated where no site can be.
fn type_names(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let body = unit.stmts[function.body].span;
    let declared = declared_lengths(unit, function);
    let in_record = |span: Span| unit.records.iter().any(|(_, r)| r.span.contains(span));
    let all = unit.types.written_lengths();
    all.filter(|&e| body.contains(unit.exprs[e].span))
        .find_map(|e| {
            let at = unit.exprs[e].span;
            if in_record(at) {
                Some((Obstacle::Vla, at))
            } else if !declared.contains(&e) && has_effect(unit, e) {
                Some((Obstacle::VlaCall, at))
            } else {
                None
            }
        })
}

/// `c ? a : b` of such types. The resume clone writes the types as casts in the
/// arms, and gcc (12) evaluates the lengths of the result's type in one arm
/// only.
fn choices(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut found = None;
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        let choice = matches!(
            unit.exprs[e].kind,
            ExprKind::Conditional { .. } | ExprKind::ChooseExpr { .. }
        );
        if choice && unit.is_variably_modified(unit.exprs[e].converted) {
            found = found.or(Some((Obstacle::VlaChoice, unit.exprs[e].span)));
        }
    });
    found
}

/// `int (*p)[n] = get(sizeof *p);`: the call becomes a statement of its own
/// before the declaration, where neither `p` nor its length is there. Calls of
/// the C library stay where they are.
fn initialisers(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut found = None;
    walk::each_stmt(unit, function.body, &mut |stmt| {
        let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
            return;
        };
        for declarator in &declaration.declarators {
            let decl = &unit.decls[declarator.decl];
            let Some(init) = declarator.init else {
                continue;
            };
            if unit.is_variably_modified(decl.ty.ty) {
                let mut values = walk::init_exprs(unit, init).into_iter();
                let named = values.find(|&e| calls_with(unit, e, &decl.uses));
                found = found.or(named.map(|_| (Obstacle::VlaNamesItself, decl.name_span)));
            }
        }
    });
    found
}

/// Calls something other than a library function with one of these in its
/// arguments.
fn calls_with(unit: &Unit, e: ExprId, uses: &[Span]) -> bool {
    let mut found = false;
    unit.walk_exprs(e, &mut |e| {
        let ExprKind::Call { callee, .. } = unit.exprs[e].kind else {
            return;
        };
        let kind = &unit.exprs[callee].kind;
        let library = match kind {
            ExprKind::Builtin(_) => true,
            ExprKind::Name(decl) => unit.decls[*decl].system,
            _ => false,
        };
        let at = unit.exprs[e].span;
        found |= !library && uses.iter().any(|&used| at.contains(used));
    });
    found
}

/// `longjmp` gives back what was taken after `setjmp`, and nobody notes it.
fn setjmp(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let mut features = function.features.iter();
    let &(_, at) = features.find(|(f, _)| *f == Feature::Setjmp)?;
    let array = |d: &DeclId| unit.is_vla(unit.decls[*d].ty.ty);
    let memory = function.locals.iter().any(array) || !allocas(unit, function).is_empty();
    memory.then_some((Obstacle::SetjmpAndMemory, at))
}

fn declared_lengths(unit: &Unit, function: &Function) -> Vec<ExprId> {
    let mut found = Vec::new();
    walk::each_stmt(unit, function.body, &mut |stmt| {
        if let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind {
            let all = 0..declaration.declarators.len();
            found.extend(all.flat_map(|n| unit.declared_lengths(declaration, n)));
        }
    });
    found
}

fn alloca(unit: &Unit, function: &Function) -> Option<(Obstacle, Span)> {
    let calls = allocas(unit, function);
    let at = unit.exprs[*calls.first()?].span;
    if function.features.iter().any(|(f, _)| *f == Feature::Vla) {
        return Some((Obstacle::AllocaAndVla, at));
    }
    let odd = |&&e: &&ExprId| alloca_name(unit, e) != Some("alloca");
    let odd = calls.iter().find(odd)?;
    Some((Obstacle::Alloca, unit.exprs[*odd].span))
}

/// Place of a length that is made of the size of a type: after a restore the
/// array would have as many elements as that size says elsewhere.
pub fn length_of_size(unit: &Unit, function: &Function, sizes: &Sizes) -> Option<Span> {
    let mut types: Vec<TypeId> = Vec::new();
    let locals = function.locals.iter().chain(&function.params);
    types.extend(locals.map(|&d| unit.decls[d].ty.ty));
    let mut lengths = types.into_iter().flat_map(|ty| unit.variable_lengths(ty));
    lengths
        .find(|&e| sizes.is_size(unit, e))
        .map(|e| unit.exprs[e].span)
}
