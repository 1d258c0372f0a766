//! Numbers, times and values laid out for reading.

use super::shown::{Pointer, Shown};

/// `1,204,000`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 block`, `1,204 blocks`.
pub fn count(number: u64, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {what}{ending}", grouped(number))
}

/// Seconds since 1970 as `2026-11-20 08:16:49 UTC`. The calendar is Hinnant's
/// "chrono-compatible low-level date algorithms", civil_from_days.
pub fn utc(seconds: u64) -> String {
    let (days, second) = (seconds / 86400, seconds % 86400);
    let day = days + 719_468; // since 0000-03-01
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153; // from March
    let day = day - (153 * month + 2) / 5 + 1;
    let year = era * 400 + year + month / 10;
    let month = (month + 2) % 12 + 1;
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// Text cut to a width of characters.
pub fn fitted(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(3)).collect();
    kept + "..."
}

/// A value on one line.
pub fn line(value: &Shown) -> String {
    match value {
        Shown::Bool(value) => value.to_string(),
        Shown::Signed(value) => value.to_string(),
        Shown::Unsigned(value) => value.to_string(),
        Shown::Float(value) => value.to_string(),
        Shown::Double(value) => double(*value),
        Shown::Complex(parts) => {
            let [re, im] = &**parts;
            format!("{} + {}i", line(re), line(im))
        }
        Shown::Char(code) => character(*code),
        Shown::Text(text) => text.quoted(),
        Shown::Pointer(pointer) => arrow(pointer),
        Shown::Struct(members) => braces(members.iter().map(member)),
        Shown::Union(members) => format!("union {}", braces(members.iter().map(member))),
        Shown::Array { items, total } => array(items, *total),
        Shown::Unknown(why) => format!("({why})"),
    }
}

fn double(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && size.is_finite() && !(1e-5..1e16).contains(&size) {
        return format!("{value:e}");
    }
    value.to_string()
}

fn character(code: u8) -> String {
    match code {
        b'\'' | b'\\' => format!("'\\{}' ({code})", code as char),
        0x20..=0x7e => format!("'{}' ({code})", code as char),
        _ => format!("'\\{code:03o}' ({code})"),
    }
}

fn arrow(pointer: &Pointer) -> String {
    match &pointer.text {
        _ if pointer.kind == "null" => "null".into(),
        Some(text) if pointer.kind == "literal" => format!("-> {}", text.quoted()),
        Some(text) => format!("-> {} in {}", text.quoted(), pointer.to),
        None => format!("-> {}", pointer.to),
    }
}

fn member((name, value): &(String, Shown)) -> String {
    if name.is_empty() {
        return line(value);
    }
    format!("{name} = {}", line(value))
}

fn braces(parts: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", parts.collect::<Vec<_>>().join(", "))
}

/// Equal elements in a row are written once: `{0 (8 times), ... 4,096 in all}`.
fn array(items: &[Shown], total: u64) -> String {
    let mut runs: Vec<(String, usize)> = Vec::new();
    for text in items.iter().map(line) {
        match runs.last_mut() {
            Some((last, times)) if *last == text => *times += 1,
            _ => runs.push((text, 1)),
        }
    }
    let written = runs.into_iter().flat_map(|(text, times)| match times {
        1..=2 => vec![text; times],
        _ => vec![format!("{text} ({times} times)")],
    });
    let left = total.saturating_sub(items.len() as u64);
    let rest = (left > 0).then(|| format!("... {} in all", grouped(total)));
    braces(written.chain(rest))
}

/// A value on as many lines as it takes to keep them short.
pub fn lines(value: &Shown, width: usize) -> Vec<String> {
    let short = line(value);
    let members = match value {
        _ if short.chars().count() <= width => return vec![short],
        Shown::Struct(members) | Shown::Union(members) => members,
        Shown::Array { items, total } => return array_lines(items, *total, width),
        _ => return vec![short],
    };
    let mut all = vec![match value {
        Shown::Union(_) => "union {".to_owned(),
        _ => "{".to_owned(),
    }];
    for (name, value) in members {
        let inner = lines(value, width.saturating_sub(2 + name.len() + 3).max(20));
        for (i, text) in inner.iter().enumerate() {
            all.push(match i {
                0 if !name.is_empty() => format!("  {name} = {text}"),
                _ => format!("  {text}"),
            });
        }
    }
    all.push("}".to_owned());
    all
}

fn array_lines(items: &[Shown], total: u64, width: usize) -> Vec<String> {
    let mut all = vec!["{".to_owned()];
    for (i, item) in items.iter().enumerate() {
        let label = format!("[{i}] ");
        for (n, text) in lines(item, width.saturating_sub(8).max(20))
            .iter()
            .enumerate()
        {
            let label = if n == 0 { &label } else { "" };
            all.push(format!("  {label}{text}"));
        }
    }
    let left = total.saturating_sub(items.len() as u64);
    all.push(match left {
        0 => "}".to_owned(),
        _ => format!("}} ... {} in all", grouped(total)),
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(utc(951_782_399), "2000-02-28 23:59:59 UTC");
        assert_eq!(utc(951_782_400), "2000-02-29 00:00:00 UTC");
        assert_eq!(utc(1_735_689_599), "2024-12-31 23:59:59 UTC");
        assert!(utc(u64::MAX).ends_with("UTC"));
    }

    #[test]
    fn groups() {
        let written: Vec<_> = [0, 999, 1000, 1_234_567].map(grouped).into();
        assert_eq!(written, ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn repeated_elements_are_counted() {
        let items = [0, 0, 0, 7, 7].map(Shown::Signed).into();
        let shown = Shown::Array { items, total: 90 };
        assert_eq!(line(&shown), "{0 (3 times), 7, 7, ... 90 in all}");
    }
}
