use crate::flow::walk;
use crate::hir::*;
use crate::lint::{Context, Report, Rule};
use crate::source::Span;
use migcc_macros::Documented;

/// Lock whose words are the library's
///
/// - code: MIG034
/// - name: lock-object
/// - severity: warning
/// - since: 0.1.0
///
/// ## What it checks
/// Variables with static storage and members of structs that are mutexes,
/// condition variables, read-write locks, barriers or semaphores. `pthread_once_t`
/// and spin locks are not reported: they are plain numbers.
///
/// ## Why migration breaks
/// They are unions of the C library's, of another size elsewhere. In their first
/// state, where all bytes are zero, they migrate; while they are held, or if they
/// are recursive or count something, a restore on a machine of another word size
/// is refused.
///
/// ## Example
/// ```c,expect
/// #include <pthread.h>
/// static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/// ```
///
/// ## Use instead
/// In a program of one thread, nothing; or data that is not saved.
/// ```c,ok
/// #include <pthread.h>
/// #include <migrt.h>
/// static MIGRT_TRANSIENT pthread_mutex_t lock;
/// ```
#[derive(Documented)]
pub struct LockObject;

#[rustfmt::skip]
const TYPES: [&str; 7] = [
    "pthread_mutex_t", "pthread_cond_t", "pthread_rwlock_t", "pthread_barrier_t",
    "sem_t", "mtx_t", "cnd_t",
];

impl Rule for LockObject {
    fn decl(&self, cx: &Context, id: DeclId, report: &mut Report) {
        let decl = &cx.unit.decls[id];
        let is_object = decl.kind == DeclKind::Object && decl.defined && !decl.is_transient();
        if is_object && walk::is_static(cx.unit, id) {
            add(cx, decl.ty.ty, &decl.name, decl.name_span, report);
        }
    }

    fn record(&self, cx: &Context, id: RecordId, report: &mut Report) {
        let saved = cx.unit.records[id]
            .fields
            .iter()
            .filter(|field| !field.transient);
        for field in saved {
            let name = field.name.as_deref().unwrap_or("");
            add(cx, field.ty.ty, name, field.span, report);
        }
    }
}

fn add(cx: &Context, ty: TypeId, name: &str, span: Span, report: &mut Report) {
    let Some(lock) = lock_type(cx.unit, ty) else {
        return;
    };
    let message = format!("`{name}` is a {lock}, which migrates only while all its bytes are zero");
    report.add(
        report
            .found(span, message)
            .label("the library's own words")
            .help("mark it MIGRT_TRANSIENT if it is free at every capture, or leave it out"),
    );
}

/// The typedef a lock is known by.
fn lock_type(unit: &Unit, ty: TypeId) -> Option<&str> {
    match *unit.types.kind(ty) {
        TypeKind::Array { elem, .. } => lock_type(unit, elem.ty),
        TypeKind::Typedef(decl) => {
            let typedef = &unit.decls[decl];
            match typedef.system && TYPES.contains(&typedef.name.as_str()) {
                true => Some(&typedef.name),
                false => lock_type(unit, typedef.ty.ty),
            }
        }
        _ => None,
    }
}
