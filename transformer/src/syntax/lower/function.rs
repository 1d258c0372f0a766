//! Function definitions (C11 6.9.1), K&R ones included.

use super::decl::Declaring;
use super::declarator::Params;
use super::specifiers::{Parts, Word};
use super::{attributes, names, Lower, Node};
use crate::hir::{
    DeclId, DeclKind, Feature, Function, FunctionId, LabelId, QualType, Scope, StmtKind, TypeId,
};
use crate::source::Span;
use lang_c::ast;
use std::collections::HashMap;

/// What is gathered while a body is lowered.
pub struct FunctionState {
    pub decl: DeclId,
    pub return_type: TypeId,
    pub locals: Vec<DeclId>,
    pub statics: Vec<DeclId>,
    pub labels: Vec<LabelId>,
    pub label_names: HashMap<String, LabelId>,
    pub features: Vec<(Feature, Span)>,
}

impl Lower<'_> {
    pub(super) fn function_definition(
        &mut self,
        node: &Node<ast::FunctionDefinition>,
        from: u32,
    ) -> FunctionId {
        let records = self.unit.records.len();
        let enums = self.unit.enums.len();
        let decls = self.unit.decls.len();
        let span = self.item_span(self.node_span(node), from);
        let start = self.declarator_span(&node.node.declarator).start;
        let head = self.tokens.trim(Span {
            start: span.start,
            end: start.max(span.start),
        });
        let parts = Parts::of_declaration(&node.node.specifiers);
        let specifiers = self.specifiers(&parts, head, false);
        let declared = self.declarator(specifiers.base, &node.node.declarator);
        let (name, name_span) = declared.name.unwrap_or((String::new(), span));
        let declaring = Declaring {
            specifiers: &specifiers,
            has_init: false,
            is_definition: true,
        };
        let decl = self.declare(&declaring, &name, name_span, declared.ty);
        self.unit.decls[decl].name_span = name_span;
        let return_type = self.unit.function_type(declared.ty.ty).map(|f| f.ret.ty);
        self.function = Some(FunctionState {
            decl,
            return_type: return_type.unwrap_or_else(|| self.unit.int()),
            locals: Vec::new(),
            statics: Vec::new(),
            labels: Vec::new(),
            label_names: HashMap::new(),
            features: Vec::new(),
        });
        let params = declared.params;
        let old_style = params.as_ref().is_some_and(|p| !p.names.is_empty());
        let params = self.enter_parameters(decl, params, &node.node.declarations, decls);
        self.own_tags(decl, records, enums);
        let body = self.function_body(&node.node.statement, span);
        let header = Span {
            start: span.start,
            end: self.unit.stmts[body].span.start,
        };
        self.scopes.pop();
        self.finish_function(decl, params, body, (span, header, old_style))
    }

    fn finish_function(
        &mut self,
        decl: DeclId,
        params: Vec<DeclId>,
        body: crate::hir::StmtId,
        (span, header, old_style): (Span, Span, bool),
    ) -> FunctionId {
        self.check_labels();
        let state = self.function.take();
        let (locals, statics, labels, mut features) = state.map_or_else(Default::default, |s| {
            (s.locals, s.statics, s.labels, s.features)
        });
        features.sort_by_key(|(feature, span)| (*span, *feature));
        features.dedup();
        let id = self.unit.functions.push(Function {
            decl,
            params: params.clone(),
            body,
            locals: params.into_iter().chain(locals).collect(),
            statics,
            labels,
            span,
            header,
            old_style,
            system: self.tokens.is_system(span.start),
            features,
        });
        self.unit.decls[decl].function = Some(id);
        id
    }

    /// Opens the scope of the parameters for the body.
    fn enter_parameters(
        &mut self,
        function: DeclId,
        params: Option<Params>,
        declarations: &[Node<ast::Declaration>],
        first_decl: usize,
    ) -> Vec<DeclId> {
        let Some(params) = params else {
            self.scopes.push(Default::default());
            return Vec::new();
        };
        self.scopes.push(params.frame);
        let mut decls = params.decls;
        if !params.names.is_empty() {
            decls = self.old_style_parameters(params.names, declarations);
        }
        for decl in &decls {
            self.unit.decls[*decl].scope = Scope::Automatic(function);
        }
        let name = self.unit.decls[function].name_span;
        let constants: Vec<DeclId> = self.unit.decls.ids().skip(first_decl).collect();
        for id in constants {
            let decl = &mut self.unit.decls[id];
            if decl.kind == DeclKind::EnumConstant && decl.name_span.start > name.start {
                decl.scope = Scope::Automatic(function);
            }
        }
        decls
    }

    /// Tags declared in the parameter list belong to the function.
    fn own_tags(&mut self, function: DeclId, records: usize, enums: usize) {
        let in_list = |span: Span, header: Span| header.contains(span);
        let name = self.unit.decls[function].name_span;
        let header = Span {
            start: name.start,
            end: u32::MAX,
        };
        let new: Vec<_> = self.unit.records.ids().skip(records).collect();
        for id in new {
            if in_list(self.unit.records[id].span, header) {
                self.unit.records[id].function = Some(function);
            }
        }
        let new: Vec<_> = self.unit.enums.ids().skip(enums).collect();
        for id in new {
            if in_list(self.unit.enums[id].span, header) {
                self.unit.enums[id].function = Some(function);
            }
        }
    }

    /// `int f(a, b) char *b; {`: undeclared ones are `int`.
    fn old_style_parameters(
        &mut self,
        names: Vec<(String, Span)>,
        declarations: &[Node<ast::Declaration>],
    ) -> Vec<DeclId> {
        let mut found: HashMap<String, DeclId> = HashMap::new();
        for declaration in declarations {
            for id in self.old_style_declaration(declaration) {
                found.insert(self.unit.decls[id].name.clone(), id);
            }
        }
        let mut decls = Vec::new();
        for (name, span) in names {
            let id = match found.remove(&name) {
                Some(id) => {
                    self.note_use(id, span);
                    id
                }
                None => {
                    let int = self.int();
                    let mut decl = names::plain_decl(&name, DeclKind::Param, int.into(), span);
                    decl.defined = true;
                    self.declare_parameter(decl)
                }
            };
            decls.push(id);
        }
        decls
    }

    fn old_style_declaration(&mut self, node: &Node<ast::Declaration>) -> Vec<DeclId> {
        let parts = Parts::of_declaration(&node.node.specifiers);
        let span = self.node_span(node);
        let specifiers = self.specifiers(&parts, self.parts_span(&parts), false);
        let mut decls = Vec::new();
        for declarator in &node.node.declarators {
            let declared = self.declarator(specifiers.base, &declarator.node.declarator);
            let Some((name, name_span)) = declared.name else {
                continue;
            };
            let ty: QualType = self.adjusted_parameter(declared.ty);
            let mut decl = names::plain_decl(&name, DeclKind::Param, ty, name_span);
            decl.defined = true;
            decl.system = self.tokens.is_system(span.start);
            decl.register = specifiers.has(Word::Register);
            attributes::apply(&specifiers.attributes, &mut decl);
            self.apply_declarator_info(&mut decl);
            decls.push(self.declare_parameter(decl));
        }
        decls
    }

    fn function_body(&mut self, node: &Node<ast::Statement>, span: Span) -> crate::hir::StmtId {
        let at = self.node_span(node);
        let body = Span {
            start: at.start,
            end: span.end,
        };
        match &node.node {
            ast::Statement::Compound(items) => self.block(items, body),
            _ => {
                self.error(body, "a function body must be a block");
                self.unit.stmts.push(crate::hir::Stmt {
                    kind: StmtKind::Block(Vec::new()),
                    span: body,
                })
            }
        }
    }

    /// Notes a construct that later stages must know of.
    pub(super) fn feature(&mut self, feature: Feature, span: Span) {
        if let Some(function) = &mut self.function {
            function.features.push((feature, span));
        }
    }
}
