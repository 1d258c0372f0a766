//! `migcc.toml` of a project.

use super::*;

#[test]
fn a_project_says_what_it_wants() {
    let place = Place::new(&[("src/bad.c", BAD), ("vendor/bad.c", BAD)]);
    let files = ["src/bad.c", "vendor/bad.c"];
    let with = |config: &str| {
        place.write("migcc.toml", &format!("[lint]\n{config}"));
        found(&lint_as_configured(&place, &files))
    };
    assert_eq!(with("select = [\"MIG001\"]\n").len(), 2);
    assert_eq!(
        with("select = [\"MIG001\", \"inline-asm\"]\nexclude = [\"vendor/*\"]\n"),
        ["src/bad.c:4 MIG001", "src/bad.c:8 MIG020"]
    );
    assert_eq!(
        with("select = [\"MIG001\", \"MIG020\"]\nignore = [\"MIG001\"]\n").len(),
        2
    );
    assert_eq!(
        with("select = [\"MIG001\"]\n[lint.per-path-ignore]\n\"vendor/*\" = [\"all\"]\n"),
        ["src/bad.c:4 MIG001"]
    );
    place.write(
        "migcc.toml",
        "[lint]\nselect = [\"MIG020\"]\nseverity = \"error\"\n",
    );
    let ran = lint_as_configured(&place, &files).silent();
    assert_eq!(found(&ran), [""; 0]);
    let ran = lint_as_configured(&place, &["--severity", "note", "src/bad.c"]).failed(1);
    assert_eq!(found(&ran), ["src/bad.c:8 MIG020"]);
}

#[test]
fn a_wrong_project_file_is_named_once_with_its_place() {
    let place = Place::new(&[("a/x.c", BAD), ("a/y.c", BAD), ("b/z.c", CLEAN)]);
    for (text, words) in [
        (
            "[lint]\nselect = [\n  \"inline-asn\"]\n",
            "a/migcc.toml:3:3: there is no rule `inline-asn`; did you mean `inline-asm`?",
        ),
        ("[lint]\nselekt = []\n", "line 2"),
        ("[lint\n", "line 1"),
    ] {
        place.write("a/migcc.toml", text);
        let ran = lint_as_configured(&place, &["a/x.c", "a/y.c", "b/z.c"]).failed(2);
        said(&ran, words);
        assert_eq!(ran.stderr.matches("migctl: error").count(), 1, "{ran:#?}");
        assert_eq!(ran.stdout, "");
    }
}
