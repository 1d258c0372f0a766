//! Derive macros of migcc.
//!
//! Text that people read stands once, in the doc comment of the variant it
//! belongs to; the derive turns it into what messages and tests use.

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{parse_macro_input, Attribute, Data, DeriveInput, Error, Expr, Lit, Meta, Variant};

/// For an enum without fields whose every variant has a doc comment of one
/// line: `fn text(self) -> &'static str` gives that line, `const ALL` lists the
/// variants in order. A variant without a doc comment does not compile.
#[proc_macro_derive(Worded)]
pub fn derive_worded(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(input: &DeriveInput) -> Result<Tokens, Error> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "Worded is for enums"));
    };
    let name = &input.ident;
    let names: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let texts = data
        .variants
        .iter()
        .map(text)
        .collect::<Result<Vec<_>, _>>()?;
    let count = names.len();
    Ok(quote! {
        impl #name {
            /// Every variant, in order of declaration.
            pub const ALL: [#name; #count] = [#(#name::#names),*];

            /// The words for it.
            pub fn text(self) -> &'static str {
                match self {
                    #(#name::#names => #texts,)*
                }
            }
        }
    })
}

fn text(variant: &Variant) -> Result<String, Error> {
    if !variant.fields.is_empty() {
        return Err(Error::new_spanned(
            variant,
            "Worded is for variants without fields",
        ));
    }
    let lines: Vec<String> = variant.attrs.iter().filter_map(doc_line).collect();
    match lines.as_slice() {
        [line] if !line.is_empty() => Ok(line.clone()),
        _ => Err(Error::new_spanned(
            variant,
            "needs a doc comment of one line: the words that messages use",
        )),
    }
}

fn doc_line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(literal) = &pair.value else {
        return None;
    };
    match &literal.lit {
        Lit::Str(line) if attribute.path().is_ident("doc") => Some(line.value().trim().to_string()),
        _ => None,
    }
}
