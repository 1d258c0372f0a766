//! The sender's heap: segments of equal slots, and what is in them.

use super::contents::Section;
use super::error::ImageError;
use super::record::Record;

struct Segment {
    address: u64,
    bytes: u64,
    slot_size: u64,
    first_slot: usize,
    slot_count: usize,
    large_size: u64,
}

#[derive(Default)]
pub struct Heap {
    segments: Vec<Segment>,
    slots: Vec<u8>,
    /// Live slots before every 64th one.
    ranks: Vec<u64>,
    live: u64,
}

const RANK_STEP: usize = 64;

/// A live block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Among all live blocks, in order of address, from 1.
    pub number: u64,
    pub address: u64,
    pub size: u64,
    /// Index into the allocation sites.
    pub alloc: usize,
}

impl Heap {
    pub fn live(&self) -> u64 {
        self.live
    }

    /// All live blocks by ascending address.
    pub fn blocks(&self) -> impl Iterator<Item = Block> + '_ {
        let all = self.segments.iter().flat_map(move |s| {
            let slots = 0..s.slot_count as u64;
            slots.filter_map(move |i| self.slot(s, i, 0))
        });
        all.zip(1..)
            .map(|(block, number)| Block { number, ..block })
    }

    /// The live block with a number.
    pub fn block(&self, number: u64) -> Option<Block> {
        self.blocks().find(|block| block.number == number)
    }

    /// The live block an address means: inside it, or one past its end.
    pub fn block_at(&self, address: u64) -> Option<Block> {
        let behind = self.segments.partition_point(|s| s.address <= address);
        let segment = self.segments.get(behind.checked_sub(1)?)?;
        let offset = address - segment.address;
        let slot = offset.checked_div(segment.slot_size)?;
        let block = self.slot(segment, slot, 0)?;
        if address - block.address > block.size {
            return None;
        }
        let number = self.rank(segment.first_slot + slot as usize) + 1;
        Some(Block { number, ..block })
    }

    /// Live slots before this one.
    fn rank(&self, slot: usize) -> u64 {
        let from = slot / RANK_STEP;
        let counted = self.ranks.get(from).copied().unwrap_or(self.live);
        let live = |slot: &usize| is_live(&self.slots, *slot);
        counted + (from * RANK_STEP..slot).filter(live).count() as u64
    }

    fn record(&self, segment: &Segment, slot: u64) -> Option<(u32, u32)> {
        if slot >= segment.slot_count as u64 {
            return None;
        }
        let at = (segment.first_slot + slot as usize) * 8;
        let bytes: [u8; 8] = self.slots.get(at..at + 8)?.try_into().ok()?;
        let [a, b, c, d, e, f, g, h] = bytes;
        let alloc = u32::from_le_bytes([a, b, c, d]);
        Some((alloc, u32::from_le_bytes([e, f, g, h])))
    }

    fn slot(&self, segment: &Segment, slot: u64, number: u64) -> Option<Block> {
        let (alloc, size) = self.record(segment, slot)?;
        let large = segment.slot_size == segment.bytes;
        Some(Block {
            number,
            address: segment.address + slot * segment.slot_size,
            size: if large {
                segment.large_size
            } else {
                u64::from(size)
            },
            alloc: (alloc as usize).checked_sub(1)?,
        })
    }
}

fn is_live(slots: &[u8], slot: usize) -> bool {
    let alloc = slots.get(slot * 8..slot * 8 + 4);
    alloc.is_some_and(|bytes| bytes.iter().any(|b| *b != 0))
}

pub fn read(segments: &[u8], slots: Vec<u8>, allocs: usize) -> Result<Heap, ImageError> {
    let mut heap = Heap {
        slots,
        ..Heap::default()
    };
    for slot in 0..heap.slots.len() / 8 {
        if slot % RANK_STEP == 0 {
            heap.ranks.push(heap.live);
        }
        heap.live += u64::from(is_live(&heap.slots, slot));
    }
    let mut next_slot = 0;
    let size = Section::Segments.record_size();
    for mut r in Record::all("SEGMENTS", segments, size) {
        let segment = segment(&mut r, heap.slots.len() / 8)?;
        if let Some(last) = heap.segments.last() {
            if segment.address < last.address + last.bytes {
                return Err(r.fail("segments overlap or are out of order"));
            }
        }
        if segment.first_slot != next_slot {
            return Err(r.fail("its slots do not follow those of the segment before"));
        }
        for slot in 0..segment.slot_count as u64 {
            check_slot(&heap, &segment, slot, allocs, &r)?;
        }
        next_slot += segment.slot_count;
        heap.segments.push(segment);
    }
    Ok(heap)
}

fn segment(r: &mut Record, slots: usize) -> Result<Segment, ImageError> {
    let (address, bytes, slot_size) = (r.u64()?, r.u64()?, r.u64()?);
    let (first_slot, large_size, slot_count) = (r.u64()?, r.u64()?, r.u32()?);
    if address.checked_add(bytes).is_none() {
        return Err(r.fail("it lies beyond the end of all addresses"));
    }
    let used = slot_size.checked_mul(u64::from(slot_count));
    if slot_size == 0 || used.is_none_or(|used| used > bytes) {
        return Err(r.fail("its slots do not fit into it"));
    }
    let end = first_slot.checked_add(u64::from(slot_count));
    if end.is_none_or(|end| end > slots as u64) {
        return Err(r.fail("its slots lie outside SLOTS"));
    }
    if slot_size == bytes && large_size >= bytes {
        return Err(r.fail("its block is larger than the segment"));
    }
    Ok(Segment {
        address,
        bytes,
        slot_size,
        first_slot: first_slot as usize,
        slot_count: slot_count as usize,
        large_size,
    })
}

fn check_slot(
    heap: &Heap,
    segment: &Segment,
    slot: u64,
    allocs: usize,
    r: &Record,
) -> Result<(), ImageError> {
    let Some(block) = heap.slot(segment, slot, 0) else {
        return Ok(());
    };
    if block.alloc >= allocs {
        return Err(r.fail(format!(
            "slot {slot} has an allocation site that does not exist"
        )));
    }
    if block.size >= segment.slot_size {
        return Err(r.fail(format!("slot {slot} has a block that is larger than it")));
    }
    Ok(())
}
