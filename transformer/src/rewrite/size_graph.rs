//! Where sizes of types go: `v->width = sizeof(T)`.
//!
//! A number that was `sizeof(T)` on one machine is wrong on a machine where `T`
//! has another size, and nothing in its own type says so. Sites where a *local*
//! holds such a value are taken out (`flow::sizes`). Members, globals and what
//! crosses units cannot be: who stores and who reads them is known only when
//! all units are linked. So each unit registers what it sees, as a graph, and a
//! restore on a machine with other sizes puts the graphs together:
//!
//! ```text
//! sizeof(struct item) --> p:vec_new.1 --> L:vec_new.width --> m:struct vec.width
//!    (main.c)                 (both)          (vec.c)              (vec.c)
//! ```
//!
//! A node is a place of integer type (member of a record type, variable,
//! parameter, result), an edge says that a value moves (`COPY`) or that one is
//! computed from it (`DERIVED`). What comes from elsewhere (a constant, a pointer's
//! target, the library) comes from the node *other*. The runtime then knows of
//! each member whether it holds the size of one of some types and nothing else
//! (translated), possibly a plain number (refused where that makes a
//! difference) or something computed (refused unless zero).
//!
//! Designs that lost: holding every site at which a member is live (they always
//! are); guessing from the value (16 is a common number); tracking within the
//! unit only (generic containers are units of their own).
//!
//! `(size_t)-1` is followed in the same way: as a mark it must stay all ones where
//! `size_t` is wider. Where the program stores it through a pointer, all ones in
//! any other place are refused on such a machine.
//!
//! Not followed: sizes of types stored through a pointer to a plain integer.

use crate::flow::{is_portable_size, walk};
use crate::hir::*;
use std::collections::{BTreeSet, HashMap, HashSet};

pub const COPY: u8 = 0;
pub const DERIVED: u8 = 1;
/// A multiple of the size, by the user's word.
pub const MULTIPLE: u8 = 2;
/// A plain number, by the user's word.
pub const NUMBER: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    Other,
    /// `(size_t)-1`: all ones, whatever the width (C11 6.3.1.3p2).
    AllOnes,
    /// `sizeof`, `offsetof` and `_Alignof` that differ between machines.
    Constant(ExprId),
    /// Record and number of the field.
    Member(RecordId, usize),
    Variable(DeclId),
    Param(DeclId, usize),
    Return(DeclId),
    /// Of whatever is called through a pointer of this type, the parameter or
    /// the result.
    Indirect(Signature, usize),
    IndirectReturn(Signature),
    /// Whatever pointers to integers point to: flows in are noted, none out.
    Pointed,
}

pub type Flows = Vec<(Node, u8)>;

/// What functions have in common that one pointer may call (C11 6.5.2.2p9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Signature {
    /// A digest of the kinds of its parameters and its result.
    Types(u64),
    /// No prototype: any function with so many parameters.
    Count(usize),
}

#[derive(Debug, Default)]
pub struct SizeGraph {
    pub edges: BTreeSet<(Node, Node, u8)>,
}

/// All flows of integers that a size may take part in.
pub fn find(unit: &Unit, address_taken: &HashSet<DeclId>) -> SizeGraph {
    let mut graph = SizeGraph::default();
    for (_, e) in unit.exprs.iter() {
        graph.expression(unit, e);
    }
    for (id, decl) in unit.decls.iter() {
        if let (DeclKind::Object, Some(init)) = (decl.kind, decl.init) {
            graph.initialiser(unit, Some(Node::Variable(id)), decl.ty.ty, init);
        }
    }
    for (_, function) in unit.functions.iter() {
        graph.function(unit, function);
    }
    for &decl in address_taken {
        if !unit.decls[decl].system {
            graph.taken(unit, decl);
        }
    }
    graph.prune(unit);
    graph
}

impl SizeGraph {
    fn flow(&mut self, from: Flows, to: Node, at_least: u8) {
        for (node, kind) in from {
            if node == Node::AllOnes && kind.max(at_least) != COPY {
                self.edges.insert((Node::Other, to, DERIVED));
            } else if node != to || kind.max(at_least) != COPY {
                self.edges.insert((node, to, kind.max(at_least)));
            }
        }
    }

    fn expression(&mut self, unit: &Unit, e: &Expr) {
        match &e.kind {
            ExprKind::Assign { op, left, right } => {
                if let Some(to) = place(unit, *left).or_else(|| pointed(unit, *left)) {
                    let kind = if op.is_some() { DERIVED } else { COPY };
                    self.flow(value(unit, *right), to, kind);
                }
            }
            ExprKind::Unary { op, operand } if op.is_step() => {
                if let Some(to) = place(unit, *operand) {
                    self.flow(vec![(to, DERIVED)], to, DERIVED);
                }
            }
            ExprKind::Call { callee, args } => self.call(unit, *callee, args),
            ExprKind::CompoundLiteral { ty, init } => self.initialiser(unit, None, ty.ty, *init),
            _ => {}
        }
    }

