//! Bad input gives errors with their place, never a panic.

use migcc::hir::Target;
use migcc::syntax::{analyse, Dialect, SyntaxError};

fn first_error(text: &str) -> SyntaxError {
    match analyse(text, Dialect::default(), Target::lp64()) {
        Ok(_) => panic!("accepted: {text}"),
        Err(errors) => errors[0].clone(),
    }
}

#[test]
fn errors_name_the_thing_and_the_place() {
    for (text, part, place) in [
        ("int f(void) { return x; }", "`x` is not declared", "x;"),
        (
            "struct s { int a; } v; int f(void) { return v.b; }",
            "no member `b`",
            "b;",
        ),
        (
            "void f(void) { goto l; }",
            "`l` is used but not defined",
            "l;",
        ),
        ("void f(void) { l: ; l: ; }", "already defined", "l: ; }"),
        ("int f(int a) { return *a; }", "needs a pointer", "*a"),
        (
            "int f(int a) { return a[1]; }",
            "needs a pointer or an array",
            "a[1]",
        ),
        ("int f(int a) { return a(); }", "not a function", "a()"),
        (
            "void *f(char *a) { return a + a; }",
            "cannot be added",
            "a + a",
        ),
        ("struct s { struct s x; };", "incomplete type", "x;"),
        (
            "struct s { int a; }; struct s { int b; };",
            "already defined",
            "struct s { int b",
        ),
        (
            "union s { int a; }; struct s { int b; } v;",
            "another kind of tag",
            "s { int b",
        ),
        (
            "int f(int a) { return _Generic(a, char: 1); }",
            "no association",
            "_Generic",
        ),
        ("int a = (^int)1;", "", "^"),
    ] {
        let error = first_error(text);
        assert!(error.message.contains(part), "{text}: {}", error.message);
        let expected = text.find(place).expect("the place");
        assert_eq!(error.offset, expected, "{text}: {}", error.message);
    }
}

/// A small generator (xorshift) so that runs are repeatable.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Words of a text and what stands between them.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_')
        .collect()
}

#[test]
fn broken_programs_do_not_break_the_tool() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let units = crate::self_check::accepted_texts();
    let rounds = if crate::self_check::full() { 20 } else { 1 };
    let (mut accepted, mut refused) = (0, 0);
    for (name, text) in units
        .iter()
        .flat_map(|unit| std::iter::repeat_n(unit, rounds))
    {
        let mut parts = words(text);
        for _ in 0..1 + random.below(3) {
            let (from, to) = (random.below(parts.len()), random.below(parts.len()));
            match random.below(3) {
                0 => drop(parts.remove(from)),
                1 => parts.insert(to, parts[from]),
                _ => parts.swap(from, to),
            }
            if parts.is_empty() {
                break;
            }
        }
        let broken = parts.concat();
        match analyse(&broken, Dialect::default(), Target::lp64()) {
            Ok(unit) => {
                accepted += 1;
                let errors = unit.nesting_errors(&broken);
                assert!(errors.is_empty(), "{name}: {broken}: {}", errors[0]);
            }
            Err(errors) => {
                refused += 1;
                let internal = errors.iter().find(|e| e.message.contains("internal"));
                assert!(internal.is_none(), "{name}: {broken}");
                assert!(errors[0].offset <= broken.len(), "{name}: {broken}");
            }
        }
    }
    assert!(
        accepted > 20 && refused > 20,
        "{accepted} accepted, {refused} refused"
    );
}
