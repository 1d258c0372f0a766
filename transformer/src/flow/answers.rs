//! What a program asks about the machine it runs on.
//!
//! ```c
//! const union { uint32_t u; unsigned char c[4]; } one = { 1 };
//! return one.c[0];
//! ```
//!
//! is 1 on one machine and 0 on another, and so is `*(char *)&n` with `int n =
//! 1`, `htons(1) == 1`, `__BYTE_ORDER == __LITTLE_ENDIAN` and `sizeof(long) ==
//! 8`. To C such an *answer* is a number like any other, and it would travel: a
//! checksum that was told "little-endian" would go on reading words that way on
//! a big-endian machine. So automatic variables that hold an answer keep captures
//! out of the sites across which they are live, calls do that are lent one, and
//! `arms.rs` keeps them out of what runs only because of one.
//!
//! What is chosen by an answer is one as well where both choices are constants
//! (`little ? LE : BE`), and so is `little ? x : swap(x)`: a number whose bytes
//! have a fixed order, as `htonl` gives it. Where `x` was read from bytes it is
//! the other way round: it comes out as the same number everywhere. Members are
//! not followed, nor what another unit returns, nor what glibc's `htonl` makes of
//! a variable where it is a macro for swapping bytes.

use super::layout::is_portable_size;
use super::words::Words;
use super::{arms, walk};
use crate::hir::*;
use std::collections::HashSet;

/// Functions between the machine's byte order and a fixed one (POSIX
/// `arpa/inet.h`, and what glibc's macros are on a machine that has that order).
const ORDER: [&str; 7] = [
    "htonl",
    "htons",
    "ntohl",
    "ntohs",
    "__uint16_identity",
    "__uint32_identity",
    "__uint64_identity",
];

/// What the same macros are on the others; programs also swap bytes that are in
/// the wrong order everywhere, so only the result for a constant tells anything.
const SWAPS: [&str; 3] = ["__bswap_16", "__bswap_32", "__bswap_64"];

/// Values of `__ORDER_LITTLE_ENDIAN__` and its like (gcc, glibc's `endian.h`).
const ORDERS: [i128; 3] = [1234, 4321, 3412];

/// Functions that copy memory: destination, source, size.
const COPIES: [&str; 4] = ["memcpy", "memmove", "__builtin_memcpy", "__builtin_memmove"];

/// What holds answers in a unit.
#[derive(Debug, Default)]
pub struct Answers {
    /// Automatic variables and parameters.
    pub variables: HashSet<DeclId>,
    /// Variables with static storage duration, in source order when sorted.
    pub statics: HashSet<DeclId>,
    functions: HashSet<DeclId>,
    /// Objects whose bytes the source fixes.
    known: HashSet<DeclId>,
    /// Pointers to such bytes as something else.
    views: HashSet<DeclId>,
    pub words: Words,
}

impl Answers {
    pub fn find(unit: &Unit) -> Answers {
        let mut answers = Answers {
            known: known(unit),
            words: Words::find(unit),
            ..Answers::default()
        };
        while answers.grow(unit) {}
        answers
    }

    /// An argument tells another unit about the machine.
    pub fn lends(&self, unit: &Unit, args: &[ExprId]) -> bool {
        args.iter().any(|&arg| self.is_answer(unit, arg))
    }

