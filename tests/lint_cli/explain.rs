//! `migctl explain`.

use super::*;

#[test]
fn rules_are_explained() {
    let place = Place::new(&[]);
    let list = place.run(MIGCTL, &["explain"]).silent();
    for rule in migcc::lint::RULES {
        let rule = rule.documentation();
        assert!(list.stdout.contains(rule.code) && list.stdout.contains(rule.name));
    }
    let by_name = place.run(MIGCTL, &["explain", "inline-asm"]).silent();
    assert_eq!(place.run(MIGCTL, &["explain", "mig020"]).silent(), by_name);
    for words in [
        "MIG020",
        "Why migration breaks",
        "    return __builtin_popcount(x);",
    ] {
        assert!(by_name.stdout.contains(words), "{by_name:#?}");
    }
    assert!(
        !by_name.stdout.contains('\x1b'),
        "colours without a terminal"
    );
    let ran = place.run(MIGCTL, &["explain", "inline-asn"]).failed(2);
    said(&ran, "did you mean `inline-asm`");
}
