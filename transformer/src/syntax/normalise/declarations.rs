//! Declarations and function definitions (C11 6.7, 6.9).

use super::declarators::{Declared, Names};
use super::keyword::Keyword;
use super::lex::Kind;
use super::scope::Bindings;
use super::side::Mark;
use super::specifiers::{Of, Specifiers};
use super::walk::{Cut, Walk, Walker};
use crate::source::Span;

/// Where a declaration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    File,
    Block,
    /// The first clause of a `for`, or an old-style parameter declaration.
    Inner,
}

impl Walker<'_> {
    pub fn translation_unit(&mut self) -> Walk<()> {
        while self.kind() != Kind::End {
            self.external_declaration()?;
        }
        Ok(())
    }

    fn external_declaration(&mut self) -> Walk<()> {
        let mut at = self.at;
        while self.kind_at(at) == Kind::Keyword(Keyword::Extension) {
            at += 1;
        }
        match self.kind_at(at) {
            Kind::Punct(";") => {
                let span = self.token(at).span;
                self.side.stray_semicolons.push(span);
                self.at = at + 1;
                Ok(())
            }
            Kind::Keyword(Keyword::Asm) => {
                self.at = at;
                self.file_asm()
            }
            Kind::Keyword(Keyword::StaticAssert) => {
                self.at = at;
                self.static_assert()
            }
            Kind::Punct("[") if self.is_at(self.after_attributes(at), ";") => {
                self.at = self.after_attributes(at);
                self.external_declaration()
            }
            _ => self.declaration(Place::File),
        }
    }

    /// A declaration up to its `;`, or a function definition.
    pub fn declaration(&mut self, place: Place) -> Walk<()> {
        let start = self.here();
        let cut = self.cut();
        if self.kind() == Kind::Punct("}") || self.kind() == Kind::Punct(")") {
            return Err(self.unexpected("a declaration"));
        }
        let specifiers = self.specifiers(Of::Declaration)?;
        if let Some(first) = self.first_since(cut).filter(|&first| first != start) {
            self.side.declaration_starts.insert(first, start);
        }
        if self.is(";") {
            self.keep();
            return Ok(());
        }
        self.declarators(place, &specifiers, start)
    }

    fn declarators(&mut self, place: Place, specifiers: &Specifiers, start: u32) -> Walk<()> {
        let names = if specifiers.is_typedef {
            Names::Typedef
        } else {
            Names::Ordinary
        };
        let mut first = true;
        loop {
            let attributes = self.attributes()?;
            let mut declared = self.declarator(names)?;
            declared.add_attributes(attributes);
            if declared.name.is_none() {
                return Err(self.unexpected("the name that is declared"));
            }
            let end = self.cut();
            self.after_declarator(&mut declared)?;
            self.bind(&declared);
            if first && place != Place::Inner && self.definition_follows(&declared, names) {
                return self.definition(place, declared, start, end);
            }
            self.note_declarator(declared);
            if self.is("=") {
                self.keep();
                self.initializer()?;
            }
            if !self.is(",") {
                return self.expect(";", "at the end of the declaration");
            }
            self.keep();
            first = false;
        }
    }

    /// What was just declared is the head of a function definition.
    fn definition_follows(&self, declared: &Declared, names: Names) -> bool {
        declared.parameters.is_some()
            && names == Names::Ordinary
            && (self.is("{") || self.declaration_at(self.at))
    }

    /// The rest of a function definition; `head` is where its declarator ended.
    fn definition(&mut self, place: Place, declared: Declared, start: u32, head: Cut) -> Walk<()> {
        let name = declared.name.map(|(_, span)| span).unwrap_or_default();
        let mut declared = declared;
        let parameters = declared.parameters.take().unwrap_or_default();
        self.note_declarator(declared);
        let body = self.function_body(parameters)?;
        if place == Place::Block {
            self.cut_back(head);
            self.write(";", body);
            let span = Span {
                start,
                end: body.end,
            };
            self.side
                .marks
                .insert(name.start, Mark::NestedFunction { span, body });
        }
        Ok(())
    }

    /// Old-style parameter declarations and the body, whose span is returned.
    fn function_body(&mut self, parameters: Bindings) -> Walk<Span> {
        self.scopes.enter();
        for (symbol, binding) in parameters {
            self.scopes.declare(symbol, binding);
        }
        while !self.is("{") {
            self.declaration(Place::Inner)?;
        }
        let start = self.here();
        let result = self.nested(|walker| walker.block());
        self.scopes.leave();
        result.map(|()| Span {
            start,
            end: self.before(),
        })
    }

    /// A declaration starts at token `index`.
    pub fn declaration_at(&self, index: usize) -> bool {
        let index = self.after_attributes(index);
        match self.kind_at(index) {
            Kind::Keyword(keyword) => match keyword {
                Keyword::Typedef | Keyword::Auto | Keyword::Constexpr | Keyword::Storage => true,
                Keyword::Extension => self.declaration_at(index + 1),
                _ => self.type_at(index),
            },
            Kind::Name => self.type_at(index) && !self.is_at(index + 1, ":"),
            _ => false,
        }
    }

    pub fn static_assert(&mut self) -> Walk<()> {
        self.keep();
        self.expect("(", "after `_Static_assert`")?;
        self.assignment_expression()?;
        if self.is(",") {
            self.keep();
            self.string()?;
        } else {
            self.insert_after(&[",", "\"\""]);
        }
        self.expect(")", "to close `_Static_assert(`")?;
        self.expect(";", "after `_Static_assert(..)`")
    }
}