    fn grow(&mut self, unit: &Unit) -> bool {
        let before = self.count();
        for (_, e) in unit.exprs.iter() {
            match &e.kind {
                ExprKind::Assign { left, right, .. } => {
                    if let ExprKind::Name(decl) = unit.exprs[*left].kind {
                        self.note(unit, decl, *right);
                    }
                }
                ExprKind::Call { callee, args } => self.note_call(unit, *callee, args),
                _ => {}
            }
        }
        for (id, decl) in unit.decls.iter() {
            if let Some(Init::Expr(e)) = decl.init.map(|init| &unit.inits[init]) {
                self.note(unit, id, *e);
            }
        }
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            self.note_function(unit, function);
        }
        self.count() != before
    }

    fn count(&self) -> usize {
        self.variables.len() + self.statics.len() + self.functions.len() + self.views.len()
    }

    fn note(&mut self, unit: &Unit, decl: DeclId, value: ExprId) {
        if self.is_view(unit, value) {
            self.views.insert(decl);
        } else if self.is_answer(unit, value) {
            self.insert(unit, decl);
        }
    }

    fn insert(&mut self, unit: &Unit, decl: DeclId) {
        if walk::is_static(unit, decl) {
            self.statics.insert(decl);
        } else {
            self.variables.insert(decl);
        }
    }

    /// Arguments of functions of this unit, and what `memcpy` copies.
    fn note_call(&mut self, unit: &Unit, callee: ExprId, args: &[ExprId]) {
        if let Some(decl) = self.copied(unit, callee, args) {
            self.insert(unit, decl);
        }
        let ExprKind::Name(decl) = unit.exprs[callee].kind else {
            return;
        };
        let Some(function) = unit.decls[decl].function else {
            return;
        };
        for (&param, &arg) in unit.functions[function].params.iter().zip(args) {
            self.note(unit, param, arg);
        }
    }

    /// What it returns, and what it sets to constants where an answer decides.
    fn note_function(&mut self, unit: &Unit, function: &Function) {
        let mut answers = false;
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind {
                answers |= self.is_answer(unit, value);
            }
        });
        let decided = arms::decided(unit, self, function);
        if answers || decided.returns {
            self.functions.insert(function.decl);
        }
        for decl in decided.variables {
            self.insert(unit, decl);
        }
    }

    /// The value tells something about the machine.
    pub fn is_answer(&self, unit: &Unit, e: ExprId) -> bool {
        let of = |e: ExprId| self.is_answer(unit, e);
        match &unit.exprs[e].kind {
            ExprKind::Name(decl) => self.variables.contains(decl) || self.statics.contains(decl),
            ExprKind::Call { callee, args } => self.is_asking(unit, *callee, args),
            ExprKind::Cast { to, operand } => !unit.is_pointer(to.ty) && of(*operand),
            ExprKind::Binary { op, left, right } => {
                self.is_comparison(unit, *op, *left, *right)
                    || (of(*left) && self.is_fixed(unit, *right))
                    || (of(*right) && self.is_fixed(unit, *left))
            }
            ExprKind::Logical { left, right, .. } => of(*left) || of(*right),
            ExprKind::Conditional {
                cond,
                then,
                otherwise,
            } => {
                let chosen = |e: ExprId| is_constant(unit, e) || of(e);
                let all = then.is_none_or(chosen) && chosen(*otherwise);
                let swaps = then.is_some_and(|then| self.is_swap(unit, then, *otherwise));
                of(*cond) && (all || swaps) || then.is_some_and(of) || of(*otherwise)
            }
            ExprKind::Comma { right, .. } => of(*right),
            ExprKind::Assign {
                op: None, right, ..
            } => of(*right),
            ExprKind::Unary { op, operand } if !op.is_step() && *op != UnaryOp::AddressOf => {
                match op {
                    UnaryOp::Deref => self.is_view(unit, *operand),
                    _ => of(*operand),
                }
            }
            ExprKind::Index { base, .. } => {
                self.is_view(unit, *base) || self.is_other_member(unit, *base)
            }
            ExprKind::Member { .. } => self.is_other_member(unit, e),
            _ => false,
        }
    }

    fn is_fixed(&self, unit: &Unit, e: ExprId) -> bool {
        is_constant(unit, e) || self.is_answer(unit, e)
    }

    fn is_asking(&self, unit: &Unit, callee: ExprId, args: &[ExprId]) -> bool {
        let [arg] = *args else {
            return matches!(unit.exprs[callee].kind, ExprKind::Name(d) if self.functions.contains(&d));
        };
        let asks = |name: &str| {
            let constant = unit.constant(arg).is_some();
            ORDER.contains(&name) && (constant || self.is_number(unit, arg))
                || SWAPS.contains(&name) && constant
        };
        match &unit.exprs[callee].kind {
            ExprKind::Name(decl) => {
                self.functions.contains(decl)
                    || unit.decls[*decl].system && asks(&unit.decls[*decl].name)
            }
            ExprKind::Builtin(name) => asks(name),
            _ => false,
        }
    }

    /// One arm is a variable, the other is made of that variable alone.
    pub fn is_swap(&self, unit: &Unit, one: ExprId, other: ExprId) -> bool {
        let made = |plain: ExprId, made: ExprId| {
            let only = variable(unit, plain).filter(|_| self.is_number(unit, plain));
            only.is_some_and(|decl| mentions_only(unit, made, decl))
        };
        made(one, other) || made(other, one)
    }

    /// A variable that holds a number of the program's, not one read from bytes.
    fn is_number(&self, unit: &Unit, e: ExprId) -> bool {
        variable(unit, e).is_some() && !self.words.is_word(unit, e)
    }

    /// `sizeof(long) == 8`, `__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__`.
    fn is_comparison(&self, unit: &Unit, op: BinaryOp, left: ExprId, right: ExprId) -> bool {
        let compares = matches!(
            op,
            BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge | BinaryOp::Eq | BinaryOp::Ne
        );
        let order = |e: ExprId| unit.constant(e).is_some_and(|n| ORDERS.contains(&n));
        let sizes = || {
            is_made_of_sizes(unit, left)
                && is_made_of_sizes(unit, right)
                && (has_varying_size(unit, left) || has_varying_size(unit, right))
        };
        compares && (order(left) && order(right) || sizes())
    }

    /// A pointer through which fixed bytes are seen as something else.
    fn is_view(&self, unit: &Unit, e: ExprId) -> bool {
        match &unit.exprs[e].kind {
            ExprKind::Name(decl) => self.views.contains(decl),
            ExprKind::Cast { to, operand } => {
                let seen = unit.pointee(to.ty).map(|q| q.ty);
                seen.is_some_and(|ty| {
                    self.is_view(unit, *operand)
                        || self
                            .fixed_bytes(unit, *operand)
                            .is_some_and(|own| differ(unit, own, ty))
                })
            }
            ExprKind::Binary { left, right, .. } => {
                self.is_view(unit, *left) && is_constant(unit, *right)
            }
            _ => false,
        }
    }

    /// The type of the fixed bytes that `e` is the address of.
    fn fixed_bytes(&self, unit: &Unit, e: ExprId) -> Option<TypeId> {
        match &unit.exprs[e].kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => match unit.exprs[*operand].kind {
                ExprKind::Name(decl) if self.known.contains(&decl) => Some(unit.decls[decl].ty.ty),
                ExprKind::CompoundLiteral { ty, init } if is_fixed_init(unit, init) => Some(ty.ty),
                _ => None,
            },
            ExprKind::Name(decl) if self.known.contains(decl) => {
                unit.element(unit.decls[*decl].ty).map(|q| q.ty)
            }
            ExprKind::String { .. } => unit.element(unit.exprs[e].ty).map(|q| q.ty),
            ExprKind::CompoundLiteral { ty, init } if is_fixed_init(unit, *init) => {
                unit.element(*ty).map(|q| q.ty)
            }
            // Through `void *`.
            ExprKind::Cast { operand, .. } => self.fixed_bytes(unit, *operand),
            _ => None,
        }
    }

    /// A member of a union with fixed bytes that is not as wide as the one they
    /// were written by.
    fn is_other_member(&self, unit: &Unit, e: ExprId) -> bool {
        let ExprKind::Member { base, .. } = &unit.exprs[e].kind else {
            return false;
        };
        let ExprKind::Name(decl) = unit.exprs[*base].kind else {
            return false;
        };
        let read = scalar(unit, unit.exprs[e].ty);
        self.known.contains(&decl) && written(unit, decl).is_some_and(|own| differ(unit, own, read))
    }

    /// The variable that `memcpy` copies fixed bytes of another type into.
    fn copied(&self, unit: &Unit, callee: ExprId, args: &[ExprId]) -> Option<DeclId> {
        let name = match &unit.exprs[callee].kind {
            ExprKind::Name(decl) => unit.decls[*decl].name.as_str(),
            ExprKind::Builtin(name) => name.as_str(),
            _ => return None,
        };
        let [to, from, ..] = *args else {
            return None;
        };
        let decl = addressed(unit, to)?;
        let own = self.fixed_bytes(unit, from)?;
        let other = differ(unit, own, unit.decls[decl].ty.ty);
        (COPIES.contains(&name) && other).then_some(decl)
    }
}

