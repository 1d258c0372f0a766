//! Types as C declarations that are valid at file scope of the emitted unit.
//!
//! Typedef names are looked through, so that nothing depends on the scope the
//! user's typedef stands in; records and enums are named by tags that
//! [`Cx::record_tag`] and [`Cx::enum_tag`] make sure exist.

use super::cx::Cx;
use crate::flow::walk;
use crate::hir::*;
use super::edits::Edit;

impl Cx<'_> {
    /// A declaration of `name` with the unqualified type `ty`.
    pub fn declare(&self, ty: TypeId, name: &str) -> String {
        self.declarator(QualType::from(ty), name.to_string(), false)
    }

    /// The type name itself, as in a cast.
    pub fn type_name(&self, ty: TypeId) -> String {
        self.declare(ty, "").trim_end().to_string()
    }

    fn declarator(&self, q: QualType, inner: String, with_quals: bool) -> String {
        let unit = self.unit;
        let q = unit.resolve(q);
        let quals = if with_quals { quals_text(q.quals) } else { String::new() };
        match unit.types.kind(q.ty) {
            TypeKind::Pointer(to) => {
                let space = if quals.is_empty() { "" } else { " " };
                let inner = format!("*{quals}{space}{inner}");
                let target = unit.resolve(*to);
                let binds = matches!(
                    unit.types.kind(target.ty),
                    TypeKind::Array { .. } | TypeKind::Function(_)
                );
                let inner = if binds { format!("({inner})") } else { inner };
                self.declarator(*to, inner, true)
            }
            TypeKind::Array { elem, len } => {
                let elem = QualType { ty: elem.ty, quals: elem.quals.union(q.quals) };
                self.declarator(elem, format!("{inner}[{}]", self.length(*len)), with_quals)
            }
            TypeKind::Function(function) => {
                let params = self.parameters(function);
                self.declarator(function.ret, format!("{inner}({params})"), true)
            }
            kind => {
                let base = self.base(kind);
                let prefix = if quals.is_empty() { base } else { format!("{quals} {base}") };
                format!("{prefix} {inner}")
            }
        }
    }

    fn parameters(&self, function: &FunctionType) -> String {
        if !function.prototyped {
            return String::new();
        }
        let mut all: Vec<String> = function
            .params
            .iter()
            .map(|p| self.declarator(*p, String::new(), true).trim_end().to_string())
            .collect();
        if function.variadic {
            all.push("...".into());
        }
        if all.is_empty() {
            "void".into()
        } else {
            all.join(", ")
        }
    }

    fn base(&self, kind: &TypeKind) -> String {
        let signed = |signed: &bool, name: &str| {
            if *signed { name.to_string() } else { format!("unsigned {name}") }
        };
        match kind {
            TypeKind::Void | TypeKind::Error => "void".into(),
            TypeKind::Bool => "_Bool".into(),
            TypeKind::Char => "char".into(),
            TypeKind::SChar => "signed char".into(),
            TypeKind::UChar => "unsigned char".into(),
            TypeKind::Short { signed: s } => signed(s, "short"),
            TypeKind::Int { signed: s } => signed(s, "int"),
            TypeKind::Long { signed: s } => signed(s, "long"),
            TypeKind::LongLong { signed: s } => signed(s, "long long"),
            TypeKind::Int128 { signed: s } => signed(s, "__int128"),
            TypeKind::BitInt { signed: s, width } => {
                signed(s, &format!("_BitInt({})", self.length(*width)))
            }
            TypeKind::Float(kind) => float_name(*kind).into(),
            TypeKind::Complex(part) => format!("_Complex {}", self.type_name(*part)),
            TypeKind::Record(id) => {
                let keyword = if self.unit.records[*id].is_union { "union" } else { "struct" };
                format!("{keyword} {}", self.record_tag(*id))
            }
            TypeKind::Enum(id) => format!("enum {}", self.enum_tag(*id)),
            TypeKind::Vector { elem, bytes } => format!(
                "__attribute__((vector_size({}))) {}",
                self.length(*bytes),
                self.type_name(*elem)
            ),
            TypeKind::VaList => "__builtin_va_list".into(),
            TypeKind::NullPtr => "void *".into(),
            TypeKind::Pointer(_) | TypeKind::Array { .. } | TypeKind::Function(_) | TypeKind::Typedef(_) => {
                String::new()
            }
        }
    }

    fn length(&self, len: ArrayLen) -> String {
        match len {
            ArrayLen::Unknown | ArrayLen::Variable(None) => String::new(),
            ArrayLen::Known(n) => n.to_string(),
            ArrayLen::Expr(e) | ArrayLen::Variable(Some(e)) => self.constant_text(e),
        }
    }

    /// A constant expression, valid at file scope: `sizeof x` of an automatic
    /// `x` becomes `sizeof` its type.
    pub fn constant_text(&self, e: ExprId) -> String {
        let unit = self.unit;
        if let Some(value) = unit.constant(e) {
            return value.to_string();
        }
        let edits = self.sizeof_edits(e);
        self.render_with(unit.exprs[e].outer_span(), &[&edits], &|_| true)
    }

    /// `sizeof x` of automatic objects, as `sizeof` of their types.
    pub fn sizeof_edits(&self, e: ExprId) -> Vec<Edit> {
        let unit = self.unit;
        let mut edits = Vec::new();
        unit.walk_exprs(e, &mut |inner| {
            if let ExprKind::SizeofExpr(operand) = unit.exprs[inner].kind {
                if self.names_automatic(operand) {
                    let ty = self.type_name(unit.exprs[operand].ty.ty);
                    edits.push(Edit::text(unit.exprs[inner].span, format!("sizeof({ty})")));
                }
            }
        });
        edits
    }

    fn names_automatic(&self, e: ExprId) -> bool {
        let unit = self.unit;
        let mut found = false;
        unit.walk_exprs(e, &mut |inner| {
            if let ExprKind::Name(decl) = unit.exprs[inner].kind {
                found |= !walk::is_static(unit, decl);
            }
        });
        found
    }
}

fn quals_text(quals: Quals) -> String {
    let mut all = Vec::new();
    if quals.is_const {
        all.push("const");
    }
    if quals.is_volatile {
        all.push("volatile");
    }
    if quals.is_restrict {
        all.push("__restrict");
    }
    if quals.is_atomic {
        all.push("_Atomic");
    }
    all.join(" ")
}

fn float_name(kind: FloatKind) -> &'static str {
    match kind {
        FloatKind::Float => "float",
        FloatKind::Double => "double",
        FloatKind::LongDouble => "long double",
        FloatKind::Float16 => "_Float16",
        FloatKind::Float32 => "_Float32",
        FloatKind::Float64 => "_Float64",
        FloatKind::Float128 => "_Float128",
        FloatKind::Float32x => "_Float32x",
        FloatKind::Float64x => "_Float64x",
    }
}
