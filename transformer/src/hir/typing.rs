//! Questions about types and the conversions of C11 6.3 and 6.5.

use super::*;

/// Rank and sign of an integer type, with its width in bits where every
/// target agrees on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntegerInfo {
    pub rank: u8,
    pub signed: bool,
    /// Bits on this unit's target.
    pub bits: u32,
    /// Bits on the narrowest target there is.
    pub least_bits: u32,
}

impl Unit {
    pub fn intern(&mut self, kind: TypeKind) -> TypeId {
        self.types.intern(kind)
    }

    pub fn pointer_to(&mut self, to: QualType) -> TypeId {
        self.intern(TypeKind::Pointer(to))
    }

    pub fn int(&mut self) -> TypeId {
        self.intern(TypeKind::Int { signed: true })
    }

    /// The type behind any typedef names. Qualifiers that a typedef carries
    /// are lost; see `resolve`.
    pub fn canonical(&self, ty: TypeId) -> TypeId {
        self.resolve(ty.into()).ty
    }

    /// Looks through typedef names and collects their qualifiers.
    pub fn resolve(&self, mut q: QualType) -> QualType {
        while let TypeKind::Typedef(decl) = *self.types.kind(q.ty) {
            let target = self.decls[decl].ty;
            if target.ty == q.ty {
                return q;
            }
            q = QualType {
                ty: target.ty,
                quals: q.quals.union(target.quals),
            };
        }
        q
    }

    /// The kind behind any typedef names.
    pub fn kind(&self, ty: TypeId) -> &TypeKind {
        self.types.kind(self.canonical(ty))
    }

