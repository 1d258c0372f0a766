//! Annotations that cannot be meant: each is refused with its place.

mod driver_support;

use driver_support::*;

const SOURCE: &str = "\
#include \"migrt.h\"
#define KIND(bits) ((bits) & 7)
enum { INT = 1, TEXT = 2 };
struct other { int kind; struct other *up; };
struct value {
    int bits;
    struct other *other;
    union { int i; char *text; } u;
    int cache;
};
struct node { int kind; struct node *next; };
struct leaf { struct node head; long data; };
int mask, get(void);
int main(void) { struct value v = {0, 0, {0}, 0}; struct leaf l = {{0, 0}, 0}; return v.bits + (int)l.data; }
";

/// What migcc says of the program with this `migcc.toml` beside it.
fn config(toml: &str) -> String {
    let place = Place::new(&[("a.c", SOURCE), ("migcc.toml", toml)]);
    place.migcc("cc", &["-c", "a.c"]).failed(1).stderr
}

/// What migcc says of the program with this line at its end.
fn macros(line: &str) -> String {
    let place = Place::new(&[("a.c", &format!("{SOURCE}{line}\n"))]);
    let ran = place.migcc("cc", &["-c", "a.c"]);
    assert_ne!(ran.status, 0, "{ran:#?}");
    ran.stderr
}

fn union(union: &str, selector: &str, cases: &str) -> String {
    config(&format!(
        "[[union]]\nunion = \"{union}\"\nselector = \"{selector}\"\ncases = {{ {cases} }}\n"
    ))
}

#[test]
fn good_ones_pass_and_the_log_names_those_without_a_record() {
    let toml = "[[union]]\nunion = \"value.u\"\nselector = \"KIND(self->bits)\"\n\
                cases = { INT = \"i\", \"TEXT, 4..6\" = \"text\", default = \"none\" }\n\
                [[union]]\nunion = \"absent.u\"\nselector = \"self->x\"\ncases = { 1 = \"i\" }\n\
                [[variant]]\nbase = \"node\"\nselector = \"self->kind\"\ncases = { 1 = \"leaf\" }\n\
                [[transient]]\nmember = \"value.cache\"\n\
                [[library]]\nheader = \"regex.h\"\n\
                [[function]]\nname = \"get\"\nallocates = false\n";
    let place = Place::new(&[("src/a.c", SOURCE), ("migcc.toml", toml)]);
    let mut command = place.command(MIGCC);
    place
        .finish(
            command
                .env("MIGCC_LOG", "log")
                .args(["-Wall", "-Wextra", "-c", "src/a.c"]),
        )
        .failed(0)
        .silent();
    let log = place.read("log");
    assert!(
        log.contains("the annotation of absent says nothing here"),
        "{log}"
    );
    assert!(log.contains("migcc.toml:6:9"), "{log}");
}

#[test]
fn the_named_configuration_wins_over_the_nearest() {
    let nearest = "[[union]]\nunion = \"value.nothing\"\nselector = \"0\"\ncases = {}\n";
    let place = Place::new(&[("a.c", SOURCE), ("migcc.toml", nearest), ("b.toml", "")]);
    let mut command = place.command(MIGCC);
    place
        .finish(command.env("MIGCC_CONFIG", "b.toml").args(["-c", "a.c"]))
        .silent();
}

#[test]
fn unknown_members() {
    insta::assert_snapshot!(union("value.v", "self->bits", "1 = \"i\""));
    insta::assert_snapshot!(union("value.cache", "self->bits", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->bits", "1 = \"i\", 2 = \"real\""));
    insta::assert_snapshot!(config("[[transient]]\nmember = \"value.cash\"\n"));
}

#[test]
fn cases_that_collide_or_are_no_constants() {
    insta::assert_snapshot!(union(
        "value.u",
        "self->bits",
        "INT = \"i\", \"0..3\" = \"text\""
    ));
    insta::assert_snapshot!(union("value.u", "self->bits", "INT = \"i\", 1 = \"text\""));
    insta::assert_snapshot!(union("value.u", "self->bits", "\"3..1\" = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->bits", "mask = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->bits", "REAL = \"i\""));
}

