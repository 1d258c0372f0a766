//! Senders with different representations, and values as they write them.

#[derive(Clone, Copy)]
pub struct Machine {
    pub name: &'static str,
    pub big_endian: bool,
    pub word: usize,
    /// 1 binary64, 2 x87, 3 double-double, 4 binary128.
    pub long_double: u8,
    pub long_double_size: usize,
    pub char_signed: bool,
    /// Alignment of 8-byte members.
    pub align8: usize,
}

pub const X86_64: Machine = Machine {
    name: "x86_64",
    big_endian: false,
    word: 8,
    long_double: 2,
    long_double_size: 16,
    char_signed: true,
    align8: 8,
};

pub const I386: Machine = Machine {
    name: "i386",
    word: 4,
    long_double_size: 12,
    align8: 4,
    ..X86_64
};

pub const AARCH64: Machine = Machine {
    name: "aarch64",
    long_double: 4,
    char_signed: false,
    ..X86_64
};

pub const PPC: Machine = Machine {
    name: "ppc",
    big_endian: true,
    word: 4,
    long_double: 3,
    char_signed: false,
    ..X86_64
};

pub const MIPS: Machine = Machine {
    name: "mips",
    long_double: 1,
    long_double_size: 8,
    char_signed: true,
    ..PPC
};

pub const S390X: Machine = Machine {
    name: "s390x",
    word: 8,
    long_double: 4,
    ..PPC
};

pub const ALL: [Machine; 6] = [X86_64, I386, AARCH64, PPC, MIPS, S390X];

impl Machine {
    /// The low `size` bytes of a number.
    pub fn int(&self, value: i64, size: usize) -> Vec<u8> {
        let mut bytes = value.to_le_bytes()[..size].to_vec();
        if self.big_endian {
            bytes.reverse();
        }
        bytes
    }

    pub fn pointer(&self, address: u64) -> Vec<u8> {
        self.int(address as i64, self.word)
    }

    pub fn double(&self, value: f64) -> Vec<u8> {
        self.int(value.to_bits() as i64, 8)
    }

    pub fn float(&self, value: f32) -> Vec<u8> {
        self.int(i64::from(value.to_bits()), 4)
    }

    /// Only for positive normal values.
    pub fn long_double(&self, value: f64) -> Vec<u8> {
        let bits = value.to_bits();
        let exponent = (bits >> 52) as i64 - 1023 + 16383;
        let fraction = bits & ((1 << 52) - 1);
        let mut bytes = match self.long_double {
            1 => self.double(value),
            2 => {
                let mut all = self.int(((1 << 63) | fraction << 11) as i64, 8);
                all.extend(self.int(exponent, 2));
                all
            }
            3 => [self.double(value), self.double(0.0)].concat(),
            _ => {
                let high = self.int(exponent << 48 | (fraction >> 4) as i64, 8);
                let low = self.int((fraction << 60) as i64, 8);
                match self.big_endian {
                    true => [high, low].concat(),
                    false => [low, high].concat(),
                }
            }
        };
        bytes.resize(self.long_double_size, 0);
        bytes
    }
}
