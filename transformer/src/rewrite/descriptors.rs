//! Type descriptors. Sizes and offsets are left to the target's own compiler:
//! everything here is `sizeof` and `__builtin_offsetof`.

use super::cx::{c_string, Cx};
use super::tables::{Described, RecordType, TypeIndex};
use crate::flow::setjmp::is_buffer_record;
use crate::hir::*;

/// Output for the end of the unit: definitions that come before the table, and
/// the table's rows.
#[derive(Debug, Default)]
pub struct Descriptors {
    pub definitions: String,
    pub rows: Vec<String>,
}

/// A bit-field and its row among the fields.
struct Bits {
    row: usize,
    member: String,
    is_const: bool,
}

impl Bits {
    /// The `case` that stores into it. Into a const one nothing can be stored;
    /// it is initialised in an object that is then laid over the other.
    fn case(&self, record: &str) -> String {
        let Bits { row, member, .. } = self;
        if !self.is_const {
            return format!("    case {row}: migrt_p->{member} = migrt_v; break;\n");
        }
        format!(
            "    case {row}: {{\n        static const {record} migrt_n = {{ .{member} = -1 }};\n\
             \x20       for (unsigned long migrt_i = 0; migrt_i < sizeof migrt_n; migrt_i++)\n\
             \x20           ((unsigned char *)migrt_o)[migrt_i] |= ((const unsigned char *)&migrt_n)[migrt_i];\n\
             \x20       break;\n    }}\n"
        )
    }
}

