//! Check that spans nest: a child's text lies within its parent's, siblings do
//! not overlap, and everything lies within the text. The rewriter splices at
//! spans and relies on it.

use super::*;

impl Unit {
    /// Every violation, described; empty for a sound tree.
    pub fn nesting_errors(&self, text: &str) -> Vec<String> {
        let mut check = Check {
            unit: self,
            text,
            errors: Vec::new(),
        };
        let mut end = 0;
        for item in &self.items {
            check.within(Span::new(end, text.len()), item.span, "item");
            end = item.span.end as usize;
            check.item(item);
        }
        check.errors
    }
}

struct Check<'a> {
    unit: &'a Unit,
    text: &'a str,
    errors: Vec<String>,
}

impl Check<'_> {
    fn within(&mut self, outer: Span, inner: Span, what: &str) {
        let sound = outer.contains(inner) && self.is_trimmed(inner);
        if !sound {
            let text = |s: Span| self.text.get(s.range()).unwrap_or("outside the text");
            let message = format!(
                "{what} {inner:?} `{}` in {outer:?} `{}`",
                text(inner),
                text(outer)
            );
            self.errors.push(message);
        }
    }

    fn is_trimmed(&self, span: Span) -> bool {
        let blank = |c: char| c.is_ascii_whitespace();
        match self.text.get(span.range()) {
            Some(text) => !text.starts_with(blank) && !text.ends_with(blank),
            None => false,
        }
    }

    /// Spans in source order, one after the other inside `outer`.
    fn sequence(&mut self, outer: Span, spans: &[Span], what: &str) {
        let mut rest = outer;
        for span in spans {
            self.within(rest, *span, what);
            rest.start = rest.start.max(span.end);
        }
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Function(id) => self.function(item.span, *id),
            ItemKind::Declaration(declaration) => self.declaration(item.span, declaration),
            ItemKind::StaticAssert | ItemKind::Asm | ItemKind::Empty => {}
        }
    }

    fn function(&mut self, outer: Span, id: FunctionId) {
        let function = &self.unit.functions[id];
        let body = self.unit.stmts[function.body].span;
        self.within(outer, function.span, "function");
        self.within(function.span, body, "body");
        let decl = &self.unit.decls[function.decl];
        // A GNU `extern inline` definition may be followed by the real one.
        if decl.function == Some(id) {
            self.name(function.header, decl.name_span);
        }
        if function.header.start != function.span.start || function.header.end != body.start {
            self.errors.push(format!(
                "header {:?} of {:?}",
                function.header, function.span
            ));
        }
        for param in &function.params {
            self.name(function.header, self.unit.decls[*param].name_span);
        }
        self.stmt(function.span, function.body);
    }

    fn name(&mut self, outer: Span, name: Span) {
        self.within(outer, name, "name");
    }

    fn declaration(&mut self, outer: Span, declaration: &Declaration) {
        self.within(outer, declaration.span, "declaration");
        let mut parts = vec![declaration.specifiers];
        for declarator in &declaration.declarators {
            parts.push(declarator.span);
            parts.extend(declarator.init_span);
        }
        self.sequence(declaration.span, &parts, "declaration part");
        self.sequence(
            declaration.specifiers,
            &declaration.storage,
            "storage specifier",
        );
        for declarator in &declaration.declarators {
            if let (Some(init), Some(span)) = (declarator.init, declarator.init_span) {
                self.init(span, init);
            }
        }
    }

    fn init(&mut self, outer: Span, id: InitId) {
        match &self.unit.inits[id] {
            Init::Expr(expr) => self.expr(outer, *expr),
            Init::List { items, span } => {
                self.within(outer, *span, "initialiser list");
                let spans: Vec<Span> = items.iter().map(|item| item.span).collect();
                self.sequence(*span, &spans, "initialiser item");
                for item in items {
                    self.designators(item);
                    self.init(item.span, item.init);
                }
            }
        }
    }

    fn designators(&mut self, item: &InitItem) {
        for designator in &item.designators {
            match designator {
                Designator::Field(_, span) => self.within(item.span, *span, "designator"),
                Designator::Index(index) => self.expr(item.span, *index),
                Designator::Range(low, high) => {
                    self.expr(item.span, *low);
                    self.expr(item.span, *high);
                }
            }
        }
    }

    fn stmt(&mut self, outer: Span, id: StmtId) {
        let stmt = &self.unit.stmts[id];
        self.within(outer, stmt.span, "statement");
        if let StmtKind::Declaration(declaration) = &stmt.kind {
            self.declaration(stmt.span, declaration);
        }
        let children = self.unit.stmt_children(id);
        let mut parts: Vec<Span> = children.iter().map(|c| self.unit.stmts[*c].span).collect();
        if matches!(stmt.kind, StmtKind::Block(_)) {
            self.sequence(stmt.span, &parts, "block item");
        }
        let exprs = self.unit.stmt_exprs(id);
        parts.extend(exprs.iter().map(|e| self.unit.exprs[*e].outer_span()));
        parts.sort();
        self.sequence(stmt.span, &parts, "statement part");
        for expr in exprs {
            self.expr(stmt.span, expr);
        }
        for child in children {
            self.stmt(stmt.span, child);
        }
    }

    fn expr(&mut self, outer: Span, id: ExprId) {
        let expr = &self.unit.exprs[id];
        self.within(outer, expr.outer_span(), "expression");
        self.within(
            expr.outer_span(),
            expr.span,
            "expression without parentheses",
        );
        let children = self.unit.expr_children(id);
        let mut parts: Vec<Span> = children
            .iter()
            .map(|c| self.unit.exprs[*c].outer_span())
            .collect();
        parts.sort();
        self.sequence(expr.span, &parts, "operand");
        if let ExprKind::Member { field_span, .. } = expr.kind {
            self.within(expr.span, field_span, "member name");
        }
        if let ExprKind::CompoundLiteral { init, .. } = expr.kind {
            self.init(expr.span, init);
        }
        for child in children {
            self.expr(expr.span, child);
        }
        if let Some(block) = self.unit.expr_stmt(id) {
            self.stmt(expr.span, block);
        }
    }
}
