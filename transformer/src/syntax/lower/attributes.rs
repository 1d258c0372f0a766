//! Attributes and asm labels, read from the tokens (GNU C 6.39, C23 6.7.13).

use super::tokens::{TokenIndex, TokenKind, Tokens};
use super::Lower;
use crate::hir::{Decl, FloatKind, TypeId, TypeKind};
use crate::source::Span;
use std::ops::Range;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    /// Without surrounding underscores.
    pub name: String,
    /// Text between the parentheses, trimmed.
    pub args: String,
    /// Tokens of the arguments.
    pub arg_tokens: Range<TokenIndex>,
}

/// What stands between the parts of a declaration.
#[derive(Debug, Default, Clone)]
pub struct Attributes {
    pub list: Vec<Attribute>,
    pub asm_label: Option<String>,
}

impl Attributes {
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.list.iter().find(|a| a.name == name)
    }

    pub fn join(mut self, other: Attributes) -> Attributes {
        self.list.extend(other.list);
        self.asm_label = other.asm_label.or(self.asm_label);
        self
    }

    /// Adds what is said here to a declaration of `decl`.
    pub fn apply(&self, decl: &mut Decl) {
        for attribute in &self.list {
            let entry = (attribute.name.clone(), attribute.args.clone());
            if !decl.attributes.contains(&entry) {
                decl.attributes.push(entry);
            }
        }
        decl.noreturn |= self.has("noreturn");
        if self.asm_label.is_some() {
            decl.asm_label = self.asm_label.clone();
        }
    }
}

/// All attributes among the tokens `range`, except inside braces, inside the
/// spans `skip`, and inside parameter lists.
pub fn scan(tokens: &Tokens, range: Range<TokenIndex>, skip: &[Span]) -> Attributes {
    let mut found = Attributes::default();
    let mut i = range.start;
    let mut after_declarator = false;
    while i < range.end {
        if let Some(span) = skip.iter().find(|s| s.contains(tokens.span(i))) {
            i = tokens.before(span.end).max(i + 1);
            after_declarator = false;
            continue;
        }
        let next = tokens.skip_attribute(i);
        if next > i {
            read(tokens, i, next, &mut found);
            i = next;
            continue;
        }
        let word = tokens.str(i);
        if word == "{" || word == "[" || (word == "(" && after_declarator) {
            i = tokens.mate(i).max(i);
        }
        after_declarator = match tokens.str(i) {
            ")" | "]" => true,
            _ => tokens.get(i).is_some_and(|t| t.kind == TokenKind::Word),
        };
        i += 1;
    }
    found
}

/// Reads the attribute specifier or asm label in tokens `start..end`.
fn read(tokens: &Tokens, start: TokenIndex, end: TokenIndex, found: &mut Attributes) {
    if tokens.str(start).contains("asm") {
        let strings = (start + 2..end - 1).map(|i| unquoted(tokens.str(i)));
        found.asm_label = Some(strings.collect());
        return;
    }
    let open = if tokens.str(start) == "[" { start + 1 } else { start + 2 };
    let close = tokens.mate(open);
    let mut i = open + 1;
    while i < close {
        if tokens.str(i) == "," {
            i += 1;
            continue;
        }
        while tokens.str(i + 1) == ":" && tokens.str(i + 2) == ":" {
            i += 3;
        }
        let name = plain_name(tokens.str(i)).to_owned();
        i += 1;
        let mut arg_tokens = i..i;
        if tokens.str(i) == "(" {
            arg_tokens = i + 1..tokens.mate(i).max(i + 1);
            i = tokens.mate(i).max(i) + 1;
        }
        let args = tokens.text(tokens.cover(arg_tokens.clone())).trim().to_owned();
        found.list.push(Attribute { name, args, arg_tokens });
    }
}

/// `__packed__` is `packed`.
pub fn plain_name(name: &str) -> &str {
    name.strip_prefix("__").and_then(|n| n.strip_suffix("__")).unwrap_or(name)
}

fn unquoted(literal: &str) -> String {
    literal.trim_matches('"').to_owned()
}

impl Lower<'_> {
    /// The type that `vector_size` and `mode` attributes make of `ty`.
    pub(super) fn attributed_type(&mut self, ty: TypeId, attributes: &Attributes) -> TypeId {
        let mut ty = ty;
        if let Some(mode) = attributes.get("mode") {
            let mode = mode.args.clone();
            ty = self.mode_type(ty, plain_name(mode.trim()));
        }
        if let Some(vector) = attributes.get("vector_size") {
            let span = self.tokens.cover(vector.arg_tokens.clone());
            let bytes = self.vector_bytes(&vector.args.clone(), span);
            ty = self.intern(TypeKind::Vector { elem: ty, bytes });
        }
        ty
    }

    /// GNU machine modes; unknown ones leave the type alone.
    fn mode_type(&mut self, ty: TypeId, mode: &str) -> TypeId {
        let signed = self.unit.integer_info(ty).map_or(true, |info| info.signed);
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
            "DI" if self.unit.dialect.long_bits == 64 => long,
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
