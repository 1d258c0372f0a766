//! Changes to a source file's text.

use super::LocatedFix;

/// The text with as many of `fixes` as fit together, and which those are. A fix
/// whose place has other text by now, or that overlaps one before it, is left
/// for another time.
pub fn apply(text: &str, fixes: &[&LocatedFix]) -> (String, Vec<bool>) {
    let mut order: Vec<usize> = (0..fixes.len()).collect();
    order.sort_by_key(|&n| (fixes[n].start, fixes[n].end));
    let mut done = vec![false; fixes.len()];
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    let mut last: Option<&LocatedFix> = None;
    for n in order {
        let fix = fixes[n];
        // Two insertions at one place have no order.
        let overlaps = fix.start < end || last.is_some_and(|last| last.start == fix.start);
        let stands = text.get(fix.start..fix.end) == Some(fix.original.as_str());
        if overlaps || !stands {
            continue;
        }
        out.push_str(&text[end..fix.start]);
        out.push_str(&fix.replacement);
        (end, last, done[n]) = (fix.end, Some(fix), true);
    }
    out.push_str(&text[end..]);
    (out, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(text: &str, original: &str, replacement: &str) -> LocatedFix {
        let start = text.find(original).unwrap();
        LocatedFix {
            file: "a.c".into(),
            start,
            end: start + original.len(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            original: original.into(),
            replacement: replacement.into(),
        }
    }

    const TEXT: &str = "p = malloc(8 * n); é q = malloc(4);";

    #[test]
    fn fixes_are_made_in_any_order() {
        let (second, first) = (fix(TEXT, "4", "sizeof *q"), fix(TEXT, "8", "sizeof *p"));
        let (text, done) = apply(TEXT, &[&second, &first]);
        assert_eq!(text, "p = malloc(sizeof *p * n); é q = malloc(sizeof *q);");
        assert_eq!(done, [true, true]);
    }

    #[test]
    fn only_one_of_two_that_overlap() {
        let (inner, outer) = (fix(TEXT, "8", "9"), fix(TEXT, "malloc(8 * n)", "new(n)"));
        let (text, done) = apply(TEXT, &[&inner, &outer, &outer]);
        assert_eq!(text, "p = new(n); é q = malloc(4);");
        assert_eq!(done, [false, true, false]);
    }

    #[test]
    fn nothing_is_changed_where_the_text_is_another() {
        let stale = fix(TEXT, "8", "9");
        let outside = LocatedFix {
            start: 1000,
            end: 1001,
            ..stale.clone()
        };
        let text = TEXT.replace('8', "7");
        assert_eq!(apply(&text, &[&stale, &outside]).0, text);
        let inside_a_character = LocatedFix {
            start: TEXT.find('é').unwrap() + 1,
            ..stale
        };
        assert_eq!(apply(TEXT, &[&inside_a_character]).0, TEXT);
    }
}
