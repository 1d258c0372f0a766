//! Types as C text (C11 6.7.6, 6.7.7).

use super::*;

/// What a type is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Named {
    Record(RecordId),
    Enum(EnumId),
    Typedef(DeclId),
}

/// How types are printed.
#[derive(Clone, Copy)]
pub struct PrintOptions<'p> {
    /// The text the spans point into, for array lengths that are printed as
    /// they were written.
    pub text: &'p str,
    /// Typedef names stay; otherwise they are looked through, except those of
    /// types that have no other spelling.
    pub keep_typedefs: bool,
    /// Another name (tag, without `struct`, or typedef name) for a type;
    /// `None` leaves its own.
    pub rename: &'p dyn Fn(Named) -> Option<String>,
    /// The text of an array length that is not a known number; `None`: as it
    /// was written.
    pub length: Option<&'p dyn Fn(ExprId) -> String>,
    /// The object declared is not qualified, nor are its elements.
    pub unqualified: bool,
}

impl<'p> PrintOptions<'p> {
    /// Everything under the user's own names.
    pub fn plain(text: &'p str) -> PrintOptions<'p> {
        PrintOptions {
            text,
            keep_typedefs: true,
            rename: &|_| None,
            length: None,
            unqualified: false,
        }
    }
}

impl Unit {
    /// The user's spelling of a type, for messages and descriptors.
    pub fn spell(&self, ty: impl Into<QualType>) -> String {
        self.declare(ty.into(), "", &PrintOptions::plain(""))
    }

    /// A declaration of `name` with type `q`, without `;`; a type name when
    /// `name` is empty.
    pub fn declare(&self, q: QualType, name: &str, options: &PrintOptions) -> String {
        let printer = Printer {
            unit: self,
            options,
        };
        if options.unqualified {
            return printer.unqualified(q, name.to_owned());
        }
        printer.declaration(q, name.to_owned())
    }
}

struct Printer<'a, 'p> {
    unit: &'a Unit,
    options: &'a PrintOptions<'p>,
}

impl Printer<'_, '_> {
    fn unqualified(&self, q: QualType, inner: String) -> String {
        let q = self.shown(q);
        match self.unit.types.kind(q.ty) {
            TypeKind::Array { elem, len } => {
                self.unqualified(*elem, format!("{inner}[{}]", self.length(*len)))
            }
            _ => self.declaration(q.ty.into(), inner),
        }
    }

    fn declaration(&self, q: QualType, inner: String) -> String {
        let q = self.shown(q);
        match self.unit.types.kind(q.ty) {
            TypeKind::Pointer(to) => {
                let inner = format!("*{}", spaced(&qualifiers(q.quals), &inner));
                self.declaration(*to, self.grouped(*to, inner))
            }
            TypeKind::Array { elem, len } => {
                let elem = QualType {
                    ty: elem.ty,
                    quals: elem.quals.union(q.quals),
                };
                self.declaration(elem, format!("{inner}[{}]", self.length(*len)))
            }
            TypeKind::Function(function) => self.declaration(
                function.ret,
                format!("{inner}({})", self.parameters(function)),
            ),
            _ => {
                let specifier = spaced(&qualifiers(q.quals), &self.specifier(q.ty));
                spaced(&specifier, &inner)
            }
        }
    }

    /// Typedefs looked through where they are not to be shown.
    fn shown(&self, q: QualType) -> QualType {
        if self.options.keep_typedefs {
            return q;
        }
        let resolved = self.unit.resolve(q);
        match self.unit.types.kind(resolved.ty) {
            TypeKind::Vector {
                bytes: ArrayLen::Unknown,
                ..
            } => q,
            _ => resolved,
        }
    }

    /// `*p` needs parentheses before `[` and `(`.
    fn grouped(&self, to: QualType, inner: String) -> String {
        match self.unit.types.kind(self.shown(to).ty) {
            TypeKind::Array { .. } | TypeKind::Function(_) => format!("({inner})"),
            _ => inner,
        }
    }

    fn length(&self, len: ArrayLen) -> String {
        match len {
            ArrayLen::Unknown => String::new(),
            ArrayLen::Known(count) => count.to_string(),
            ArrayLen::Variable(None) => "*".to_owned(),
            ArrayLen::Expr(expr) | ArrayLen::Variable(Some(expr)) => {
                if let Some(length) = self.options.length {
                    return length(expr);
                }
                let span = self.unit.exprs[expr].outer_span();
                // Without the text, as in a prototype (C11 6.7.6.2p4).
                self.options
                    .text
                    .get(span.range())
                    .map_or("*".to_owned(), one_line)
            }
        }
    }

