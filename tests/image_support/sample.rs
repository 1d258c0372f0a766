//! The image of a small program, as a given machine would write it:
//!
//! ```c
//! struct node { struct node *next; long value; char tag[6]; double weight;
//!               unsigned kind : 3; int delta : 5; union word word; };
//! union word { unsigned bits; float real; };
//! enum colour { RED, GREEN };
//! static struct node *head;
//! int table[20];
//! static int work(const char *text, long *sum, struct node *n) { static short calls; ... }
//! int main(int argc, char **argv) { long sum; char letter; enum colour c; ... work(...); }
//! ```

use super::machine::Machine;
use super::writer::*;
use Part::*;

pub struct Sample {
    pub writer: Writer,
    names: Vec<(String, u32)>,
    sizes: Vec<(usize, usize)>,
}

const HEAP: u64 = 0x1000_0000;
const LARGE: u64 = 0x1002_0000;
const STACK: u64 = 0x7000_0000;
const GLOBAL: u64 = 0x0060_0000;
const CODE: u64 = 0x0040_0000;

pub fn sample(machine: Machine) -> Sample {
    let mut s = Sample {
        writer: Writer::new(machine),
        names: Vec::new(),
        sizes: Vec::new(),
    };
    s.types();
    s.program();
    s.heap();
    s.objects();
    s.frames();
    s.outside();
    s
}

pub fn image(machine: Machine) -> Vec<u8> {
    sample(machine).writer.finish()
}

/// Name, type, and for a bit-field its first bit and width.
type Member<'a> = (&'a str, &'a str, Option<(u64, u32)>);

impl Sample {
    fn machine(&self) -> Machine {
        self.writer.machine
    }

    pub fn type_id(&self, name: &str) -> u32 {
        let found = self.names.iter().find(|(n, _)| n == name);
        found.unwrap_or_else(|| panic!("type {name}")).1
    }

    fn add_type(
        &mut self,
        name: &str,
        (kind, flags): (u8, u8),
        layout: (usize, usize),
        count: u64,
        elem: Option<u32>,
        fields: (u32, u16),
    ) -> u32 {
        let (size, align) = layout;
        let parts = [
            U8(kind),
            U8(flags),
            U16(fields.1),
            U32(align as u32),
            U64(size as u64),
            U64(count),
            Str(name),
            Opt(elem),
            U32(fields.0),
            U32(0),
        ];
        let id = self.writer.record(TYPES, &parts);
        self.names.push((name.to_owned(), id));
        self.sizes.push(layout);
        id
    }

    fn scalar(&mut self, name: &str, kind: u8, flags: u8, size: usize) {
        let align = match size {
            8 => self.machine().align8,
            n => n,
        };
        self.add_type(name, (kind, flags), (size, align), 0, None, (0, 0));
    }

    fn pointer(&mut self, name: &str, to: &str) {
        let word = self.machine().word;
        let to = self.names.iter().find(|(n, _)| n == to).map(|(_, id)| *id);
        self.add_type(name, (8, 0), (word, word), 0, to, (0, 0));
    }

    fn array(&mut self, name: &str, elem: &str, count: usize) {
        let elem = self.type_id(elem);
        let (size, align) = self.sizes[elem as usize];
        self.add_type(
            name,
            (12, 0),
            (size * count, align),
            count as u64,
            Some(elem),
            (0, 0),
        );
    }

    fn aggregate(&mut self, name: &str, kind: u8, members: &[Member]) -> Vec<usize> {
        let (mut at, mut largest) = (0usize, 1);
        let first = self.writer.sections[FIELDS].len() / 32;
        let mut offsets = Vec::new();
        for (member, ty, bits) in members {
            let ty = self.type_id(ty);
            let (size, align) = self.sizes[ty as usize];
            largest = largest.max(align);
            let offset = if kind == 11 {
                0
            } else {
                at.next_multiple_of(align)
            };
            let (bit_offset, width) = bits.unwrap_or((0, 0));
            if bits.is_none() {
                at = at.max(offset + size);
            } else {
                at = at.max((bit_offset as usize / 32 + 1) * 4);
            }
            let offset_written = if bits.is_some() { 0 } else { offset };
            let parts = [
                Str(member),
                U32(ty),
                U64(offset_written as u64),
                U64(bit_offset),
                U32(width),
                U32(0),
            ];
            self.writer.record(FIELDS, &parts);
            offsets.push(offset);
        }
        let size = at.next_multiple_of(largest);
        let fields = (first as u32, members.len() as u16);
        let flags = if name.starts_with("record ") { 2 } else { 0 };
        self.add_type(name, (kind, flags), (size, largest), 0, None, fields);
        offsets
    }