impl Cx<'_> {
    /// Number of the descriptor of a type. A variable length array stands for
    /// its elements: how many there are is up to the memory it lies in.
    pub fn type_index(&self, ty: TypeId) -> TypeIndex {
        let unit = self.unit;
        let ty = match unit.is_vla(ty) {
            true => unit.innermost_element(ty),
            false => ty,
        };
        let described = self.described(ty);
        self.tables.borrow_mut().describe(described)
    }

    pub fn record_index(&self, record: RecordType) -> TypeIndex {
        self.tables.borrow_mut().describe(Described::Record(record))
    }

    fn type_ref(&self, ty: TypeId) -> String {
        format!("&migrt_T[{}]", self.type_index(ty))
    }

    fn described_ref(&self, what: &Described) -> String {
        let index = self.tables.borrow_mut().describe(what.clone());
        format!("&migrt_T[{index}]")
    }

    /// Writes every descriptor asked for so far and those they refer to.
    pub fn descriptors(&self) -> Descriptors {
        self.describe_answers();
        let mut out = Descriptors::default();
        let mut next = 0;
        loop {
            // The borrow must end before a row asks for more descriptors.
            let described = self.tables.borrow().described(next);
            match described {
                Some(Described::Type(ty)) => self.type_row(next, ty, &mut out),
                Some(Described::PointerTo(ty)) => {
                    let row = self.pointer_row(ty);
                    out.rows.push(row);
                }
                Some(Described::Arguments(record)) => {
                    let name = format!("arguments {}", record.tag);
                    self.struct_row(next, &record, Vec::new(), ["0", &name], &mut out);
                }
                Some(Described::Record(record)) => self.frame_row(next, &record, &mut out),
                None => return out,
            }
            next += 1;
        }
    }

    fn type_row(&self, n: TypeIndex, ty: TypeId, out: &mut Descriptors) {
        let unit = self.unit;
        let row = match unit.types.kind(ty).clone() {
            TypeKind::Record(id) => return self.record_row(n, ty, id, out),
            TypeKind::Void | TypeKind::Error => self.bare(ty, "MIGRT_K_VOID"),
            TypeKind::NullPtr => self.sized(ty, "MIGRT_K_POINTER", "0", "0"),
            TypeKind::Function(_) => self.bare(ty, "MIGRT_K_FUNCTION"),
            TypeKind::VaList => self.sized(ty, "MIGRT_K_VALIST", "0", "0"),
            TypeKind::Bool => self.sized(ty, "MIGRT_K_BOOL", "0", "0"),
            TypeKind::Char => self.sized(
                ty,
                "MIGRT_K_CHAR",
                "((char)-1 < 0 ? MIGRT_T_SIGNED : 0)",
                "0",
            ),
            TypeKind::Float(FloatKind::LongDouble) => self.sized(ty, "MIGRT_K_LDOUBLE", "0", "0"),
            TypeKind::Float(kind) => self.sized(ty, &self.float_kind(ty, kind), "0", "0"),
            TypeKind::Complex(part) => self.sized(ty, "MIGRT_K_COMPLEX", "0", &self.type_ref(part)),
            TypeKind::Pointer(to) => self.sized(ty, "MIGRT_K_POINTER", "0", &self.type_ref(to.ty)),
            TypeKind::Array { elem, len } => self.array_row(ty, elem.ty, len),
            TypeKind::Vector { elem, .. } => self.vector_row(ty, elem),
            TypeKind::Enum(id) if unit.enums[id].complete => {
                let flag = format!("(({})-1 < 0 ? MIGRT_T_SIGNED : 0)", self.type_name(ty));
                self.sized(ty, "MIGRT_K_ENUM", &flag, "0")
            }
            TypeKind::Enum(_) => self.bare(ty, "MIGRT_K_OPAQUE"),
            _ => {
                let signed = format!(
                    "(({})-1 < 0 ? MIGRT_K_SINT : MIGRT_K_UINT)",
                    self.type_name(ty)
                );
                self.sized(ty, &signed, "0", "0")
            }
        };
        out.rows.push(row);
    }

    fn pointer_row(&self, to: TypeId) -> String {
        let name = c_string(&format!("{} *", self.unit.spell(to)));
        let to = self.type_ref(to);
        format!(
            "{{MIGRT_K_POINTER, 0, 0, __alignof__(void *), sizeof(void *), 0, {name}, {to}, 0, 0}}"
        )
    }

    /// `_Float64x` is x87's format on x86 and binary128 elsewhere: 16 bytes may
    /// be either, their precision tells. Decimal types have two encodings
    /// (IEEE 754 3.5.2) that the ABIs choose between. `__bf16` has the size of
    /// `_Float16` and another format, the same wherever it exists: its bits move.
    fn float_kind(&self, ty: TypeId, kind: FloatKind) -> String {
        match kind {
            FloatKind::Decimal32 | FloatKind::Decimal64 | FloatKind::Decimal128 => {
                "MIGRT_K_OPAQUE".into()
            }
            FloatKind::BFloat16 => "MIGRT_K_UINT".into(),
            FloatKind::Ibm128 => "MIGRT_K_LDOUBLE".into(),
            FloatKind::Float64x => {
                let name = self.type_name(ty);
                format!(
                    "(({name})1 + ({name})0x1p-100 != ({name})1 ? MIGRT_K_FLOAT : MIGRT_K_LDOUBLE)"
                )
            }
            _ => "MIGRT_K_FLOAT".into(),
        }
    }

    /// A type without a size.
    fn bare(&self, ty: TypeId, kind: &str) -> String {
        format!("{{{kind}, 0, 0, 1, 0, 0, {}, 0, 0, 0}}", self.spelled(ty))
    }

    fn sized(&self, ty: TypeId, kind: &str, flags: &str, elem: &str) -> String {
        let name = self.type_name(ty);
        format!(
            "{{{kind}, {flags}, 0, {}, sizeof({name}), 0, {}, {elem}, 0, 0}}",
            align_of(&name),
            self.spelled(ty)
        )
    }

    fn spelled(&self, ty: TypeId) -> String {
        c_string(&self.unit.spell(ty))
    }

    fn array_row(&self, ty: TypeId, elem: TypeId, len: ArrayLen) -> String {
        let element = self.type_ref(elem);
        let spelled = self.spelled(ty);
        let elem_name = self.type_name(elem);
        if !self.unit.is_complete(elem) {
            return self.bare(ty, "MIGRT_K_OPAQUE");
        }
        let align = align_of(&elem_name);
        if matches!(len, ArrayLen::Unknown | ArrayLen::Variable(_)) {
            return format!("{{MIGRT_K_ARRAY, 0, 0, {align}, 0, 0, {spelled}, {element}, 0, 0}}");
        }
        let name = self.type_name(ty);
        format!(
            "{{MIGRT_K_ARRAY, 0, 0, {align}, sizeof({name}), \
             sizeof({name}) / (sizeof({elem_name}) ? sizeof({elem_name}) : 1), \
             {spelled}, {element}, 0, 0}}"
        )
    }

    fn vector_row(&self, ty: TypeId, elem: TypeId) -> String {
        let (name, elem_name) = (self.type_name(ty), self.type_name(elem));
        format!(
            "{{MIGRT_K_VECTOR, 0, 0, {}, sizeof({name}), sizeof({name}) / sizeof({elem_name}), {}, {}, 0, 0}}",
            align_of(&name),
            self.spelled(ty),
            self.type_ref(elem)
        )
    }

    fn record_row(&self, n: TypeIndex, ty: TypeId, id: RecordId, out: &mut Descriptors) {
        let record = &self.unit.records[id];
        if !record.complete || is_opaque(record) {
            out.rows.push(self.bare(ty, "MIGRT_K_OPAQUE"));
            return;
        }
        if let Some((word, pointer)) = self.words.filter(|_| is_buffer_record(record)) {
            return self.buffer_row(n, ty, word, pointer, out);
        }
        let name = self.type_name(ty);
        let mut fields = Vec::new();
        let mut bits = Vec::new();
        self.fields(id, &name, &mut fields, &mut bits);
        let setter = self.bit_setter(n, &name, &bits, out);
        let selectors = self.selectors_of(n, id, out);
        let kind = if record.is_union {
            "MIGRT_K_UNION"
        } else {
            "MIGRT_K_STRUCT"
        };
        let table = push_fields(n, &fields, out);
        let flags = if record.system { "MIGRT_T_SYSTEM" } else { "0" };
        out.rows.push(format!(
            "{{{kind}, {flags}, {}, {}, sizeof({name}), 0, {}, 0, {table}, {setter}{selectors}}}",
            fields.len(),
            align_of(&name),
            self.spelled(ty)
        ));
    }

    /// A `jmp_buf`: only what the runtime keeps in its last bytes
    /// (`migrt_jump`) means anything elsewhere.
    fn buffer_row(
        &self,
        n: TypeIndex,
        ty: TypeId,
        word: TypeId,
        pointer: TypeId,
        out: &mut Descriptors,
    ) {
        let name = self.type_name(ty);
        let at = format!("sizeof({name}) - sizeof(migrt_jump)");
        let types = [word, pointer, self.unsigned, self.unsigned, self.unsigned];
        let members = ["mask", "slot", "tag", "life", "hold"];
        let fields: Vec<String> = members
            .iter()
            .zip(types)
            .map(|(member, ty)| {
                format!(
                    "{{\"{member}\", {}, {at} + __builtin_offsetof(migrt_jump, {member}), 0, 0}}",
                    self.type_ref(ty)
                )
            })
            .collect();
        let table = push_fields(n, &fields, out);
        out.rows.push(format!(
            "{{MIGRT_K_STRUCT, MIGRT_T_SYSTEM, {}, {}, sizeof({name}), 0, {}, 0, {table}, 0}}",
            fields.len(),
            align_of(&name),
            self.spelled(ty)
        ));
    }

    /// Rows of a record's fields. An anonymous struct in a struct (or union in
    /// a union) is flattened; an anonymous union in a struct becomes a copy of
    /// the type that has a name.
    fn fields(&self, id: RecordId, name: &str, rows: &mut Vec<String>, bits: &mut Vec<Bits>) {
        let unit = self.unit;
        let outer = &unit.records[id];
        for field in &outer.fields {
            let inner = unit
                .record_of(field.ty.ty)
                .filter(|_| field.name.is_none() && field.bit_width.is_none());
            if let Some(inner) = inner {
                if unit.records[inner].is_union == outer.is_union {
                    self.fields(inner, name, rows, bits);
                } else {
                    self.anonymous_field(inner, field, name, rows);
                }
                continue;
            }
            let Some(member) = &field.name else { continue };
            let label = c_string(member);
            let ty = self.type_ref(field.described.unwrap_or(field.ty.ty));
            let flags = flags(field);
            match &field.bit_width {
                Some(width) => {
                    bits.push(Bits {
                        row: rows.len(),
                        member: member.clone(),
                        is_const: unit.resolve(field.ty).quals.is_const,
                    });
                    rows.push(format!(
                        "{{{label}, {ty}, 0, {}, {flags}}}",
                        self.constant_text(width.expr)
                    ));
                }
                None => rows.push(format!(
                    "{{{label}, {ty}, __builtin_offsetof({name}, {member}), 0, {flags}}}"
                )),
            }
        }
    }

    /// An anonymous member of the other kind: described by its own descriptor,
    /// placed at its first member that has an address.
    fn anonymous_field(&self, inner: RecordId, field: &Field, name: &str, rows: &mut Vec<String>) {
        let unit = self.unit;
        let addressable = unit
            .fields_flat(inner)
            .into_iter()
            .find(|f| f.bit_width.is_none());
        let Some(member) = addressable.and_then(|f| f.name.clone()) else {
            return;
        };
        let copy = self.type_name(field.ty.ty);
        rows.push(format!(
            "{{\"\", {}, __builtin_offsetof({name}, {member}) - __builtin_offsetof({copy}, {member}), 0, 0}}",
            self.type_ref(field.ty.ty)
        ));
    }

    /// A function that stores into bit-fields, for the runtime to find them: it
    /// stores ones everywhere.
    fn bit_setter(&self, n: TypeIndex, name: &str, bits: &[Bits], out: &mut Descriptors) -> String {
        if bits.is_empty() {
            return "0".into();
        }
        let cases: String = bits.iter().map(|bits| bits.case(name)).collect();
        out.definitions.push_str(&format!(
            "static void migrt_bits_{n}(void *migrt_o, unsigned migrt_f, unsigned long long migrt_v)\n\
             {{\n    {name} *migrt_p = migrt_o;\n    switch (migrt_f) {{\n{cases}    }}\n}}\n"
        ));
        format!("migrt_bits_{n}")
    }

    fn frame_row(&self, n: TypeIndex, record: &RecordType, out: &mut Descriptors) {
        let unsigned = self.type_ref(self.unsigned);
        let fields = vec![format!("{{\"migrt_site\", {unsigned}, 0, 0, 0}}")];
        let name = format!("frame of {}", record.function);
        self.struct_row(n, record, fields, ["MIGRT_T_RECORD", &name], out);
    }

    /// A struct of ours: the rows of its first fields are given.
    fn struct_row(
        &self,
        n: TypeIndex,
        record: &RecordType,
        mut fields: Vec<String>,
        [flags, shown]: [&str; 2],
        out: &mut Descriptors,
    ) {
        let name = format!("struct {}", record.tag);
        for field in &record.fields {
            let flag = match (field.memory, field.transient) {
                (true, true) => "MIGRT_F_STACK | MIGRT_F_TRANSIENT",
                (true, false) => "MIGRT_F_STACK",
                (false, true) => "MIGRT_F_TRANSIENT",
                (false, false) => "0",
            };
            fields.push(format!(
                "{{{}, {}, __builtin_offsetof({name}, {}), 0, {flag}}}",
                c_string(&field.name),
                self.described_ref(&field.ty),
                field.member
            ));
        }
        let table = push_fields(n, &fields, out);
        out.rows.push(format!(
            "{{MIGRT_K_STRUCT, {flags}, {}, {}, sizeof({name}), 0, {}, 0, {table}, 0}}",
            fields.len(),
            align_of(&name),
            c_string(shown)
        ));
    }
}

