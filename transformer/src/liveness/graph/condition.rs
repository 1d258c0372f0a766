//! Conditions as the jumps they are: of `a || (p = f())` only the way on which
//! `a` was false has set `p`. Taken as one node, `p` would seem to be read before
//! it is set wherever the condition is reached, and be saved at all sites before.

use super::*;

impl Builder<'_> {
    /// The node that `e` is evaluated from, going on at `yes` or at `no`.
    pub(super) fn condition(&mut self, e: ExprId, yes: NodeId, no: NodeId) -> NodeId {
        if self.body.replaced.contains_key(&e) {
            return self.decision(e, yes, no);
        }
        match self.unit.exprs[e].kind {
            ExprKind::Logical {
                and: true,
                left,
                right,
            } => {
                let right = self.condition(right, yes, no);
                self.condition(left, right, no)
            }
            ExprKind::Logical { left, right, .. } => {
                let right = self.condition(right, yes, no);
                self.condition(left, yes, right)
            }
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => self.condition(operand, no, yes),
            _ => self.decision(e, yes, no),
        }
    }

    fn decision(&mut self, e: ExprId, yes: NodeId, no: NodeId) -> NodeId {
        let usage = self.expr(e);
        self.node(usage, vec![yes, no])
    }
}
