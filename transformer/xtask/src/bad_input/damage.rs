//! Ways to damage an image.

/// One damage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// Only so many bytes are left.
    Cut(usize),
    /// The byte at the offset is xored with the mask.
    Flip(usize, u8),
}

impl Damage {
    pub fn apply(self, image: &[u8]) -> Vec<u8> {
        let mut bytes = image.to_vec();
        match self {
            Damage::Cut(length) => bytes.truncate(length),
            Damage::Flip(offset, mask) => bytes[offset] ^= mask,
        }
        bytes
    }
}

/// Lengths from nothing to all but one byte: all short ones, then `count` more.
pub fn cuts(size: usize, count: usize) -> Vec<Damage> {
    let short = 0..size.min(64);
    let step = (size / count.max(1)).max(1);
    let rest = (64..size).step_by(step);
    let mut lengths: Vec<_> = short.chain(rest).chain([size - 1]).collect();
    lengths.dedup();
    lengths.into_iter().map(Damage::Cut).collect()
}

/// All offsets of the first KiB and of the last 256 bytes, and `count` more
/// from all over the image; at each, one random bit.
pub fn flips(size: usize, count: usize, rng: &mut fastrand::Rng) -> Vec<Damage> {
    let ends = (0..size.min(1024)).chain(size.saturating_sub(256)..size);
    let inner: Vec<_> = (0..count).map(|_| rng.usize(0..size)).collect();
    let mut offsets: Vec<_> = ends.chain(inner).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let flip = |offset| Damage::Flip(offset, 1 << rng.u8(0..8));
    offsets.into_iter().map(flip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_damage_changes_the_image() {
        let image: Vec<u8> = (0..5000).map(|i| i as u8).collect();
        let mut rng = fastrand::Rng::with_seed(1);
        let all = [cuts(5000, 100), flips(5000, 500, &mut rng)].concat();
        assert!(all.len() > 1500);
        for damage in all {
            assert_ne!(damage.apply(&image), image, "{damage:?}");
        }
    }

    #[test]
    fn tiny_images_are_damaged_too() {
        let mut rng = fastrand::Rng::with_seed(1);
        assert_eq!(cuts(1, 10), [Damage::Cut(0)]);
        assert_eq!(flips(1, 10, &mut rng).len(), 1);
    }
}
