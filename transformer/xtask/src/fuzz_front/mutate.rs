//! Ways to change a unit. Some keep it C more often than not, so that what the
//! compiler takes is tried as much as what it refuses.

use super::seeds::Seed;
use super::tokens::{Kind, Token};
use fastrand::Rng;
use std::ops::Range;

type Change = fn(&Seed, &Seed, &mut Rng) -> Option<Edit>;

/// Bytes of the seed and what takes their place.
type Edit = (Range<usize>, Vec<u8>);

const CHANGES: [(&str, Change); 17] = [
    ("token left out", left_out),
    ("token doubled", doubled),
    ("tokens swapped", swapped),
    ("name for name", name_for_name),
    ("name for name", name_for_name),
    ("operator for operator", operator),
    ("operator for operator", operator),
    ("other literal", literal),
    ("other literal", literal),
    ("statement left out", statement_left_out),
    ("statement doubled", statement_doubled),
    ("piece of another unit", spliced),
    ("deep nesting", deep),
    ("wrapped", wrapped),
    ("wrapped", wrapped),
    ("inserted", inserted),
    ("random bytes", random_bytes),
];

/// How far a change of a piece reaches, in tokens.
const PIECE: usize = 60;

/// What was done, and the text.
pub fn mutate(seed: &Seed, other: &Seed, rng: &mut Rng) -> (String, Vec<u8>) {
    if rng.usize(0..40) == 0 {
        let end = rng.usize(0..seed.text.len() + 1);
        return ("truncated".into(), seed.text[..end].to_vec());
    }
    let mut edits: Vec<(&str, Edit)> = Vec::new();
    for _ in 0..1 + rng.usize(0..3) {
        let (name, change) = CHANGES[rng.usize(0..CHANGES.len())];
        edits.extend(change(seed, other, rng).map(|edit| (name, edit)));
    }
    edits.sort_by_key(|(_, (at, _))| at.start);
    apply(seed, &edits)
}

/// Edits that overlap an earlier one are left out.
fn apply(seed: &Seed, edits: &[(&str, Edit)]) -> (String, Vec<u8>) {
    let (mut names, mut out, mut from) = (Vec::new(), Vec::new(), 0);
    for (name, (at, new)) in edits {
        if at.start >= from {
            out.extend_from_slice(&seed.text[from..at.start]);
            out.extend_from_slice(new);
            from = at.end;
            names.push(*name);
        }
    }
    out.extend_from_slice(&seed.text[from..]);
    (names.join(", "), out)
}

fn any(seed: &Seed, rng: &mut Rng) -> Option<usize> {
    (!seed.tokens.is_empty()).then(|| rng.usize(0..seed.tokens.len()))
}

/// Some token for which `wanted` holds, looked for a while.
fn some(seed: &Seed, rng: &mut Rng, wanted: impl Fn(&Token) -> bool) -> Option<Token> {
    let tries = (0..50).filter_map(|_| any(seed, rng));
    let mut found = tries.map(|index| &seed.tokens[index]);
    found.find(|token| wanted(token)).cloned()
}

fn text<'a>(seed: &'a Seed, token: &Token) -> &'a [u8] {
    &seed.text[token.at.clone()]
}

fn left_out(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    Some((seed.tokens[any(seed, rng)?].at.clone(), b" ".to_vec()))
}

fn doubled(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let token = &seed.tokens[any(seed, rng)?];
    let twice = [text(seed, token), b" ", text(seed, token)].concat();
    Some((token.at.clone(), twice))
}

fn swapped(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let index = any(seed, rng)?;
    let (one, two) = (&seed.tokens[index], seed.tokens.get(index + 1)?);
    let between = &seed.text[one.at.end..two.at.start];
    let turned = [text(seed, two), b" ", between, b" ", text(seed, one)].concat();
    Some((one.at.start..two.at.end, turned))
}

