//! The page.

use crate::formats::{options, read, reports};
use crate::{many, written};
use migcc::lint::output::Format;
use std::time::Instant;

#[test]
fn html() {
    let page = written(Format::Html, &reports(), &options(), &read);
    let body = &page[page.find("<body>").unwrap()..page.rfind("<script>").unwrap()];
    let rules = body.find("<section id=rules>").unwrap();
    let keys = body.find("<dialog").unwrap();
    let version = concat!("migctl lint ", env!("CARGO_PKG_VERSION"));
    let shown = [&body[..rules], &body[keys..]].concat();
    insta::assert_snapshot!(shown.replace(version, "migctl lint [version]"));
}

#[test]
fn it_needs_nothing_else_and_trusts_no_text() {
    let mut reports = reports();
    let evil = "</pre><script>alert(1)</script>\"'`<img src=x>";
    let found = &mut reports[0].findings[1];
    found.message = evil.into();
    found.label = evil.into();
    found.help = vec![evil.into()];
    found.function = Some(evil.into());
    found.related[0].text = evil.into();
    found.rule = evil.into();
    found.name = evil.into();
    found.file = evil.into();
    found.macro_name = Some(evil.into());
    let page = written(Format::Html, &reports, &options(), &|_| {
        Some(evil.repeat(2) + "\n")
    });
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img"));
    for outside in ["http:", "https:", "src=", "@import", "url("] {
        let own = page.replace("&lt;img src=x&gt;", "");
        assert!(!own.contains(outside), "{outside}");
    }
}

#[test]
fn nothing_found() {
    let page = written(Format::Html, &reports()[2..], &options(), &read);
    assert!(page.contains("Nothing found"));
    assert!(!page.contains("id=filter"));
}

/// What a browser has to take in; measured in one, 8 MB are there in a second.
#[test]
fn five_thousand_findings_stay_small() {
    let (reports, read) = many(5_000, 40);
    let begin = Instant::now();
    let page = written(Format::Html, &reports, &options(), &read);
    let took = begin.elapsed();
    println!("{} bytes in {took:?}", page.len());
    assert_eq!(page.matches("data-r=").count(), 5_000);
    assert!(page.len() < 8_000_000, "{} bytes", page.len());
    if let Some(path) = std::env::var_os("LINT_PAGE") {
        std::fs::write(path, page).unwrap();
    }
}
