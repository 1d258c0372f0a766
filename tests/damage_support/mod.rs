//! Changing images so that their checksums fit, as somebody would on purpose.

use migcc::image::checksum::checksum;

pub fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

pub fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
}

/// All checksums anew.
pub fn mend(bytes: &mut [u8]) {
    let end = 256 + 48 * u32_at(bytes, 32) as usize;
    if end > bytes.len() {
        return;
    }
    for entry in (256..end).step_by(48) {
        let (offset, size) = (u64_at(bytes, entry + 8), u64_at(bytes, entry + 16));
        let part = offset as usize..offset.wrapping_add(size) as usize;
        if let Some(part) = bytes.get(part) {
            let sum = checksum(part);
            bytes[entry + 32..entry + 40].copy_from_slice(&sum.to_le_bytes());
        }
    }
    let sum = checksum(&bytes[256..end]);
    bytes[40..48].copy_from_slice(&sum.to_le_bytes());
    bytes[48..56].fill(0);
    let sum = checksum(&bytes[..256]);
    bytes[48..56].copy_from_slice(&sum.to_le_bytes());
}
