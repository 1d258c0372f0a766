//! Every unit of the test data parses.

use super::data::accepted;
use crate::syntax::{parse_check, Dialect};

#[test]
fn accepts_what_the_compiler_accepts() {
    for unit in accepted() {
        let dialect = Dialect::from_std(&unit.std).expect("a standard");
        let result = parse_check(&unit.text, dialect);
        assert!(result.is_ok(), "{}: {:?}\n{}", unit.name, result, unit.text);
    }
}