fn variable(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match unit.exprs[e].kind {
        ExprKind::Cast { operand, .. } => variable(unit, operand),
        ExprKind::Name(decl) if unit.decls[decl].kind != DeclKind::Function => Some(decl),
        _ => None,
    }
}

/// The value of `decl` and constants go into it, and nothing from memory.
fn mentions_only(unit: &Unit, e: ExprId, decl: DeclId) -> bool {
    let (mut found, mut other) = (false, false);
    walk::each_expr(unit, e, &mut |e| match unit.exprs[e].kind {
        ExprKind::Name(name) if name == decl => found = true,
        ExprKind::Name(name) => other |= unit.decls[name].kind != DeclKind::Function,
        ExprKind::Index { .. } | ExprKind::Member { .. } => other = true,
        ExprKind::Unary { op, .. } => other |= op == UnaryOp::Deref || op == UnaryOp::AddressOf,
        _ => {}
    });
    found && !other
}

/// `v` of `&v`, also cast.
fn addressed(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match unit.exprs[e].kind {
        ExprKind::Cast { operand, .. } => addressed(unit, operand),
        ExprKind::Unary {
            op: UnaryOp::AddressOf,
            operand,
        } => match unit.exprs[operand].kind {
            ExprKind::Name(decl) => Some(decl),
            _ => None,
        },
        _ => None,
    }
}

