use super::{DeclId, Id, LabelId, QualType, StmtId, TypeId};
use crate::source::Span;

pub type ExprId = Id<Expr>;
pub type InitId = Id<Init>;

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    pub kind: ExprKind,
    /// Its own type, before array/function decay and lvalue conversion
    /// (C11 6.3.2.1); qualifiers are those of the lvalue.
    pub ty: QualType,
    /// Type after all implicit conversions its context applies: decay,
    /// integer promotions, usual arithmetic conversions, assignment-like
    /// conversion (assignment, argument, initialiser, return). Equal to
    /// `ty.ty` where nothing is converted or the value is not used.
    pub converted: TypeId,
    /// Exactly the expression's own text, without surrounding parentheses
    /// (see `parens`) and without surrounding white space.
    pub span: Span,
    /// The outermost parentheses that enclose just this expression, if it is
    /// written in parentheses; contains `span`.
    pub parens: Option<Span>,
    pub lvalue: bool,
}

impl Expr {
    /// The text to replace when the whole expression is replaced.
    pub fn outer_span(&self) -> Span {
        self.parens.unwrap_or(self.span)
    }
}

#[derive(Debug, Clone)]
pub enum ExprKind {
    /// A function or an object.
    Name(DeclId),
    /// A function that was never declared (C89 implicit declaration) or a
    /// compiler builtin such as `__builtin_expect`.
    Builtin(String),
    EnumConstant(DeclId),
    Integer {
        value: Option<u128>,
    },
    Float,
    Char {
        value: Option<i64>,
    },
    /// A string literal; adjacent ones are one. `value` is the text of the
    /// tokens with one blank between them.
    String {
        encoding: Encoding,
        value: String,
    },
    /// `__func__`, `__FUNCTION__`, `__PRETTY_FUNCTION__`.
    FunctionName,
    Unary {
        op: UnaryOp,
        operand: ExprId,
    },
    Binary {
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
    },
    /// `&&` and `||`.
    Logical {
        and: bool,
        left: ExprId,
        right: ExprId,
    },
    /// `=` (`op` is `None`) and compound assignments.
    Assign {
        op: Option<BinaryOp>,
        left: ExprId,
        right: ExprId,
    },
    /// `c ? a : b`; `then` is `None` for GNU `c ?: b`.
    Conditional {
        cond: ExprId,
        then: Option<ExprId>,
        otherwise: ExprId,
    },
    Comma {
        left: ExprId,
        right: ExprId,
    },
    Cast {
        to: QualType,
        operand: ExprId,
    },
    Index {
        base: ExprId,
        index: ExprId,
    },
    Member {
        base: ExprId,
        arrow: bool,
        field: String,
        field_span: Span,
    },
    Call {
        callee: ExprId,
        args: Vec<ExprId>,
    },
    CompoundLiteral {
        ty: QualType,
        init: InitId,
    },
    SizeofExpr(ExprId),
    SizeofType(QualType),
    AlignofExpr(ExprId),
    AlignofType(QualType),
    /// `__builtin_offsetof(ty, designator)`; index expressions in `indices`.
    Offsetof {
        ty: QualType,
        designator: Span,
        indices: Vec<ExprId>,
    },
    Generic {
        control: ExprId,
        selected: Option<ExprId>,
        others: Vec<ExprId>,
    },
    VaArg {
        list: ExprId,
        ty: QualType,
    },
    /// `__builtin_types_compatible_p(A, B)`.
    TypesCompatible(QualType, QualType),
    /// `__builtin_choose_expr`; both arms are kept.
    ChooseExpr {
        cond: ExprId,
        then: ExprId,
        otherwise: ExprId,
    },
    StatementExpression(StmtId),
    LabelAddress(LabelId),
    /// `__builtin_va_start(list, last)` and other builtins with odd operands
    /// are `Call`s of a `Builtin`.
    /// Something the lowering has no node for; the text is kept.
    Opaque(Vec<ExprId>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Plain,
    Utf8,
    Wide,
    Char16,
    Char32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    Plus,
    Minus,
    BitNot,
    Not,
    AddressOf,
    Deref,
    PreIncrement,
    PreDecrement,
    PostIncrement,
    PostDecrement,
    Real,
    Imag,
    /// `__extension__ e`.
    Extension,
}

impl UnaryOp {
    /// `++` and `--`, before or after.
    pub fn is_step(self) -> bool {
        matches!(
            self,
            UnaryOp::PreIncrement
                | UnaryOp::PreDecrement
                | UnaryOp::PostIncrement
                | UnaryOp::PostDecrement
        )
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    Shl,
    Shr,
    Lt,
    Gt,
    Le,
    Ge,
    Eq,
    Ne,
    And,
    Or,
    Xor,
}

/// An initialiser.
#[derive(Debug, Clone)]
pub enum Init {
    Expr(ExprId),
    List { items: Vec<InitItem>, span: Span },
}

#[derive(Debug, Clone)]
pub struct InitItem {
    pub designators: Vec<Designator>,
    pub init: InitId,
    /// Designators and initialiser.
    pub span: Span,
}

#[derive(Debug, Clone)]
pub enum Designator {
    Field(String, Span),
    Index(ExprId),
    Range(ExprId, ExprId),
}
