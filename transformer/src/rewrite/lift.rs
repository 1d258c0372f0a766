//! What moves from function bodies to file scope: static objects (both clones
//! share them, and the unit registers them) and the types declared in
//! functions (frame records and descriptors name them).

use super::cx::Cx;
use super::edits::Edit;
use crate::flow::{names_label, walk};
use crate::hir::*;
use crate::source::Span;
use std::collections::HashMap;

/// Result of looking at all functions of a unit.
#[derive(Debug, Default)]
pub struct Lifts {
    pub renamed: HashMap<DeclId, String>,
    pub tags: HashMap<RecordId, String>,
    pub enums: HashMap<EnumId, String>,
    pub edits: Vec<Edit>,
    /// Text to move before each function, by the function's declaration.
    pub moved: HashMap<DeclId, Vec<Span>>,
}

impl Lifts {
    pub fn find(unit: &Unit) -> Lifts {
        let mut lifts = Lifts::default();
        for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
            lifts.function(unit, function);
        }
        lifts.rename_uses(unit);
        lifts
    }

    fn function(&mut self, unit: &Unit, function: &Function) {
        let body = unit.stmts[function.body].span;
        let owner = unit.decls[function.decl].name.clone();
        let mut moved = self.tags_in(unit, body, &owner);
        let has_labels = function
            .features
            .iter()
            .any(|(f, _)| *f == Feature::LabelAddress);
        walk::each_stmt(unit, function.body, &mut |stmt| {
            let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
                return;
            };
            if self.declaration(unit, declaration, &owner, has_labels) {
                self.edits.push(Edit::text(declaration.span, ";"));
                moved.push(declaration.span);
            }
        });
        moved.sort_by_key(|span| span.end);
        self.moved.insert(function.decl, moved);
    }

    /// Gives the records and enums defined in a body names for file scope;
    /// returns their specifiers.
    fn tags_in(&mut self, unit: &Unit, body: Span, owner: &str) -> Vec<Span> {
        let mut moved = Vec::new();
        for (id, record) in unit.records.iter() {
            if !body.contains(record.span) || record.span.is_empty() || record.anonymous_member {
                continue;
            }
            let tag = format!(
                "migrt_{owner}_{}_{}",
                record.tag.as_deref().unwrap_or("anon"),
                id.index()
            );
            let keyword = if record.is_union { "union" } else { "struct" };
            self.tag_edits(
                &record.tag_uses,
                record.tag.is_none().then_some(record.tag_insert).flatten(),
                &tag,
            );
            if record.complete {
                self.edits
                    .push(Edit::text(record.span, format!("{keyword} {tag}")));
                moved.push(record.span);
            }
            self.tags.insert(id, tag);
        }
        for (id, item) in unit.enums.iter() {
            if !body.contains(item.span) || item.span.is_empty() {
                continue;
            }
            let tag = format!(
                "migrt_{owner}_{}_{}",
                item.tag.as_deref().unwrap_or("enum"),
                id.index()
            );
            self.tag_edits(
                &item.tag_uses,
                item.tag.is_none().then_some(item.tag_insert).flatten(),
                &tag,
            );
            if item.complete {
                self.edits
                    .push(Edit::text(item.span, format!("enum {tag}")));
                moved.push(item.span);
                for &constant in &item.constants {
                    let name = format!(
                        "migrt_{owner}_{}_{}",
                        unit.decls[constant].name,
                        constant.index()
                    );
                    self.renamed.insert(constant, name);
                }
            }
            self.enums.insert(id, tag);
        }
        moved
    }

    fn tag_edits(&mut self, uses: &[Span], insert: Option<u32>, tag: &str) {
        self.edits
            .extend(uses.iter().map(|&span| Edit::text(span, tag)));
        self.edits
            .extend(insert.map(|at| Edit::insert(at, format!(" {tag} "))));
    }

    /// Renames what a declaration lifts; false if it stays.
    fn declaration(
        &mut self,
        unit: &Unit,
        declaration: &Declaration,
        owner: &str,
        has_labels: bool,
    ) -> bool {
        let mut lifted = false;
        for declarator in &declaration.declarators {
            let decl = &unit.decls[declarator.decl];
            let is_static = decl.kind == DeclKind::Object
                && matches!(decl.scope, Scope::Static(_))
                && decl.linkage == Linkage::None;
            let is_type = decl.kind == DeclKind::Typedef && !unit.is_variably_modified(decl.ty.ty);
            let takes_label = has_labels && declarator.init.is_some_and(|i| names_label(unit, i));
            if (is_static && !takes_label) || is_type {
                let name = format!("migrt_{owner}_{}_{}", decl.name, declarator.decl.index());
                self.renamed.insert(declarator.decl, name);
                lifted = true;
            }
        }
        lifted
    }

    fn rename_uses(&mut self, unit: &Unit) {
        for (decl, name) in &self.renamed {
            let uses = unit.decls[*decl].uses.iter();
            self.edits
                .extend(uses.map(|&span| Edit::text(span, name.clone())));
        }
    }
}