    fn parameters(&self, function: &FunctionType) -> String {
        if !function.prototyped {
            return String::new();
        }
        let mut params: Vec<String> = function
            .params
            .iter()
            .map(|p| self.declaration(*p, String::new()))
            .collect();
        if function.variadic {
            params.push("...".to_owned());
        } else if params.is_empty() {
            params.push("void".to_owned());
        }
        params.join(", ")
    }

    fn specifier(&self, ty: TypeId) -> String {
        match *self.unit.types.kind(ty) {
            TypeKind::Record(id) => {
                let record = &self.unit.records[id];
                let word = if record.is_union { "union" } else { "struct" };
                self.tagged(word, Named::Record(id), record.tag.as_deref())
            }
            TypeKind::Enum(id) => {
                self.tagged("enum", Named::Enum(id), self.unit.enums[id].tag.as_deref())
            }
            TypeKind::Typedef(decl) => (self.options.rename)(Named::Typedef(decl))
                .unwrap_or_else(|| self.unit.decls[decl].name.clone()),
            TypeKind::Complex(part) => format!("_Complex {}", self.specifier(part)),
            TypeKind::Vector { elem, bytes } => {
                let elem = self.declaration(elem.into(), String::new());
                format!(
                    "__attribute__((vector_size({}))) {elem}",
                    self.length(bytes)
                )
            }
            TypeKind::BitInt { signed, width } => {
                let sign = if signed { "" } else { "unsigned " };
                format!("{sign}_BitInt({})", self.length(width))
            }
            ref kind => basic_name(kind).to_owned(),
        }
    }

    fn tagged(&self, word: &str, named: Named, tag: Option<&str>) -> String {
        match (self.options.rename)(named) {
            Some(name) => format!("{word} {name}"),
            None => tag.map_or_else(
                || self.typedef(named).unwrap_or(format!("{word} (unnamed)")),
                |tag| format!("{word} {tag}"),
            ),
        }
    }

    /// The name of `typedef struct { .. } name;`: types of several units, and of
    /// one, are told apart by their names.
    fn typedef(&self, named: Named) -> Option<String> {
        let types = &self.unit.types;
        let found = self.unit.decls.iter().find(|(_, decl)| {
            decl.kind == DeclKind::Typedef
                && match (named, types.kind(decl.ty.ty)) {
                    (Named::Record(id), TypeKind::Record(of)) => id == *of,
                    (Named::Enum(id), TypeKind::Enum(of)) => id == *of,
                    _ => false,
                }
        });
        found.map(|(_, decl)| decl.name.clone())
    }
}

fn basic_name(kind: &TypeKind) -> &'static str {
    match kind {
        TypeKind::Void => "void",
        TypeKind::Bool => "_Bool",
        TypeKind::Char => "char",
        TypeKind::SChar => "signed char",
        TypeKind::UChar => "unsigned char",
        TypeKind::Short { signed: true } => "short",
        TypeKind::Short { signed: false } => "unsigned short",
        TypeKind::Int { signed: true } => "int",
        TypeKind::Int { signed: false } => "unsigned int",
        TypeKind::Long { signed: true } => "long",
        TypeKind::Long { signed: false } => "unsigned long",
        TypeKind::LongLong { signed: true } => "long long",
        TypeKind::LongLong { signed: false } => "unsigned long long",
        TypeKind::Int128 { signed: true } => "__int128",
        TypeKind::Int128 { signed: false } => "unsigned __int128",
        TypeKind::Float(float) => float_name(*float),
        TypeKind::VaList => "__builtin_va_list",
        TypeKind::NullPtr => "__typeof__(nullptr)",
        _ => "(unknown type)",
    }
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
        FloatKind::BFloat16 => "__bf16",
        FloatKind::Ibm128 => "__ibm128",
        FloatKind::Decimal32 => "_Decimal32",
        FloatKind::Decimal64 => "_Decimal64",
        FloatKind::Decimal128 => "_Decimal128",
    }
}

fn qualifiers(quals: Quals) -> String {
    let words = [
        (quals.is_const, "const"),
        (quals.is_volatile, "volatile"),
        (quals.is_restrict, "__restrict"),
        (quals.is_atomic, "_Atomic"),
    ];
    let words: Vec<&str> = words
        .iter()
        .filter(|(is, _)| *is)
        .map(|(_, word)| *word)
        .collect();
    words.join(" ")
}

fn spaced(a: &str, b: &str) -> String {
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ => format!("{a} {b}"),
    }
}

/// The text on one line, without line markers.
fn one_line(text: &str) -> String {
    let lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with('#'));
    lines
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
