//! What a call through a pointer may reach: functions of the pointer's type.

use super::size_graph::Signature;
use crate::hir::*;

pub fn called_signature(unit: &Unit, callee: ExprId, count: usize) -> Signature {
    match unit.function_type(unit.exprs[callee].converted) {
        Some(ty) if ty.prototyped => {
            let params: Vec<TypeId> = ty.params.iter().map(|q| q.ty).collect();
            signature(unit, ty.ret.ty, &params)
        }
        _ => Signature::Count(count),
    }
}

/// Those of the definition where the type has none (K&R).
pub fn params_of(unit: &Unit, decl: DeclId, ty: &FunctionType) -> Vec<TypeId> {
    let definition = unit.functions.iter().find(|(_, f)| f.decl == decl);
    match definition {
        Some((_, f)) if !ty.prototyped => f.params.iter().map(|&p| unit.decls[p].ty.ty).collect(),
        _ => ty.params.iter().map(|q| q.ty).collect(),
    }
}

/// Coarser than compatibility (C11 6.7.6.3p15): all pointers count as one type,
/// and so do all enums.
pub fn signature(unit: &Unit, ret: TypeId, params: &[TypeId]) -> Signature {
    let kind = |ty: TypeId| {
        let ty = unit.canonical(ty);
        match unit.kind(ty) {
            TypeKind::Pointer(_) | TypeKind::Array { .. } => "p".to_string(),
            TypeKind::Enum(_) => "enum".to_string(),
            _ if unit.is_integer(ty) => unit.spell(ty),
            _ => "o".to_string(),
        }
    };
    let types = std::iter::once(&ret).chain(params);
    let text: Vec<String> = types.map(|&ty| kind(ty)).collect();
    // FNV-1a: the same in every unit, whatever built it.
    let digest = text
        .join(",")
        .bytes()
        .fold(0xCBF2_9CE4_8422_2325, |h: u64, b| {
            (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01B3)
        });
    Signature::Types(digest)
}
