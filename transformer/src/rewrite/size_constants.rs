//! The constants of the graph of sizes: as C text for the compiler, which fills in
//! their values, and as a user would write them for messages.

use super::cx::Cx;
use super::size_graph::{Node, SizeGraph};
use super::size_value::is_size;
use crate::hir::*;

const ALL_ONES: &str = "(__typeof__(sizeof(0)))-1";
const ALL_ONES_LABEL: &str = "(size_t)-1";

/// All of a unit, whether anything flows from them or not, without repetition. The
/// other side may see other flows (`sizeof(size_t)` or `sizeof(unsigned)`), and finds
/// them by the hashes of their labels.
#[derive(Debug, Default)]
pub struct SizeConstants {
    all: Vec<SizeConstant>,
}

#[derive(Debug)]
struct SizeConstant {
    text: String,
    written: String,
    /// As it is written; no two have the same, nor its hash.
    label: String,
}

impl SizeConstant {
    /// FNV-1a, which fits into a word of any machine.
    fn hash(&self) -> u32 {
        let mix = |h: u32, b: u8| (h ^ u32::from(b)).wrapping_mul(0x0100_0193);
        self.label.bytes().fold(0x811C_9DC5, mix)
    }
}

impl SizeConstants {
    /// Those of the unit, and `more` of which a user speaks.
    pub fn find<'t>(
        cx: &Cx,
        graph: &SizeGraph,
        more: impl Iterator<Item = &'t str>,
    ) -> SizeConstants {
        let mut found = SizeConstants::default();
        if graph.edges.keys().any(|(from, ..)| *from == Node::AllOnes) {
            found.add(ALL_ONES.into(), ALL_ONES_LABEL.into());
        }
        for (e, _) in cx.unit.exprs.iter().filter(|(e, _)| is_size(cx.unit, *e)) {
            found.add(cx.size_text(e), cx.size_label(e));
        }
        for text in more {
            found.add(text.into(), text.into());
        }
        found
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn hashes(&self) -> impl Iterator<Item = u32> + '_ {
        self.all.iter().map(SizeConstant::hash)
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|c| c.text.as_str())
    }

    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|c| c.label.as_str())
    }

    pub fn all_ones(&self) -> &str {
        self.label(ALL_ONES, ALL_ONES_LABEL)
    }

    pub fn label_of(&self, cx: &Cx, e: ExprId) -> String {
        let (text, written) = (cx.size_text(e), cx.size_label(e));
        self.label(&text, &written).to_string()
    }

    /// Of the constant with this text, written so; the latter if there is none.
    pub fn label<'a>(&'a self, text: &str, written: &'a str) -> &'a str {
        let same = |c: &&SizeConstant| c.text == text && c.written == written;
        self.all.iter().find(same).map_or(written, |c| &c.label)
    }

    /// `size_t` is `unsigned long` on some machines: written twice, it is two
    /// constants on all. Two types without a tag are written alike.
    fn add(&mut self, text: String, written: String) {
        let same = |c: &SizeConstant| c.text == text && c.written == written;
        if self.all.iter().any(same) {
            return;
        }
        let mut constant = SizeConstant {
            text,
            label: written.clone(),
            written,
        };
        while self.all.iter().any(|c| c.hash() == constant.hash()) {
            constant.label.push('\'');
        }
        self.all.push(constant);
    }
}

impl Cx<'_> {
    /// As C text, valid at file scope.
    pub fn size_text(&self, e: ExprId) -> String {
        self.size_of_type(e, &|ty| self.type_name(ty))
            .unwrap_or_else(|| in_one_line(&self.constant_text(e)))
    }

    /// As the user would write it.
    fn size_label(&self, e: ExprId) -> String {
        let unit = self.unit;
        if let ExprKind::Offsetof { ty, designator, .. } = unit.exprs[e].kind {
            let (from, to) = (designator.start as usize, designator.end as usize);
            let written = self.text.get(from..to).unwrap_or_default();
            let member = in_one_line(&String::from_utf8_lossy(written));
            return format!("offsetof({}, {member})", unit.spell(ty));
        }
        self.size_of_type(e, &|ty| unit.spell(ty))
            .unwrap_or_else(|| self.size_text(e))
    }

    fn size_of_type(&self, e: ExprId, spell: &dyn Fn(TypeId) -> String) -> Option<String> {
        let operand = |e: ExprId| self.unit.exprs[e].ty.ty;
        Some(match self.unit.exprs[e].kind {
            ExprKind::SizeofType(q) => format!("sizeof({})", spell(q.ty)),
            ExprKind::SizeofExpr(e) => format!("sizeof({})", spell(operand(e))),
            ExprKind::AlignofType(q) => format!("__alignof__({})", spell(q.ty)),
            ExprKind::AlignofExpr(e) => format!("__alignof__({})", spell(operand(e))),
            _ => return None,
        })
    }
}

/// Without the line markers a macro's expansion may be full of.
fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let kept: Vec<&str> = lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect();
    kept.join(" ")
}
