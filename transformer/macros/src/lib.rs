//! Derive macros of migcc.
//!
//! Text that people read stands once, in the doc comment of what it belongs
//! to; the derives turn it into what messages, documents and tests use.

mod documented;
mod worded;

use proc_macro::TokenStream;
use syn::{parse_macro_input, Attribute, DeriveInput, Error, Expr, Lit, Meta};

/// For an enum without fields whose every variant has a doc comment of one
/// line: `fn text(self) -> &'static str` gives that line, `const ALL` lists the
/// variants in order. A variant without a doc comment does not compile.
#[proc_macro_derive(Worded)]
pub fn derive_worded(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    worded::expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// For a lint rule, a unit struct: implements `crate::lint::Documented` from
/// its doc comment, which must read
///
/// ````text
/// What it finds, in one line without a full stop.
///
/// - code: MIG012
/// - name: pointer-to-integer
/// - severity: error            (error, warning or note)
/// - since: 0.1.0
///
/// ## What it checks
/// ## Why migration breaks
/// ## Example
/// ```c,expect                  (at least one; the rule must fire in each)
/// ```
/// ## Use instead
/// ```c,ok                      (at least one; the rule must not fire)
/// ```
/// ````
///
/// in this order, each section with text. What is missing or malformed does not
/// compile.
#[proc_macro_derive(Documented)]
pub fn derive_documented(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    documented::expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

/// The text of a line of a doc comment, as it stands behind `///`.
fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(literal) = &pair.value else {
        return None;
    };
    match &literal.lit {
        Lit::Str(line) if attribute.path().is_ident("doc") => Some(line.value()),
        _ => None,
    }
}
