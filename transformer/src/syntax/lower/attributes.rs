//! What attributes mean to the typed tree (GNU C 6.33 to 6.36, C23 6.7.13).

use super::tokens::TokenKind;
use super::Lower;
use crate::hir::{ArrayLen, Decl, FloatKind, TypeId, TypeKind};
use crate::syntax::normalise::Attribute;

/// Adds what the attributes say to a declaration.
pub fn apply(attributes: &[Attribute], decl: &mut Decl) {
    for attribute in attributes {
        let entry = (attribute.name.clone(), attribute.arguments.clone());
        if !decl.attributes.contains(&entry) {
            decl.attributes.push(entry);
        }
        decl.noreturn |= matches!(attribute.name.as_str(), "noreturn" | "gnu::noreturn");
    }
}

/// The attribute `name`, also when it is written `gnu::name`.
pub fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes
        .iter()
        .find(|a| a.name.strip_prefix("gnu::").unwrap_or(&a.name) == name)
}

/// `__DI__` is `DI`.
fn plain_name(name: &str) -> &str {
    let name = name.trim();
    name.strip_prefix("__")
        .and_then(|n| n.strip_suffix("__"))
        .unwrap_or(name)
}

impl Lower<'_> {
    /// The type that `vector_size` and `mode` attributes make of `ty`.
    pub(super) fn attributed_type(&mut self, ty: TypeId, attributes: &[Attribute]) -> TypeId {
        let mut ty = ty;
        if let Some(mode) = find(attributes, "mode") {
            ty = self.mode_type(ty, plain_name(&mode.arguments));
        }
        if let Some(vector) = find(attributes, "vector_size") {
            let bytes = vector
                .arguments
                .parse()
                .map_or(ArrayLen::Unknown, ArrayLen::Known);
            ty = self.intern(TypeKind::Vector { elem: ty, bytes });
        }
        ty
    }

    /// Notes the names inside attributes that mean entities of the program.
    pub(super) fn use_attribute_names(&mut self, attributes: &[Attribute]) {
        const WITH_NAMES: [&str; 5] = ["cleanup", "aligned", "vector_size", "_Alignas", "assume"];
        for attribute in attributes {
            let name = attribute
                .name
                .strip_prefix("gnu::")
                .unwrap_or(&attribute.name);
            if !WITH_NAMES.contains(&name) {
                continue;
            }
            for i in self.tokens.within(attribute.span).skip(1) {
                let member = matches!(self.tokens.str(i - 1), "." | "->");
                let token = self
                    .tokens
                    .get(i)
                    .filter(|t| t.kind == TokenKind::Word && !member);
                if let Some(token) = token {
                    let _ = self.lookup(self.tokens.str(i), token.span);
                }
            }
        }
    }

    /// GNU machine modes; unknown ones leave the type alone.
    fn mode_type(&mut self, ty: TypeId, mode: &str) -> TypeId {
        let signed = self.unit.integer_info(ty).is_none_or(|info| info.signed);
        let complex = self.unit.is_complex(ty);
        let long = TypeKind::Long { signed };
        let kind = match mode {
            "QI" | "byte" => {
                if signed {
                    TypeKind::SChar
                } else {
                    TypeKind::UChar
                }
            }
            "HI" => TypeKind::Short { signed },
            "SI" => TypeKind::Int { signed },
            "DI" if self.unit.target.long_bits == 64 => long,
            "DI" => TypeKind::LongLong { signed },
            "TI" => TypeKind::Int128 { signed },
            "word" | "pointer" | "unwind_word" => long,
            "HF" | "HC" => TypeKind::Float(FloatKind::Float16),
            "SF" | "SC" => TypeKind::Float(FloatKind::Float),
            "DF" | "DC" => TypeKind::Float(FloatKind::Double),
            "XF" | "XC" => TypeKind::Float(FloatKind::LongDouble),
            "TF" | "TC" | "KF" | "KC" => TypeKind::Float(FloatKind::Float128),
            _ => return ty,
        };
        let part = self.intern(kind);
        if complex {
            self.intern(TypeKind::Complex(part))
        } else {
            part
        }
    }
}
