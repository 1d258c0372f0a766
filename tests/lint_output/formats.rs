//! Each format over the same findings.

use crate::{finding, source, written};
use migcc::lint::output::{FileReport, Format, OutputOptions, Summary};
use migcc::lint::{locate, Fix, Located};

pub const FILE: &str = "#include \"part.h\"\n#define TAG(p) ((long)(p) | 1)\nlong f(int *p, int *q)\n{\n    long é = (long)p;\t/* \"<&>\" */\n    g(TAG(q));\n    asm(\"nop\"\n        : : \"r\"(p));\n    return 4;\n}\n";
pub const HEADER: &str = "static int bad, worse;\n";
const TEXT: &str = "# 1 \"src/a.c\"\n# 1 \"part.h\" 1\nstatic int bad, worse;\n# 2 \"src/a.c\" 2\n\nlong f(int *p, int *q)\n{\n    long é = (long)p;\n    g(((long)(q) | 1));\n    asm(\"nop\"\n        : : \"r\"(p));\n    return 4;\n}\n";

pub fn read(name: &str) -> Option<String> {
    match name {
        "src/a.c" => Some(FILE.into()),
        "part.h" => Some(HEADER.into()),
        _ => None,
    }
}

fn findings() -> Vec<Located> {
    let cast = finding(TEXT, 0, "(long)p")
        .related(
            finding(TEXT, 0, "int *p").span,
            "a pointer by its `declaration`",
        )
        .help("keep 100% of <it>, or: an index")
        .help("see the manual");
    let made = finding(TEXT, 0, "(long)(q)").label("");
    let assembly = finding(TEXT, 1, "asm(\"nop\"\n        : : \"r\"(p));");
    let mut fixed = finding(TEXT, 1, "4");
    fixed.message = "a size \u{1b}[31mof one machine".into();
    fixed.fix = Some(Fix {
        span: fixed.span,
        replacement: "sizeof(int)".into(),
    });
    let mut header = finding(TEXT, 0, "bad");
    header.function = None;
    let all = [header, cast, made, assembly, fixed];
    locate(&all, &source(TEXT), &read)
}

pub fn reports() -> Vec<FileReport> {
    let findings = findings();
    let header = findings[..1].to_vec();
    let report = |path: &str, lines, findings| FileReport {
        path: path.into(),
        lines,
        findings,
    };
    vec![
        report("src/a.c", 10, findings),
        report("b.c", 1200, header),
        report("c.c", 3, Vec::new()),
    ]
}

pub fn options() -> OutputOptions {
    OutputOptions {
        color: false,
        prefix: "lib/50%".into(),
    }
}

fn shown(format: Format) -> String {
    written(format, &reports(), &options(), &read)
}

#[test]
fn text() {
    insta::assert_snapshot!(shown(Format::Text));
}

#[test]
fn text_in_colour() {
    let options = OutputOptions {
        color: true,
        ..options()
    };
    let text = written(Format::Text, &reports()[..1], &options, &read);
    let first: Vec<&str> = text.lines().take(12).collect();
    insta::assert_snapshot!(first.join("\n").replace('\u{1b}', "ESC"));
}

#[test]
fn short() {
    insta::assert_snapshot!(shown(Format::Short));
}

#[test]
fn json() {
    let text = shown(Format::Json);
    let back: Vec<Located> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(back, findings());
    insta::assert_snapshot!(text);
}

#[test]
fn github() {
    insta::assert_snapshot!(shown(Format::Github));
}

#[test]
fn findings_of_a_header_count_once() {
    let summary = Summary::of(&reports());
    assert_eq!(
        (summary.all.all(), summary.lines, summary.files.len()),
        (5, 1213, 4)
    );
    assert_eq!(
        summary.rules.iter().map(|rule| rule.count).sum::<usize>(),
        5
    );
}

#[test]
fn nothing_found() {
    let clean = &reports()[2..];
    for format in [Format::Text, Format::Short, Format::Json, Format::Github] {
        let text = written(format, clean, &options(), &read);
        let expected = match format {
            Format::Text => "no findings in 1 file (3 lines)\n",
            _ => "",
        };
        assert_eq!(text, expected);
    }
}

/// Findings of a cache, of a file that has changed or gone since.
#[test]
fn files_that_are_not_as_they_were() {
    for text in [None, Some(""), Some("é\n"), Some("x\n\n\n\n\n\n\n\n\n")] {
        for format in [Format::Text, Format::Html, Format::Sarif] {
            let read = |_: &str| text.map(str::to_string);
            assert!(written(format, &reports(), &options(), &read).contains("is wrong"));
        }
    }
}

#[test]
fn long_lines_are_shown_in_part() {
    let line = format!(
        "{}(long)p;{}",
        "x = 1; ".repeat(3000),
        " y = 2;".repeat(3000)
    );
    let text = format!("# 1 \"a.c\"\n{line}\n");
    let findings = crate::in_file(&text, &line, &[finding(&text, 0, "(long)p")]);
    assert_eq!(findings[0].column, 21_001);
    let report = FileReport {
        path: "a.c".into(),
        lines: 1,
        findings,
    };
    for format in [Format::Text, Format::Html, Format::Sarif, Format::Json] {
        let read = |_: &str| Some(line.clone());
        let shown = written(format, std::slice::from_ref(&report), &options(), &read);
        let longest = shown
            .lines()
            .filter(|line| line.contains("(long)p"))
            .map(str::len)
            .max();
        assert!(longest < Some(2000), "{format:?}: {longest:?}");
        if format == Format::Text {
            insta::assert_snapshot!(shown);
        }
    }
}
