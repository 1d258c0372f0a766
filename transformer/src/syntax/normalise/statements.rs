//! Statements (C11 6.8).

use super::declarations::Place;
use super::keyword::Keyword;
use super::lex::{Kind, Symbol};
use super::side::Mark;
use super::walk::{Walk, Walker};
use crate::source::Span;

impl Walker<'_> {
    /// `{ .. }` in a scope that is already open.
    pub fn block(&mut self) -> Walk<()> {
        self.expect("{", "to open a block")?;
        while !self.is("}") && self.kind() != Kind::End {
            self.block_item()?;
        }
        self.expect("}", "to close the block")
    }

    fn block_item(&mut self) -> Walk<()> {
        match self.kind() {
            Kind::Keyword(Keyword::LocalLabel) => self.local_labels(),
            _ if self.static_assert_at(self.at) => {
                self.at = self.after_extensions(self.at);
                self.static_assert()
            }
            _ if self.declaration_at(self.at) => self.declaration(Place::Block),
            _ => self.statement(),
        }
    }

    fn after_extensions(&self, mut index: usize) -> usize {
        while self.kind_at(index) == Kind::Keyword(Keyword::Extension) {
            index += 1;
        }
        index
    }

    fn static_assert_at(&self, index: usize) -> bool {
        self.kind_at(self.after_extensions(index)) == Kind::Keyword(Keyword::StaticAssert)
    }

    pub fn scoped(&mut self, inner: impl FnOnce(&mut Self) -> Walk<()>) -> Walk<()> {
        self.scopes.enter();
        let result = self.nested(inner);
        self.scopes.leave();
        result
    }

    pub fn statement(&mut self) -> Walk<()> {
        let mut labels = 0;
        let result = loop {
            match self.label() {
                Ok(true) => {}
                Ok(false) => break self.unlabelled_statement(),
                Err(error) => break Err(error),
            }
            // lang-c nests labelled statements.
            self.deeper(1)?;
            labels += 1;
            if self.label_ends_block() {
                self.insert_after(&[";"]);
                break Ok(());
            }
        };
        self.shallower(labels);
        result
    }

    /// A label, with C23 attributes before it; `false` if there is none here.
    fn label(&mut self) -> Walk<bool> {
        let before = match self.label_at(self.after_attributes(self.at)) {
            true => self.attributes()?,
            false => return Ok(false),
        };
        let name = self.here();
        match self.kind() {
            Kind::Keyword(Keyword::Case) => {
                self.keep();
                self.assignment_expression()?;
                if self.is("...") {
                    self.keep();
                    self.assignment_expression()?;
                }
            }
            _ => self.keep(),
        }
        self.expect(":", "after the label")?;
        let attributes = [before, self.attributes()?].concat();
        if !attributes.is_empty() {
            self.side.labels.insert(name, attributes);
        }
        Ok(true)
    }

    pub fn label_at(&self, index: usize) -> bool {
        match self.kind_at(index) {
            Kind::Keyword(Keyword::Case | Keyword::Default) => true,
            Kind::Name => self.is_at(index + 1, ":"),
            _ => false,
        }
    }

    /// C23: a label may stand before a declaration and at the end of a block.
    fn label_ends_block(&self) -> bool {
        self.is("}")
            || self.kind() == Kind::Keyword(Keyword::LocalLabel)
            || self.static_assert_at(self.at)
            || self.declaration_at(self.at)
    }

    fn unlabelled_statement(&mut self) -> Walk<()> {
        let start = self.here();
        let cut = self.cut();
        let attributes = self.attributes()?;
        if !attributes.is_empty() && self.is(";") {
            self.write(
                ";",
                Span {
                    start,
                    end: self.token(self.at).span.end,
                },
            );
            self.skip();
        } else {
            self.bare_statement()?;
        }
        if let (Some(first), false) = (self.first_since(cut), attributes.is_empty()) {
            self.side.statements.insert(first, attributes);
        }
        Ok(())
    }

    fn bare_statement(&mut self) -> Walk<()> {
        match self.kind() {
            Kind::Punct("{") => self.scoped(|walker| walker.block()),
            Kind::Punct(";") => {
                self.keep();
                Ok(())
            }
            Kind::Keyword(keyword) => self.keyword_statement(keyword),
            _ => self.expression_statement(),
        }
    }

    fn keyword_statement(&mut self, keyword: Keyword) -> Walk<()> {
        match keyword {
            Keyword::If => self.scoped(|walker| walker.if_statement()),
            Keyword::While | Keyword::Switch => self.scoped(|walker| {
                walker.keep();
                walker.condition()?;
                walker.statement()
            }),
            Keyword::Do => self.scoped(|walker| walker.do_statement()),
            Keyword::For => self.scoped(|walker| walker.for_statement()),
            Keyword::Goto => self.goto_statement(),
            Keyword::Jump => {
                self.keep();
                self.expect(";", "after `break` or `continue`")
            }
            Keyword::Return => {
                self.keep();
                if !self.is(";") {
                    self.expression()?;
                }
                self.expect(";", "after the `return` statement")
            }
            Keyword::Asm => self.asm_statement(),
            _ => self.expression_statement(),
        }
    }

    fn expression_statement(&mut self) -> Walk<()> {
        self.expression()?;
        self.expect(";", "after the expression")
    }

    fn condition(&mut self) -> Walk<()> {
        self.expect("(", "before the condition")?;
        self.expression()?;
        self.expect(")", "after the condition")
    }

    fn if_statement(&mut self) -> Walk<()> {
        self.keep();
        self.condition()?;
        self.statement()?;
        if self.kind() == Kind::Keyword(Keyword::Else) {
            self.keep();
            self.statement()?;
        }
        Ok(())
    }

    fn do_statement(&mut self) -> Walk<()> {
        self.keep();
        self.statement()?;
        if self.kind() != Kind::Keyword(Keyword::While) {
            return Err(self.unexpected("`while` after the body of `do`"));
        }
        self.keep();
        self.condition()?;
        self.expect(";", "after `do .. while (..)`")
    }

    fn for_statement(&mut self) -> Walk<()> {
        self.keep();
        self.expect("(", "after `for`")?;
        if self.static_assert_at(self.at) {
            self.static_assert()?;
        } else if self.declaration_at(self.at) {
            // lang-c tries an expression first: `T *p` would be a product.
            let first = self.after_attributes(self.after_extensions(self.at));
            if self.kind_at(first) == Kind::Name {
                self.insert_before(&["auto"]);
            }
            self.declaration(Place::Inner)?;
        } else {
            self.clause(";")?;
        }
        self.clause(";")?;
        self.clause(")")?;
        self.statement()
    }

    /// An expression, or nothing, up to `end`.
    fn clause(&mut self, end: &'static str) -> Walk<()> {
        if !self.is(end) {
            self.expression()?;
        }
        self.expect(end, "after a clause of `for`")
    }

    fn goto_statement(&mut self) -> Walk<()> {
        if !self.is_at(self.at + 1, "*") {
            self.keep();
            if self.kind() != Kind::Name {
                return Err(self.unexpected("a label or `*` after `goto`"));
            }
            self.keep();
        } else {
            let start = self.here();
            self.side.marks.insert(start, Mark::ComputedGoto);
            self.write(
                "return",
                Span {
                    start,
                    end: self.token(self.at + 1).span.end,
                },
            );
            self.at += 2;
            self.expression()?;
        }
        self.expect(";", "after the `goto` statement")
    }

    fn local_labels(&mut self) -> Walk<()> {
        let start = self.here();
        let mut labels = Vec::new();
        self.skip();
        while !self.is(";") {
            let token = self.token(self.at);
            match token.kind {
                Kind::Name => labels.push((self.label_name(token.symbol), token.span)),
                Kind::Punct(",") => {}
                _ => return Err(self.unexpected("a label or `;` after `__label__`")),
            }
            self.skip();
        }
        self.side.marks.insert(start, Mark::LocalLabels(labels));
        self.write(
            ";",
            Span {
                start,
                end: self.token(self.at).span.end,
            },
        );
        self.skip();
        Ok(())
    }

    /// The user's name of a label, as the lowering finds it in the tree.
    pub fn label_name(&self, symbol: Symbol) -> String {
        let spelling = self
            .lexed
            .words
            .get(symbol as usize)
            .map_or("", |w| w.spelling.as_str());
        self.lexed
            .renamed
            .get(spelling)
            .map_or_else(|| self.word(symbol).to_owned(), String::clone)
    }
}