impl Cx<'_> {
    /// The declarations a function gives up, for file scope.
    pub fn lifted_text(&self, function: DeclId) -> String {
        let spans = self
            .moved
            .get(&function)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let mut out = String::new();
        for &span in spans {
            let mut edits = self.lifted_sizeofs(function, span);
            let (declarations, named) = self.stand_ins(span, &edits);
            edits.extend(named);
            out.push_str(&declarations);
            out.push_str(&self.marker(span));
            out.push_str(&self.render_inside(span, &edits));
            if !out.ends_with(';') {
                out.push(';');
            }
        }
        out
    }

    /// Automatic objects that moved text names for their types (`typeof(x)`,
    /// `char a[sizeof x]`) have no meaning at file scope either: objects of the
    /// same types stand in for them, which nothing evaluates or defines.
    fn stand_ins(&self, span: Span, others: &[Edit]) -> (String, Vec<Edit>) {
        let unit = self.unit;
        let (mut declarations, mut edits) = (String::new(), Vec::new());
        for (id, decl) in unit.decls.iter() {
            let is_object = matches!(decl.kind, DeclKind::Object | DeclKind::Param);
            if !is_object || walk::is_static(unit, id) || unit.is_variably_modified(decl.ty.ty) {
                continue;
            }
            let free = |at: &&Span| !others.iter().any(|edit| edit.span.contains(**at));
            let uses = decl.uses.iter().filter(|at| span.contains(**at));
            // Declared in the text itself: a parameter of a prototype.
            let inside = span.contains(decl.name_span);
            let uses: Vec<&Span> = uses.filter(free).filter(|_| !inside).collect();
            if uses.is_empty() {
                continue;
            }
            let name = format!("migrt_like_{}_{}", decl.name, id.index());
            let declared = self.declare(decl.ty.ty, &name);
            declarations.push_str(&format!("extern {declared};\n"));
            edits.extend(uses.into_iter().map(|&at| Edit::text(at, name.clone())));
        }
        (declarations, edits)
    }

    /// `sizeof x` of automatic objects has no meaning at file scope.
    fn lifted_sizeofs(&self, function: DeclId, span: Span) -> Vec<Edit> {
        let unit = self.unit;
        let Some(body) = unit.decls[function]
            .function
            .map(|f| unit.functions[f].body)
        else {
            return Vec::new();
        };
        let mut edits = Vec::new();
        walk::each_stmt(unit, body, &mut |stmt| {
            let StmtKind::Declaration(declaration) = &unit.stmts[stmt].kind else {
                return;
            };
            if declaration.span != span {
                return;
            }
            for init in declaration.declarators.iter().filter_map(|d| d.init) {
                for e in walk::init_exprs(unit, init) {
                    edits.extend(self.sizeof_edits(e));
                }
            }
        });
        edits
    }
}
