//! Names for places inside objects: `[3].next` instead of "92 bytes in".

use super::types::{Field, Kind, Type};
use super::Image;
use std::fmt::Write;

impl Image {
    /// The path to `offset` in a value of type `ty`, empty for offset 0.
    pub fn path_in(&self, ty: usize, offset: u64) -> String {
        let mut path = String::new();
        self.descend(ty, offset, &mut path);
        path
    }

    /// The path to `offset` in a block of `size` bytes of elements of type `ty`.
    pub fn path_in_block(&self, ty: Option<usize>, size: u64, offset: u64) -> String {
        let mut path = String::new();
        let known = ty.and_then(|id| Some((id, self.types.get(id)?)));
        match known.filter(|(_, t)| t.size > 0) {
            _ if offset == 0 => {}
            Some((id, t)) => {
                let index = offset / t.size;
                if index > 0 || size / t.size > 1 {
                    let _ = write!(path, "[{index}]");
                }
                self.descend(id, offset % t.size, &mut path);
            }
            None => {
                let _ = write!(path, " + {offset}");
            }
        }
        path
    }

    fn descend(&self, mut ty: usize, mut offset: u64, path: &mut String) {
        while offset > 0 {
            let Some(t) = self.types.get(ty) else { break };
            let step = match t.kind {
                Kind::Struct | Kind::Union => self.step_into_field(t, &mut offset, path),
                Kind::Array => self.step_into_element(t, &mut offset, path),
                _ => None,
            };
            match step {
                Some(inner) => ty = inner,
                None => break,
            }
        }
        if offset > 0 {
            let _ = write!(path, " + {offset}");
        }
    }

    fn step_into_field(&self, t: &Type, offset: &mut u64, path: &mut String) -> Option<usize> {
        let holds = |f: &&Field| {
            let size = self.types.get(f.ty).map_or(0, |t| t.size);
            let within = offset.checked_sub(f.offset);
            f.bits.is_none() && within.is_some_and(|at| at < size.max(1))
        };
        let field = self.types.fields(t).iter().find(holds)?;
        if !field.name.is_empty() {
            let _ = write!(path, ".{}", field.name);
        }
        *offset -= field.offset;
        Some(field.ty)
    }

    fn step_into_element(&self, t: &Type, offset: &mut u64, path: &mut String) -> Option<usize> {
        let elem = t.elem?;
        let size = self.types.get(elem)?.size;
        let index = offset.checked_div(size)?;
        let _ = write!(path, "[{index}]");
        *offset -= index * size;
        Some(elem)
    }
}
