//! `Worded`: the words for the variants of an enum.

use super::doc_line;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{Data, DeriveInput, Error, Variant};

pub fn expand(input: &DeriveInput) -> Result<Tokens, Error> {
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
    let lines: Vec<String> = variant
        .attrs
        .iter()
        .filter_map(doc_line)
        .map(|line| line.trim().to_string())
        .collect();
    match lines.as_slice() {
        [line] if !line.is_empty() => Ok(line.clone()),
        _ => Err(Error::new_spanned(
            variant,
            "needs a doc comment of one line: the words that messages use",
        )),
    }
}
