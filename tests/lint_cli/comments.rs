//! Comments that allow findings.

use super::*;

#[test]
fn comments_allow_what_they_cover() {
    let text = "unsigned long kept;
void keep(int *p)
{
    kept = (unsigned long)p; // migcc: allow(pointer-to-integer) printed only
    /* migcc: allow(MIG001) for the log,
       and nothing else */

    kept = (unsigned long)p;
    kept = (unsigned long)p;
    __asm__(\"hlt\"); /* migcc: allow(inline-asm, MIG001) */
}
";
    let place = Place::new(&[("a.c", text)]);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(found(&ran), ["a.c:9 MIG001", "a.c:10 MIG020"]);
    said(&ran, "a.c:10:21: warning: the comment gives no reason");
    let whole = format!("// migcc: allow-file(all) x\n{text}");
    place.write("a.c", &whole);
    said(&lint(&place, &["a.c"]), "there is no rule `all`");
    let whole = format!("// migcc: allow-file(MIG001) never run here\n{BAD}");
    place.write("a.c", &whole);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(found(&ran), ["a.c:9 MIG020"]);
    assert_eq!(ran.stderr, "");
}

#[test]
fn comments_that_allow_nothing_are_reported() {
    let text = "// migcc: allow(MIG001) not any more
int kept;
#ifdef OTHER_SYSTEM
int other; // migcc: allow(MIG001) cannot be judged here
#endif
int more; // migcc: allow(inline-asn) wrong
";
    let place = Place::new(&[("a.c", text)]);
    let ran = lint(&place, &["a.c"]).failed(1);
    assert_eq!(
        ran.stderr,
        "a.c:6:11: warning: there is no rule `inline-asn`; did you mean `inline-asm`?\n\
         a.c:1:1: warning: MIG001 finds nothing that this comment allows; take it out\n"
    );
    // Nobody has looked for it.
    let ran = lint(&place, &["--select", "MIG020", "a.c"]).failed(1);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
    // Not severe enough.
    lint(&place, &["--severity", "error", "a.c"]).silent();
}

#[test]
fn a_comment_in_a_header_is_used_if_any_unit_needs_it() {
    let part = "#ifdef A\nstatic void f(void) { __asm__(\"hlt\"); } // migcc: allow(MIG020) a test\n#else\nvoid f(void);\n#endif\n";
    let place = Place::new(&[
        ("part.h", part),
        (
            "a.c",
            "#define A\n#include \"part.h\"\nvoid a(void) { f(); }\n",
        ),
        ("b.c", "#include \"part.h\"\nvoid b(void) { f(); }\n"),
    ]);
    lint(&place, &["a.c", "b.c"]).silent();
    lint(&place, &["b.c"]).silent();
}