/// Another word that stands near, so that it often means something there.
fn name_for_name(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let index = any(seed, rng)?;
    let near = index.saturating_sub(PIECE)..(index + PIECE).min(seed.tokens.len());
    let words: Vec<&Token> = seed.tokens[near]
        .iter()
        .filter(|token| token.kind == Kind::Word)
        .collect();
    let (one, two) = (rng.choice(&words)?, rng.choice(&words)?);
    Some((one.at.clone(), text(seed, two).to_vec()))
}

const OPERATORS: [&str; 30] = [
    "+", "-", "*", "/", "%", "<<", ">>", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&",
    "||", "=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>=", ",", "? 1 :", "?:",
];

fn operator(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let is_operator = |token: &Token| OPERATORS.iter().any(|o| o.as_bytes() == text(seed, token));
    let token = some(seed, rng, is_operator)?;
    Some((token.at, rng.choice(OPERATORS)?.into()))
}

const LITERALS: [&str; 28] = [
    "0",
    "1",
    "-1",
    "2147483647",
    "2147483648",
    "0xffffffffu",
    "4294967296",
    "18446744073709551615u",
    "99999999999999999999999",
    "0x",
    "08",
    "0b101",
    "1e308",
    "1e999",
    "0x1p-1074",
    "1.5f",
    "2.5L",
    "'a'",
    "'\\xff'",
    "L'\\x7fff'",
    "u8\"x\"",
    "L\"wide\"",
    "\"\"",
    "\"a\\0b\" \"c\"",
    "(char)3",
    "(void *)0",
    "1i",
    "3ull",
];

fn literal(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let token = some(seed, rng, |t| matches!(t.kind, Kind::Number | Kind::Quoted))?;
    Some((token.at, rng.choice(LITERALS)?.into()))
}

/// From behind one `;` or brace to the next `;`, if that is not far.
fn statement(seed: &Seed, rng: &mut Rng) -> Option<Range<usize>> {
    let from = any(seed, rng)?;
    let is = |token: &Token, what: &[u8]| text(seed, token) == what;
    let ends = |token: &&Token| is(token, b";") || is(token, b"{") || is(token, b"}");
    let tail = &seed.tokens[from..];
    let begin = from + 1 + tail.iter().take(PIECE).position(|token| ends(&token))?;
    let rest = seed.tokens.get(begin..)?;
    let end = begin + rest.iter().take(PIECE).position(|token| is(token, b";"))?;
    Some(seed.tokens[begin].at.start..seed.tokens[end].at.end)
}

fn statement_left_out(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    Some((statement(seed, rng)?, b" ".to_vec()))
}

fn statement_doubled(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let at = statement(seed, rng)?;
    let once = &seed.text[at.clone()];
    let twice = [once, b" ", once].concat();
    Some((at, twice))
}

fn spliced(seed: &Seed, other: &Seed, rng: &mut Rng) -> Option<Edit> {
    let at = statement(seed, rng)?;
    let piece = statement(other, rng)?;
    Some((at.start..at.start, other.text[piece].to_vec()))
}

const NESTS: [(&str, &str, &str); 16] = [
    ("(", "1", ")"),
    ("-", "1", ""),
    ("{", ";", "}"),
    ("if (0) {", ";", "}"),
    ("if (0) ; else ", ";", ""),
    ("for (;0;) ", ";", ""),
    ("sizeof(char[", "1", "])"),
    ("({ 1 + ", "1", "; })"),
    ("1 ? ", "1", " : 2"),
    ("(int)", "1", ""),
    ("struct {", "int a;", "} b;"),
    ("switch (0) { case 0: ", ";", "}"),
    ("[", "1", "]"),
    ("(*", "p", ")(void)"),
    ("__typeof__(", "1", ")"),
    ("do ", ";", " while (0);"),
];

