//! Where the value of an integer expression comes from, and which lvalues are
//! places of the graph of sizes.

use super::size_formula::formula;
use super::size_graph::{Flows, Node, COPY, DERIVED};
use super::size_ones::is_all_ones;
use super::size_signature::called_signature;
use crate::flow::{is_portable_size, walk};
use crate::hir::*;

/// Integers other than `_Bool` and enumerations.
pub fn holds_size(unit: &Unit, ty: TypeId) -> bool {
    unit.is_integer(ty) && !matches!(unit.kind(ty), TypeKind::Bool | TypeKind::Enum(_))
}

pub fn element(unit: &Unit, ty: TypeId) -> TypeId {
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => element(unit, elem.ty),
        _ => ty,
    }
}

/// The node of an lvalue of integer type.
pub fn place(unit: &Unit, e: ExprId) -> Option<Node> {
    holds_size(unit, element(unit, unit.exprs[e].ty.ty))
        .then(|| root(unit, e))
        .flatten()
}

/// `*p` and `p[i]`.
pub fn pointed(unit: &Unit, e: ExprId) -> Option<Node> {
    holds_size(unit, unit.exprs[e].ty.ty).then_some(Node::Pointed)
}

fn root(unit: &Unit, e: ExprId) -> Option<Node> {
    match &unit.exprs[e].kind {
        ExprKind::Name(decl) => Some(Node::Variable(*decl)),
        ExprKind::Member {
            base, arrow, field, ..
        } => {
            let outer = &unit.exprs[*base];
            let ty = if *arrow {
                unit.pointee(outer.converted)?.ty
            } else {
                outer.ty.ty
            };
            let found = unit.find_field(unit.record_of(ty)?, field)?;
            Some(Node::Member(found.record, found.index))
        }
        ExprKind::Index { base, .. } if unit.is_array(unit.exprs[*base].ty.ty) => root(unit, *base),
        ExprKind::Unary {
            op: UnaryOp::Extension,
            operand,
        } => root(unit, *operand),
        _ => None,
    }
}

/// Where the value of an expression comes from.
pub fn value(unit: &Unit, e: ExprId) -> Flows {
    let expr = &unit.exprs[e];
    if is_all_ones(unit, e) {
        return vec![(Node::AllOnes, COPY)];
    }
    if is_size(unit, e) {
        return vec![(Node::Constant(e), COPY)];
    }
    if let Some(constant) = unit.constant(e) {
        return if constant == 0 { vec![] } else { other() };
    }
    match &expr.kind {
        ExprKind::EnumConstant(decl) => match unit.decls[*decl].enum_expr {
            Some(EnumExpr::Is(e)) => value(unit, e),
            Some(EnumExpr::CountsFrom(e)) => derived(value(unit, e)),
            None => other(),
        },
        ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. } => {
            place(unit, e).map_or_else(other, |node| vec![(node, COPY)])
        }
        ExprKind::Cast { to, operand } if unit.is_integer(to.ty) => value(unit, *operand),
        ExprKind::Unary { op, operand } => unary(unit, *op, *operand),
        ExprKind::Binary { op, left, right } => binary(unit, *op, *left, *right),
        ExprKind::Assign {
            op: None, right, ..
        }
        | ExprKind::Comma { right, .. } => value(unit, *right),
        ExprKind::Assign { left, .. } => {
            place(unit, *left).map_or_else(other, |n| vec![(n, DERIVED)])
        }
        ExprKind::Conditional {
            cond,
            then,
            otherwise,
        } => both(value(unit, then.unwrap_or(*cond)), value(unit, *otherwise)),
        ExprKind::ChooseExpr {
            then, otherwise, ..
        } => both(value(unit, *then), value(unit, *otherwise)),
        ExprKind::Generic {
            selected: Some(selected),
            ..
        } => value(unit, *selected),
        ExprKind::Call { callee, args } => called(unit, *callee, args),
        ExprKind::StatementExpression(body) => last_value(unit, *body),
        _ => other(),
    }
}

fn other() -> Flows {
    vec![(Node::Other, COPY)]
}

fn both(mut a: Flows, b: Flows) -> Flows {
    a.extend(b);
    a
}

