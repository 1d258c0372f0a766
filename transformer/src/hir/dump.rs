//! The tree as text, for tests and for people.

use super::*;
use std::fmt::Write;

impl Unit {
    /// User items (not those of system headers), one construct a line.
    pub fn dump(&self, text: &str) -> String {
        let mut dump = Dump {
            unit: self,
            text,
            out: String::new(),
        };
        for item in self.items.iter().filter(|item| !item.system) {
            dump.item(item);
        }
        dump.out
    }
}

struct Dump<'a> {
    unit: &'a Unit,
    text: &'a str,
    out: String,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.out, "{:width$}{text}", "", width = depth * 2);
    }

    fn source(&self, span: Span) -> String {
        let text = self.text.get(span.range()).unwrap_or("?");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn item(&mut self, item: &Item) {
        match &item.kind {
            ItemKind::Function(id) => self.function(*id),
            ItemKind::Declaration(declaration) => self.declaration(declaration, 0),
            ItemKind::StaticAssert => self.line(0, "static_assert"),
            ItemKind::Asm => self.line(0, "asm"),
            ItemKind::Empty => self.line(0, ";"),
        }
    }

    fn function(&mut self, id: FunctionId) {
        let function = self.unit.functions[id].clone();
        let header = self.source(function.header);
        self.line(
            0,
            &format!("function {} `{header}`", self.decl_text(function.decl)),
        );
        for local in function.locals.iter().chain(&function.statics) {
            let uses = self.unit.decls[*local].uses.len();
            self.line(1, &format!("local {} uses={uses}", self.decl_text(*local)));
        }
        for (feature, span) in &function.features {
            self.line(1, &format!("feature {feature:?} `{}`", self.source(*span)));
        }
        self.stmt(function.body, 1);
    }

    fn decl_text(&self, id: DeclId) -> String {
        let decl = &self.unit.decls[id];
        let scope = match decl.scope {
            Scope::File => "file",
            Scope::Automatic(_) => "auto",
            Scope::Static(_) => "static",
            Scope::Prototype => "prototype",
        };
        let spelled = self
            .unit
            .declare(decl.ty, &decl.name, &PrintOptions::plain(self.text));
        let mut text = format!("{:?} {:?} {scope} `{spelled}`", decl.kind, decl.linkage);
        for (flag, name) in [(decl.defined, "defined"), (decl.inline, "inline")] {
            if flag {
                text = format!("{text} {name}");
            }
        }
        for (name, args) in &decl.attributes {
            text = format!("{text} @{name}({args})");
        }
        text
    }

    fn declaration(&mut self, declaration: &Declaration, depth: usize) {
        let specifiers = self.source(declaration.specifiers);
        self.line(depth, &format!("declaration `{specifiers}`"));
        for declarator in &declaration.declarators {
            let source = self.source(declarator.span);
            let text = format!("`{source}` {}", self.decl_text(declarator.decl));
            self.line(depth + 1, &text);
            if let Some(init) = declarator.init {
                self.init(init, depth + 2);
            }
        }
    }

    fn init(&mut self, id: InitId, depth: usize) {
        match self.unit.inits[id].clone() {
            Init::Expr(expr) => self.expr(expr, depth),
            Init::List { items, .. } => {
                self.line(depth, "list");
                for item in items {
                    for designator in &item.designators {
                        self.designator(designator, depth + 1);
                    }
                    self.init(item.init, depth + 1);
                }
            }
        }
    }

    fn designator(&mut self, designator: &Designator, depth: usize) {
        match designator {
            Designator::Field(name, _) => self.line(depth, &format!(".{name}")),
            Designator::Index(index) => self.expr(*index, depth),
            Designator::Range(low, high) => {
                self.expr(*low, depth);
                self.expr(*high, depth);
            }
        }
    }

    fn stmt(&mut self, id: StmtId, depth: usize) {
        let stmt = self.unit.stmts[id].clone();
        if let StmtKind::Declaration(declaration) = &stmt.kind {
            self.declaration(declaration, depth);
            return;
        }
        self.line(depth, &self.stmt_name(&stmt.kind));
        for expr in self.unit.stmt_exprs(id) {
            self.expr(expr, depth + 1);
        }
        for child in self.unit.stmt_children(id) {
            self.stmt(child, depth + 1);
        }
    }

    fn stmt_name(&self, kind: &StmtKind) -> String {
        let name = match kind {
            StmtKind::Expr(_) => "expr",
            StmtKind::Empty => "empty",
            StmtKind::Block(_) => "block",
            StmtKind::Declaration(_) => "declaration",
            StmtKind::If { .. } => "if",
            StmtKind::While { .. } => "while",
            StmtKind::DoWhile { .. } => "do",
            StmtKind::For { .. } => "for",
            StmtKind::Switch { .. } => "switch",
            StmtKind::Case { .. } => "case",
            StmtKind::Default { .. } => "default",
            StmtKind::Label { label, .. } => {
                return format!("label {}", self.unit.labels[*label].name)
            }
            StmtKind::Goto(label) => return format!("goto {}", self.unit.labels[*label].name),
            StmtKind::ComputedGoto(_) => "goto*",
            StmtKind::Break => "break",
            StmtKind::Continue => "continue",
            StmtKind::Return(_) => "return",
            StmtKind::Asm { .. } => "asm",
            StmtKind::StaticAssert => "static_assert",
            StmtKind::NestedFunction(_) => "nested function",
            StmtKind::LocalLabels(_) => "__label__",
        };
        name.to_owned()
    }

    fn expr(&mut self, id: ExprId, depth: usize) {
        let expr = self.unit.exprs[id].clone();
        let mut text = format!("{} : {}", self.expr_name(&expr), self.unit.spell(expr.ty));
        if expr.converted != expr.ty.ty {
            let _ = write!(text, " -> {}", self.unit.spell(expr.converted));
        }
        if expr.lvalue {
            text.push_str(" lvalue");
        }
        self.line(depth, &text);
        for child in self.unit.expr_children(id) {
            self.expr(child, depth + 1);
        }
        if let Some(block) = self.unit.expr_stmt(id) {
            self.stmt(block, depth + 1);
        }
    }

    fn expr_name(&self, expr: &Expr) -> String {
        let name = format!("{:?}", expr.kind);
        let variant = name.split([' ', '(', '{']).next().unwrap_or("").to_owned();
        match &expr.kind {
            ExprKind::Unary { op, .. } => format!("{op:?} `{}`", self.source(expr.span)),
            ExprKind::Binary { op, .. } => format!("{op:?} `{}`", self.source(expr.span)),
            _ => format!("{variant} `{}`", self.source(expr.span)),
        }
    }
}