#[test]
fn selectors_that_cannot_be_asked() {
    insta::assert_snapshot!(union("value.u", "self->tag", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->bits +", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->other->up->kind", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->bits & mask", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "get()", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "self->other", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "(&mask)[0] == 1", "1 = \"i\""));
    insta::assert_snapshot!(union("value.u", "*&mask == 1", "1 = \"i\""));
}

#[test]
fn a_selector_may_compare_with_an_address() {
    let toml =
        "[[union]]\nunion = \"value.u\"\nselector = \"(void *)self->other == (void *)&mask\"\n\
                cases = { 1 = \"i\", 0 = \"text\" }\n";
    let place = Place::new(&[("a.c", SOURCE), ("migcc.toml", toml)]);
    assert_eq!(place.migcc("cc", &["-c", "a.c"]).status, 0);
}

#[test]
fn files_that_cannot_be_read() {
    insta::assert_snapshot!(config("[[union]]\nunion = \"value.u\"\ncases = {}\n"));
    insta::assert_snapshot!(config("[[transient]]\n"));
    insta::assert_snapshot!(config("[[pointer]]\nvariable = \"p\"\n"));
}

#[test]
fn macros_are_checked_the_same_way() {
    insta::assert_snapshot!(macros(
        "MIGRT_UNION(struct value, u, self->bits, MIGRT_CASE(1, i), MIGRT_CASE(2, real));"
    ));
    insta::assert_snapshot!(macros(
        "MIGRT_UNION(struct value, u, self->bits, MIGRT_CASE(1, i), MIGRT_CASE(INT, text));"
    ));
    insta::assert_snapshot!(macros(
        "MIGRT_VARIANT(struct node, self->kind, MIGRT_CASE(1, struct branch));"
    ));
    insta::assert_snapshot!(macros(
        "MIGRT_UNION(struct value, u, self->other->up->kind, MIGRT_CASE(1, i));"
    ));
}

/// What a pointer leads to, and arrays that hold bytes.
#[test]
fn pointers_and_buffers_must_be_such() {
    let pointee = |pointer: &str, selector: &str| {
        config(&format!(
            "[[variant]]\npointer = \"{pointer}\"\nselector = \"{selector}\"\n\
             cases = {{ 1 = \"leaf\" }}\n"
        ))
    };
    insta::assert_snapshot!(pointee("value.cache", "self->bits"));
    insta::assert_snapshot!(pointee("value.othr", "self->bits"));
    insta::assert_snapshot!(config(
        "[[variant]]\nselector = \"self->bits\"\ncases = {}\n"
    ));
    insta::assert_snapshot!(config(
        "[[buffer]]\nmember = \"value.other\"\nholds = \"bytes\"\n"
    ));
    insta::assert_snapshot!(config(
        "[[buffer]]\nmember = \"value.bits\"\nholds = \"text\"\n"
    ));
    insta::assert_snapshot!(macros(
        "MIGRT_UNION(struct node, next, self->next->kind, MIGRT_CASE(1, next));"
    ));
}

#[test]
fn pointers_outside_of_their_objects_must_be_pointers() {
    let outside = |pointer: &str, index: &str| {
        config(&format!(
            "[[outside]]\npointer = \"{pointer}\"\nindex = \"{index}\"\n"
        ))
    };
    insta::assert_snapshot!(outside("value.cache", "self->bits"));
    insta::assert_snapshot!(outside("value.other", "self->other"));
    insta::assert_snapshot!(outside("value.other", "mask"));
    insta::assert_snapshot!(config("[[outside]]\npointer = \"value.other\"\n"));
    let twice = "[[outside]]\npointer = \"value.other\"\nindex = \"1\"\n";
    insta::assert_snapshot!(config(&twice.repeat(2)));
}
