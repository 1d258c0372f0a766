//! Initialisers (C11 6.7.9) with the GNU forms of designators.

use super::lex::Kind;
use super::walk::{Walk, Walker};

impl Walker<'_> {
    pub fn initializer(&mut self) -> Walk<()> {
        if self.is("{") {
            return self.nested(|walker| walker.initializer_list());
        }
        self.assignment_expression()
    }

    pub fn initializer_list(&mut self) -> Walk<()> {
        self.keep();
        while !self.is("}") {
            self.designation()?;
            self.initializer()?;
            if !self.is(",") {
                break;
            }
            self.keep();
        }
        self.expect("}", "to close the initialiser")
    }

    fn designation(&mut self) -> Walk<()> {
        if self.kind() == Kind::Name && self.is_at(self.at + 1, ":") {
            self.keep();
            self.keep();
            return Ok(());
        }
        let mut designators = 0;
        loop {
            if self.is("[") {
                self.array_designator()?;
            } else if self.is(".") {
                self.keep();
                if self.kind() != Kind::Name {
                    return Err(self.unexpected("the name of a member"));
                }
                self.keep();
            } else {
                break;
            }
            designators += 1;
        }
        match self.kind() {
            _ if designators == 0 => {}
            Kind::Punct("=") => self.keep(),
            _ => self.insert_after(&["="]),
        }
        Ok(())
    }

    fn array_designator(&mut self) -> Walk<()> {
        self.keep();
        self.assignment_expression()?;
        if self.is("...") {
            self.keep();
            self.assignment_expression()?;
        }
        self.expect("]", "to close the designator")
    }
}
