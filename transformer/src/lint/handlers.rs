//! Functions that the program installs as signal handlers.

use super::Context;
use crate::hir::*;
use crate::source::Span;

const INSTALLERS: [&str; 6] = [
    "signal",
    "bsd_signal",
    "sysv_signal",
    "__sysv_signal",
    "sigset",
    "ssignal",
];

impl<'a> Context<'a> {
    /// The functions of this unit that are installed, and where.
    pub fn signal_handlers(&self) -> &[(DeclId, Span)] {
        self.tree.handlers.get_or_init(|| {
            let names = self.unit.exprs.iter();
            names.filter_map(|(id, _)| self.handler(id)).collect()
        })
    }

    pub fn is_signal_handler(&self, function: DeclId) -> bool {
        let mut all = self.signal_handlers().iter();
        all.any(|(handler, _)| *handler == function)
    }

    fn handler(&self, expr: ExprId) -> Option<(DeclId, Span)> {
        let span = self.unit.exprs[expr].span;
        let ExprKind::Name(decl) = self.unit.exprs[expr].kind else {
            return None;
        };
        let is_own = self.unit.decls[decl].function.is_some() && self.is_own(span);
        (is_own && self.is_installed(expr)).then_some((decl, span))
    }

    /// The name is an argument of `signal` or gets into a `struct sigaction`.
    fn is_installed(&self, name: ExprId) -> bool {
        let unit = self.unit;
        let mut child = name;
        while let Some(parent) = self.parent(child) {
            match &unit.exprs[parent].kind {
                ExprKind::Call { callee, args } => {
                    let installer = self.library_mention_of(*callee, &INSTALLERS);
                    return installer.is_some() && args.get(1) == Some(&child);
                }
                ExprKind::Assign { left, right, .. } if *right == child => {
                    return is_handler_member(unit, *left);
                }
                ExprKind::Cast { .. } | ExprKind::Unary { .. } | ExprKind::Conditional { .. } => {
                    child = parent;
                }
                _ => return false,
            }
        }
        let variable = self.initialised(child);
        variable.is_some_and(|decl| is_action(unit, unit.decls[decl].ty.ty))
    }
}

fn is_handler_member(unit: &Unit, place: ExprId) -> bool {
    let ExprKind::Member { field, .. } = &unit.exprs[place].kind else {
        return false;
    };
    field == "sa_handler" || field == "sa_sigaction"
}

fn is_action(unit: &Unit, ty: TypeId) -> bool {
    let record = unit.record_of(unit.innermost_element(ty));
    record.is_some_and(|id| {
        let record = &unit.records[id];
        record.system && record.tag.as_deref() == Some("sigaction")
    })
}