    fn call(&mut self, unit: &Unit, callee: ExprId, args: &[ExprId]) {
        let function = match unit.exprs[callee].kind {
            ExprKind::Name(decl) if unit.decls[decl].kind == DeclKind::Function => Some(decl),
            ExprKind::Builtin(_) => return,
            _ => None,
        };
        if function.is_some_and(|f| unit.decls[f].system) {
            return;
        }
        let signature = called_signature(unit, callee, args.len());
        for (i, &arg) in args.iter().enumerate() {
            if holds_size(unit, unit.exprs[arg].converted) {
                let to = function.map_or(Node::Indirect(signature, i), |f| Node::Param(f, i));
                self.flow(value(unit, arg), to, COPY);
            }
        }
    }

    fn function(&mut self, unit: &Unit, function: &Function) {
        let decl = function.decl;
        for (i, &param) in function.params.iter().enumerate() {
            if holds_size(unit, unit.decls[param].ty.ty) {
                self.flow(
                    vec![(Node::Param(decl, i), COPY)],
                    Node::Variable(param),
                    COPY,
                );
            }
        }
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if let StmtKind::Return(Some(result)) = unit.stmts[stmt].kind {
                if holds_size(unit, unit.exprs[result].converted) {
                    self.flow(value(unit, result), Node::Return(decl), COPY);
                }
            }
        });
    }

    /// A function whose address is used, here or by another unit: any call
    /// through a pointer of its type may be one of it.
    fn taken(&mut self, unit: &Unit, decl: DeclId) {
        let Some(ty) = unit.function_type(unit.decls[decl].ty.ty) else {
            return;
        };
        let params = params_of(unit, decl, ty);
        let typed = signature(unit, ty.ret.ty, &params);
        for signature in [typed, Signature::Count(params.len())] {
            for (i, &param) in params.iter().enumerate() {
                if holds_size(unit, param) {
                    let from = vec![(Node::Indirect(signature, i), COPY)];
                    self.flow(from, Node::Param(decl, i), COPY);
                }
            }
            if holds_size(unit, ty.ret.ty) {
                let result = vec![(Node::Return(decl), COPY)];
                self.flow(result, Node::IndirectReturn(signature), COPY);
            }
        }
    }

    /// `to`: the variable, for integers and arrays of them.
    fn initialiser(&mut self, unit: &Unit, to: Option<Node>, ty: TypeId, init: InitId) {
        let list = match &unit.inits[init] {
            Init::Expr(e) => {
                if let (Some(to), true) = (to, holds_size(unit, ty)) {
                    self.flow(value(unit, *e), to, COPY);
                }
                return;
            }
            Init::List { items, .. } => items,
        };
        match *unit.kind(ty) {
            TypeKind::Array { elem, .. } => {
                for item in list {
                    let elided = matches!(unit.inits[item.init], Init::Expr(_))
                        && unit.record_of(elem.ty).is_some();
                    if elided || item.designators.len() > 1 {
                        self.everywhere(unit, elem.ty, item.init);
                    } else {
                        self.initialiser(unit, to, elem.ty, item.init);
                    }
                }
            }
            TypeKind::Record(record) => self.members(unit, record, list),
            _ => {
                for item in list {
                    self.initialiser(unit, to, ty, item.init);
                }
            }
        }
    }

    fn members(&mut self, unit: &Unit, record: RecordId, list: &[InitItem]) {
        let mut next = 0;
        for item in list {
            let found = match item.designators.as_slice() {
                [Designator::Field(name, _)] => unit.find_field(record, name),
                [] => Some(FoundField {
                    record,
                    index: next,
                    ty: match unit.records[record].fields.get(next) {
                        Some(field) => field.ty,
                        None => return,
                    },
                }),
                _ => None,
            };
            let Some(found) = found else {
                self.everywhere_in(unit, record, item.init);
                continue;
            };
            next = found.index + 1;
            let scalar = matches!(unit.inits[item.init], Init::Expr(_));
            if scalar && unit.is_aggregate(found.ty.ty) {
                // Braces left out: what comes next goes into it.
                for item in list {
                    self.everywhere_in(unit, record, item.init);
                }
                return;
            }
            let to = Node::Member(found.record, found.index);
            self.initialiser(unit, Some(to), found.ty.ty, item.init);
        }
    }

    /// Values whose place in a type is not worked out: all its integers.
    fn everywhere(&mut self, unit: &Unit, ty: TypeId, init: InitId) {
        match *unit.kind(ty) {
            TypeKind::Array { elem, .. } => self.everywhere(unit, elem.ty, init),
            TypeKind::Record(record) => self.everywhere_in(unit, record, init),
            _ => {}
        }
    }

    fn everywhere_in(&mut self, unit: &Unit, record: RecordId, init: InitId) {
        let values: Flows = walk::init_exprs(unit, init)
            .into_iter()
            .flat_map(|e| value(unit, e))
            .collect();
        for (index, field) in unit.records[record].fields.iter().enumerate() {
            if holds_size(unit, element(unit, field.ty.ty)) {
                self.flow(values.clone(), Node::Member(record, index), COPY);
            } else {
                self.everywhere(unit, field.ty.ty, init);
            }
        }
    }

    /// Keeps what a size may reach: one of this unit, or one that comes in from
    /// another.
    fn prune(&mut self, unit: &Unit) {
        let mut next: HashMap<Node, Vec<Node>> = HashMap::new();
        for &(from, to, _) in &self.edges {
            next.entry(from).or_default().push(to);
        }
        let mut reached: HashSet<Node> = HashSet::new();
        let mut work: Vec<Node> = next
            .keys()
            .copied()
            .filter(|&n| comes_in(unit, n))
            .collect();
        while let Some(node) = work.pop() {
            if reached.insert(node) {
                work.extend(next.get(&node).into_iter().flatten());
            }
        }
        self.edges.retain(|(from, to, _)| {
            reached.contains(from) || *from == Node::Other && reached.contains(to)
        });
    }
}

