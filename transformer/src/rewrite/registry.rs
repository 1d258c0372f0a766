//! What a unit registers with the runtime: objects, functions, code addresses.

use super::cx::{c_string, Cx};
use crate::flow::walk;
use crate::hir::*;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

impl Cx<'_> {
    /// Rows of `migrt_O`, and definitions they need.
    pub fn objects(&self) -> (Vec<String>, String) {
        let changed = changed_objects(self.unit);
        let named = self.named_by_user();
        let mut rows = Vec::new();
        let mut definitions = String::new();
        let mut ordinals: HashMap<String, usize> = HashMap::new();
        for (id, decl) in self.unit.decls.iter() {
            if !self.is_registered(id, decl, &changed, &named) {
                continue;
            }
            let name = self.object_name(decl, &mut ordinals);
            let variable = self
                .renamed
                .get(&id)
                .cloned()
                .unwrap_or_else(|| decl.name.clone());
            let (file, line) = self.place(decl.name_span);
            let mut address = format!("(void *)&{variable}");
            let mut getter = "0".to_string();
            if decl.thread_local {
                getter = format!("migrt_get_{variable}");
                let _ = writeln!(
                    definitions,
                    "static void *{getter}(void) {{ return (void *)&{variable}; }}"
                );
                address = "0".into();
            }
            rows.push(format!(
                "{{{}, {address}, {getter}, &migrt_T[{}], {}, {}, {file}, {line}}}",
                c_string(&name),
                self.object_type(decl),
                self.object_size(decl, &variable),
                self.object_flags(id, decl)
            ));
        }
        for (n, literal) in self.literals.iter().enumerate() {
            let expr = &self.unit.exprs[literal.expr];
            let (file, line) = self.place(literal.span);
            let flags = if self.is_const(expr.ty) {
                "MIGRT_O_STATIC | MIGRT_O_CONST"
            } else {
                "MIGRT_O_STATIC"
            };
            rows.push(format!(
                "{{\"compound literal {n}\", (void *)&{v}, 0, &migrt_T[{}], sizeof {v}, {flags}, {file}, {line}}}",
                self.type_index(expr.ty.ty),
                v = literal.variable,
            ));
        }
        for literal in &self.strings.all {
            let ty = self.string_type(literal.element);
            rows.push(format!(
                "{{{}, (void *){v}, 0, {ty}, sizeof {v} - sizeof *{v}, MIGRT_O_STATIC | MIGRT_O_CONST | MIGRT_O_LITERAL, 0, 0}}",
                c_string(&literal.identity()),
                v = literal.variable,
            ));
        }
        (rows, definitions)
    }

    /// Objects that expressions of user code name.
    fn named_by_user(&self) -> HashSet<DeclId> {
        let exprs = self.unit.exprs.iter();
        exprs
            .filter_map(|(_, e)| match e.kind {
                ExprKind::Name(decl) if self.is_user(e.span) => Some(decl),
                _ => None,
            })
            .collect()
    }

    fn is_registered(
        &self,
        id: DeclId,
        decl: &Decl,
        changed: &HashSet<DeclId>,
        named: &HashSet<DeclId>,
    ) -> bool {
        let unit = self.unit;
        if decl.kind != DeclKind::Object || (decl.register && decl.asm_label.is_some()) {
            return false;
        }
        let complete = unit.is_complete(decl.ty.ty);
        match decl.scope {
            Scope::File if decl.system && !decl.defined => complete && named.contains(&id),
            Scope::File if decl.linkage == Linkage::Internal => {
                decl.defined && changed.contains(&id)
            }
            Scope::File => decl.defined && !decl.system && complete,
            Scope::Static(_) => self.renamed.contains_key(&id) && changed.contains(&id),
            _ => false,
        }
    }

    fn object_name(&self, decl: &Decl, ordinals: &mut HashMap<String, usize>) -> String {
        let Scope::Static(owner) = decl.scope else {
            return decl.name.clone();
        };
        let name = format!("{}.{}", decl.name, self.unit.decls[owner].name);
        let ordinal = ordinals.entry(name.clone()).or_insert(0);
        *ordinal += 1;
        if *ordinal == 1 {
            name
        } else {
            format!("{name}.{ordinal}")
        }
    }

    /// `sizeof` leaves out what initialises a flexible array member (GNU C); a
    /// literal of the same initialiser has its size.
    fn object_size(&self, decl: &Decl, variable: &str) -> String {
        if self.may_be_open(decl) {
            return format!("sizeof({})", self.type_name(decl.ty.ty));
        }
        let whole = format!("sizeof({variable})");
        let Some((member, elem, init)) = self.flexible_init(decl) else {
            return whole;
        };
        let text = match &self.unit.inits[init] {
            Init::Expr(e) => format!("{{{}}}", self.render(self.unit.exprs[*e].outer_span())),
            Init::List { span, .. } => self.render(*span),
        };
        let record = self.type_name(decl.ty.ty);
        let array = format!("({} []){text}", self.type_name(elem));
        let end = format!("__builtin_offsetof({record}, {member}) + sizeof({array})");
        format!("({end} > {whole} ? {end} : {whole})")
    }

    /// `int a[];` gets its one element behind the last line of the unit only.
    fn may_be_open(&self, decl: &Decl) -> bool {
        let kind = self.unit.kind(decl.ty.ty);
        let single = matches!(*kind, TypeKind::Array { len, .. } if len == ArrayLen::Known(1));
        single && decl.init.is_none()
    }

    /// The flexible array member of an object's type, its elements, and what
    /// initialises them.
    fn flexible_init(&self, decl: &Decl) -> Option<(&str, TypeId, InitId)> {
        let unit = self.unit;
        let record = unit.record_of(decl.ty.ty)?;
        let last = unit.records[record].fields.last()?;
        let TypeKind::Array { elem, len } = *unit.kind(last.ty.ty) else {
            return None;
        };
        let member = last.name.as_deref()?;
        let Init::List { items, .. } = &unit.inits[decl.init?] else {
            return None;
        };
        let named = |item: &&InitItem| match item.designators.as_slice() {
            [Designator::Field(name, _)] => name == member,
            _ => false,
        };
        let item = items
            .iter()
            .rfind(named)
            .or(items.last().filter(|last| last.designators.is_empty()))?;
        let braced = matches!(unit.inits[item.init], Init::List { .. });
        let string = matches!(unit.inits[item.init], Init::Expr(e)
            if matches!(unit.exprs[e].kind, ExprKind::String { .. }));
        let open = matches!(len, ArrayLen::Unknown | ArrayLen::Known(0));
        (open && (braced || string)).then_some((member, elem.ty, item.init))
    }

    /// Arrays whose length only the definition tells are described by element.
    fn object_type(&self, decl: &Decl) -> usize {
        self.type_index(decl.ty.ty)
    }

    fn object_flags(&self, id: DeclId, decl: &Decl) -> String {
        let mut flags = Vec::new();
        if !(decl.linkage == Linkage::External) {
            flags.push("MIGRT_O_STATIC");
        }
        if self.is_const(decl.ty) {
            flags.push("MIGRT_O_CONST");
        }
        if decl.thread_local {
            flags.push("MIGRT_O_THREAD");
        }
        if decl.system && !decl.defined {
            flags.push("MIGRT_O_LIBRARY");
        }
        if decl.is_transient() {
            flags.push("MIGRT_O_TRANSIENT");
        } else if self.flow.static_answers.contains(&id) {
            flags.push("MIGRT_O_ANSWER");
        }
        if flags.is_empty() {
            "0".into()
        } else {
            flags.join(" | ")
        }
    }

    fn is_const(&self, q: QualType) -> bool {
        let q = self.unit.resolve(q);
        match self.unit.element(q) {
            Some(element) => self.is_const(element),
            None => q.quals.is_const && !q.quals.is_volatile,
        }
    }

    /// Literals are never saved, so only their extent matters.
    fn string_type(&self, element: &str) -> String {
        let char_type = self
            .unit
            .types
            .find(&TypeKind::Char)
            .filter(|_| element == "char");
        char_type.map_or("0".into(), |ty| {
            format!("&migrt_T[{}]", self.type_index(ty))
        })
    }

    /// Rows of `migrt_C`: functions whose address is used as a value.
    pub fn codes(&self) -> Vec<String> {
        let unit = self.unit;
        let callees: HashSet<ExprId> = unit
            .exprs
            .iter()
            .filter_map(|(_, e)| match e.kind {
                ExprKind::Call { callee, .. } => Some(callee),
                _ => None,
            })
            .collect();
        let mut found: BTreeMap<String, String> = BTreeMap::new();
        for (id, e) in unit.exprs.iter() {
            let ExprKind::Name(decl) = e.kind else {
                continue;
            };
            let entity = &unit.decls[decl];
            let is_value = entity.kind == DeclKind::Function && unit.is_pointer(e.converted)
                || self.is_address_operand(id);
            if entity.kind != DeclKind::Function
                || callees.contains(&id)
                || !is_value
                || !self.is_user(e.span)
            {
                continue;
            }
            let wrapped = super::library::wrapped(self.unit, entity).is_some()
                && !crate::flow::library::only_calls(&entity.name);
            let renamed = self.renamed.get(&decl).cloned();
            let name = if wrapped {
                crate::flow::library::stand_in(&entity.name)
            } else {
                renamed.unwrap_or_else(|| entity.name.clone())
            };
            let flags = match (
                entity.linkage,
                super::library::is_library(self.unit, entity),
            ) {
                (_, true) => "MIGRT_O_LIBRARY",
                (Linkage::Internal, _) => "MIGRT_O_STATIC",
                _ => "0",
            };
            let row = format!(
                "{{{}, (void (*)(void)){name}, {flags}}}",
                c_string(&entity.name)
            );
            found.insert(name, row);
        }
        found.into_values().collect()
    }

    fn is_address_operand(&self, e: ExprId) -> bool {
        self.address_operands.contains(&e)
    }
}