fn derived(flows: Flows) -> Flows {
    // A mask or a bound that all ones take part in is a number like others.
    let plain = |node| match node {
        Node::AllOnes => Node::Other,
        _ => node,
    };
    flows
        .into_iter()
        .map(|(node, _)| (plain(node), DERIVED))
        .collect()
}

/// A size, an alignment or an offset that the compiler knows. Also of types that
/// are the same everywhere: that `size_t` is not can be seen on some machines only,
/// and both sides must know the same constants.
pub fn is_size(unit: &Unit, e: ExprId) -> bool {
    match &unit.exprs[e].kind {
        ExprKind::Offsetof { indices, .. } => indices.iter().all(|&i| unit.constant(i).is_some()),
        _ => measured(unit, e).is_some_and(|ty| unit.is_complete(ty) && !is_variable(unit, ty)),
    }
}

fn measured(unit: &Unit, e: ExprId) -> Option<TypeId> {
    match &unit.exprs[e].kind {
        ExprKind::SizeofType(q) | ExprKind::AlignofType(q) => Some(q.ty),
        ExprKind::SizeofExpr(e) | ExprKind::AlignofExpr(e) => Some(unit.exprs[*e].ty.ty),
        _ => None,
    }
}

/// The constant has other values elsewhere.
fn changes(unit: &Unit, node: &Node) -> bool {
    match node {
        Node::Constant(e) => measured(unit, *e).is_none_or(|ty| !is_portable_size(unit, ty)),
        _ => false,
    }
}

/// A variable length array: its size is a number of the run.
fn is_variable(unit: &Unit, ty: TypeId) -> bool {
    match *unit.kind(ty) {
        TypeKind::Array { elem, len } => {
            matches!(len, ArrayLen::Variable(_)) || is_variable(unit, elem.ty)
        }
        _ => false,
    }
}

fn unary(unit: &Unit, op: UnaryOp, operand: ExprId) -> Flows {
    match op {
        UnaryOp::Plus | UnaryOp::Extension => value(unit, operand),
        UnaryOp::Minus | UnaryOp::BitNot => derived(value(unit, operand)),
        _ if op.is_step() => derived(value(unit, operand)),
        _ => other(),
    }
}

fn binary(unit: &Unit, op: BinaryOp, left: ExprId, right: ExprId) -> Flows {
    use BinaryOp::*;
    let integer = |e: ExprId| unit.is_integer(unit.exprs[e].converted);
    if matches!(op, Lt | Gt | Le | Ge | Eq | Ne) || !integer(left) || !integer(right) {
        return other();
    }
    combined(unit, op, value(unit, left), value(unit, right))
}

/// What is divided by a size is a count: a block that holds so many elements holds
/// as many where they are larger. A variable as the divisor may be a size or a
/// number, and a size divided by a number is none of these.
pub fn combined(unit: &Unit, op: BinaryOp, left: Flows, right: Flows) -> Flows {
    let plain = |(node, _): &(Node, u8)| matches!(node, Node::Other | Node::AllOnes);
    let (left_plain, right_plain) = (left.iter().all(plain), right.iter().all(plain));
    let sizes = !right_plain && right.iter().all(|(node, _)| changes(unit, node));
    let count = op == BinaryOp::Div && (sizes || left_plain);
    if count || left_plain && right_plain {
        return other();
    }
    derived(both(left, right))
}

fn called(unit: &Unit, callee: ExprId, args: &[ExprId]) -> Flows {
    match unit.exprs[callee].kind {
        ExprKind::Name(decl) if unit.decls[decl].kind == DeclKind::Function => {
            if unit.decls[decl].system {
                return other();
            }
            let formula = formula(unit, decl, args.len());
            formula.map_or(vec![(Node::Return(decl), COPY)], |f| f.of(unit, args))
        }
        ExprKind::Builtin(_) => other(),
        _ => {
            let signature = called_signature(unit, callee, args.len());
            vec![(Node::IndirectReturn(signature), COPY)]
        }
    }
}

fn last_value(unit: &Unit, body: StmtId) -> Flows {
    match walk::children(unit, body)
        .last()
        .map(|&s| &unit.stmts[s].kind)
    {
        Some(StmtKind::Expr(e)) => value(unit, *e),
        _ => other(),
    }
}