    pub fn is_void(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Void)
    }

    pub fn is_pointer(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Pointer(_))
    }

    pub fn is_function(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Function(_))
    }

    pub fn is_array(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Array { .. })
    }

    pub fn is_integer(&self, ty: TypeId) -> bool {
        use TypeKind::*;
        matches!(
            self.kind(ty),
            Bool | Char
                | SChar
                | UChar
                | Short { .. }
                | Int { .. }
                | Long { .. }
                | LongLong { .. }
                | Int128 { .. }
                | BitInt { .. }
                | Enum(_)
        )
    }

    /// Real or complex floating.
    pub fn is_floating(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Float(_) | TypeKind::Complex(_))
    }

    pub fn is_complex(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Complex(_))
    }

    pub fn is_arithmetic(&self, ty: TypeId) -> bool {
        self.is_integer(ty) || self.is_floating(ty)
    }

    pub fn is_vector(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Vector { .. })
    }

    pub fn is_scalar(&self, ty: TypeId) -> bool {
        self.is_arithmetic(ty) || matches!(self.kind(ty), TypeKind::Pointer(_) | TypeKind::NullPtr)
    }

    pub fn is_record(&self, ty: TypeId) -> bool {
        self.record_of(ty).is_some()
    }

    pub fn is_union(&self, ty: TypeId) -> bool {
        self.record_of(ty)
            .is_some_and(|record| self.records[record].is_union)
    }

    /// Arrays, structures and unions.
    pub fn is_aggregate(&self, ty: TypeId) -> bool {
        self.is_array(ty) || self.is_record(ty)
    }

    pub fn is_error(&self, ty: TypeId) -> bool {
        matches!(self.kind(ty), TypeKind::Error)
    }

    pub fn record_of(&self, ty: TypeId) -> Option<RecordId> {
        match self.kind(ty) {
            TypeKind::Record(record) => Some(*record),
            _ => None,
        }
    }

    /// What a pointer points to.
    pub fn pointee(&self, ty: TypeId) -> Option<QualType> {
        match self.kind(ty) {
            TypeKind::Pointer(to) => Some(*to),
            _ => None,
        }
    }

    /// Element type of an array, with the array's own qualifiers (C11 6.7.3p9).
    pub fn element(&self, q: QualType) -> Option<QualType> {
        let q = self.resolve(q);
        match *self.types.kind(q.ty) {
            TypeKind::Array { elem, .. } => Some(QualType {
                ty: elem.ty,
                quals: elem.quals.union(q.quals),
            }),
            _ => None,
        }
    }

    /// The function type of a function or of a pointer to one.
    pub fn function_type(&self, ty: TypeId) -> Option<&FunctionType> {
        match self.kind(ty) {
            TypeKind::Function(function) => Some(function),
            TypeKind::Pointer(to) => match self.kind(to.ty) {
                TypeKind::Function(function) => Some(function),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether an object of the type has a length that is known only when the
    /// program runs, at any level (C11 6.7.6p3).
    pub fn is_variably_modified(&self, ty: TypeId) -> bool {
        match *self.kind(ty) {
            TypeKind::Array {
                len: ArrayLen::Variable(_),
                ..
            } => true,
            TypeKind::Array { elem, .. } => self.is_variably_modified(elem.ty),
            TypeKind::Pointer(to) => self.is_variably_modified(to.ty),
            TypeKind::Function(ref function) => self.is_variably_modified(function.ret.ty),
            _ => false,
        }
    }

    pub fn is_complete(&self, ty: TypeId) -> bool {
        match *self.kind(ty) {
            TypeKind::Void | TypeKind::Function(_) => false,
            TypeKind::Array {
                len: ArrayLen::Unknown,
                ..
            } => false,
            TypeKind::Array { elem, .. } => self.is_complete(elem.ty),
            TypeKind::Record(record) => self.records[record].complete,
            TypeKind::Enum(id) => self.enums[id].complete,
            _ => true,
        }
    }

    /// Rank, sign and width of an integer type; enums count as the type they
    /// are compatible with.
    pub fn integer_info(&self, ty: TypeId) -> Option<IntegerInfo> {
        let info = |rank, signed, bits, least_bits| IntegerInfo {
            rank,
            signed,
            bits,
            least_bits,
        };
        Some(match *self.kind(ty) {
            TypeKind::Bool => info(1, false, 1, 1),
            TypeKind::Char | TypeKind::SChar => info(2, true, 8, 8),
            TypeKind::UChar => info(2, false, 8, 8),
            TypeKind::Short { signed } => info(3, signed, 16, 16),
            TypeKind::Int { signed } => info(4, signed, 32, 32),
            TypeKind::Long { signed } => info(5, signed, self.target.long_bits, 32),
            TypeKind::LongLong { signed } => info(6, signed, 64, 64),
            TypeKind::Int128 { signed } => info(7, signed, 128, 128),
            TypeKind::BitInt {
                signed,
                width: ArrayLen::Known(bits),
            } => {
                let bits = bits.min(u64::from(u32::MAX)) as u32;
                info(0, signed, bits, bits)
            }
            TypeKind::BitInt { signed, .. } => info(0, signed, 32, 1),
            TypeKind::Enum(id) => return self.integer_kind_info(&self.enum_kind(id)),
            _ => return None,
        })
    }

    fn integer_kind_info(&self, kind: &TypeKind) -> Option<IntegerInfo> {
        let info = |rank, signed, bits| IntegerInfo {
            rank,
            signed,
            bits,
            least_bits: bits,
        };
        match *kind {
            TypeKind::Bool => Some(info(1, false, 1)),
            TypeKind::Char | TypeKind::SChar => Some(info(2, true, 8)),
            TypeKind::UChar => Some(info(2, false, 8)),
            TypeKind::Short { signed } => Some(info(3, signed, 16)),
            TypeKind::Int { signed } => Some(info(4, signed, 32)),
            TypeKind::Long { signed } => Some(IntegerInfo {
                least_bits: 32,
                ..info(5, signed, self.target.long_bits)
            }),
            TypeKind::LongLong { signed } => Some(info(6, signed, 64)),
            _ => None,
        }
    }

    /// The integer type an enumeration is compatible with, as gcc and clang
    /// choose it: the first of `unsigned`, `int`, `unsigned long`, `long`,
    /// `unsigned long long`, `long long` that holds all the constants; narrower
    /// ones first where it is packed.
    pub fn enum_kind(&self, id: EnumId) -> TypeKind {
        let item = &self.enums[id];
        if let Some(underlying) = item.underlying {
            return self.kind(underlying).clone();
        }
        let values = item
            .constants
            .iter()
            .filter_map(|c| self.decls[*c].enum_value);
        let (low, high) = values.fold((0, 0), |(low, high), v: i128| (low.min(v), high.max(v)));
        let signed = low < 0;
        let long = self.target.long_bits;
        let fits = |bits: u32| {
            let sign = u32::from(signed);
            high >> (bits - sign) == 0 && low >= -(1i128 << (bits - 1))
        };
        match () {
            _ if item.packed && fits(8) && signed => TypeKind::SChar,
            _ if item.packed && fits(8) => TypeKind::UChar,
            _ if item.packed && fits(16) => TypeKind::Short { signed },
            _ if fits(32) => TypeKind::Int { signed },
            _ if fits(long) => TypeKind::Long { signed },
            _ => TypeKind::LongLong { signed },
        }
    }

    /// Integer promotion (C11 6.3.1.1p2); other types are left alone.
    pub fn promoted(&mut self, ty: TypeId) -> TypeId {
        let kind = match self.kind(ty) {
            TypeKind::Bool
            | TypeKind::Char
            | TypeKind::SChar
            | TypeKind::UChar
            | TypeKind::Short { .. } => TypeKind::Int { signed: true },
            TypeKind::Enum(id) => self.enum_kind(*id),
            _ => return self.canonical(ty),
        };
        if matches!(
            kind,
            TypeKind::Int { .. } | TypeKind::Long { .. } | TypeKind::LongLong { .. }
        ) {
            self.intern(kind)
        } else {
            self.int()
        }
    }

    /// Promotion of a bit-field of the given width (C11 6.3.1.1p2). One wider
    /// than `int` keeps its declared type, as in clang; gcc computes with just
    /// its bits, in types that have no name.
    pub fn promoted_bit_field(&mut self, ty: TypeId, width: Option<u64>) -> TypeId {
        let Some(info) = self.integer_info(ty) else {
            return ty;
        };
        match width {
            Some(width) if width < 32 || (width == 32 && info.signed) => self.int(),
            Some(32) => self.intern(TypeKind::Int { signed: false }),
            _ => self.promoted(ty),
        }
    }

    /// Default argument promotions (C11 6.5.2.2p6).
    pub fn argument_promoted(&mut self, ty: TypeId) -> TypeId {
        match self.kind(ty) {
            TypeKind::Float(FloatKind::Float) => self.intern(TypeKind::Float(FloatKind::Double)),
            _ => self.promoted(ty),
        }
    }

    /// Usual arithmetic conversions (C11 6.3.1.8) of two arithmetic types.
    /// Vectors win over scalars (GNU).
    pub fn arithmetic(&mut self, a: TypeId, b: TypeId) -> TypeId {
        for ty in [a, b] {
            if self.is_vector(ty) || self.is_error(ty) {
                return self.canonical(ty);
            }
        }
        if self.is_complex(a) || self.is_complex(b) {
            let (x, y) = (self.complex_part(a), self.complex_part(b));
            let part = self.arithmetic(x, y);
            return self.intern(TypeKind::Complex(part));
        }
        match (self.float_of(a), self.float_of(b)) {
            (Some(x), Some(y)) => {
                let wider = if float_rank(x) >= float_rank(y) { x } else { y };
                self.intern(TypeKind::Float(wider))
            }
            (Some(_), None) => self.canonical(a),
            (None, Some(_)) => self.canonical(b),
            (None, None) => self.integer_arithmetic(a, b),
        }
    }

    fn float_of(&self, ty: TypeId) -> Option<FloatKind> {
        match self.kind(ty) {
            TypeKind::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// The part type of a complex type; a real type itself.
    pub fn complex_part(&self, ty: TypeId) -> TypeId {
        match self.kind(ty) {
            TypeKind::Complex(part) => *part,
            _ => ty,
        }
    }

    fn integer_arithmetic(&mut self, a: TypeId, b: TypeId) -> TypeId {
        let (a, b) = (self.promoted(a), self.promoted(b));
        let (Some(x), Some(y)) = (self.integer_info(a), self.integer_info(b)) else {
            return a;
        };
        if a == b {
            return a;
        }
        if x.signed == y.signed {
            return if self.integer_order(a, x) >= self.integer_order(b, y) {
                a
            } else {
                b
            };
        }
        let (unsigned, signed, u, s) = if x.signed { (b, a, y, x) } else { (a, b, x, y) };
        if self.integer_order(unsigned, u) >= self.integer_order(signed, s) {
            unsigned
        } else if s.bits > u.bits {
            signed
        } else {
            self.unsigned_of(signed)
        }
    }

    /// Orders integer types by rank; `_BitInt(N)` ranks by its width and
    /// below a standard type of the same width (C23 6.3.1.1).
    fn integer_order(&self, ty: TypeId, info: IntegerInfo) -> (u32, u8) {
        let bit_int = matches!(self.kind(ty), TypeKind::BitInt { .. });
        (info.bits, if bit_int { 0 } else { info.rank })
    }

    /// The unsigned type that corresponds to a signed one.
    pub fn unsigned_of(&mut self, ty: TypeId) -> TypeId {
        let kind = match self.kind(ty).clone() {
            TypeKind::Char | TypeKind::SChar => TypeKind::UChar,
            TypeKind::Short { .. } => TypeKind::Short { signed: false },
            TypeKind::Int { .. } => TypeKind::Int { signed: false },
            TypeKind::Long { .. } => TypeKind::Long { signed: false },
            TypeKind::LongLong { .. } => TypeKind::LongLong { signed: false },
            TypeKind::Int128 { .. } => TypeKind::Int128 { signed: false },
            TypeKind::BitInt { width, .. } => TypeKind::BitInt {
                signed: false,
                width,
            },
            other => other,
        };
        self.intern(kind)
    }

    /// The type without the qualifiers a typedef name may carry; keeps the
    /// name where it carries none.
    pub fn unqualified(&self, ty: TypeId) -> TypeId {
        let resolved = self.resolve(ty.into());
        if resolved.quals.is_empty() {
            ty
        } else {
            resolved.ty
        }
    }

    /// Array to pointer, function to pointer, otherwise the unqualified type
    /// (C11 6.3.2.1).
    pub fn decayed(&mut self, q: QualType) -> TypeId {
        if let Some(elem) = self.element(q) {
            return self.pointer_to(elem);
        }
        if self.is_function(q.ty) {
            return self.pointer_to(q.ty.into());
        }
        self.unqualified(q.ty)
    }
}

/// Conversion rank of the floating types (C23 H.4.3, gcc's order for its own).
fn float_rank(kind: FloatKind) -> u8 {
    match kind {
        FloatKind::BFloat16 => 0,
        FloatKind::Float16 => 1,
        FloatKind::Float => 2,
        FloatKind::Float32 => 3,
        FloatKind::Float32x => 4,
        FloatKind::Double => 5,
        FloatKind::Float64 => 6,
        FloatKind::Float64x => 7,
        FloatKind::LongDouble => 8,
        FloatKind::Ibm128 => 9,
        FloatKind::Float128 => 10,
        FloatKind::Decimal32 => 11,
        FloatKind::Decimal64 => 12,
        FloatKind::Decimal128 => 13,
    }
}