fn comes_in(unit: &Unit, node: Node) -> bool {
    let external = |decl: DeclId| unit.decls[decl].linkage == Linkage::External;
    match node {
        Node::Other | Node::Pointed => false,
        Node::AllOnes
        | Node::Constant(_)
        | Node::Member(..)
        | Node::Indirect(..)
        | Node::IndirectReturn(_) => true,
        Node::Variable(decl) | Node::Return(decl) | Node::Param(decl, _) => external(decl),
    }
}

/// Integers other than `_Bool` and enumerations.
pub fn holds_size(unit: &Unit, ty: TypeId) -> bool {
    unit.is_integer(ty) && !matches!(unit.kind(ty), TypeKind::Bool | TypeKind::Enum(_))
}

fn element(unit: &Unit, ty: TypeId) -> TypeId {
    match *unit.kind(ty) {
        TypeKind::Array { elem, .. } => element(unit, elem.ty),
        _ => ty,
    }
}

/// The node of an lvalue of integer type.
fn place(unit: &Unit, e: ExprId) -> Option<Node> {
    holds_size(unit, element(unit, unit.exprs[e].ty.ty))
        .then(|| root(unit, e))
        .flatten()
}

/// `*p` and `p[i]`.
fn pointed(unit: &Unit, e: ExprId) -> Option<Node> {
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
fn value(unit: &Unit, e: ExprId) -> Flows {
    let expr = &unit.exprs[e];
    if is_all_ones(unit, e) {
        return vec![(Node::AllOnes, COPY)];
    }
    if let Some(constant) = unit.constant(e) {
        return if constant == 0 { vec![] } else { other() };
    }
    match &expr.kind {
        ExprKind::SizeofType(q) | ExprKind::AlignofType(q) => constant(unit, e, q.ty),
        ExprKind::SizeofExpr(operand) | ExprKind::AlignofExpr(operand) => {
            constant(unit, e, unit.exprs[*operand].ty.ty)
        }
        ExprKind::Offsetof { indices, .. }
            if indices.iter().all(|&i| unit.constant(i).is_some()) =>
        {
            vec![(Node::Constant(e), COPY)]
        }
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
        ExprKind::Call { callee, args } => called(unit, *callee, args.len()),
        ExprKind::StatementExpression(body) => last_value(unit, *body),
        _ => other(),
    }
}

/// A constant that is the greatest value of `unsigned long` for the compiler
/// in use, however it is written: `(size_t)-1`, `~0UL`, `ULONG_MAX`.
fn is_all_ones(unit: &Unit, e: ExprId) -> bool {
    let ty = unit.exprs[e].converted;
    let unsigned_long = matches!(unit.kind(ty), TypeKind::Long { signed: false });
    unsigned_long && here(unit, e).and_then(|v| wrapped(unit, ty, v)) == greatest(unit)
}

fn greatest(unit: &Unit) -> Option<i128> {
    Some((1i128 << unit.target.long_bits) - 1)
}

/// The value of a constant on this very target.
fn here(unit: &Unit, e: ExprId) -> Option<i128> {
    if let Some(value) = unit.constant(e) {
        return Some(value);
    }
    let expr = &unit.exprs[e];
    let operand = |e: ExprId| wrapped(unit, unit.exprs[e].converted, here(unit, e)?);
    let value = match expr.kind {
        ExprKind::Integer { value } => i128::try_from(value?).ok()?,
        ExprKind::Cast { operand, .. } => here(unit, operand)?,
        ExprKind::Unary { op, operand: inner } => match op {
            UnaryOp::Plus | UnaryOp::Extension => operand(inner)?,
            UnaryOp::Minus => operand(inner)?.checked_neg()?,
            UnaryOp::BitNot => !operand(inner)?,
            _ => return None,
        },
        ExprKind::Binary { op, left, right } => {
            let (left, right) = (operand(left)?, operand(right)?);
            match op {
                BinaryOp::Add => left.checked_add(right)?,
                BinaryOp::Sub => left.checked_sub(right)?,
                BinaryOp::Mul => left.checked_mul(right)?,
                _ => return None,
            }
        }
        _ => return None,
    };
    wrapped(unit, expr.ty.ty, value)
}

/// Converted to an integer type (C11 6.3.1.3).
fn wrapped(unit: &Unit, ty: TypeId, value: i128) -> Option<i128> {
    let (bits, signed) = match *unit.kind(ty) {
        TypeKind::Int { signed } => (32, signed),
        TypeKind::Long { signed } => (unit.target.long_bits, signed),
        TypeKind::LongLong { signed } => (64, signed),
        _ => return None,
    };
    let low = value & ((1i128 << bits) - 1);
    let negative = signed && low >> (bits - 1) & 1 == 1;
    Some(if negative { low - (1i128 << bits) } else { low })
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

fn constant(unit: &Unit, e: ExprId, ty: TypeId) -> Flows {
    let known = unit.is_complete(ty) && !is_variable(unit, ty) && !is_portable_size(unit, ty);
    if known {
        vec![(Node::Constant(e), COPY)]
    } else {
        other()
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

/// What is divided by a size is a count: a block that holds so many elements holds
/// as many where they are larger. So is what a comparison gives.
fn binary(unit: &Unit, op: BinaryOp, left: ExprId, right: ExprId) -> Flows {
    use BinaryOp::*;
    let integer = |e: ExprId| unit.is_integer(unit.exprs[e].converted);
    if matches!(op, Lt | Gt | Le | Ge | Eq | Ne) || !integer(left) || !integer(right) {
        return other();
    }
    let (left, right) = (value(unit, left), value(unit, right));
    let plain = |flows: &Flows| {
        flows
            .iter()
            .all(|(node, _)| matches!(node, Node::Other | Node::AllOnes))
    };
    if plain(&left) && plain(&right) || op == Div && !plain(&right) {
        return other();
    }
    derived(both(left, right))
}

fn called(unit: &Unit, callee: ExprId, count: usize) -> Flows {
    match unit.exprs[callee].kind {
        ExprKind::Name(decl) if unit.decls[decl].kind == DeclKind::Function => {
            if unit.decls[decl].system {
                other()
            } else {
                vec![(Node::Return(decl), COPY)]
            }
        }
        ExprKind::Builtin(_) => other(),
        _ => {
            let signature = called_signature(unit, callee, count);
            vec![(Node::IndirectReturn(signature), COPY)]
        }
    }
}

fn called_signature(unit: &Unit, callee: ExprId, count: usize) -> Signature {
    match unit.function_type(unit.exprs[callee].converted) {
        Some(ty) if ty.prototyped => {
            let params: Vec<TypeId> = ty.params.iter().map(|q| q.ty).collect();
            signature(unit, ty.ret.ty, &params)
        }
        _ => Signature::Count(count),
    }
}

/// Those of the definition where the type has none (K&R).
fn params_of(unit: &Unit, decl: DeclId, ty: &FunctionType) -> Vec<TypeId> {
    let definition = unit.functions.iter().find(|(_, f)| f.decl == decl);
    match definition {
        Some((_, f)) if !ty.prototyped => f.params.iter().map(|&p| unit.decls[p].ty.ty).collect(),
        _ => ty.params.iter().map(|q| q.ty).collect(),
    }
}

/// Coarser than compatibility (C11 6.7.6.3p15): all pointers count as one type,
/// and so do all enums.
fn signature(unit: &Unit, ret: TypeId, params: &[TypeId]) -> Signature {
    let kind = |ty: TypeId| {
        let ty = unit.canonical(ty);
        match unit.kind(ty) {
            TypeKind::Pointer(_) | TypeKind::Array { .. } => "p".to_string(),
            TypeKind::Enum(_) => "enum".to_string(),
            _ if unit.is_integer(ty) => unit.spell(ty),
            _ => "o".to_string(),
        }
    };
    let types = std::iter::once(&ret).chain(params);
    let text: Vec<String> = types.map(|&ty| kind(ty)).collect();
    // FNV-1a: the same in every unit, whatever built it.
    let digest = text
        .join(",")
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325, |h: u64, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3)
        });
    Signature::Types(digest)
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
