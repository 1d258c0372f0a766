//! The heap, by type and by allocation site.

use super::report::Limits;
use super::shown::{shown, Shown};
use crate::image::Image;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct HeapReport {
    pub blocks: u64,
    pub bytes: u64,
    /// Most bytes first.
    pub types: Vec<TypeReport>,
}

#[derive(Serialize)]
pub struct TypeReport {
    /// None: not known.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    pub blocks: u64,
    pub bytes: u64,
    pub largest: u64,
    pub sites: Vec<SiteReport>,
}

#[derive(Clone, Serialize)]
pub struct SiteReport {
    pub file: String,
    pub line: u32,
    pub function: String,
    pub blocks: u64,
    pub bytes: u64,
}

#[derive(Clone, Copy, Default)]
struct Count {
    blocks: u64,
    bytes: u64,
    largest: u64,
}

pub fn heap_report(image: &Image) -> HeapReport {
    let mut types: BTreeMap<Option<&str>, TypeReport> = BTreeMap::new();
    let counts = count_by_site(image);
    let sites = image.tables.allocs.iter().zip(&counts);
    for (alloc, count) in sites.filter(|(_, c)| c.blocks > 0) {
        let name = alloc.ty.map(|id| image.types.name(id));
        let entry = types.entry(name).or_insert_with(|| TypeReport {
            ty: name.map(str::to_owned),
            blocks: 0,
            bytes: 0,
            largest: 0,
            sites: Vec::new(),
        });
        entry.blocks += count.blocks;
        entry.bytes = entry.bytes.saturating_add(count.bytes);
        entry.largest = entry.largest.max(count.largest);
        entry.sites.push(SiteReport {
            file: alloc.file.to_string(),
            line: alloc.line,
            function: alloc.function.to_string(),
            blocks: count.blocks,
            bytes: count.bytes,
        });
    }
    let mut types: Vec<_> = types.into_values().collect();
    for ty in &mut types {
        ty.sites.sort_by_key(|s| Reverse(s.bytes));
    }
    types.sort_by_key(|t| Reverse(t.bytes));
    HeapReport {
        blocks: image.heap.live(),
        bytes: types.iter().fold(0, |sum, t| sum.saturating_add(t.bytes)),
        types,
    }
}

fn count_by_site(image: &Image) -> Vec<Count> {
    let mut counts = vec![Count::default(); image.tables.allocs.len()];
    for block in image.heap.blocks() {
        if let Some(count) = counts.get_mut(block.alloc) {
            count.blocks += 1;
            count.bytes = count.bytes.saturating_add(block.size);
            count.largest = count.largest.max(block.size);
        }
    }
    counts
}

/// One block and what is in it.
#[derive(Serialize)]
pub struct BlockReport {
    pub block: u64,
    pub address: String,
    pub bytes: u64,
    /// Of the elements; None: not known.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    pub file: String,
    pub line: u32,
    pub function: String,
    pub value: Shown,
}

pub fn block_report(image: &Image, number: u64, mut limits: Limits) -> Option<BlockReport> {
    let block = image.heap.block(number)?;
    let alloc = image.tables.allocs.get(block.alloc)?;
    let value = limits.take(|budget| image.block_value(&block, budget));
    Some(BlockReport {
        block: number,
        address: format!("{:#x}", block.address),
        bytes: block.size,
        ty: alloc.ty.map(|id| image.types.name(id).to_owned()),
        file: alloc.file.to_string(),
        line: alloc.line,
        function: alloc.function.to_string(),
        value: shown(image, &value, limits.text),
    })
}
