//! Functions of the C library, by name.

use super::Context;
use crate::flow::Treatment;
use crate::hir::*;
use crate::source::Span;

/// A place where a library function is named.
#[derive(Debug, Clone, Copy)]
pub struct Mention<'a> {
    pub name: &'a str,
    /// The call, or the name where it is used as a value.
    pub span: Span,
    /// Empty where it is used as a value.
    pub args: &'a [ExprId],
    /// `None` where it is used as a value.
    pub call: Option<ExprId>,
}

impl<'a> Context<'a> {
    /// The library function that `expr` names, to be called or as a value.
    pub fn library_mention(&self, expr: ExprId) -> Option<Mention<'a>> {
        let unit = self.unit;
        let name = match &unit.exprs[expr].kind {
            ExprKind::Name(decl) if self.is_library_function(*decl) => &unit.decls[*decl].name,
            ExprKind::Builtin(name) => name,
            _ => return None,
        };
        let mut mention = Mention {
            name,
            span: unit.exprs[expr].span,
            args: &[],
            call: None,
        };
        let call = self
            .parent(expr)
            .map(|parent| (parent, &unit.exprs[parent].kind));
        if let Some((call, ExprKind::Call { callee, args })) = call {
            if *callee == expr {
                mention.span = unit.exprs[call].span;
                mention.args = args;
                mention.call = Some(call);
            }
        }
        Some(mention)
    }

    /// As `library_mention`, if the name is one of these.
    pub fn library_mention_of(&self, expr: ExprId, names: &[&str]) -> Option<Mention<'a>> {
        self.library_mention(expr)
            .filter(|mention| names.contains(&mention.name))
    }

    /// A function of a system header that this program does not define itself.
    pub fn is_library_function(&self, decl: DeclId) -> bool {
        let decl = &self.unit.decls[decl];
        let is_own = |id: FunctionId| !self.unit.functions[id].system;
        decl.system && decl.kind == DeclKind::Function && !decl.function.is_some_and(is_own)
    }

    /// What becomes of the function that `at` is in.
    pub fn treatment(&self, function: DeclId) -> Treatment {
        let flow = self.flow.functions.get(&function);
        flow.map_or(Treatment::Verbatim, |flow| flow.treatment.clone())
    }
}