/// Objects that get constants other than zero by their initialisers and nothing
/// else later.
fn known(unit: &Unit) -> HashSet<DeclId> {
    let mut found: HashSet<DeclId> = unit
        .decls
        .iter()
        .filter(|(_, d)| d.kind == DeclKind::Object && is_plain(unit, d.ty))
        .filter(|(_, d)| d.init.is_some_and(|init| is_fixed_init(unit, init)))
        .map(|(id, _)| id)
        .collect();
    for (_, e) in unit.exprs.iter() {
        let changed = match e.kind {
            ExprKind::Assign { left, .. } => Some(left),
            ExprKind::Unary { op, operand } if op.is_step() => Some(operand),
            _ => None,
        };
        if let Some(decl) = changed.and_then(|left| root(unit, left)) {
            found.remove(&decl);
        }
    }
    found.extend(assigned_unions(unit));
    found
}

/// Numbers, arrays of numbers, unions.
fn is_plain(unit: &Unit, q: QualType) -> bool {
    unit.is_arithmetic(q.ty)
        || unit.is_union(q.ty)
        || unit.element(q).is_some_and(|of| unit.is_arithmetic(of.ty))
}

fn is_fixed_init(unit: &Unit, init: InitId) -> bool {
    let values = walk::init_exprs(unit, init);
    let string = |e: &ExprId| matches!(unit.exprs[*e].kind, ExprKind::String { .. });
    values
        .iter()
        .all(|e| unit.constant(*e).is_some() || string(e))
        && values.iter().any(|e| unit.constant(*e) != Some(0))
}

/// Automatic unions without an initialiser all of whose assignments are
/// constants to one member: `u.i = 1;`.
fn assigned_unions(unit: &Unit) -> HashSet<DeclId> {
    let mut fixed = HashSet::new();
    let mut other = HashSet::new();
    for (_, e) in unit.exprs.iter() {
        let ExprKind::Assign { op, left, right } = e.kind else {
            continue;
        };
        let Some(decl) = root(unit, left) else {
            continue;
        };
        let member = matches!(unit.exprs[left].kind, ExprKind::Member { arrow: false, .. });
        let value = unit.constant(right).is_some_and(|n| n != 0);
        let set = if member && op.is_none() && value {
            &mut fixed
        } else {
            &mut other
        };
        set.insert(decl);
    }
    fixed.retain(|d| {
        let decl = &unit.decls[*d];
        decl.kind == DeclKind::Object
            && decl.init.is_none()
            && !walk::is_static(unit, *d)
            && !other.contains(d)
            && unit.is_union(decl.ty.ty)
            && written(unit, *d).is_some()
    });
    fixed
}

