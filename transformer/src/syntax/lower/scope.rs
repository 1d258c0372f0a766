//! Scopes and name spaces (C11 6.2.1, 6.2.3).

use crate::hir::{DeclId, EnumId, LabelId, RecordId};
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    Record(RecordId),
    Enum(EnumId),
}

/// The names one scope declares.
#[derive(Debug, Default)]
pub struct Frame {
    ordinary: HashMap<String, DeclId>,
    tags: HashMap<String, Tag>,
    /// `__label__` names.
    labels: HashMap<String, LabelId>,
}

#[derive(Debug)]
pub struct Scopes {
    frames: Vec<Frame>,
    /// Entities with linkage, visible or not (C11 6.2.2p4).
    linked: HashMap<String, DeclId>,
}

impl Default for Scopes {
    fn default() -> Scopes {
        Scopes {
            frames: vec![Frame::default()],
            linked: HashMap::new(),
        }
    }
}

impl Scopes {
    pub fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
    }

    /// Leaves the innermost scope; the file scope is never left.
    pub fn pop(&mut self) -> Frame {
        if self.frames.len() > 1 {
            self.frames.pop().unwrap_or_default()
        } else {
            Frame::default()
        }
    }

    pub fn at_file_scope(&self) -> bool {
        self.frames.len() == 1
    }

    pub fn lookup(&self, name: &str) -> Option<DeclId> {
        self.frames
            .iter()
            .rev()
            .find_map(|f| f.ordinary.get(name).copied())
    }

    /// The name as the innermost scope itself declares it.
    pub fn lookup_here(&self, name: &str) -> Option<DeclId> {
        self.frames
            .last()
            .and_then(|f| f.ordinary.get(name).copied())
    }

    pub fn lookup_linked(&self, name: &str) -> Option<DeclId> {
        self.linked.get(name).copied()
    }

    pub fn declare(&mut self, name: &str, decl: DeclId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.ordinary.insert(name.to_owned(), decl);
        }
    }

    pub fn declare_linked(&mut self, name: &str, decl: DeclId) {
        self.linked.insert(name.to_owned(), decl);
    }

    pub fn tag(&self, name: &str) -> Option<Tag> {
        self.frames
            .iter()
            .rev()
            .find_map(|f| f.tags.get(name).copied())
    }

    pub fn tag_here(&self, name: &str) -> Option<Tag> {
        self.frames.last().and_then(|f| f.tags.get(name).copied())
    }

    pub fn declare_tag(&mut self, name: &str, tag: Tag) {
        if let Some(frame) = self.frames.last_mut() {
            frame.tags.insert(name.to_owned(), tag);
        }
    }

    pub fn local_label(&self, name: &str) -> Option<LabelId> {
        self.frames
            .iter()
            .rev()
            .find_map(|f| f.labels.get(name).copied())
    }

    pub fn declare_label(&mut self, name: &str, label: LabelId) {
        if let Some(frame) = self.frames.last_mut() {
            frame.labels.insert(name.to_owned(), label);
        }
    }
}