    fn types(&mut self) {
        let word = self.machine().word;
        let unit = [Str("farm.c"), Str("0123abcd"), Str("0.1.0"), U32(0)];
        self.writer.record(UNITS, &unit);
        self.scalar("int", 3, 0, 4);
        self.scalar("unsigned", 4, 0, 4);
        self.scalar("short", 3, 0, 2);
        self.scalar("long", 3, 0, word);
        self.scalar("char", 2, u8::from(self.machine().char_signed), 1);
        self.scalar("double", 5, 0, 8);
        self.scalar("float", 5, 0, 4);
        self.scalar("enum colour", 13, 0, 4);
        let long_double = (self.machine().long_double_size, 4);
        self.add_type("long double", (6, 0), long_double, 0, None, (0, 0));
        self.add_type("int (const void *)", (9, 0), (0, 1), 0, None, (0, 0));
        self.array("char[6]", "char", 6);
        self.array("int[20]", "int", 20);
        self.pointer("char *", "char");
        self.pointer("char **", "char *");
        self.pointer("const char *", "char");
        self.pointer("long *", "long");
        self.pointer("FILE *", "FILE");
        self.pointer("int (*)(const void *)", "int (const void *)");
        // The node holds a pointer to itself: its record is the next one but one.
        let node = self.names.len() as u32 + 2;
        self.add_type("struct node *", (8, 0), (word, word), 0, Some(node), (0, 0));
        self.aggregate(
            "union word",
            11,
            &[("bits", "unsigned", None), ("real", "float", None)],
        );
    }

    fn node_type(&mut self) -> Vec<usize> {
        let word = self.machine().word as u64;
        let tag_end = 2 * word + 6;
        let weight = tag_end.next_multiple_of(self.machine().align8 as u64);
        let bits = (weight + 8) * 8;
        let members = [
            ("next", "struct node *", None),
            ("value", "long", None),
            ("tag", "char[6]", None),
            ("weight", "double", None),
            ("kind", "unsigned", Some((bits, 3))),
            ("delta", "int", Some((bits + 3, 5))),
            ("word", "union word", None),
        ];
        self.aggregate("struct node", 10, &members)
    }

    fn program(&mut self) {
        self.writer
            .record(CODES, &[U64(CODE), Str("compare"), U32(0), U32(1), U32(0)]);
        for (key, value) in [("reason", "poll"), ("compiler", "12.2.0"), ("errno", "0")] {
            self.writer.record(INFO, &[Str(key), Str(value)]);
        }
        let argument = |w: &mut Writer, n: u32, at: u64, text: &str| {
            let size = text.len() as u64 + 1;
            w.record(
                PROCESS,
                &[U32(2), U32(n), U64(at), U64(size), Str(text), U32(0)],
            );
        };
        argument(&mut self.writer, 0, STACK + 0x800, "./farm");
        argument(&mut self.writer, 1, STACK + 0x810, "--cows=3");
        let size = 3 * self.machine().word as u64;
        let parts = [
            U32(1),
            U32(0),
            U64(STACK + 0x840),
            U64(size),
            Str(""),
            U32(0),
        ];
        self.writer.record(PROCESS, &parts);
        self.writer
            .record(FILES, &[U64(GLOBAL + 0x900), U32(1), U32(0)]);
        self.writer
            .record(FILES, &[U64(GLOBAL + 0xa00), U32(3), U32(0)]);
    }

