//! Numbers in the sender's representation.

use super::header::{Abi, ByteOrder, LongDouble};

/// An unsigned integer of up to 8 bytes (of more: its low 8).
pub fn unsigned(bytes: &[u8], order: ByteOrder) -> u64 {
    let push = |value: u64, byte: &u8| value << 8 | u64::from(*byte);
    match order {
        ByteOrder::Big => bytes.iter().fold(0, push),
        ByteOrder::Little => bytes.iter().rev().fold(0, push),
    }
}

/// A two's complement integer of up to 8 bytes.
pub fn signed(bytes: &[u8], order: ByteOrder) -> i64 {
    let unused = 64 - 8 * bytes.len().clamp(1, 8) as u32;
    ((unsigned(bytes, order) << unused) as i64) >> unused
}

/// IEEE binary16, 32, 64 or 128. None: no such format.
pub fn float(bytes: &[u8], order: ByteOrder) -> Option<f64> {
    match bytes.len() {
        2 => Some(binary16(unsigned(bytes, order) as u16)),
        4 => Some(f64::from(f32::from_bits(unsigned(bytes, order) as u32))),
        8 => Some(f64::from_bits(unsigned(bytes, order))),
        16 => Some(binary128(bytes, order)),
        _ => None,
    }
}

/// A long double, rounded to a double.
pub fn long_double(bytes: &[u8], abi: &Abi) -> Option<f64> {
    match abi.long_double {
        LongDouble::Binary64 => bytes.get(..8).and_then(|b| float(b, abi.order)),
        LongDouble::X87 => bytes.get(..10).map(|b| x87(b, abi.order)),
        LongDouble::Binary128 => bytes.get(..16).map(|b| binary128(b, abi.order)),
        LongDouble::DoubleDouble => {
            let high = float(bytes.get(..8)?, abi.order)?;
            Some(high + float(bytes.get(8..16)?, abi.order)?)
        }
    }
}

/// `fraction * 2^exponent`; in two steps, so that results below the normal
/// range come out right.
fn scale(fraction: f64, exponent: i32) -> f64 {
    let half = exponent / 2;
    fraction * 2f64.powi(half) * 2f64.powi(exponent - half)
}

fn with_sign(negative: bool, magnitude: f64) -> f64 {
    if negative {
        -magnitude
    } else {
        magnitude
    }
}

fn binary16(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff);
    let magnitude = match i32::from(bits >> 10 & 0x1f) {
        0 => scale(fraction, -24),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => scale(fraction + 1024.0, exponent - 25),
    };
    with_sign(bits >> 15 != 0, magnitude)
}

/// Intel 64 and IA-32 Software Developer's Manual, volume 1, 4.2.2.
fn x87(bytes: &[u8], order: ByteOrder) -> f64 {
    let (low, high) = match order {
        ByteOrder::Little => (bytes.get(..8), bytes.get(8..10)),
        ByteOrder::Big => (bytes.get(2..10), bytes.get(..2)),
    };
    let mantissa = unsigned(low.unwrap_or_default(), order);
    let top = unsigned(high.unwrap_or_default(), order);
    let magnitude = match (top & 0x7fff) as i32 {
        0x7fff if mantissa << 1 == 0 => f64::INFINITY,
        0x7fff => f64::NAN,
        exponent => scale(mantissa as f64, exponent.max(1) - 16383 - 63),
    };
    with_sign(top & 0x8000 != 0, magnitude)
}

fn binary128(bytes: &[u8], order: ByteOrder) -> f64 {
    let (first, second) = (bytes.get(..8), bytes.get(8..16));
    let (high, low) = match order {
        ByteOrder::Little => (second, first),
        ByteOrder::Big => (first, second),
    };
    let high = unsigned(high.unwrap_or_default(), order);
    let low = unsigned(low.unwrap_or_default(), order);
    let fraction = u128::from(high & 0xffff_ffff_ffff) << 64 | u128::from(low);
    let magnitude = match (high >> 48 & 0x7fff) as i32 {
        0 => scale(fraction as f64, 1 - 16383 - 112),
        0x7fff if fraction == 0 => f64::INFINITY,
        0x7fff => f64::NAN,
        exponent => scale((fraction | 1 << 112) as f64, exponent - 16383 - 112),
    };
    with_sign(high >> 63 != 0, magnitude)
}
