//! GNU `asm` statements and file-scope asm.

use super::keyword::Keyword;
use super::lex::Kind;
use super::side::{AsmInfo, Mark};
use super::walk::{Walk, Walker};
use crate::source::Span;

impl Walker<'_> {
    pub fn asm_statement(&mut self) -> Walk<()> {
        let keyword = self.here();
        self.keep();
        let mut info = AsmInfo::default();
        while !self.is("(") {
            match self.source(self.token(self.at).span) {
                "goto" => info.goto = true,
                "inline" | "__inline" | "__inline__" => info.inline = true,
                "volatile" | "__volatile" | "__volatile__" => info.volatile = true,
                "const" | "__const" | "__const__" => {}
                _ => return Err(self.unexpected("`(` after `asm`")),
            }
            self.skip();
        }
        if info.volatile {
            self.insert_after(&["volatile"]);
        }
        self.keep();
        self.string()?;
        self.asm_sections(&mut info)?;
        self.expect(")", "to close `asm(`")?;
        self.side.marks.insert(keyword, Mark::Asm(info));
        self.expect(";", "after the asm statement")
    }

    /// Outputs, inputs, clobbers and labels, each after a colon.
    fn asm_sections(&mut self, info: &mut AsmInfo) -> Walk<()> {
        let mut section = 0;
        while self.is(":") && section < 4 {
            match section {
                0 | 1 => {
                    self.keep();
                    self.asm_operands()?;
                }
                2 => {
                    self.keep();
                    while self.kind() == Kind::Text || self.is(",") {
                        self.keep();
                    }
                }
                _ => self.asm_labels(info),
            }
            section += 1;
        }
        Ok(())
    }

    fn asm_operands(&mut self) -> Walk<()> {
        while self.is("[") || self.kind() == Kind::Text {
            if self.is("[") {
                self.keep();
                self.respell("operand");
                self.expect("]", "after the name of an operand")?;
            }
            self.string()?;
            self.expect("(", "before the operand")?;
            self.expression()?;
            self.expect(")", "after the operand")?;
            if !self.is(",") {
                break;
            }
            self.keep();
        }
        Ok(())
    }

    fn asm_labels(&mut self, info: &mut AsmInfo) {
        self.skip();
        while self.kind() == Kind::Name || self.is(",") {
            let token = self.token(self.at);
            if token.kind == Kind::Name {
                info.labels
                    .push((self.label_name(token.symbol), token.span));
            }
            self.skip();
        }
    }

    /// Written as an empty static assertion over the same text.
    pub fn file_asm(&mut self) -> Walk<()> {
        let start = self.here();
        self.skip();
        while matches!(
            self.kind(),
            Kind::Keyword(Keyword::Qualifier | Keyword::Storage)
        ) {
            self.skip();
        }
        let close = self.partner(self.at);
        if !self.is("(") || close == self.at {
            return Err(self.unexpected("`(` after `asm`"));
        }
        self.side.marks.insert(start, Mark::FileAsm);
        self.write(
            "_Static_assert",
            Span {
                start,
                end: self.token(close).span.end,
            },
        );
        self.at = close + 1;
        self.insert_after(&["(", "0", ",", "\"\"", ")"]);
        self.expect(";", "after file-scope asm")
    }
}