    /// A segment of four slots (the second is free) and a large block.
    fn heap(&mut self) {
        let offsets = self.node_type();
        let m = self.machine();
        let node = self.type_id("struct node");
        let double = self.type_id("double");
        let size = self.sizes[node as usize].0;
        let slot = (size + 1).next_multiple_of(16) as u64;
        let none = [
            U32(u32::MAX),
            U32(0),
            Opt(None),
            Str(""),
            U32(0),
            Str(""),
            U32(0),
            U32(0),
        ];
        self.writer.record(ALLOCS, &none);
        for (index, ty, line, function) in [(0, node, 33, "push"), (1, double, 40, "main")] {
            let site = [
                U32(0),
                U32(index),
                Opt(Some(ty)),
                Str("farm.c"),
                U32(line),
                Str(function),
                U32(0),
                U32(0),
            ];
            self.writer.record(ALLOCS, &site);
        }
        let mut memory = vec![0; 4 * slot as usize];
        for (i, slot_index) in [0usize, 2, 3].into_iter().enumerate() {
            let next = [HEAP + 2 * slot, HEAP + 3 * slot, HEAP][i];
            let at = slot_index * slot as usize;
            let node = node_bytes(m, size, &offsets, next, i as i64);
            memory[at..at + size].copy_from_slice(&node);
        }
        let barn = node_bytes(m, size, &offsets, HEAP, 9);
        self.object(GLOBAL + 0x100, "barn", "struct node", 0, Some(barn));
        self.segment(HEAP, 4 * slot, slot, 0, 4, 0);
        for live in [true, false, true, true] {
            let parts = if live {
                [U32(2), U32(size as u32)]
            } else {
                [U32(0), U32(0)]
            };
            self.writer.record(SLOTS, &parts);
        }
        let numbers: Vec<u8> = (0..100)
            .flat_map(|i| m.double(f64::from(i) / 4.0))
            .collect();
        self.segment(LARGE, 65536, 65536, 4, 1, numbers.len() as u64);
        self.writer.record(SLOTS, &[U32(3), U32(0)]);
        self.writer.raw.push((HEAP, memory));
        self.writer.raw.push((LARGE, numbers));
    }

    fn segment(&mut self, at: u64, bytes: u64, slot: u64, first: u64, count: u32, large: u64) {
        let parts = [
            U64(at),
            U64(bytes),
            U64(slot),
            U64(first),
            U64(large),
            U32(count),
            U32(0),
            U64(0),
        ];
        self.writer.record(SEGMENTS, &parts);
    }

    fn object(&mut self, at: u64, name: &str, ty: &str, flags: u32, value: Option<Vec<u8>>) {
        let ty = self.type_id(ty);
        let size = self.sizes[ty as usize].0 as u64;
        let data = value.map_or(u64::MAX, |bytes| self.writer.data(&bytes));
        let parts = [
            U64(at),
            U64(size),
            U64(data),
            Str(name),
            U32(0),
            Opt(Some(ty)),
            U32(flags),
            Str("farm.c"),
            U32(12),
        ];
        self.writer.record(OBJECTS, &parts);
    }

    fn objects(&mut self) {
        let m = self.machine();
        let squares = (0..20).flat_map(|i| m.int(i * i, 4)).collect();
        self.object(GLOBAL, "head", "struct node *", 1, Some(m.pointer(HEAP)));
        self.object(GLOBAL + 0x20, "table", "int[20]", 0, Some(squares));
        self.object(GLOBAL + 0x80, "calls.work", "short", 1, Some(m.int(-3, 2)));
        self.object(GLOBAL + 0x90, "str:00ff", "char[6]", 6, None);
        let text = b"sheep\0".to_vec();
        self.object(GLOBAL + 0x98, "str:01ff", "char[6]", 6, Some(text));
        let third = self.long_double_value(0.75);
        self.object(GLOBAL + 0xa0, "third", "long double", 1, Some(third));
        self.object(GLOBAL + 0xc0, "scratch", "int", 33, None);
        self.object(GLOBAL + 0xd0, "limit", "int", 2, None);
    }

    fn long_double_value(&self, value: f64) -> Vec<u8> {
        self.machine().long_double(value)
    }

