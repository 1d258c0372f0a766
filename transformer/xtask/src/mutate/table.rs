//! The breaks.

use std::fmt;

/// Tests of one file.
#[derive(Debug, Clone, Copy)]
pub struct Suite {
    pub program: &'static str,
    /// Part of their names.
    pub filter: Option<&'static str>,
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.filter {
            Some(filter) => write!(f, "{}::{filter}", self.program),
            None => write!(f, "{}", self.program),
        }
    }
}

const fn of(program: &'static str, filter: &'static str) -> Suite {
    let filter = Some(filter);
    Suite { program, filter }
}

const HOPS: Suite = of("runtime_image", "several_hops");
const WALK: Suite = of("runtime_image", "every_poll_restores");
const CASES: Suite = of("runtime_image", "situations");
const GOES_ON: Suite = of("runtime_image", "captures_that_go_on");
const ELSEWHERE: Suite = of("runtime_image", "position_independent");
const EDGES: Suite = of("runtime_image", "edges");
const DAMAGED: Suite = of("runtime_image", "damaged");
const OTHERS: Suite = of("runtime_image", "of_other_programs");
const HEAP: Suite = of("runtime_heap", "native");
const SEAL: Suite = of("seal", "any_change");

/// Tried on every mutant that the first ones let pass.
pub const ALL: &[Suite] = &[
    Suite {
        program: "runtime_image",
        filter: None,
    },
    HEAP,
    of("runtime_heap", "i386"),
    of("runtime_heap", "s390x"),
    SEAL,
];

#[derive(Debug)]
pub struct Mutant {
    pub name: &'static str,
    /// Below `runtime-c/src`.
    pub file: &'static str,
    /// Stands there once.
    pub from: &'static str,
    pub to: &'static str,
    pub simulates: &'static str,
    /// The tests most likely to notice.
    pub first: &'static [Suite],
}

/// Fewer would be no check of the tests.
#[cfg(test)]
pub const NAMES_NEEDED: usize = 25;

