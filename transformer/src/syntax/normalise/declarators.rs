//! Declarators and parameter lists (C11 6.7.6, 6.7.7).

use super::keyword::Keyword;
use super::lex::{Kind, Symbol};
use super::scope::{Binding, Bindings};
use super::side::{Attribute, DeclaratorInfo};
use super::specifiers::Of;
use super::walk::{Walk, Walker};
use crate::source::Span;

/// The name space a declarator's name is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Names {
    /// An object or function.
    Ordinary,
    /// The same of a parameter, which may also have no name.
    Parameter,
    Typedef,
    Member,
    /// A type name has none.
    None,
}

/// What a declarator declared.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub name: Option<(Symbol, Span)>,
    pub binding: Binding,
    /// The name is directly followed by a parameter list.
    pub parameters: Option<Bindings>,
    attributes: Vec<Attribute>,
    asm_label: Option<String>,
    start: u32,
    /// Nothing but a name, or a name in parentheses.
    bare: bool,
}

impl Declared {
    pub fn add_attributes(&mut self, attributes: Vec<Attribute>) {
        self.attributes.extend(attributes);
    }
}

impl Walker<'_> {
    /// A declarator; the name is not yet in scope when this returns.
    pub fn declarator(&mut self, names: Names) -> Walk<Declared> {
        self.nested(|walker| {
            let mut declared = Declared {
                start: walker.here(),
                bare: true,
                ..Declared::default()
            };
            let pointers = walker.pointers(&mut declared)?;
            walker.direct_declarator(names, &mut declared)?;
            walker.declarator_suffixes(&mut declared)?;
            declared.bare &= !pointers;
            Ok(declared)
        })
    }

    /// `* const *`, with attributes anywhere; whether there was a `*`.
    fn pointers(&mut self, declared: &mut Declared) -> Walk<bool> {
        let mut pointers = false;
        loop {
            match self.kind() {
                Kind::Punct("*") => {
                    pointers = true;
                    self.keep();
                }
                Kind::Keyword(Keyword::Qualifier | Keyword::Atomic) if pointers => self.keep(),
                Kind::Keyword(Keyword::Extension) => self.skip(),
                Kind::Keyword(Keyword::DroppedQualifier) => {
                    let name = self.source(self.token(self.at).span);
                    let attribute = self.keyword_attribute(name, false)?;
                    declared.attributes.push(attribute);
                }
                _ if self.attribute_at(self.at) => declared.attributes.extend(self.attributes()?),
                Kind::Punct("^") => {
                    return Err(self.unexpected("a declarator (blocks are not supported)"))
                }
                _ => return Ok(pointers),
            }
        }
    }

    fn direct_declarator(&mut self, names: Names, declared: &mut Declared) -> Walk<()> {
        match self.kind() {
            Kind::Name if names != Names::None => {
                let token = self.token(self.at);
                declared.binding = match names {
                    Names::Typedef => Binding::Typedef,
                    Names::Member => Binding::Unknown,
                    _ => self.scopes.ordinary(token.symbol),
                };
                declared.name = Some((token.symbol, token.span));
                self.keep_name(declared.binding);
                Ok(())
            }
            Kind::Punct("(") if self.nested_declarator(names) => {
                self.keep();
                let start = declared.start;
                let attributes = std::mem::take(&mut declared.attributes);
                *declared = self.declarator(names)?;
                declared.start = start;
                declared.attributes.extend(attributes);
                self.expect(")", "to close the declarator")
            }
            Kind::Punct("(") if names == Names::Parameter && self.type_at(self.at + 1) => {
                // `int (T)` is a function that takes a T (C11 6.7.6.3p11), but
                // lang-c takes T for the parameter's name.
                self.insert_before(&["(", "*", ")"]);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The `(` here encloses a declarator, not parameters.
    fn nested_declarator(&self, names: Names) -> bool {
        let may_be_abstract = matches!(names, Names::None | Names::Parameter);
        let inner = self.after_attributes(self.at + 1);
        match self.kind_at(inner) {
            Kind::Punct("*" | "^" | "(" | "[") => true,
            Kind::Name => !may_be_abstract || !self.scopes.is_typedef(self.token(inner).symbol),
            Kind::Keyword(Keyword::DroppedQualifier) => self.is_at(inner + 1, "*"),
            _ => false,
        }
    }

    fn declarator_suffixes(&mut self, declared: &mut Declared) -> Walk<()> {
        loop {
            if self.attribute_at(self.at) && self.is("[") {
                declared.attributes.extend(self.attributes()?);
            } else if self.is("[") {
                declared.bare = false;
                self.array_suffix()?;
            } else if self.is("(") {
                let parameters = self.parameters()?;
                if std::mem::take(&mut declared.bare) {
                    declared.parameters = Some(parameters);
                }
            } else {
                return Ok(());
            }
        }
    }

    fn array_suffix(&mut self) -> Walk<()> {
        self.copies()?;
        self.keep();
        loop {
            match self.kind() {
                Kind::Keyword(Keyword::Qualifier | Keyword::Storage | Keyword::Atomic) => {
                    self.keep()
                }
                Kind::Punct("]") => break,
                Kind::Punct("*") if self.is_at(self.at + 1, "]") => self.keep(),
                _ => {
                    self.remembered("]", |walker| walker.assignment_expression())?;
                    break;
                }
            }
        }
        self.expect("]", "to close the array declarator")
    }

    /// A parameter list or identifier list, and what it declared.
    fn parameters(&mut self) -> Walk<Bindings> {
        self.scopes.enter();
        let result = self.nested(|walker| {
            walker.keep();
            match walker.kind() {
                Kind::Punct(")") => {}
                Kind::Name if walker.identifier_list() => walker.identifiers()?,
                _ => walker.parameter_list()?,
            }
            walker.expect(")", "to close the parameter list")
        });
        let bindings = self.scopes.leave();
        result.map(|()| bindings)
    }

    fn identifier_list(&self) -> bool {
        !self.scopes.is_typedef(self.token(self.at).symbol)
            && (self.is_at(self.at + 1, ",") || self.is_at(self.at + 1, ")"))
    }

    fn identifiers(&mut self) -> Walk<()> {
        loop {
            if self.kind() != Kind::Name {
                return Err(self.unexpected("the name of a parameter"));
            }
            let symbol = self.token(self.at).symbol;
            let binding = self.scopes.ordinary(symbol);
            self.keep_name(binding);
            self.scopes.declare(symbol, binding);
            if !self.is(",") {
                return Ok(());
            }
            self.keep();
        }
    }

    fn parameter_list(&mut self) -> Walk<()> {
        let start = self.cut();
        if self.is("...") {
            self.insert_before(&["int", "__migcc_no_parameters", ","]);
            self.keep();
            return Ok(());
        }
        loop {
            if self.is("...") {
                self.keep();
                return Ok(());
            }
            self.parameter()?;
            if self.is(";") {
                // GNU forward declarations of parameters: only their names count.
                self.cut_back(start);
                self.skip();
            } else if self.is(",") {
                self.keep();
            } else {
                return Ok(());
            }
        }
    }

    fn parameter(&mut self) -> Walk<()> {
        self.specifiers(Of::Declaration)?;
        let mut declared = self.declarator(Names::Parameter)?;
        self.after_declarator(&mut declared)?;
        self.bind(&declared);
        self.note_declarator(declared);
        Ok(())
    }

    /// `asm("name")` and attributes after a declarator.
    pub fn after_declarator(&mut self, declared: &mut Declared) -> Walk<()> {
        loop {
            if self.kind() == Kind::Keyword(Keyword::Asm) {
                let label = self.keyword_attribute("asm", true)?;
                declared.asm_label = Some(label.arguments);
            } else if self.attribute_at(self.at) {
                declared.attributes.extend(self.attributes()?);
            } else {
                return Ok(());
            }
        }
    }

    /// Brings the declared name into scope.
    pub fn bind(&mut self, declared: &Declared) {
        if let Some((symbol, _)) = declared.name {
            self.scopes.declare(symbol, declared.binding);
        }
    }

    pub fn note_declarator(&mut self, declared: Declared) {
        let Declared {
            name,
            attributes,
            asm_label,
            start,
            ..
        } = declared;
        if let (Some((_, name)), false) = (name, attributes.is_empty() && asm_label.is_none()) {
            let span = Span {
                start,
                end: self.before(),
            };
            let info = DeclaratorInfo {
                attributes,
                asm_label,
                span,
            };
            self.side.declarators.insert(name.start, info);
        }
    }
}
