use super::{DeclId, Declaration, ExprId, Function, Id};
use crate::source::Span;

pub type StmtId = Id<Stmt>;
pub type LabelId = Id<Label>;
pub type FunctionId = Id<Function>;

#[derive(Debug, Clone)]
pub struct Stmt {
    pub kind: StmtKind,
    /// The whole statement including its final `;` or `}`.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum StmtKind {
    Expr(ExprId),
    /// `;`, also an attribute statement such as `__attribute__((fallthrough));`.
    Empty,
    Block(Vec<StmtId>),
    Declaration(Declaration),
    If {
        cond: ExprId,
        then: StmtId,
        otherwise: Option<StmtId>,
    },
    While {
        cond: ExprId,
        body: StmtId,
    },
    DoWhile {
        body: StmtId,
        cond: ExprId,
    },
    /// `init` is a `Declaration`, an `Expr` or absent.
    For {
        init: Option<StmtId>,
        cond: Option<ExprId>,
        step: Option<ExprId>,
        body: StmtId,
    },
    Switch {
        cond: ExprId,
        body: StmtId,
    },
    /// `case low:` or GNU `case low ... high:`.
    Case {
        low: ExprId,
        high: Option<ExprId>,
        body: StmtId,
    },
    Default {
        body: StmtId,
    },
    Label {
        label: LabelId,
        body: StmtId,
    },
    Goto(LabelId),
    ComputedGoto(ExprId),
    Break,
    Continue,
    Return(Option<ExprId>),
    /// Operand expressions: outputs (written; `+` ones also read), inputs.
    Asm {
        outputs: Vec<(String, ExprId)>,
        inputs: Vec<(String, ExprId)>,
        labels: Vec<LabelId>,
        volatile: bool,
    },
    StaticAssert,
    /// A nested function definition (GNU); refused where it matters.
    NestedFunction(DeclId),
    /// `__label__ a, b;`
    LocalLabels(Vec<LabelId>),
}

#[derive(Debug, Clone)]
pub struct Label {
    pub name: String,
    /// The name in its definition `name:`.
    pub span: Span,
    /// Names in `goto name` and `&&name`.
    pub uses: Vec<Span>,
}