    fn frames(&mut self) {
        let m = self.machine();
        let members = [
            ("migrt_site", "unsigned", None),
            ("text", "char *", None),
            ("sum", "long *", None),
            ("n", "struct node *", None),
            ("order", "int (*)(const void *)", None),
            ("last", "long *", None),
            ("dead", "int", None),
            ("migrt_t1", "int", None),
        ];
        let offsets = self.aggregate("record work", 10, &members);
        let slot = u64::from(self.writer.sections[SEGMENTS][16]);
        let table_end = GLOBAL + 0x20 + 80;
        let values = [
            m.int(1, 4),
            m.pointer(GLOBAL + 0x90),
            m.pointer(STACK + 0x10),
            m.pointer(HEAP + 2 * slot + m.word as u64),
            m.pointer(CODE),
            m.pointer(table_end),
            m.int(7, 4),
            m.int(9, 4),
        ];
        let work = self.record_bytes("record work", &offsets, &values);
        self.frame("work", "record work", "loop 1", 52, "11111101", &work);
        let members = [
            ("migrt_site", "unsigned", None),
            ("argc", "int", None),
            ("argv", "char **", None),
            ("sum", "long", None),
            ("letter", "char", None),
            ("c", "enum colour", None),
            ("out", "FILE *", None),
            ("cursor", "char *", None),
            ("lost", "struct node *", None),
            ("none", "char *", None),
            ("animal", "const char *", None),
        ];
        let offsets = self.aggregate("record main", 10, &members);
        let values = [
            m.int(3, 4),
            m.int(2, 4),
            m.pointer(STACK + 0x840),
            m.int(-1_000_000, m.word),
            m.int(0xe9, 1),
            m.int(1, 4),
            m.pointer(GLOBAL + 0xa00),
            m.pointer(STACK + 0x812),
            m.pointer(0x5000_0000),
            m.pointer(0),
            m.pointer(GLOBAL + 0x9a),
        ];
        let main = self.record_bytes("record main", &offsets, &values);
        self.frame(
            "main",
            "record main",
            "call work 1",
            71,
            "11111111111",
            &main,
        );
        let (address, size) = (STACK + 0x10, m.word as u64);
        self.writer.record(
            ALIASES,
            &[U64(address), U64(size), U32(1), U32(offsets[3] as u32)],
        );
    }

    fn record_bytes(&self, ty: &str, offsets: &[usize], values: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = vec![0; self.sizes[self.type_id(ty) as usize].0];
        for (at, value) in offsets.iter().zip(values) {
            bytes[*at..at + value.len()].copy_from_slice(value);
        }
        bytes
    }

    fn frame(&mut self, name: &str, ty: &str, site: &str, line: u32, live: &str, record: &[u8]) {
        let ty = self.type_id(ty);
        let function = self
            .writer
            .record(FUNCTIONS, &[U32(0), Str(name), Opt(Some(ty)), U32(0)]);
        let data = self.writer.data(record);
        let parts = [
            U32(function),
            U32(1),
            Str(site),
            Str("farm.c"),
            U32(line),
            Str(live),
            U64(data),
            U64(record.len() as u64),
            U32(0),
            U32(function),
        ];
        self.writer.record(FRAMES, &parts);
    }

    fn outside(&mut self) {
        let text = "descriptor 1 1 w 0 0 0 /dev/null /dev/null\n\
                    descriptor 4 2 b 1 96 2048 /srv/farm%20data.txt farm%20data.txt\n\
                    stream 1 1 w full 4096 0 0 -1 %\n\
                    stream 3 4 r+ full 4096 0 0 80 %\n\
                    directory /srv\n\
                    locale C\n";
        self.writer.sections[LIBC] = text.as_bytes().to_vec();
    }
}

fn node_bytes(m: Machine, size: usize, offsets: &[usize], next: u64, number: i64) -> Vec<u8> {
    let mut bytes = vec![0; size];
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(offsets[0], &m.pointer(next));
    put(offsets[1], &m.int(-100 - number, m.word));
    put(offsets[2], b"cow\0\0\0");
    put(offsets[3], &m.double(412.5 + number as f64));
    let bits = if m.big_endian {
        5 << 5 | 0x1d
    } else {
        5 | 0x1d << 3
    };
    put(offsets[3] + 8, &[bits]);
    put(offsets[6], &m.float(1.5));
    bytes
}