fn push_fields(n: TypeIndex, fields: &[String], out: &mut Descriptors) -> String {
    if fields.is_empty() {
        return "0".into();
    }
    out.definitions.push_str(&format!(
        "static const migrt_field migrt_F{n}[] = {{\n    {}\n}};\n",
        fields.join(",\n    ")
    ));
    format!("migrt_F{n}")
}

/// Streams belong to the library: pointers to them are translated through the
/// runtime's table of open files.
fn is_opaque(record: &Record) -> bool {
    record.system
        && matches!(
            record.tag.as_deref(),
            Some("_IO_FILE" | "__sFILE" | "__dirstream")
        )
}

fn align_of(name: &str) -> String {
    format!("__alignof__({name})")
}

/// What the user says of a member.
fn flags(field: &Field) -> String {
    let said = [
        (field.transient, "MIGRT_F_TRANSIENT"),
        (field.holds == Holds::Bytes, "MIGRT_F_BYTES"),
        (field.described.is_some(), "MIGRT_F_NOTED"),
        (field.one == Some(true), "MIGRT_F_ONE"),
        (field.one == Some(false), "MIGRT_F_MANY"),
    ];
    let said: Vec<_> = said.iter().filter(|(is, _)| *is).map(|(_, f)| *f).collect();
    match said.is_empty() {
        true => "0".into(),
        false => said.join(" | "),
    }
}
