use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use migcc_macros::Documented;

/// Intrinsics of one architecture
///
/// - code: MIG021
/// - name: machine-intrinsics
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Calls of functions that stand for single instructions of one architecture:
/// those of `<immintrin.h>`, `<arm_neon.h>`, `<altivec.h>` and their like, and
/// builtins such as `__builtin_ia32_pause`. One finding for each function that
/// uses them, at the first use. GNU C's own vector types and operators on them
/// are not reported: they exist everywhere.
///
/// ## Why migration breaks
/// The function cannot be compiled for the other machine. If that machine takes
/// another branch of an `#if`, both have to compute the same values and keep
/// them in variables of the same types, or an image of one does not fit the
/// other.
///
/// ## Example
/// ```c,expect
/// void wait_a_little(void)
/// {
///     __builtin_ia32_pause();
/// }
/// ```
///
/// ## Use instead
/// Vector types of GNU C, or plain C that the compiler vectorises.
/// ```c,ok
/// typedef float four __attribute__((vector_size(16)));
/// four scale(four x, float by)
/// {
///     return x * by;
/// }
/// ```
#[derive(Documented)]
pub struct MachineIntrinsics;

/// Beginnings of the names of builtins.
const BUILTINS: [&str; 17] = [
    "__builtin_ia32_",
    "__builtin_cpu_",
    "__builtin_aarch64_",
    "__builtin_arm_",
    "__builtin_neon_",
    "__builtin_sve_",
    "__builtin_altivec_",
    "__builtin_vsx_",
    "__builtin_vec_",
    "__builtin_ppc_",
    "__builtin_s390_",
    "__builtin_mips_",
    "__builtin_msa_",
    "__builtin_riscv_",
    "__builtin_rvv_",
    "__builtin_loongarch_",
    "__builtin_sparc_",
];

/// Beginnings of the names of Intel's functions.
const INTEL: [&str; 3] = ["_mm_", "_mm256_", "_mm512_"];

const HEADERS: [&str; 9] = [
    "arm_neon.h",
    "arm_acle.h",
    "arm_sve.h",
    "arm_fp16.h",
    "altivec.h",
    "vecintrin.h",
    "msa.h",
    "riscv_vector.h",
    "lsxintrin.h",
];

impl Rule for MachineIntrinsics {
    fn function(&self, cx: &Context, function: &Function, report: &mut Report) {
        let mut found = Vec::new();
        walk::each_stmt_expr(cx.unit, function.body, &mut |expr| {
            let mention = cx.library_mention(expr);
            found.extend(mention.filter(|mention| is_intrinsic(cx, expr, mention.name)));
        });
        let Some(first) = found.iter().min_by_key(|mention| mention.span) else {
            return;
        };
        let message = format!(
            "`{}` uses instructions of one architecture through `{}`{}",
            cx.unit.decls[function.decl].name,
            first.name,
            others(found.len() - 1)
        );
        report.add(
            report
                .found(first.span, message)
                .label("this one")
                .help("use vector types of GNU C, or give other machines C in its place"),
        );
    }
}

fn others(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " and one more".into(),
        _ => format!(" and {count} more"),
    }
}

fn is_intrinsic(cx: &Context, expr: ExprId, name: &str) -> bool {
    let begins = |with: &&str| name.starts_with(with);
    BUILTINS.iter().any(|with| begins(&with))
        || INTEL.iter().any(|with| begins(&with))
        || is_declared_for_one(cx, expr)
}

/// Its header is one for a single architecture.
fn is_declared_for_one(cx: &Context, expr: ExprId) -> bool {
    let ExprKind::Name(decl) = cx.unit.exprs[expr].kind else {
        return false;
    };
    let at = cx.unit.decls[decl].name_span.start as usize;
    let file = cx.source.lines().place(at).file;
    let file = file.rsplit('/').next().unwrap_or(file);
    file.ends_with("intrin.h") || HEADERS.contains(&file)
}
