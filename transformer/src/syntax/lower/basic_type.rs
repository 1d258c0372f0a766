//! Types made of keywords: `unsigned long`, `_Complex double`, `__int128`.

use super::{Lower, Node};
use crate::hir::{ArrayLen, FloatKind, TypeId, TypeKind};
use crate::source::Span;
use crate::syntax::normalise::{BuiltinType, Mark};
use lang_c::ast;

/// Words of a basic type, counted.
#[derive(Debug, Default)]
pub struct Basic {
    void: u8,
    bool: u8,
    char: u8,
    short: u8,
    int: u8,
    long: u8,
    float: u8,
    double: u8,
    signed: u8,
    unsigned: u8,
    complex: u8,
    /// `_BitInt(N)`.
    pub bit_int: Option<ArrayLen>,
    /// A type with one word of its own.
    special: Option<TypeKind>,
}

impl Lower<'_> {
    /// Counts a basic type word; false for a specifier that is not one.
    pub(super) fn basic_word(
        &mut self,
        basic: &mut Basic,
        node: &Node<ast::TypeSpecifier>,
    ) -> bool {
        use ast::TypeSpecifier::*;
        let word = match &node.node {
            Void => &mut basic.void,
            Char => &mut basic.char,
            Short => &mut basic.short,
            Int => &mut basic.int,
            Long => &mut basic.long,
            Float => &mut basic.float,
            Double => &mut basic.double,
            Signed => &mut basic.signed,
            Unsigned => &mut basic.unsigned,
            Bool => &mut basic.bool,
            Complex => &mut basic.complex,
            TS18661Float(format) => {
                let mark = self.mark(self.node_span(node)).cloned();
                basic.special = match mark {
                    Some(Mark::Type(builtin)) => Some(self.builtin_type(builtin)),
                    _ => extended_float(format).map(TypeKind::Float),
                };
                return true;
            }
            _ => return false,
        };
        *word = word.saturating_add(1);
        true
    }

    pub(super) fn builtin_type(&mut self, builtin: BuiltinType) -> TypeKind {
        match builtin {
            BuiltinType::Int128 => TypeKind::Int128 { signed: true },
            BuiltinType::UInt128 => TypeKind::Int128 { signed: false },
            BuiltinType::Float128 => TypeKind::Float(FloatKind::Float128),
            BuiltinType::Float80 => TypeKind::Float(FloatKind::LongDouble),
            BuiltinType::Ibm128 => TypeKind::Float(FloatKind::Ibm128),
            BuiltinType::Fp16 => TypeKind::Float(FloatKind::Float16),
            BuiltinType::Bf16 => TypeKind::Float(FloatKind::BFloat16),
            BuiltinType::MsVaList | BuiltinType::SysvVaList => TypeKind::VaList,
            BuiltinType::Vendor => {
                let elem = self.intern(TypeKind::Char);
                TypeKind::Vector {
                    elem,
                    bytes: ArrayLen::Unknown,
                }
            }
        }
    }

    pub(super) fn basic_type(&mut self, basic: &Basic, span: Span) -> TypeId {
        let Some(kind) = basic.kind() else {
            self.error(
                span,
                "these type specifiers do not make a type this tool knows",
            );
            return self.error_type();
        };
        let ty = self.intern(kind);
        if basic.complex > 0 {
            return self.intern(TypeKind::Complex(ty));
        }
        ty
    }
}

impl Basic {
    /// C11 6.7.2p2; no word at all is C90's implicit `int`.
    fn kind(&self) -> Option<TypeKind> {
        let signed = self.unsigned == 0;
        if let Some(width) = self.bit_int {
            return Some(TypeKind::BitInt { signed, width });
        }
        if let Some(TypeKind::Int128 { signed: plain }) = self.special {
            return Some(TypeKind::Int128 {
                signed: plain && signed,
            });
        }
        if self.special.is_some() {
            return self.special.clone();
        }
        let complex_only = self.complex == 1 && self.int + self.signed + self.unsigned == 0;
        Some(match (self.long, self.short) {
            _ if self.void == 1 => TypeKind::Void,
            _ if self.bool == 1 => TypeKind::Bool,
            _ if self.char == 1 && self.unsigned == 1 => TypeKind::UChar,
            _ if self.char == 1 && self.signed == 1 => TypeKind::SChar,
            _ if self.char == 1 => TypeKind::Char,
            _ if self.float == 1 => TypeKind::Float(FloatKind::Float),
            (1, 0) if self.double == 1 => TypeKind::Float(FloatKind::LongDouble),
            (0, 0) if self.double == 1 || complex_only => TypeKind::Float(FloatKind::Double),
            (0, 1) => TypeKind::Short { signed },
            (1, 0) => TypeKind::Long { signed },
            (2, 0) => TypeKind::LongLong { signed },
            (0, 0) => TypeKind::Int { signed },
            _ => return None,
        })
    }
}

fn extended_float(format: &ast::TS18661FloatType) -> Option<FloatKind> {
    use ast::TS18661FloatFormat::*;
    match (&format.format, format.width) {
        (BinaryInterchange, 16) => Some(FloatKind::Float16),
        (BinaryInterchange, 32) => Some(FloatKind::Float32),
        (BinaryInterchange, 64) => Some(FloatKind::Float64),
        (BinaryInterchange, 128) => Some(FloatKind::Float128),
        (BinaryExtended, 32) => Some(FloatKind::Float32x),
        (BinaryExtended, 64) => Some(FloatKind::Float64x),
        (DecimalInterchange, 32) => Some(FloatKind::Decimal32),
        (DecimalInterchange, 64) => Some(FloatKind::Decimal64),
        (DecimalInterchange, 128) => Some(FloatKind::Decimal128),
        _ => None,
    }
}
