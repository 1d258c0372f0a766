//! Variables that hold words read from bytes.
//!
//! A checksum takes its input a word at a time (`crc ^= *(const uint32_t *)p`),
//! a compressor compares and hashes words it copies out of a buffer. What such
//! a read gives depends on the machine's byte order, and often its width on
//! the machine's word; code that goes on reading and combining words on another
//! machine would mix both kinds: a checksum that is half little-endian and half
//! big-endian. So a variable that gets a word *in a loop that reads words* keeps
//! captures out of every site across which it is live, as sizes do.
//!
//! Read outside of a loop, a word is a number like any other and travels: all
//! the program has seen of the bytes is that number.
//!
//! A *recast* pointer points to something wider than characters and was made
//! from a pointer to characters. A *reader* is a function without loops that
//! returns a word (`read32(p)`, however it does it). What members and globals
//! hold is not followed, nor what another unit returns.

use super::{loops, walk};
use crate::hir::*;
use std::collections::HashSet;

/// Functions that copy memory: destination, source, size.
const COPIES: [&str; 4] = ["memcpy", "memmove", "__builtin_memcpy", "__builtin_memmove"];

/// What holds words in a unit.
#[derive(Debug, Default)]
pub struct Words {
    /// Automatic variables that get a word in a loop that reads words.
    pub variables: HashSet<DeclId>,
    /// Those that get one anywhere.
    tainted: HashSet<DeclId>,
    recast: HashSet<DeclId>,
    readers: HashSet<DeclId>,
}

