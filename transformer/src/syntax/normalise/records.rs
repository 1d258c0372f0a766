//! `struct`, `union` and `enum` specifiers (C11 6.7.2.1, 6.7.2.2).

use super::declarators::Names;
use super::keyword::Keyword;
use super::lex::Kind;
use super::side::{DeclaratorInfo, Mark, RecordInfo};
use super::specifiers::Of;
use super::walk::{Walk, Walker};
use crate::source::Span;

impl Walker<'_> {
    pub fn record_specifier(&mut self) -> Walk<()> {
        let keyword = self.here();
        self.keep();
        let mut info = RecordInfo {
            attributes: self.attributes()?,
            ..RecordInfo::default()
        };
        info.tag_insert = self.before();
        if self.kind() == Kind::Name {
            self.keep();
        } else if !self.is("{") {
            return Err(self.unexpected("a tag or `{`"));
        }
        if self.is("{") {
            self.record_body()?;
            info.attributes.extend(self.attributes()?);
        }
        info.span = Span {
            start: keyword,
            end: self.before(),
        };
        self.side.records.insert(keyword, info);
        Ok(())
    }

    fn record_body(&mut self) -> Walk<()> {
        self.nested(|walker| {
            walker.keep();
            while !walker.is("}") && walker.kind() != Kind::End {
                walker.member()?;
            }
            walker.expect("}", "to close the list of members")
        })
    }

    fn member(&mut self) -> Walk<()> {
        while self.kind() == Kind::Keyword(Keyword::Extension) {
            self.skip();
        }
        if self.is(";") {
            self.skip();
            return Ok(());
        }
        if self.kind() == Kind::Keyword(Keyword::StaticAssert) {
            return self.static_assert();
        }
        self.specifiers(Of::Type)?;
        while !self.is(";") && !self.is("}") {
            self.member_declarator()?;
            if !self.is(",") {
                break;
            }
            self.keep();
        }
        if self.is("}") {
            self.insert_after(&[";"]);
            return Ok(());
        }
        self.expect(";", "after a member")
    }

    fn member_declarator(&mut self) -> Walk<()> {
        let mut declared = if self.is(":") {
            super::declarators::Declared::default()
        } else {
            self.declarator(Names::Member)?
        };
        if self.is(":") {
            self.keep();
            self.assignment_expression()?;
        }
        self.after_declarator(&mut declared)?;
        self.note_declarator(declared);
        Ok(())
    }

    pub fn enum_specifier(&mut self) -> Walk<()> {
        let keyword = self.here();
        self.keep();
        let mut info = RecordInfo {
            attributes: self.attributes()?,
            ..RecordInfo::default()
        };
        info.tag_insert = self.before();
        if self.kind() == Kind::Name {
            self.keep();
        }
        if self.is(":") && self.type_at(self.at + 1) {
            self.underlying_type(keyword)?;
        } else if self.is("{") {
            self.keep();
            self.enumerators()?;
        }
        info.attributes.extend(self.attributes_after_body()?);
        info.span = Span {
            start: keyword,
            end: self.before(),
        };
        self.side.records.insert(keyword, info);
        Ok(())
    }

    /// Attributes that follow `}`; after a mere tag they belong to the
    /// declaration.
    fn attributes_after_body(&mut self) -> Walk<Vec<super::side::Attribute>> {
        if self.at > 0 && self.is_at(self.at - 1, "}") {
            return self.attributes();
        }
        Ok(Vec::new())
    }

    /// `: T`, with or without a list of constants after it.
    fn underlying_type(&mut self, keyword: u32) -> Walk<()> {
        self.skip();
        self.insert_before(&["{", "__migcc_underlying", "=", "sizeof", "("]);
        self.specifiers(Of::Type)?;
        self.insert_after(&[")"]);
        if !self.is("{") {
            self.insert_after(&["}"]);
            self.side.marks.insert(keyword, Mark::EnumReference);
            return Ok(());
        }
        self.respell(",");
        self.enumerators()
    }

    /// The constants and the closing brace.
    fn enumerators(&mut self) -> Walk<()> {
        while self.kind() == Kind::Name {
            self.enumerator()?;
            if !self.is(",") {
                break;
            }
            self.keep();
        }
        self.expect("}", "to close the list of constants")
    }

    fn enumerator(&mut self) -> Walk<()> {
        let name = self.token(self.at);
        let binding = self.scopes.ordinary(name.symbol);
        self.keep_name(binding);
        let attributes = self.attributes()?;
        if !attributes.is_empty() {
            let span = Span {
                start: name.span.start,
                end: self.before(),
            };
            let info = DeclaratorInfo {
                attributes,
                asm_label: None,
                span,
            };
            self.side.declarators.insert(name.span.start, info);
        }
        if self.is("=") {
            self.keep();
            self.assignment_expression()?;
        }
        // Its scope begins just after its definition (C11 6.2.1p7).
        self.scopes.declare(name.symbol, binding);
        Ok(())
    }
}
