//! `docs/rules/` says what the doc comments of the rules say.

use migcc::lint::pages::pages;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules");
    let entries = std::fs::read_dir(folder).unwrap();
    let found: BTreeMap<String, String> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    let wanted: BTreeMap<String, String> = pages().into_iter().collect();
    let differ: Vec<&String> = wanted
        .keys()
        .chain(found.keys())
        .filter(|name| wanted.get(*name) != found.get(*name))
        .collect();
    assert!(differ.is_empty(), "`cargo xtask rules` mends {differ:?}");
}
