//! Lets the C compiler judge our types: after this, the unit compiles only if
//! every expression of every user function has the type we say.

use migcc::hir::{ExprId, ExprKind, PrintOptions, StmtId, StmtKind, TypeId, TypeKind, Unit};
use migcc::source::Span;

/// `text` with a static assertion for each expression that can stand as the
/// operand of `__typeof__` at the place of its statement, and their number.
pub fn with_type_assertions(unit: &Unit, text: &str) -> (String, usize) {
    let mut check = Check {
        unit,
        text,
        insertions: Vec::new(),
    };
    for (_, function) in unit.functions.iter() {
        if !function.system {
            check.block(function.body);
        }
    }
    let count = check.insertions.len();
    (check.spliced(), count)
}

struct Check<'a> {
    unit: &'a Unit,
    text: &'a str,
    insertions: Vec<(usize, String)>,
}

impl Check<'_> {
    fn spliced(mut self) -> String {
        self.insertions.sort_by_key(|(at, _)| *at);
        let mut out = String::new();
        let mut from = 0;
        for (at, text) in &self.insertions {
            out.push_str(&self.text[from..*at]);
            out.push_str(text);
            from = *at;
        }
        out.push_str(&self.text[from..]);
        out
    }

    fn block(&mut self, block: StmtId) {
        let StmtKind::Block(items) = &self.unit.stmts[block].kind else {
            return;
        };
        for item in items {
            let stmt = &self.unit.stmts[*item];
            let declares = matches!(stmt.kind, StmtKind::Declaration(_));
            let at = if declares {
                stmt.span.end
            } else {
                stmt.span.start
            };
            self.stmt(*item, at as usize);
        }
    }

    /// Asserts the expressions of a statement at the place `at`; blocks inside
    /// it, and what sees the declarations of a `for`, have places of their own.
    fn stmt(&mut self, id: StmtId, at: usize) {
        match &self.unit.stmts[id].kind {
            StmtKind::Block(_) => return self.block(id),
            StmtKind::For {
                init: Some(init),
                body,
                ..
            } if matches!(self.unit.stmts[*init].kind, StmtKind::Declaration(_)) => {
                return self.block(*body);
            }
            StmtKind::NestedFunction(_) => return,
            _ => {}
        }
        for expr in self.unit.stmt_exprs(id) {
            self.expr(expr, at);
        }
        for child in self.unit.stmt_children(id) {
            self.stmt(child, at);
        }
    }

    fn expr(&mut self, id: ExprId, at: usize) {
        if let Some(assertion) = self.assertion(id) {
            self.insertions.push((at, assertion));
        }
        if let Some(block) = self.unit.expr_stmt(id) {
            self.block(block);
        }
        for child in self.unit.expr_children(id) {
            self.expr(child, at);
        }
    }

    fn assertion(&self, id: ExprId) -> Option<String> {
        let expr = &self.unit.exprs[id];
        let canonical = self.can_print(expr.ty.ty, false);
        if !self.can_assert(id) || !(canonical || self.can_print(expr.ty.ty, true)) {
            return None;
        }
        let options = PrintOptions {
            keep_typedefs: !canonical,
            ..PrintOptions::plain(self.text)
        };
        let ty = self.unit.declare(expr.ty, "", &options);
        let source = without_lines(self.slice(expr.outer_span()));
        Some(format!(
            " _Static_assert(__builtin_types_compatible_p(__typeof__({source}), {ty}), \"{}\"); ",
            expr.span.start
        ))
    }

    fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }

    fn can_assert(&self, id: ExprId) -> bool {
        let mut fine = true;
        self.unit.walk_exprs(id, &mut |inner| {
            let expr = &self.unit.exprs[inner];
            fine &= !matches!(
                expr.kind,
                ExprKind::StatementExpression(_)
                    | ExprKind::LabelAddress(_)
                    | ExprKind::FunctionName
            );
            // Casts and compound literals may define tags: not twice.
            fine &= !self.slice(expr.span).contains('{');
        });
        let expr = &self.unit.exprs[id];
        let type_argument = matches!(expr.kind, ExprKind::SizeofType(_))
            && !self.slice(expr.span).starts_with("sizeof");
        fine && !type_argument
            && !matches!(expr.kind, ExprKind::Builtin(_))
            && !self.is_bit_field(id)
    }

    fn is_bit_field(&self, id: ExprId) -> bool {
        let unit = self.unit;
        match &unit.exprs[id].kind {
            ExprKind::Member { base, field, .. } => {
                let base = unit.exprs[*base].converted;
                let record = unit.pointee(base).map_or(base, |to| to.ty);
                let found = unit
                    .record_of(record)
                    .and_then(|r| unit.find_field(r, field));
                found.is_some_and(|f| unit.records[f.record].fields[f.index].bit_width.is_some())
            }
            ExprKind::Assign { left, .. } => self.is_bit_field(*left),
            ExprKind::Unary { operand, .. } => self.is_bit_field(*operand),
            ExprKind::Comma { right, .. } => self.is_bit_field(*right),
            _ => false,
        }
    }

    /// The type can be written where the expression stands: all its tags have
    /// names. Canonically (a local name may hide a typedef name), or with
    /// typedef names kept.
    fn can_print(&self, ty: TypeId, typedefs: bool) -> bool {
        let unit = self.unit;
        let down = |ty| self.can_print(ty, typedefs);
        match unit
            .types
            .kind(if typedefs { ty } else { unit.canonical(ty) })
        {
            TypeKind::Record(id) => unit.records[*id].tag.is_some(),
            TypeKind::Enum(id) => unit.enums[*id].tag.is_some(),
            TypeKind::Pointer(to) => down(to.ty),
            TypeKind::Array { elem, .. } => down(elem.ty) && !unit.is_variably_modified(ty),
            TypeKind::Function(function) => {
                down(function.ret.ty) && function.params.iter().all(|p| down(p.ty))
            }
            TypeKind::Complex(part) => down(*part),
            TypeKind::Typedef(_) => !matches!(unit.kind(ty), TypeKind::VaList),
            // An array type on some targets: a parameter of it is a pointer.
            TypeKind::VaList => false,
            _ => true,
        }
    }
}

fn without_lines(text: &str) -> String {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .collect::<Vec<_>>()
        .join("\n")
}