/// The type of the one member of a union that is written.
fn written(unit: &Unit, decl: DeclId) -> Option<TypeId> {
    let record = unit.record_of(unit.decls[decl].ty.ty)?;
    if let Some(init) = unit.decls[decl].init {
        return initialised(unit, record, init);
    }
    let mut types = unit.exprs.iter().filter_map(|(_, e)| match e.kind {
        ExprKind::Assign { left, .. } if root(unit, left) == Some(decl) => {
            Some(scalar(unit, unit.exprs[left].ty))
        }
        _ => None,
    });
    let first = types.next()?;
    types.all(|ty| !differ(unit, first, ty)).then_some(first)
}

/// The type of the member that an initialiser of a union begins with.
fn initialised(unit: &Unit, record: RecordId, init: InitId) -> Option<TypeId> {
    let Init::List { items, .. } = &unit.inits[init] else {
        return None;
    };
    let fields = unit.fields_flat(record);
    let named = items.first().and_then(|item| item.designators.first());
    let field = match named {
        Some(Designator::Field(name, _)) => fields
            .iter()
            .find(|f| f.name.as_deref() == Some(name.as_str())),
        _ => fields.first(),
    };
    field.map(|field| scalar(unit, field.ty))
}

/// What an array of numbers is made of; other types as they are.
fn scalar(unit: &Unit, q: QualType) -> TypeId {
    unit.element(q).map_or(q.ty, |of| scalar(unit, of))
}

/// The variable that an lvalue is or is part of, without pointers.
fn root(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match unit.exprs[e].kind {
        ExprKind::Name(decl) => Some(decl),
        ExprKind::Member {
            base, arrow: false, ..
        } => root(unit, base),
        ExprKind::Index { base, .. } => {
            let array = unit.element(unit.exprs[base].ty).is_some();
            array.then(|| root(unit, base)).flatten()
        }
        _ => None,
    }
}

/// Numbers of different widths: which bytes of one the other gets depends on
/// their order.
fn differ(unit: &Unit, a: TypeId, b: TypeId) -> bool {
    let (a, b) = (width(unit, a), width(unit, b));
    b.is_some() && a != b
}

/// Bytes of a number's type; 0 for `long`, which has no width of its own.
fn width(unit: &Unit, ty: TypeId) -> Option<u8> {
    match unit.kind(ty) {
        TypeKind::Bool | TypeKind::Char | TypeKind::SChar | TypeKind::UChar => Some(1),
        TypeKind::Short { .. } => Some(2),
        TypeKind::Int { .. } | TypeKind::Float(FloatKind::Float) => Some(4),
        TypeKind::LongLong { .. } | TypeKind::Float(FloatKind::Double) => Some(8),
        _ => unit.is_arithmetic(ty).then_some(0),
    }
}

fn is_constant(unit: &Unit, e: ExprId) -> bool {
    match unit.exprs[e].kind {
        ExprKind::Cast { operand, .. } => is_constant(unit, operand),
        ExprKind::Name(decl) => unit.decls[decl].kind == DeclKind::Function,
        _ => unit.constant(e).is_some() || is_made_of_sizes(unit, e),
    }
}

/// Sizes of types and what is computed of them and of constants.
fn is_made_of_sizes(unit: &Unit, e: ExprId) -> bool {
    let of = |e: ExprId| is_made_of_sizes(unit, e);
    match unit.exprs[e].kind {
        ExprKind::SizeofType(q) => !unit.is_vla(q.ty),
        ExprKind::SizeofExpr(operand) => !unit.is_vla(unit.exprs[operand].ty.ty),
        ExprKind::Cast { to, operand } => unit.is_integer(to.ty) && of(operand),
        ExprKind::Binary { left, right, .. } => of(left) && of(right),
        ExprKind::Unary {
            op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Extension,
            operand,
        } => of(operand),
        _ => unit.constant(e).is_some(),
    }
}

