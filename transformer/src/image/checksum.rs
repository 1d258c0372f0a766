//! The format's 64-bit checksum (docs/image-format.md, "Checksum").

const P1: u64 = 0x9E37_79B1_85EB_CA87;
const P2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const P3: u64 = 0x1656_67B1_9E37_79F9;
const STRIPE: usize = 32;

pub fn checksum(bytes: &[u8]) -> u64 {
    let mut sum = Sum::new();
    sum.add(bytes);
    sum.end()
}

/// A checksum over pieces. Every piece but the last has a whole number of
/// stripes of 32 bytes.
pub struct Sum {
    lanes: [u64; 4],
    length: u64,
}

impl Sum {
    pub fn new() -> Sum {
        Sum {
            lanes: [1, 2, 3, 4].map(|i: u64| P1.wrapping_mul(i)),
            length: 0,
        }
    }

    pub fn add(&mut self, piece: &[u8]) {
        let mut stripes = piece.chunks_exact(STRIPE);
        for stripe in &mut stripes {
            self.stripe(stripe);
        }
        let rest = stripes.remainder();
        if !rest.is_empty() {
            let mut last = [0; STRIPE];
            for (to, from) in last.iter_mut().zip(rest) {
                *to = *from;
            }
            self.stripe(&last);
        }
        self.length = self.length.wrapping_add(piece.len() as u64);
    }

    fn stripe(&mut self, stripe: &[u8]) {
        for (lane, word) in self.lanes.iter_mut().zip(stripe.chunks_exact(8)) {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(word);
            let mixed = *lane ^ u64::from_le_bytes(bytes);
            *lane = mixed.rotate_left(29).wrapping_mul(P1);
        }
    }

    pub fn end(&self) -> u64 {
        let mut h = self.length.wrapping_mul(P3);
        for lane in self.lanes {
            h = (h ^ lane).rotate_left(27).wrapping_mul(P2);
        }
        h ^= h >> 32;
        h = h.wrapping_mul(P3);
        h ^ (h >> 29)
    }
}

impl Default for Sum {
    fn default() -> Sum {
        Sum::new()
    }
}