impl Words {
    pub fn find(unit: &Unit) -> Words {
        let mut words = Words::default();
        while words.grow(unit) {}
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            words.search_loops(unit, function);
        }
        words
    }

    fn grow(&mut self, unit: &Unit) -> bool {
        let before = self.tainted.len() + self.recast.len() + self.readers.len();
        for (id, _) in unit.exprs.iter() {
            for (decl, value) in given(unit, id) {
                self.note(unit, decl, value);
            }
            self.tainted.extend(self.copied(unit, id));
        }
        for (id, decl) in unit.decls.iter() {
            if let Some(Init::Expr(e)) = decl.init.map(|init| &unit.inits[init]) {
                self.note(unit, id, *e);
            }
        }
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            if !has_loop(unit, function) && self.returns_word(unit, function) {
                self.readers.insert(function.decl);
            }
        }
        self.tainted.len() + self.recast.len() + self.readers.len() != before
    }

    fn note(&mut self, unit: &Unit, decl: DeclId, value: ExprId) {
        if walk::is_static(unit, decl) {
            return;
        }
        let ty = unit.decls[decl].ty.ty;
        if unit.is_pointer(ty) {
            if self.is_recast(unit, value, is_const_character) {
                self.recast.insert(decl);
            }
        } else if self.is_word(unit, value) {
            self.tainted.insert(decl);
        }
    }

    fn returns_word(&self, unit: &Unit, function: &Function) -> bool {
        let mut found = false;
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if let StmtKind::Return(Some(value)) = unit.stmts[stmt].kind {
                found |= self.is_word(unit, value);
            }
        });
        found
    }

    /// Keeps the variables that get words in loops that read some.
    fn search_loops(&mut self, unit: &Unit, function: &Function) {
        let mut all = Vec::new();
        walk::each_stmt(unit, function.body, &mut |stmt| {
            if loops::is_loop(unit, stmt) && !loops::runs_once(unit, stmt) {
                all.push(stmt);
            }
        });
        for stmt in all {
            let mut inside = Vec::new();
            walk::each_stmt_expr(unit, stmt, &mut |e| inside.push(e));
            if inside.iter().any(|&e| self.reads(unit, e)) {
                self.keep(unit, stmt, &inside);
            }
        }
    }

    fn keep(&mut self, unit: &Unit, stmt: StmtId, inside: &[ExprId]) {
        let mut found = Vec::new();
        for &e in inside {
            found.extend(given(unit, e).filter(|(_, value)| self.is_word(unit, *value)));
            self.variables.extend(self.copied(unit, e));
        }
        self.variables
            .extend(found.into_iter().map(|(decl, _)| decl));
        let mut declared = Vec::new();
        walk::each_stmt(unit, stmt, &mut |inner| {
            if let StmtKind::Declaration(declaration) = &unit.stmts[inner].kind {
                declared.extend(declaration.declarators.iter().map(|d| d.decl));
            }
        });
        let tainted = declared.into_iter().filter(|d| self.tainted.contains(d));
        self.variables.extend(tainted.collect::<Vec<_>>());
        self.variables.retain(|d| !walk::is_static(unit, *d));
        self.variables
            .retain(|d| !unit.is_pointer(unit.decls[*d].ty.ty));
    }

    /// The expression itself reads a word.
    fn reads(&self, unit: &Unit, e: ExprId) -> bool {
        self.is_read(unit, e) || self.copied(unit, e).is_some() || self.calls_reader(unit, e)
    }

    fn calls_reader(&self, unit: &Unit, e: ExprId) -> bool {
        callee(unit, e).is_some_and(|decl| self.readers.contains(&decl))
    }

    /// `*p`, `p[i]` or `p->m` with a recast `p`.
    fn is_read(&self, unit: &Unit, e: ExprId) -> bool {
        let pointer = match unit.exprs[e].kind {
            ExprKind::Unary {
                op: UnaryOp::Deref,
                operand,
            } => operand,
            ExprKind::Index { base, .. } => base,
            ExprKind::Member {
                base, arrow: true, ..
            } => base,
            _ => return false,
        };
        is_wide(unit, unit.exprs[e].ty.ty) && self.is_recast(unit, pointer, is_bytes)
    }

    /// The variable that this call of `memcpy` copies characters into.
    fn copied(&self, unit: &Unit, e: ExprId) -> Option<DeclId> {
        let ExprKind::Call { callee, args } = &unit.exprs[e].kind else {
            return None;
        };
        let name = match &unit.exprs[*callee].kind {
            ExprKind::Name(decl) => unit.decls[*decl].name.as_str(),
            ExprKind::Builtin(name) => name.as_str(),
            _ => return None,
        };
        let [to, from, ..] = args[..] else {
            return None;
        };
        let to = match unit.exprs[uncast(unit, to)].kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => operand,
            _ => return None,
        };
        let ExprKind::Name(decl) = unit.exprs[to].kind else {
            return None;
        };
        let wide = !walk::is_static(unit, decl) && is_wide(unit, unit.decls[decl].ty.ty);
        let from = unit.exprs[uncast(unit, from)].ty.ty;
        let bytes = points_to(unit, from).is_some_and(|to| is_bytes(unit, to));
        (wide && bytes && COPIES.contains(&name)).then_some(decl)
    }

    /// A pointer to something wide, made from one to what `from` accepts.
    fn is_recast(&self, unit: &Unit, e: ExprId, from: fn(&Unit, QualType) -> bool) -> bool {
        match &unit.exprs[e].kind {
            ExprKind::Name(decl) => self.recast.contains(decl),
            ExprKind::Cast { to, operand } => {
                let wide = unit
                    .pointee(to.ty)
                    .is_some_and(|to| is_wide(unit, to.ty) || unit.is_record(to.ty));
                let source = unit.exprs[*operand].ty.ty;
                let accepted = points_to(unit, source).is_some_and(|to| from(unit, to));
                wide && (accepted || self.is_recast(unit, *operand, from))
            }
            ExprKind::Binary { left, right, .. } => {
                self.is_recast(unit, *left, from) || self.is_recast(unit, *right, from)
            }
            ExprKind::Unary { op, operand } if op.is_step() => self.is_recast(unit, *operand, from),
            _ => false,
        }
    }

    /// The value depends on how this machine stores words.
    pub fn is_word(&self, unit: &Unit, e: ExprId) -> bool {
        let of = |e: &ExprId| self.is_word(unit, *e);
        match &unit.exprs[e].kind {
            ExprKind::Name(decl) => self.tainted.contains(decl),
            ExprKind::Call { args, .. } => {
                self.calls_reader(unit, e) || (is_builtin(unit, e) && args.iter().any(of))
            }
            ExprKind::Cast { to, operand } => !unit.is_pointer(to.ty) && of(operand),
            ExprKind::Binary { op, left, right } => {
                !is_comparison(*op)
                    && !unit.is_pointer(unit.exprs[e].ty.ty)
                    && (of(left) || of(right))
            }
            ExprKind::Conditional {
                then, otherwise, ..
            } => then.iter().chain([otherwise]).any(of),
            ExprKind::Comma { right, .. } | ExprKind::Assign { right, .. } => of(right),
            ExprKind::Unary {
                op: UnaryOp::Plus | UnaryOp::Minus | UnaryOp::BitNot | UnaryOp::Extension,
                operand,
            } => of(operand),
            ExprKind::Index { base, index } => {
                self.is_read(unit, e) || of(index) || self.is_word_row(unit, *base)
            }
            _ => self.is_read(unit, e),
        }
    }

    /// `table[w]` of `table[w][i]`.
    fn is_word_row(&self, unit: &Unit, base: ExprId) -> bool {
        matches!(unit.exprs[base].kind, ExprKind::Index { .. }) && self.is_word(unit, base)
    }
}

/// The variable an assignment gives a value, and the value.
fn given(unit: &Unit, e: ExprId) -> impl Iterator<Item = (DeclId, ExprId)> {
    let found = match unit.exprs[e].kind {
        ExprKind::Assign { left, right, .. } => match unit.exprs[left].kind {
            ExprKind::Name(decl) => Some((decl, right)),
            _ => None,
        },
        _ => None,
    };
    found.into_iter()
}

fn callee(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match unit.exprs[e].kind {
        ExprKind::Call { callee, .. } => match unit.exprs[callee].kind {
            ExprKind::Name(decl) => Some(decl),
            _ => None,
        },
        _ => None,
    }
}

