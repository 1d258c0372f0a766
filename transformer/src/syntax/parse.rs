use super::normalise::{Normalised, OffsetMap};
use super::SyntaxError;
use lang_c::ast::TranslationUnit;
use lang_c::driver::{parse_preprocessed, Config, Flavor};

/// Parses a normalised unit. Must run, and its result be dropped, inside
/// [`super::with_big_stack`].
pub(super) fn parse(normalised: &Normalised) -> Result<TranslationUnit, Vec<SyntaxError>> {
    if !normalised.errors.is_empty() {
        return Err(normalised.errors.clone());
    }
    let config = Config {
        flavor: Flavor::GnuC11,
        ..Config::with_gcc()
    };
    match parse_preprocessed(&config, normalised.text.clone()) {
        Ok(parse) => Ok(parse.unit),
        Err(error) => Err(vec![describe(&normalised.map, &error)]),
    }
}

fn describe(map: &OffsetMap, error: &lang_c::driver::SyntaxError) -> SyntaxError {
    let rest = error.source.get(error.offset..).unwrap_or("");
    let found = rest
        .split_ascii_whitespace()
        .next()
        .unwrap_or("the end of the file");
    SyntaxError::new(
        format!("`{found}` is not expected here"),
        map.to_original(error.offset),
    )
}
