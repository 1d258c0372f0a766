//! Declaration specifiers, specifier-qualifier lists and type names
//! (C11 6.7, 6.7.2.1, 6.7.7).

use super::declarators::Names;
use super::keyword::Keyword;
use super::lex::Kind;
use super::side::{Attribute, BuiltinType, Mark};
use super::walk::{Cut, Walk, Walker};
use crate::syntax::Standard;

/// What a list of specifiers said.
#[derive(Debug, Default)]
pub(super) struct Specifiers {
    pub is_typedef: bool,
    has_type: bool,
    /// Offset of C23's type-deducing `auto`, if that may be meant.
    auto: Option<usize>,
    attributes: Vec<Attribute>,
    count: usize,
}

/// What the specifiers are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// May lack a type (C89's implicit `int`) and have a storage class.
    Declaration,
    /// A member or type name: at least a qualifier, and lang-c knows no storage
    /// class there, C23 does in compound literals.
    Type,
}

impl Walker<'_> {
    /// Specifiers; attributes are noted under the first of them.
    pub fn specifiers(&mut self, of: Of) -> Walk<Specifiers> {
        let cut = self.cut();
        let mut specifiers = Specifiers::default();
        while self.specifier(&mut specifiers, of)? {
            specifiers.count += 1;
        }
        if !specifiers.has_type {
            self.missing_type(cut, &mut specifiers, of)?;
        }
        let attributes = std::mem::take(&mut specifiers.attributes);
        self.note_specifier_attributes(cut, attributes);
        Ok(specifiers)
    }

    /// One specifier; `false` if there is none here.
    fn specifier(&mut self, found: &mut Specifiers, of: Of) -> Walk<bool> {
        match self.kind() {
            Kind::Keyword(keyword) => self.keyword_specifier(keyword, found, of),
            Kind::Name if !found.has_type && self.scopes.is_typedef(self.token(self.at).symbol) => {
                found.has_type = true;
                self.keep();
                Ok(true)
            }
            Kind::Name if !found.has_type && self.predefined_at(self.at) => {
                found.has_type = true;
                self.builtin_type(BuiltinType::Vendor);
                Ok(true)
            }
            Kind::Punct("[") if self.attribute_at(self.at) => {
                found.attributes.extend(self.attributes()?);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn keyword_specifier(
        &mut self,
        keyword: Keyword,
        found: &mut Specifiers,
        of: Of,
    ) -> Walk<bool> {
        match keyword {
            Keyword::Typedef => found.is_typedef = true,
            Keyword::Auto => found.auto = Some(self.at),
            Keyword::Basic | Keyword::Builtin(_) | Keyword::BitInt | Keyword::AutoType => {
                found.has_type = true;
            }
            Keyword::Typeof { .. } | Keyword::Record | Keyword::Enum => found.has_type = true,
            Keyword::Atomic if self.is_at(self.at + 1, "(") => found.has_type = true,
            _ => {}
        }
        match keyword {
            Keyword::Basic | Keyword::Qualifier => self.keep(),
            Keyword::Atomic => self.atomic()?,
            Keyword::Builtin(kind) => self.builtin_type(kind),
            Keyword::AutoType => self.respell_marked("int", Mark::AutoType),
            Keyword::BitInt => self.bit_int()?,
            Keyword::Typeof { unqual } => self.typeof_specifier(unqual)?,
            Keyword::Record => self.record_specifier()?,
            Keyword::Enum => self.enum_specifier()?,
            Keyword::Attribute => found.attributes.extend(self.attributes()?),
            Keyword::Alignas => {
                let attribute = self.keyword_attribute("_Alignas", true)?;
                found.attributes.push(attribute);
            }
            Keyword::Storage | Keyword::Auto if of == Of::Type => self.dropped(found)?,
            Keyword::Constexpr | Keyword::DroppedQualifier => self.dropped(found)?,
            Keyword::Extension => self.skip(),
            Keyword::Typedef | Keyword::Auto | Keyword::Storage => self.keep(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// A keyword that becomes an attribute.
    fn dropped(&mut self, found: &mut Specifiers) -> Walk<()> {
        let name = self.source(self.token(self.at).span);
        let attribute = self.keyword_attribute(name, false)?;
        found.attributes.push(attribute);
        Ok(())
    }

    /// No type was named: C23 `auto`, or the `int` of C89.
    fn missing_type(&mut self, cut: Cut, found: &mut Specifiers, of: Of) -> Walk<()> {
        match found.auto {
            Some(auto) if self.dialect.standard >= Standard::C23 => {
                let span = self.token(auto).span;
                self.side.marks.insert(span.start, Mark::AutoType);
                // `auto` itself was written as a storage class; say `int` in
                // its place.
                self.respell_since(cut, span, "int");
                Ok(())
            }
            _ if of == Of::Type && found.count == 0 => Err(self.unexpected("a type")),
            _ if self.first_since(cut).is_none() => {
                self.insert_before(&["int"]);
                Ok(())
            }
            _ => {
                self.insert_after(&["int"]);
                Ok(())
            }
        }
    }

    fn builtin_type(&mut self, kind: BuiltinType) {
        let spelling = match kind {
            BuiltinType::MsVaList | BuiltinType::SysvVaList => "__builtin_va_list",
            _ => "_Float128x",
        };
        self.respell_marked(spelling, Mark::Type(kind));
    }

    fn atomic(&mut self) -> Walk<()> {
        self.keep();
        if self.is("(") {
            self.keep();
            self.type_name()?;
            self.expect(")", "after the type in `_Atomic(..)`")?;
        }
        Ok(())
    }

    fn bit_int(&mut self) -> Walk<()> {
        self.respell_marked("__typeof", Mark::BitInt);
        self.expect("(", "after `_BitInt`")?;
        self.remembered(")", |walker| walker.expression())?;
        self.expect(")", "after the width in `_BitInt(..)`")
    }

    fn typeof_specifier(&mut self, unqual: bool) -> Walk<()> {
        let of_type = self.is_at(self.at + 1, "(") && self.type_at(self.at + 2);
        if of_type || unqual {
            self.side
                .marks
                .insert(self.here(), Mark::Typeof { of_type, unqual });
        }
        self.keep();
        if self.is("(") {
            self.copies()?;
        }
        self.expect("(", "after `typeof`")?;
        if of_type {
            self.type_operand()?;
        } else {
            self.remembered(")", |walker| walker.expression())?;
        }
        self.expect(")", "to close `typeof(`")
    }

    /// A type where lang-c takes an expression: written as `(sizeof(T))`.
    pub fn type_operand(&mut self) -> Walk<()> {
        self.insert_before(&["(", "sizeof", "("]);
        self.type_name()?;
        self.insert_after(&[")", ")"]);
        Ok(())
    }

    /// A type name starts at token `index`.
    pub fn type_at(&self, index: usize) -> bool {
        match self.kind_at(index) {
            Kind::Name => {
                self.scopes.is_typedef(self.token(index).symbol) || self.predefined_at(index)
            }
            Kind::Keyword(keyword) => match keyword {
                Keyword::Qualifier
                | Keyword::Atomic
                | Keyword::DroppedQualifier
                | Keyword::Basic
                | Keyword::Builtin(_)
                | Keyword::AutoType
                | Keyword::BitInt
                | Keyword::Typeof { .. }
                | Keyword::Record
                | Keyword::Enum
                | Keyword::Alignas
                | Keyword::Attribute => true,
                Keyword::Storage | Keyword::Auto | Keyword::Constexpr => {
                    self.dialect.standard >= Standard::C23
                }
                Keyword::Extension => self.type_at(index + 1),
                _ => false,
            },
            _ => false,
        }
    }

    pub fn type_name(&mut self) -> Walk<()> {
        self.nested(|walker| {
            walker.specifiers(Of::Type)?;
            walker.declarator(Names::None)?;
            Ok(())
        })
    }
}