fn deep(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let (open, middle, close) = NESTS[rng.usize(0..NESTS.len())];
    let depth = [3, 30, 300, 3000, 30000][rng.usize(0..5)];
    let nest = format!(" {}{middle}{} ", open.repeat(depth), close.repeat(depth));
    let statement = open.contains([';', '{', 'i', 'd']) || middle.contains(';');
    if statement {
        let at = self::statement(seed, rng)?;
        return Some((at.end..at.end, nest.into()));
    }
    let token = some(seed, rng, |t| t.kind == Kind::Number)?;
    Some((token.at, nest.into()))
}

const WRAPS: [(&str, &str); 18] = [
    ("(", ")"),
    ("(int)(", ")"),
    ("-", ""),
    ("!", ""),
    ("~", ""),
    ("*&", ""),
    ("(0, ", ")"),
    ("({ ", "; })"),
    ("__extension__ ", ""),
    ("(1 ? ", " : 0)"),
    ("sizeof(", ")"),
    ("__real__ ", ""),
    ("_Generic(", ", default: 1)"),
    ("(__typeof__(", "))1"),
    ("++", ""),
    ("", "++"),
    ("", "[0]"),
    ("", "()"),
];

fn wrapped(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let token = some(seed, rng, |t| matches!(t.kind, Kind::Word | Kind::Number))?;
    let (open, close) = WRAPS[rng.usize(0..WRAPS.len())];
    let new = [open.as_bytes(), text(seed, &token), close.as_bytes()].concat();
    Some((token.at, new))
}

const INSERTED: [&str; 34] = [
    "static ",
    "const ",
    "volatile ",
    "register ",
    "_Atomic ",
    "inline ",
    "extern ",
    "typedef ",
    "unsigned ",
    "long ",
    "_Complex ",
    "__int128 ",
    "int x[n]; ",
    "struct s { int a : 3; }; ",
    "__attribute__((unused)) ",
    "__attribute__((packed)) ",
    "goto out; ",
    "out: ; ",
    "case 1: ",
    "default: ",
    "return 1; ",
    "return; ",
    "break; ",
    "continue; ",
    "asm(\"nop\"); ",
    "__asm__ volatile(\"\" : : : \"memory\"); ",
    "__label__ l; ",
    "&&out, ",
    "enum { E = -1 }; ",
    "_Static_assert(1, \"\"); ",
    "int g(int a) { return a; } ",
    "(int[]){1, 2}, ",
    "... ",
    "#pragma pack(1)\n",
];

fn inserted(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let piece = *rng.choice(INSERTED.iter())?;
    let at = match piece.ends_with("; ") || rng.bool() {
        true => statement(seed, rng)?.start,
        false => seed.tokens[any(seed, rng)?].at.start,
    };
    Some((at..at, piece.into()))
}

fn random_bytes(seed: &Seed, _: &Seed, rng: &mut Rng) -> Option<Edit> {
    let at = seed.tokens[any(seed, rng)?].at.start;
    let bytes: Vec<u8> = (0..rng.usize(1..9)).map(|_| rng.u8(..)).collect();
    Some((at..at + rng.usize(0..2).min(seed.text.len() - at), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_changes_the_text() {
        let text = b"int f(int a) { if (a < 3) { return a + 4; } a = 1; a += \"x\"[0]; return 2; }";
        let seed = Seed::from_text("a.c", text.to_vec());
        let mut rng = Rng::with_seed(1);
        for (name, change) in CHANGES {
            let changed = (0..200).any(|_| match change(&seed, &seed, &mut rng) {
                Some((at, new)) => text[at] != new[..],
                None => false,
            });
            assert!(changed, "{name}");
        }
    }

    #[test]
    fn units_without_tokens_are_left_alone() {
        let empty = Seed::from_text("empty.c", Vec::new());
        let mut rng = Rng::with_seed(1);
        for _ in 0..100 {
            assert!(mutate(&empty, &empty, &mut rng).1.is_empty());
        }
    }
}
