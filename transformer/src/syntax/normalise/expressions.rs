//! Expressions (C11 6.5), GNU extensions included.
//!
//! No tree is built, so precedence does not matter: an expression is operands
//! with operators between them, and only brackets and `?:` need recursion.

use super::keyword::Keyword;
use super::lex::Kind;
use super::side::Mark;
use super::walk::{Walk, Walker};
use super::MAX_OPERATORS;
use crate::syntax::SyntaxError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Commas {
    Allowed,
    End,
}

impl Walker<'_> {
    /// A full expression, commas included.
    pub fn expression(&mut self) -> Walk<()> {
        self.operands(Commas::Allowed)
    }

    /// An expression without commas outside of brackets.
    pub fn assignment_expression(&mut self) -> Walk<()> {
        self.operands(Commas::End)
    }

    fn operands(&mut self, commas: Commas) -> Walk<()> {
        let mut levels = 0;
        let mut operators = 0;
        let result = loop {
            if let Err(error) = self.operand(&mut levels) {
                break Err(error);
            }
            operators += usize::from(!self.is(","));
            if let Err(error) = self.within_chain(operators) {
                break Err(error);
            }
            match self.operator(commas, &mut levels) {
                Ok(true) => {}
                Ok(false) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.shallower(levels);
        result
    }

    /// Counts one more level of a chain that lang-c parses by recursion.
    fn chain(&mut self, levels: &mut usize) -> Walk<()> {
        self.deeper(1)?;
        *levels += 1;
        Ok(())
    }

    /// `a + a + ..` and `a->p->p..` make a tree as deep as they are long.
    fn within_chain(&self, operators: usize) -> Walk<()> {
        if operators <= MAX_OPERATORS {
            return Ok(());
        }
        Err(SyntaxError::new(
            format!("an expression of more than {MAX_OPERATORS} operators in a row, which migcc does not follow; split it"),
            self.here() as usize,
        ))
    }

    /// Prefix operators, a primary expression, postfix operators.
    fn operand(&mut self, levels: &mut usize) -> Walk<()> {
        while self.prefix()? {
            self.chain(levels)?;
        }
        Ok(())
    }

    /// One prefix operator (`true`), or a whole operand (`false`).
    fn prefix(&mut self) -> Walk<bool> {
        match self.kind() {
            Kind::Punct("+" | "-" | "*" | "&" | "!" | "~" | "++" | "--") => self.keep(),
            Kind::Punct("&&") => {
                self.label_address()?;
                return Ok(false);
            }
            Kind::Punct("(") => return self.parenthesised(),
            Kind::Keyword(Keyword::Real) => self.respell_marked("+", Mark::Real),
            Kind::Keyword(Keyword::Imag) => self.respell_marked("+", Mark::Imag),
            Kind::Keyword(Keyword::Extension) => self.respell_marked("+", Mark::Extension),
            Kind::Keyword(Keyword::Sizeof) => return self.sizeof_expression(false),
            Kind::Keyword(Keyword::Alignof) => return self.sizeof_expression(true),
            _ => {
                self.primary()?;
                self.postfix()?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn label_address(&mut self) -> Walk<()> {
        self.respell_marked("&", Mark::LabelAddress);
        if self.kind() != Kind::Name {
            return Err(self.unexpected("a label after `&&`"));
        }
        self.keep();
        Ok(())
    }

    /// A cast (`true`: its operand follows), or an operand that starts with `(`.
    fn parenthesised(&mut self) -> Walk<bool> {
        if self.type_at(self.at + 1) {
            self.keep();
            self.type_name()?;
            self.expect(")", "after the type")?;
            if !self.is("{") {
                return Ok(true);
            }
            self.compound_literal_body()?;
        } else {
            self.nested(|walker| walker.parentheses())?;
        }
        self.postfix()?;
        Ok(false)
    }

    /// `( expression )` or `({ .. })`.
    fn parentheses(&mut self) -> Walk<()> {
        let double =
            self.is_at(self.at + 1, "(") && self.partner(self.at) == self.partner(self.at + 1) + 1;
        if !double {
            self.copies()?;
        }
        self.keep();
        if self.is("{") {
            self.scoped(|walker| walker.block())?;
        } else {
            self.expression()?;
        }
        self.expect(")", "to close the parenthesis")
    }

    /// lang-c wants at least one item.
    fn compound_literal_body(&mut self) -> Walk<()> {
        self.copies()?;
        if self.is_at(self.at + 1, "}") {
            self.keep();
            self.insert_after(&["__migcc_empty"]);
            self.keep();
            return Ok(());
        }
        self.nested(|walker| walker.initializer_list())
    }

    /// `sizeof` or, if `align`, `_Alignof`: `true` if its operand follows.
    fn sizeof_expression(&mut self, align: bool) -> Walk<bool> {
        let of_type = self.is_at(self.at + 1, "(") && self.type_at(self.at + 2);
        let literal = of_type && self.is_at(self.partner(self.at + 1) + 1, "{");
        if align && (!of_type || literal) {
            self.respell_marked("sizeof", Mark::Alignof);
        } else {
            self.keep();
        }
        if !of_type {
            return Ok(true);
        }
        if literal {
            self.insert_before(&["("]);
        }
        self.keep();
        self.type_name()?;
        self.expect(")", "after the type")?;
        if literal {
            self.compound_literal_body()?;
            self.insert_after(&[")"]);
            self.postfix()?;
        }
        Ok(false)
    }

    fn primary(&mut self) -> Walk<()> {
        match self.kind() {
            Kind::Name => {
                let builtin = self.is_at(self.at + 1, "(")
                    && self
                        .word(self.token(self.at).symbol)
                        .starts_with("__builtin_");
                let binding = self.scopes.get(self.token(self.at).symbol);
                self.keep_name(binding);
                if builtin {
                    self.arguments(true)?;
                }
                Ok(())
            }
            Kind::Number | Kind::Character | Kind::Keyword(Keyword::Operand) => {
                self.keep();
                Ok(())
            }
            Kind::Text => self.string(),
            Kind::Keyword(Keyword::Generic) => self.generic(),
            Kind::Keyword(Keyword::VaArg) => self.va_arg(),
            Kind::Keyword(Keyword::Offsetof) => self.offsetof(),
            Kind::Keyword(Keyword::HasAttribute) => self.has_attribute(),
            _ => Err(self.unexpected("an expression")),
        }
    }

    /// One or more adjacent string literals.
    pub fn string(&mut self) -> Walk<()> {
        if self.kind() != Kind::Text {
            return Err(self.unexpected("a string literal"));
        }
        while self.kind() == Kind::Text {
            self.keep();
        }
        Ok(())
    }

    fn postfix(&mut self) -> Walk<()> {
        for operators in 0.. {
            self.within_chain(operators)?;
            match self.kind() {
                Kind::Punct("[") => self.nested(|walker| {
                    walker.copies()?;
                    walker.keep();
                    walker.expression()?;
                    walker.expect("]", "to close the subscript")
                })?,
                Kind::Punct("(") => self.arguments(false)?,
                Kind::Punct("." | "->") => {
                    self.keep();
                    if self.kind() != Kind::Name {
                        return Err(self.unexpected("the name of a member"));
                    }
                    self.keep();
                }
                Kind::Punct("++" | "--") => self.keep(),
                _ => break,
            }
        }
        Ok(())
    }

    /// `( a, b )`; with `types`, an argument may be a type.
    fn arguments(&mut self, types: bool) -> Walk<()> {
        self.nested(|walker| {
            walker.copies()?;
            walker.keep();
            while !walker.is(")") {
                if types && walker.type_at(walker.at) {
                    walker.type_operand()?;
                } else {
                    walker.assignment_expression()?;
                }
                if !walker.is(",") {
                    break;
                }
                walker.keep();
            }
            walker.expect(")", "to close the arguments")
        })
    }

    /// Goes past a binary operator (`true`) or stops at what is none.
    fn operator(&mut self, commas: Commas, levels: &mut usize) -> Walk<bool> {
        match self.kind() {
            Kind::Punct(
                "*" | "/" | "%" | "+" | "-" | "<<" | ">>" | "<" | ">" | "<=" | ">=" | "==" | "!="
                | "&" | "^" | "|" | "&&" | "||",
            ) => self.keep(),
            Kind::Punct(
                "=" | "*=" | "/=" | "%=" | "+=" | "-=" | "<<=" | ">>=" | "&=" | "^=" | "|=",
            ) => {
                self.chain(levels)?;
                self.keep();
            }
            Kind::Punct(",") if commas == Commas::Allowed => self.keep(),
            Kind::Punct("?") => {
                self.chain(levels)?;
                self.keep();
                if self.is(":") {
                    self.insert_after(&["__migcc_omitted"]);
                } else {
                    self.nested(|walker| walker.expression())?;
                }
                self.expect(":", "after the second operand of `?`")?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn generic(&mut self) -> Walk<()> {
        self.keep();
        self.expect("(", "after `_Generic`")?;
        self.assignment_expression()?;
        while self.is(",") {
            self.keep();
            if self.kind() == Kind::Keyword(Keyword::Default) {
                self.keep();
            } else {
                self.type_name()?;
            }
            self.expect(":", "after the type of an association")?;
            self.assignment_expression()?;
        }
        self.expect(")", "to close `_Generic(`")
    }

    fn va_arg(&mut self) -> Walk<()> {
        self.keep();
        self.expect("(", "after `__builtin_va_arg`")?;
        self.assignment_expression()?;
        self.expect(",", "before the type in `__builtin_va_arg`")?;
        self.type_name()?;
        self.expect(")", "to close `__builtin_va_arg(`")
    }

    fn offsetof(&mut self) -> Walk<()> {
        self.keep();
        self.expect("(", "after `__builtin_offsetof`")?;
        self.type_name()?;
        self.expect(",", "before the member in `__builtin_offsetof`")?;
        loop {
            match self.kind() {
                Kind::Name | Kind::Punct("." | "->") => self.keep(),
                Kind::Punct("[") => {
                    self.keep();
                    self.expression()?;
                    self.expect("]", "to close the subscript")?;
                }
                _ => return self.expect(")", "to close `__builtin_offsetof(`"),
            }
        }
    }

    /// Only the first operand is written on.
    fn has_attribute(&mut self) -> Walk<()> {
        self.keep();
        let close = self.partner(self.at);
        self.expect("(", "after `__builtin_has_attribute`")?;
        if self.type_at(self.at) {
            self.type_operand()?;
        } else {
            self.assignment_expression()?;
        }
        while self.at < close {
            self.skip();
        }
        self.expect(")", "to close `__builtin_has_attribute(`")
    }
}