fn is_builtin(unit: &Unit, e: ExprId) -> bool {
    match unit.exprs[e].kind {
        ExprKind::Call { callee, .. } => match &unit.exprs[callee].kind {
            ExprKind::Builtin(name) => name.starts_with("__builtin_"),
            ExprKind::Name(decl) => unit.decls[*decl].name.starts_with("__b"),
            _ => false,
        },
        _ => false,
    }
}

fn has_loop(unit: &Unit, function: &Function) -> bool {
    let mut found = false;
    walk::each_stmt(unit, function.body, &mut |stmt| {
        found |= loops::is_loop(unit, stmt) && !loops::runs_once(unit, stmt);
    });
    found
}

fn uncast(unit: &Unit, mut e: ExprId) -> ExprId {
    while let ExprKind::Cast { operand, .. } = unit.exprs[e].kind {
        e = operand;
    }
    e
}

fn is_comparison(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Lt | BinaryOp::Gt | BinaryOp::Le | BinaryOp::Ge | BinaryOp::Eq | BinaryOp::Ne
    )
}

/// What a pointer points to, or what an array holds.
fn points_to(unit: &Unit, ty: TypeId) -> Option<QualType> {
    let element = |q: QualType| unit.element(q);
    unit.pointee(ty).or_else(|| {
        element(QualType {
            ty,
            quals: Quals::default(),
        })
    })
}

fn is_character(unit: &Unit, q: QualType) -> bool {
    matches!(
        unit.kind(q.ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar
    )
}

fn is_const_character(unit: &Unit, q: QualType) -> bool {
    is_character(unit, q) && unit.resolve(q).quals.is_const
}

fn is_const_void(unit: &Unit, q: QualType) -> bool {
    unit.is_void(q.ty) && unit.resolve(q).quals.is_const
}

fn is_bytes(unit: &Unit, q: QualType) -> bool {
    is_character(unit, q) || is_const_void(unit, q)
}

/// A number of more than one byte.
fn is_wide(unit: &Unit, ty: TypeId) -> bool {
    let narrow = matches!(
        unit.kind(ty),
        TypeKind::Char | TypeKind::SChar | TypeKind::UChar | TypeKind::Bool
    );
    unit.is_arithmetic(ty) && !narrow
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{self, Dialect};

    /// Names of the variables that hold words in `text`, sorted.
    fn words(text: &str) -> Vec<String> {
        let unit = syntax::analyse(text, Dialect::default(), Target::lp64()).unwrap();
        let found = Words::find(&unit).variables;
        let mut names: Vec<_> = found.iter().map(|d| unit.decls[*d].name.clone()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_sum_over_words_of_a_buffer_stays() {
        let text = "unsigned f(const unsigned char *p, int n) { unsigned s = 1, k = 0; \
                    for (; n > 0; n--, p += 4, k++) s ^= *(const unsigned *)p; return s + k; }";
        assert_eq!(words(text), ["s"]);
    }

    #[test]
    fn readers_are_followed_however_they_read() {
        for body in [
            "return *(const unsigned *)p;",
            "unsigned v; memcpy(&v, p, 4); return v;",
            "return ((const struct u *)p)->v;",
        ] {
            let text = format!(
                "void *memcpy(void *, const void *, unsigned long); struct u {{ unsigned v; }}; \
                 static unsigned read32(const void *p) {{ {body} }} \
                 unsigned f(const char *p, int n) {{ unsigned h = 0; \
                 while (n--) h = h * 31 + read32(p++); return h; }}"
            );
            assert!(words(&text).contains(&"h".to_string()), "{body}");
        }
    }

    #[test]
    fn a_table_looked_up_with_a_word_gives_one() {
        let text = "static const unsigned t[256]; unsigned f(const unsigned char *b, int n) \
                    { const unsigned *w = (const unsigned *)b; unsigned c = 0; \
                    while (n--) { unsigned x = c ^ *w++; c = t[x & 255]; } return c; }";
        assert_eq!(words(text), ["c", "x"]);
    }

    #[test]
    fn what_is_no_word_travels() {
        for text in [
            // Elements of an array of numbers.
            "unsigned f(const unsigned *p, int n) { unsigned s = 0; while (n--) s += *p++; return s; }",
            // Characters.
            "unsigned f(const char *p, int n) { unsigned s = 0; while (n--) s += *p++; return s; }",
            // Read once, outside of a loop.
            "unsigned f(const char *p, int n) { unsigned s = *(const unsigned *)p, k = 0; \
             while (n--) k += s; return k; }",
            // Compared, not kept.
            "int f(const char *p, const char *q, int n) { int k = 0; \
             for (; n--; p++, q++) if (*(const int *)p == *(const int *)q) k++; return k; }",
            // Memory of the program's own allocator.
            "char *get(int); int f(int n) { int *v = (int *)get(n), s = 0; \
             while (n--) s += v[n]; return s; }",
        ] {
            assert!(words(text).is_empty(), "{text}");
        }
    }
}
