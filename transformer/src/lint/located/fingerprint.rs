//! What tells findings apart without line numbers.

use super::Located;
use std::collections::HashMap;

/// Hexadecimal digits of a fingerprint: enough that no two of a program's
/// findings share one by chance.
const DIGITS: usize = 32;

/// Fills in the fingerprints of one unit's findings: the rule, the file, the
/// function and the words of the line, and a counter for those that agree in all
/// of them. Edits elsewhere, moves of the function and changes of the indentation
/// leave it as it is.
pub fn fill(located: &mut [Located]) {
    let mut seen: HashMap<blake3::Hash, u64> = HashMap::new();
    for finding in located {
        let base = base(finding);
        let nth = seen.entry(base).or_default();
        let mut hasher = blake3::Hasher::new();
        hasher.update(base.as_bytes()).update(&nth.to_le_bytes());
        *nth += 1;
        finding.fingerprint = hasher.finalize().to_hex()[..DIGITS].to_string();
    }
}

fn base(finding: &Located) -> blake3::Hash {
    let words: Vec<&str> = finding.snippet.split_whitespace().collect();
    let words = words.join(" ");
    let function = finding.function.as_deref().unwrap_or("");
    let mut hasher = blake3::Hasher::new();
    for part in [&finding.rule, &finding.file, function, &words] {
        // With its length, so that no text can pass for two parts.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize()
}