pub const MUTANTS: [Mutant; 30] = [
    Mutant {
        name: "swap-32",
        file: "convert_number.c",
        from: "            v32 = migrt_swap32(v32);\n",
        to: "",
        simulates: "32-bit numbers keep the other byte order",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "swap-64",
        file: "convert_number.c",
        from: "memcpy(&v64, source + 8 * i, 8);",
        to: "memcpy(&v64, source + 8 * (i / 2), 8);",
        simulates: "an index into an array of 64-bit numbers is wrong",
        first: &[HOPS, WALK, CASES],
    },
    Mutant {
        name: "sign-lost",
        file: "convert_number.c",
        from: "        value |= UINT64_MAX << (width * 8);\n",
        to: "        value |= 0;\n",
        simulates: "a negative number is widened without its sign",
        first: &[HOPS, WALK, CASES],
    },
    Mutant {
        name: "narrowed",
        file: "convert_number.c",
        from: "return top == 0 || top == UINT64_MAX >> (bits - 1);",
        to: "return top == 0 || top > 0;",
        simulates: "numbers that do not fit are cut off instead of refused",
        first: &[CASES],
    },
    Mutant {
        name: "bit-field-off-by-one",
        file: "convert_number.c",
        from: "return big ? first + bits - 1 - i : first + i;",
        to: "return big ? first + bits - i : first + i;",
        simulates: "an off-by-one in bit-fields of big endian machines",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "bit-field-kept",
        file: "convert_number.c",
        from: "            target[bit >> 3] &= (unsigned char)~mask;\n",
        to: "            target[bit >> 3] |= mask;\n",
        simulates: "zeros in bit-fields become ones",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "float-sign",
        file: "convert_float.c",
        from: "n.negative = shift_right(bits, f->bytes * 8 - 1).low & 1;",
        to: "n.negative = shift_right(bits, f->bytes * 8 - 2).low & 1;",
        simulates: "the sign of a floating number is another bit",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "x87-exponent",
        file: "convert_float.c",
        from: "- 16383 - 63;",
        to: "- 16383 - 62;",
        simulates: "an off-by-one in the exponent of a long double",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "pointer-offset",
        file: "pointers.c",
        from: "        offset = migrt_shape_offset(c, &shape, offset);\n",
        to: "        if (migrt_shape_offset(c, &shape, offset) == MIGRT_NO_OFFSET)\n            offset = MIGRT_NO_OFFSET;\n",
        simulates: "a pointer into a block keeps the sender's offset",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "alias-target",
        file: "pointers.c",
        from: "region.target = (uintptr_t)c->pointers->records[alias->frame];",
        to: "region.target = (uintptr_t)c->pointers->records[0];",
        simulates: "pointers to variables of outer frames lead to the innermost",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "object-target",
        file: "pointers.c",
        from: "            region.target = (uintptr_t)migrt_object_address(here);\n",
        to: "            region.target = (uintptr_t)image->objects[i].address;\n",
        simulates: "pointers to global variables are not relocated",
        first: &[HOPS, WALK, ELSEWHERE],
    },
    Mutant {
        name: "code-target",
        file: "pointers.c",
        from: "            region.target = (uintptr_t)here->address;\n",
        to: "            region.target = (uintptr_t)here->address + 1;\n",
        simulates: "a pointer to a function is off by one",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "patch-skipped",
        file: "convert_run.c",
        from: "        if (value != 0 && migrt_pointer(c, value, op, i, &here) &&\n            here != value)\n",
        to: "        if (i > 0 && migrt_pointer(c, value, op, i, &here) && here != value)\n",
        simulates: "the first pointer of each run is not relocated in place",
        first: &[HOPS, ELSEWHERE, WALK],
    },
    Mutant {
        name: "nested-stride",
        file: "convert_run.c",
        from: "                    target + i * plan->target_size);",
        to: "                    target + i * plan->source_size);",
        simulates: "elements are as far apart as on the sender",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "null-not-null",
        file: "convert_run.c",
        from: "        if (migrt_pointer(c, value, op, i, &here) &&\n            memcmp",
        to: "        if (i == 0 && migrt_pointer(c, value, op, i, &here) &&\n            memcmp",
        simulates: "all but the first pointer of an array become null",
        first: &[HOPS, WALK, CASES],
    },
    Mutant {
        name: "moved-block",
        file: "main_restore_heap.c",
        from: "    placed->target[block->slot] = (uintptr_t)at;\n",
        to: "    placed->target[block->slot] = block->slot == 0 ? (uintptr_t)at : 0;\n",
        simulates: "blocks that move are not noted",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "untyped-let-pass",
        file: "main_restore_heap.c",
        from: "    if (!reachable(r, block) || said_to_be_bytes(r, block))\n        return;\n    for",
        to: "    if (reachable(r, block) || said_to_be_bytes(r, block))\n        return;\n    for",
        simulates: "blocks without a type are restored as they are",
        first: &[CASES],
    },
    Mutant {
        name: "frame-site",
        file: "main_restore_state.c",
        from: "&r->match.sites[i], sizeof(unsigned));",
        to: "&r->match.sites[0], sizeof(unsigned));",
        simulates: "every frame goes on where the innermost does",
        first: &[GOES_ON, HOPS],
    },
    Mutant {
        name: "frame-order",
        file: "main_restore_state.c",
        from: "        r->frames[count - 1 - i].record = records[i];\n",
        to: "        r->frames[i].record = records[i];\n",
        simulates: "records belong to the frames in the opposite order",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "object-not-restored",
        file: "main_restore_state.c",
        from: "    for (uint32_t i = 0; i < count && !r->error.set; i++)\n        restore_object(r, i);\n",
        to: "    for (uint32_t i = 1; i < count && !r->error.set; i += 2)\n        restore_object(r, i);\n",
        simulates: "every other global variable is not restored",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "alias-offset",
        file: "frames.c",
        from: "    alias->offset = (size_t)((char *)field - (char *)outermost->record);\n",
        to: "    alias->offset = (size_t)((char *)field - (char *)outermost->record) + 1;\n",
        simulates: "an off-by-one in where a variable of a frame lies",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "slot-size",
        file: "image_write_state.c",
        from: "    migrt_put64(out, span->bytes);\n    migrt_put64(out, span->slot_size);\n",
        to: "    migrt_put64(out, span->slot_size);\n    migrt_put64(out, span->bytes);\n",
        simulates: "two fields of a segment are swapped",
        first: &[HOPS, WALK],
    },
    Mutant {
        name: "block-size",
        file: "image_write_state.c",
        from: "live && !large ? (uint32_t)block.size : 0",
        to: "live && !large && block.size > 0 ? (uint32_t)block.size - 1 : 0",
        simulates: "blocks are saved with one byte less",
        first: &[HOPS, WALK, CASES],
    },
    Mutant {
        name: "object-fields",
        file: "image_write_objects.c",
        from: "    migrt_put32(out, object->flags);\n    migrt_put32(out, migrt_string_id(tables, object->file));\n",
        to: "    migrt_put32(out, migrt_string_id(tables, object->file));\n    migrt_put32(out, object->flags);\n",
        simulates: "two fields of an object are swapped",
        first: &[HOPS, WALK, CASES],
    },
    Mutant {
        name: "sum-without-rest",
        file: "wire.c",
        from: "    if (rest > 0) {\n",
        to: "    if (rest > 32) {\n",
        simulates: "checksums leave out the last bytes of what they sum",
        first: &[EDGES, DAMAGED],
    },
    Mutant {
        name: "sum-not-compared",
        file: "image_read.c",
        from: "        migrt_get64(entry + 32))\n        return damaged",
        to: "            migrt_get64(entry + 32) &&\n        index == 0)\n        return damaged",
        simulates: "checksums of sections are not looked at",
        first: &[EDGES, DAMAGED],
    },
    Mutant {
        name: "gap-not-looked-at",
        file: "image_read.c",
        from: "    for (uint64_t at = from; at < to; at++)\n",
        to: "    for (uint64_t at = from; at + 1 < to; at++)\n",
        simulates: "an off-by-one in the check of padding between sections",
        first: &[EDGES, DAMAGED],
    },
    Mutant {
        name: "signature-not-compared",
        file: "seal.c",
        from: "    for (int i = 0; i < MIGRT_BLAKE3_OUT; i++)\n        difference",
        to: "    for (int i = 0; i < 1; i++)\n        difference",
        simulates: "one byte of the signature is compared",
        first: &[SEAL],
    },
    Mutant {
        name: "site-by-number",
        file: "image_read_match.c",
        from: "    if (site != NULL && strcmp(site->name, name) == 0)\n",
        to: "    if (site != NULL)\n",
        simulates: "places in the code go by number, whatever their names are",
        first: &[OTHERS],
    },
    Mutant {
        name: "reciprocal",
        file: "heap_span.c",
        from: "((uint64_t)1 << 32) / (slot >> UNIT_SHIFT) + 1;",
        to: "((uint64_t)1 << 32) / (slot >> UNIT_SHIFT);",
        simulates: "an off-by-one in finding the block of an address",
        first: &[HEAP],
    },
];