fn has_varying_size(unit: &Unit, e: ExprId) -> bool {
    let mut found = false;
    walk::each_expr_shallow(unit, e, &mut |e| {
        found |= match unit.exprs[e].kind {
            ExprKind::SizeofType(q) => !is_portable_size(unit, q.ty),
            ExprKind::SizeofExpr(operand) => !is_portable_size(unit, unit.exprs[operand].ty.ty),
            _ => false,
        };
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, Dialect};

    /// Names of what holds answers in `text`, functions included, sorted.
    fn answers(text: &str) -> Vec<String> {
        let unit = syntax::analyse(text, Dialect::default(), Target::lp64()).unwrap();
        let found = Answers::find(&unit);
        let sets = [&found.variables, &found.statics, &found.functions];
        let all = sets.into_iter().flatten();
        let mut names: Vec<_> = all.map(|d| unit.decls[*d].name.clone()).collect();
        names.sort();
        names
    }

    #[test]
    fn bytes_of_constants_tell_the_order() {
        for body in [
            "const union { unsigned u; char c[4]; } one = { 1 }; return one.c[0];",
            "union { long long w; char c[8]; } u; u.w = 1; return u.c[0];",
            "int one = 1; return *(char *)&one;",
            "int one = 1; const char *p = (const char *)&one; return p[0] == 1;",
            "const char c[4] = { 1 }; unsigned w; memcpy(&w, c, 4); return w == 1;",
            "return *(const unsigned short *)\"\\1\\0\" == 1;",
            "return *(char *)&(int){ 1 };",
            "return 1234 == 4321;",
            "return sizeof(void *) == 8;",
            "return htons(1) == 1;",
            "if (sizeof(long) > 4) return 1; return 0;",
            "int r = 0; if (*(char *)&(int){ 1 }) r = 1; return r;",
        ] {
            let text = format!(
                "# 1 \"/usr/include/in.h\" 1 3 4\n\
                 unsigned short htons(unsigned short); \
                 void *memcpy(void *, const void *, unsigned long);\n\
                 # 2 \"main.c\" 2\n\
                 int f(void) {{ {body} }} static int kept; \
                 void g(int v) {{ int answer = f() ? 4 : 8; kept = !answer; g(answer); }}"
            );
            let found = answers(&text);
            for name in ["answer", "f", "kept", "v"] {
                assert!(found.contains(&name.to_string()), "{body}: {found:?}");
            }
        }
    }

    #[test]
    fn what_is_the_same_everywhere_is_no_answer() {
        for text in [
            // The member that was written; a number that may be anything.
            "int f(void) { union { unsigned u; char c[4]; } v = { 1 }; return v.u; }",
            "int f(int n) { return *(char *)&n; }",
            "int f(int n) { union { unsigned u; char c[4]; } v; v.u = n; return v.c[0]; }",
            "int f(int k) { int n = 1; n += k; return *(char *)&n; }",
            // Sizes that C or every machine fixes; a count.
            "int f(void) { return sizeof(int) == 4; }",
            "int f(int n) { return n < (int)sizeof(long); }",
            // Words of bytes, put into the machine's order.
            "unsigned swap(unsigned); \
             unsigned f(const unsigned char *p) { unsigned w = *(const unsigned *)p; \
             return 1234 == 4321 ? w : swap(w); }",
        ] {
            assert!(answers(text).is_empty(), "{text}: {:?}", answers(text));
        }
    }

    #[test]
    fn a_number_in_a_fixed_order_is_one() {
        let text = "unsigned swap(unsigned); \
                    unsigned f(unsigned v) { return 1234 == 4321 ? v : swap(v); } \
                    void g(unsigned v) { unsigned wire = f(v); g(wire); }";
        assert!(answers(text).contains(&"wire".to_string()));
    }
}
