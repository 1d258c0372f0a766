//! Functions that never return, until a capture makes them.
//!
//! A function that is declared `noreturn` and may reach a poll returns while
//! frames are being saved, and a compiler that was promised otherwise has put
//! nothing after the call, or saves no registers in it. So the promise is taken
//! out of the declarations; what it is good for comes back as a loop without end
//! behind the check after each call. Functions of this unit that stay as they
//! are keep it, as do those of system headers.
//!
//! ```c
//! _Noreturn void fail(int code);    ->   void fail(int code);
//! fail(3);                          ->   fail(3); if (migrt_unwinding) return ..; for (;;) ;
//! ```

use super::edits::Edit;
use crate::flow::{Flow, Treatment};
use crate::hir::*;
use crate::source::Span;

/// Takes the promise out of the unit's text where it may be broken.
pub fn edits(unit: &Unit, flow: &Flow, text: &[u8]) -> Vec<Edit> {
    let keeps = |decl: DeclId| {
        let treatment = flow.functions.get(&decl).map(|f| &f.treatment);
        matches!(treatment, Some(Treatment::Verbatim | Treatment::Hold))
    };
    let mut found = Vec::new();
    for item in unit.items.iter().filter(|item| !item.system) {
        let span = match &item.kind {
            ItemKind::Function(id) if keeps(unit.functions[*id].decl) => continue,
            ItemKind::Function(id) => unit.functions[*id].span,
            ItemKind::Declaration(d)
                if !d.declarators.is_empty() && d.declarators.iter().all(|d| keeps(d.decl)) =>
            {
                continue
            }
            ItemKind::Declaration(_) => item.span,
            _ => continue,
        };
        Scan::new(text, span).run(&mut found);
    }
    found
}

/// A walk over the tokens of an item.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    end: usize,
    /// Open parentheses of `__attribute__`, with one more for the keyword.
    gnu: usize,
    /// Within `[[ ]]`.
    standard: bool,
}

impl Scan<'_> {
    fn new(text: &[u8], span: Span) -> Scan<'_> {
        Scan {
            text,
            at: span.start as usize,
            end: (span.end as usize).min(text.len()),
            gnu: 0,
            standard: false,
        }
    }

    fn run(mut self, found: &mut Vec<Edit>) {
        while self.at < self.end {
            match self.text[self.at] {
                quote @ (b'"' | b'\'') => self.literal(quote),
                c if is_word(c) => self.word(found),
                c => self.punctuation(c),
            }
        }
    }

    fn literal(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.end && self.text[self.at] != quote {
            self.at += if self.text[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    fn punctuation(&mut self, c: u8) {
        let doubled = self.text.get(self.at + 1) == Some(&c);
        match c {
            b'(' if self.gnu > 0 => self.gnu += 1,
            b')' if self.gnu > 0 => {
                self.gnu -= 1;
                // The keyword ends with its own parenthesis.
                self.gnu -= usize::from(self.gnu == 1);
            }
            b'[' if doubled => self.standard = true,
            b']' if doubled => self.standard = false,
            _ => {}
        }
        self.at += 1;
    }

    fn word(&mut self, found: &mut Vec<Edit>) {
        let start = self.at;
        while self.at < self.end && is_word(self.text[self.at]) {
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        match &self.text[start..self.at] {
            b"__attribute__" | b"__attribute" => self.gnu = 1,
            b"noreturn" | b"__noreturn__" | b"_Noreturn" if self.gnu > 1 => {
                found.push(Edit::text(span, "__unused__"));
            }
            b"noreturn" | b"__noreturn__" | b"_Noreturn" if self.standard => {
                let prefixed = self.text[..start].trim_ascii_end().ends_with(b":");
                let other = if prefixed { "unused" } else { "maybe_unused" };
                found.push(Edit::text(span, other));
            }
            b"_Noreturn" => found.push(Edit::text(span, "")),
            _ => {}
        }
    }
}

fn is_word(c: u8) -> bool {
    c.is_ascii_alphanumeric() || c == b'_' || c == b'$' || c >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(text: &str) -> String {
        let mut found = Vec::new();
        Scan::new(text.as_bytes(), Span::new(0, text.len())).run(&mut found);
        let all = Span::new(0, text.len());
        super::super::edits::render(text.as_bytes(), all, found.iter().collect(), &|_| {
            String::new()
        })
    }

    #[test]
    fn the_promise_goes_in_every_spelling_and_names_stay() {
        assert_eq!(
            stripped("_Noreturn void f(int noreturn);"),
            " void f(int noreturn);"
        );
        assert_eq!(
            stripped("void f(void) __attribute__((format(printf, 1, 2), __noreturn__)), g(void);"),
            "void f(void) __attribute__((format(printf, 1, 2), __unused__)), g(void);"
        );
        assert_eq!(
            stripped("[[noreturn]] void f(void);"),
            "[[maybe_unused]] void f(void);"
        );
        assert_eq!(
            stripped("[[gnu::noreturn]] int f(void);"),
            "[[gnu::unused]] int f(void);"
        );
        assert_eq!(
            stripped("char s[] = \"_Noreturn\"; int a[b[0]], noreturn;"),
            "char s[] = \"_Noreturn\"; int a[b[0]], noreturn;"
        );
    }
}