/// Operands of unary `&`.
pub fn address_operands(unit: &Unit) -> HashSet<ExprId> {
    unit.exprs
        .iter()
        .filter_map(|(_, e)| match e.kind {
            ExprKind::Unary {
                op: UnaryOp::AddressOf,
                operand,
            } => Some(operand),
            _ => None,
        })
        .collect()
}

/// Operands of which `[]` takes one element.
pub fn indexed_arrays(unit: &Unit) -> HashSet<ExprId> {
    unit.exprs
        .iter()
        .filter_map(|(_, e)| match e.kind {
            ExprKind::Index { base, .. } => Some(base),
            _ => None,
        })
        .collect()
}

/// Objects with static storage that may change or whose address is used. A
/// static object that is neither keeps its initialiser for ever.
fn changed_objects(unit: &Unit) -> HashSet<DeclId> {
    let indexed = indexed_arrays(unit);
    let mut found = HashSet::new();
    for (id, e) in unit.exprs.iter() {
        let target = match &e.kind {
            ExprKind::Assign { left, .. } => Some(*left),
            ExprKind::Unary { op, operand }
                if !matches!(
                    op,
                    UnaryOp::Deref
                        | UnaryOp::Not
                        | UnaryOp::Minus
                        | UnaryOp::Plus
                        | UnaryOp::BitNot
                ) =>
            {
                Some(*operand)
            }
            _ if unit.is_array(e.ty.ty)
                && !unit.is_array(e.converted)
                && !indexed.contains(&id) =>
            {
                Some(id)
            }
            _ => None,
        };
        found.extend(target.and_then(|e| static_root(unit, e)));
    }
    for (_, stmt) in unit.stmts.iter() {
        if let StmtKind::Asm {
            outputs, inputs, ..
        } = &stmt.kind
        {
            found.extend(
                outputs
                    .iter()
                    .chain(inputs)
                    .filter_map(|(_, e)| static_root(unit, *e)),
            );
        }
    }
    found
}

/// The object with static storage a chain of `.` and array indexing starts from.
pub fn static_root(unit: &Unit, e: ExprId) -> Option<DeclId> {
    match &unit.exprs[e].kind {
        ExprKind::Name(decl) if walk::is_static(unit, *decl) => Some(*decl),
        ExprKind::Member {
            base, arrow: false, ..
        } => static_root(unit, *base),
        ExprKind::Index { base, .. } if unit.is_array(unit.exprs[*base].ty.ty) => {
            static_root(unit, *base)
        }
        ExprKind::Unary {
            op: UnaryOp::Extension | UnaryOp::Real | UnaryOp::Imag,
            operand,
        } => static_root(unit, *operand),
        _ => None,
    }
}
