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

use super::size_signature::{called_signature, params_of, signature};
use super::size_value::{combined, element, holds_size, place, pointed, value};
use crate::flow::walk;
use crate::hir::*;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// `sizeof`, `offsetof` and `_Alignof`.
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
    /// From, to, kind; and the first place in the source where it is so.
    pub edges: BTreeMap<(Node, Node, u8), Span>,
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
    fn flow(&mut self, from: Flows, to: Node, at_least: u8, place: Span) {
        for (node, kind) in from {
            let kind = kind.max(at_least);
            let edge = match node {
                Node::AllOnes if kind != COPY => (Node::Other, to, DERIVED),
                _ if node == to && kind == COPY => continue,
                _ => (node, to, kind),
            };
            self.edges.entry(edge).or_insert(place);
        }
    }

    fn expression(&mut self, unit: &Unit, e: &Expr) {
        match &e.kind {
            ExprKind::Assign { op, left, right } => {
                let Some(to) = place(unit, *left).or_else(|| pointed(unit, *left)) else {
                    return;
                };
                match op {
                    None => self.flow(value(unit, *right), to, COPY, e.span),
                    Some(op) => {
                        let flows = combined(unit, *op, vec![(to, COPY)], value(unit, *right));
                        self.flow(flows, to, DERIVED, e.span);
                    }
                }
            }
            ExprKind::Unary { op, operand } if op.is_step() => {
                if let Some(to) = place(unit, *operand) {
                    self.flow(vec![(to, DERIVED)], to, DERIVED, e.span);
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
                self.flow(value(unit, arg), to, COPY, unit.exprs[arg].span);
            }
        }
    }

    fn function(&mut self, unit: &Unit, function: &Function) {
        let decl = function.decl;
        for (i, &param) in function.params.iter().enumerate() {
            if holds_size(unit, unit.decls[param].ty.ty) {
                let from = vec![(Node::Param(decl, i), COPY)];
                let place = unit.decls[param].name_span;
                self.flow(from, Node::Variable(param), COPY, place);
            }
        }
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if let StmtKind::Return(Some(result)) = unit.stmts[stmt].kind {
                if holds_size(unit, unit.exprs[result].converted) {
                    let place = unit.exprs[result].span;
                    self.flow(value(unit, result), Node::Return(decl), COPY, place);
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
        let place = unit.decls[decl].name_span;
        let typed = signature(unit, ty.ret.ty, &params);
        for signature in [typed, Signature::Count(params.len())] {
            for (i, &param) in params.iter().enumerate() {
                if holds_size(unit, param) {
                    let from = vec![(Node::Indirect(signature, i), COPY)];
                    self.flow(from, Node::Param(decl, i), COPY, place);
                }
            }
            if holds_size(unit, ty.ret.ty) {
                let result = vec![(Node::Return(decl), COPY)];
                self.flow(result, Node::IndirectReturn(signature), COPY, place);
            }
        }
    }

    /// `to`: the variable, for integers and arrays of them.
    fn initialiser(&mut self, unit: &Unit, to: Option<Node>, ty: TypeId, init: InitId) {
        let list = match &unit.inits[init] {
            Init::Expr(e) => {
                if let (Some(to), true) = (to, holds_size(unit, ty)) {
                    self.flow(value(unit, *e), to, COPY, unit.exprs[*e].span);
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
        let values = walk::init_exprs(unit, init);
        for (index, field) in unit.records[record].fields.iter().enumerate() {
            if holds_size(unit, element(unit, field.ty.ty)) {
                for &e in &values {
                    let to = Node::Member(record, index);
                    self.flow(value(unit, e), to, COPY, unit.exprs[e].span);
                }
            } else {
                self.everywhere(unit, field.ty.ty, init);
            }
        }
    }

    /// Keeps what a size may reach: one of this unit, or one that comes in from
    /// another.
    fn prune(&mut self, unit: &Unit) {
        let mut next: HashMap<Node, Vec<Node>> = HashMap::new();
        for &(from, to, _) in self.edges.keys() {
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
        self.edges.retain(|(from, to, _), _| {
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
