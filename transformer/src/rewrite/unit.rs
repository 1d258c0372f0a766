//! A whole unit: what stays, what is replaced, what is added.

use super::alloc;
use super::arguments::described_calls;
use super::cx::{c_string, Cx};
use super::edits::{to_bytes, Edit, Edits};
use super::emit::{Emitter, Mode};
use super::emit_jump::arming_edits;
use super::frame::Plan;
use super::gaps::Gaps;
use super::hints;
use super::hold::hold_edits;
use super::library::{implicit_prototype, Wraps};
use super::lift::Lifts;
use super::literals;
use super::noreturn;
use super::prelude::{prelude, CONSTRUCTOR};
use super::registry::address_operands;
use super::resume::resume_clone;
use super::strings::Strings;
use super::tables::Tables;
use crate::annotate::Selectors;
use crate::config::{Annotations, CapturePolicy};
use crate::flow::library::{site_prototype, stand_in};
use crate::flow::{self, Flow, Treatment};
use crate::hir::*;
use crate::linear::{hold_sites, linearise, pair_of};
use crate::liveness;
use crate::source::{LineMap, Span};
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write;

pub struct Input<'a> {
    pub unit: &'a mut Unit,
    pub text: &'a [u8],
    pub lines: &'a LineMap,
    pub unit_name: &'a str,
    pub fingerprint: &'a str,
    pub annotations: &'a Annotations,
    pub selectors: &'a Selectors,
    pub limits: flow::Limits,
}

#[derive(Debug, Default)]
pub struct Output {
    pub text: Vec<u8>,
    /// Function, why it can reach a poll, and where.
    pub polling: Vec<(String, String, Span)>,
    pub refused: Vec<Refusal>,
}

/// A function that cannot be captured inside.
#[derive(Debug, Clone)]
pub struct Refusal {
    pub function: String,
    pub reason: String,
    pub at: Span,
}

/// Rewrites a unit.
pub fn rewrite(input: Input) -> Output {
    let types = &mut input.unit.types;
    let unsigned = types.intern(TypeKind::Int { signed: false });
    let void = types.intern(TypeKind::Void);
    let word = types.intern(TypeKind::LongLong { signed: false });
    let word_pointer = types.intern(TypeKind::Pointer(word.into()));
    types.intern(pair_of(word));
    let unit: &Unit = input.unit;
    let policies = flow::Policies {
        waiting: input.annotations.functions(CapturePolicy::Wait),
        unpolled: input.annotations.functions(CapturePolicy::Calls),
        limits: input.limits,
    };
    let flow = flow::analyse(unit, &policies);
    let mut cx = prepare(unit, &flow, &input, [unsigned, void]);
    cx.words = Some((word, word_pointer));
    allocation_edits(&mut cx, input.annotations);
    hint_edits(&mut cx, input.annotations);
    describe_downcasts(&cx);
    let mut out = Output::default();
    report(unit, &flow, &mut out);
    let functions = emit_functions(&mut cx);
    let body = assemble(&cx, functions, input.fingerprint, input.annotations);
    out.text = to_bytes(&body);
    out
}

fn prepare<'a>(
    unit: &'a Unit,
    flow: &'a Flow,
    input: &Input<'a>,
    [unsigned, void]: [TypeId; 2],
) -> Cx<'a> {
    let lines = input.lines;
    let is_user = |span: Span| !lines.is_system(span.start as usize);
    let lifts = Lifts::find(unit);
    let strings = Strings::find(unit, &is_user);
    let wraps = Wraps::find(unit, &is_user);
    let gaps = Gaps::find(unit, input.text, &lifts.renamed, &is_user);
    let mut edits = Edits::default();
    edits.extend(gaps.rename_edits(unit, &lifts.renamed));
    edits.extend(gaps.edits);
    edits.extend(lifts.edits);
    edits.extend(strings.edits.iter().cloned());
    edits.extend(wraps.edits.iter().cloned());
    let literals = literals::find(unit, &is_user);
    edits.extend(literals.iter().map(|literal| literal.edit()));
    edits.extend(noreturn::edits(unit, flow, input.text));
    edits.extend(constructor_edits(unit, flow));
    let mut renamed = lifts.renamed;
    renamed.extend(gaps.renamed);
    for (id, decl) in unit.decls.iter() {
        if decl.name == "main" && decl.kind == DeclKind::Function && decl.function.is_some() {
            edits.extend(
                decl.uses
                    .iter()
                    .map(|&span| Edit::text(span, "migrt_user_main")),
            );
            renamed.insert(id, "migrt_user_main".into());
        }
    }
    let tables = input.selectors.values().flatten();
    edits.extend(tables.filter_map(|selector| Some(Edit::text(selector.table?, ""))));
    edits.sort();
    Cx {
        unit,
        selectors: input.selectors,
        text: input.text,
        lines,
        flow,
        unit_name: input.unit_name,
        edits,
        renamed,
        local_tags: lifts.tags,
        local_enums: lifts.enums,
        moved: lifts.moved,
        strings,
        literals,
        wraps,
        tables: RefCell::new(Tables::default()),
        tagged: RefCell::default(),
        tagged_enums: RefCell::default(),
        copies: RefCell::default(),
        unsigned,
        void,
        words: None,
        address_operands: address_operands(unit),
        hints: HashMap::new(),
        variable_lengths: unit.types.written_lengths().collect(),
    }
}

/// Gives every allocation call its allocation site.
fn allocation_edits(cx: &mut Cx, annotations: &Annotations) {
    let unit = cx.unit;
    let casts = alloc::casts(unit);
    let mut calls = cx.wraps.allocations.clone();
    calls.sort_by_key(|&e| unit.exprs[e].span);
    let mut added = Vec::new();
    for call in calls {
        let ExprKind::Call { callee, .. } = unit.exprs[call].kind else {
            continue;
        };
        let name = match &unit.exprs[callee].kind {
            ExprKind::Name(decl) => &unit.decls[*decl].name,
            ExprKind::Builtin(name) => name,
            _ => continue,
        };
        let mut found = alloc::infer(unit, call, name, &casts);
        let span = unit.exprs[call].span;
        if found.ty.is_none() && annotations.untyped_bytes(&owner_of(unit, span)) {
            found.shape = alloc::Shape::Bytes;
        }
        let n = add_site(cx, annotations, found, span);
        added.push(Edit::insert(span.end - 1, format!(", &migrt_A[{n}]")));
    }
    cx.edits.extend(added);
    cx.edits.sort();
}

/// Structs that begin with another one and that the unit casts pointers to: a
/// block that is known by its beginning may be one of them, and a restore must
/// know of them to say so.
fn describe_downcasts(cx: &Cx) {
    let unit = cx.unit;
    for (_, e) in unit.exprs.iter() {
        let ExprKind::Cast { to, .. } = &e.kind else {
            continue;
        };
        let Some(pointee) = unit.pointee(to.ty).map(|q| unit.canonical(q.ty)) else {
            continue;
        };
        let fields = unit.record_of(pointee).map(|r| &unit.records[r].fields);
        let first = fields.and_then(|fields| fields.first());
        if first.is_some_and(|field| unit.record_of(field.ty.ty).is_some()) {
            cx.type_index(pointee);
        }
    }
}

/// Tells the runtime the type of blocks that come from the program's own
/// allocation functions, where their result gets a type.
fn hint_edits(cx: &mut Cx, annotations: &Annotations) {
    let unit = cx.unit;
    let mut added = Vec::new();
    for hint in hints::find(unit, cx.flow, annotations, &|span| cx.is_user(span)) {
        let span = unit.exprs[hint.call].span;
        let n = add_site(cx, annotations, hint.allocation, span);
        if hint.is_site {
            cx.hints.insert(hint.call, n);
        } else {
            let ty = cx.type_name(unit.exprs[hint.call].ty.ty);
            added.push(Edit::insert(span.start, format!("(({ty})migrt_hint(")));
            added.push(Edit::insert(span.end, format!(", &migrt_A[{n}]))")));
        }
    }
    cx.edits.extend(added);
    cx.edits.sort();
}

/// The function a place is in.
fn owner_of(unit: &Unit, span: Span) -> String {
    let owner = unit.functions.iter().find(|(_, f)| f.span.contains(span));
    owner.map_or(String::new(), |(_, f)| unit.decls[f.decl].name.clone())
}

/// A site, with what the user says of the function; what follows the header has
/// the site behind it. Returns its number.
fn add_site(cx: &Cx, notes: &Annotations, found: alloc::Allocation, span: Span) -> usize {
    let pointed = notes.pointed_parts(&owner_of(cx.unit, span));
    let n = cx.tables.borrow().allocs.len();
    let mut rows = vec![row(cx, found, span, pointed)];
    if let (Some(header), Some(tail)) = (found.ty, found.tail) {
        let header = cx.type_name(header);
        rows[0].pop();
        rows[0].push_str(&format!(", 0, &migrt_A[{}], sizeof({header})}}", n + 1));
        let tail = alloc::Allocation::new(Some(tail), alloc::Shape::Array);
        rows.push(row(cx, tail, span, pointed));
    }
    cx.tables.borrow_mut().allocs.extend(rows);
    n
}

pub fn allocation_row(cx: &Cx, found: alloc::Allocation, span: Span) -> String {
    row(cx, found, span, false)
}

fn row(cx: &Cx, found: alloc::Allocation, span: Span, pointed: bool) -> String {
    let ty = match found.ty {
        Some(ty) => format!("&migrt_T[{}]", cx.type_index(ty)),
        None => "0".into(),
    };
    let (file, line) = cx.place(span);
    let owner = owner_of(cx.unit, span);
    let shape = match found.shape {
        alloc::Shape::Array => "MIGRT_A_ARRAY",
        alloc::Shape::Header => "MIGRT_A_HEADER",
        alloc::Shape::Whole => "MIGRT_A_WHOLE",
        alloc::Shape::Raw => "MIGRT_A_RAW",
        alloc::Shape::Typed => "MIGRT_A_TYPED",
        alloc::Shape::Bytes => "MIGRT_A_BYTES",
        alloc::Shape::Weak => "MIGRT_A_WEAK",
    };
    let pointed = u8::from(pointed);
    let owner = c_string(&owner);
    format!("{{{ty}, {file}, {line}, {owner}, 0, {shape}, {pointed}}}")
}

fn report(unit: &Unit, flow: &Flow, out: &mut Output) {
    for (_, function) in unit.functions.iter() {
        let Some(found) = flow.functions.get(&function.decl) else {
            continue;
        };
        let name = unit.decls[function.decl].name.clone();
        if let Some((why, at)) = &found.why {
            out.polling.push((name.clone(), why.clone(), *at));
        }
        if let Some((reason, at)) = &found.obstacle {
            out.refused.push(Refusal {
                function: name,
                reason: reason.text().to_string(),
                at: *at,
            });
        }
    }
}

/// A function's new text and what the end of the unit says about it.
struct Emitted {
    span: Span,
    text: String,
}

fn emit_functions(cx: &mut Cx) -> Vec<Emitted> {
    let unit = cx.unit;
    // Holds are edits; they must be in place before any text is rendered.
    let mut holds = Vec::new();
    for (_, function) in unit.functions.iter() {
        let treatment = cx.flow.functions.get(&function.decl).map(|f| &f.treatment);
        if let Some(Treatment::Hold) = treatment {
            holds.extend(hold_edits(cx, function));
        }
        if let Some(Treatment::Hold | Treatment::Verbatim) = treatment {
            holds.extend(arming_edits(cx, function));
        }
    }
    cx.edits.extend(holds);
    cx.edits.sort();
    let mut all = Vec::new();
    for (_, function) in unit.functions.iter().filter(|(_, f)| !f.system) {
        all.push(emit_function(cx, function));
    }
    all
}

fn emit_function(cx: &Cx, function: &Function) -> Emitted {
    let treatment = cx.flow.functions.get(&function.decl).map(|f| &f.treatment);
    let lifted = cx.lifted_text(function.decl);
    let main_end = implicit_return(cx, function);
    let text = match treatment {
        Some(Treatment::Instrument) => clones(cx, function, &main_end),
        _ => {
            let body_end = cx.unit.stmts[function.body].span.end - 1;
            let end = Edit::insert(body_end, main_end);
            cx.render_inside(function.span, &[end])
        }
    };
    let marker = cx.marker(function.span);
    Emitted {
        span: function.span,
        text: format!("{lifted}{marker}{text}\n"),
    }
}

/// What a constructor did is in the image: the process that restores it does
/// not do it again; but hooks (`migrt.h`) are registered in every process. A
/// constructor returns nothing.
fn constructor_guard(unit: &Unit, function: &Function) -> &'static str {
    let decl = &unit.decls[function.decl];
    let is_constructor = decl
        .attributes
        .iter()
        .any(|(name, _)| name == "constructor")
        && !decl.name.starts_with("migrt_hook_");
    let ret = unit.function_type(decl.ty.ty).map(|f| f.ret.ty);
    match ret {
        Some(ty) if is_constructor && unit.is_void(ty) => "if (migrt_restoring()) return;",
        Some(_) if is_constructor => "if (migrt_restoring()) return 0;",
        _ => "",
    }
}

/// The same where the function's own text stays.
fn constructor_edits(unit: &Unit, flow: &Flow) -> Vec<Edit> {
    let stays = |f: &Function| {
        let treatment = flow.functions.get(&f.decl).map(|f| &f.treatment);
        !matches!(treatment, Some(Treatment::Instrument))
    };
    let own = unit.functions.iter().filter(|(_, f)| !f.system && stays(f));
    own.map(|(_, f)| (f, constructor_guard(unit, f)))
        .filter(|(_, guard)| !guard.is_empty())
        .map(|(f, guard)| Edit::insert(unit.stmts[f.body].span.start + 1, guard))
        .collect()
}

/// `main` is renamed, so reaching its end no longer returns 0 by itself
/// (C11 5.1.2.2.3).
fn implicit_return(cx: &Cx, function: &Function) -> String {
    let unit = cx.unit;
    let decl = &unit.decls[function.decl];
    let ret = unit.function_type(decl.ty.ty).map(|f| f.ret.ty);
    let is_int_main = decl.name == "main" && ret.is_some_and(|ty| !unit.is_void(ty));
    if is_int_main {
        "return 0;".into()
    } else {
        String::new()
    }
}

fn clones(cx: &Cx, function: &Function, main_end: &str) -> String {
    let mut body = linearise(cx.unit, cx.flow, function);
    let mut live = liveness::analyse(cx.unit, cx.flow, function, &body);
    if live.hold_local_values(cx.flow, &mut body) {
        hold_sites(&mut body);
    }
    let mut plan = Plan::new(cx, function, body, live);
    let has_sites = plan.body.sites.iter().any(|site| !site.held);
    let (described, mut out) = described_calls(cx, function);
    plan.described = described;
    if has_sites {
        out.push_str(&cx.frame_definitions(&plan));
    }
    out.push_str(&fast_clone(cx, &plan, main_end));
    if has_sites {
        out.push_str(&resume_clone(cx, &plan));
        let descriptor = cx.function_descriptor(&plan);
        let mut tables = cx.tables.borrow_mut();
        tables.functions.push(plan.id.clone());
        tables.descriptors.push_str(&descriptor);
    }
    out
}

fn fast_clone(cx: &Cx, plan: &Plan, main_end: &str) -> String {
    let mut emitter = Emitter::new(cx, plan, Mode::Fast);
    emitter.at(plan.function.header);
    let hidden = |param| plan.renamed.contains(param);
    let header = match plan.function.params.iter().any(hidden) {
        true => emitter.span(plan.function.header, &[], &Default::default()),
        false => cx.render(plan.function.header),
    };
    emitter.line(&header);
    emitter.line("{");
    for temp in 0..plan.body.temps.len() {
        let var = liveness::Var::Temp(temp);
        let declaration = match plan.is_gapped(cx.unit, var) {
            true => cx.declare_gapped(plan, var),
            false => cx.declare_storage(plan.var_type(cx.unit, var), plan.name(var)),
        };
        let slot = plan.body.armings.iter().any(|armed| armed.slot == temp);
        let zero = if slot { " = {0}" } else { "" };
        emitter.line(&format!("{declaration}{zero};"));
    }
    emitter.alloca_variables();
    let labels = emitter.label_list();
    emitter.out.push_str(&labels);
    if plan.variadic {
        emitter.take_description();
    }
    emitter.line(constructor_guard(cx.unit, plan.function));
    emitter.parameter_lengths();
    emitter.start(true);
    emitter.ops(&plan.body.ops);
    emitter.line(main_end);
    let leave = emitter.leave_arguments();
    emitter.line(leave);
    emitter.line("}");
    emitter.out
}

/// The unit's items in order, with the additions before and after.
fn assemble(
    cx: &Cx,
    functions: Vec<Emitted>,
    fingerprint: &str,
    annotations: &Annotations,
) -> String {
    let registration = register(cx, fingerprint, annotations);
    // Rendered last but first in the text: it needs to know every tag.
    let tags = cx.tag_edits();
    let counts = cx.tables.borrow();
    let mut out = String::new();
    out.push_str(prelude());
    let _ = writeln!(
        out,
        "static migrt_type migrt_T[{}];\nstatic migrt_alloc migrt_A[{}];",
        counts.count().max(1),
        counts.allocs.len().max(1)
    );
    out.push_str(&cx.marker(Span::default()));
    let mut before = additions(cx);
    before.sort_by_key(|(at, _)| *at);
    let mut before = before.into_iter().peekable();
    let mut functions = functions.into_iter().peekable();
    let mut at = 0;
    for item in &cx.unit.items {
        while let Some((_, text)) = before.next_if(|(place, _)| *place < item.span.end) {
            out.push_str(&cx.render_with(
                Span {
                    start: at,
                    end: item.span.start,
                },
                &[&tags],
                &|_| true,
            ));
            at = item.span.start;
            let _ = write!(out, "\n{text}{}", cx.marker(item.span));
        }
        if let Some(function) = functions.next_if(|f| f.span == item.span) {
            out.push_str(&cx.render_with(
                Span {
                    start: at,
                    end: item.span.start,
                },
                &[&tags],
                &|_| true,
            ));
            out.push_str(&function.text);
            out.push_str(&cx.marker(Span {
                start: item.span.end,
                end: item.span.end,
            }));
            at = item.span.end;
        }
    }
    let end = Span {
        start: at,
        end: cx.text.len() as u32,
    };
    out.push_str(&cx.render_with(end, &[&tags], &|_| true));
    out.push_str("\n# 1 \"<migcc>\"\n");
    out.push_str(&registration);
    out
}

/// Definitions that must stand before the item that first needs them.
fn additions(cx: &Cx) -> Vec<(u32, String)> {
    let strings = cx
        .strings
        .all
        .iter()
        .map(|s| (s.first_use.start, s.definition()));
    let wraps = cx.wraps.used.iter().map(|(name, span)| {
        (
            span.start,
            format!(
                "extern __typeof__({name}) {};\n{}",
                stand_in(name),
                site_prototype(name).unwrap_or_default()
            ),
        )
    });
    let implicit = cx.wraps.implicit.iter();
    let implicit = implicit.map(|(name, span)| (span.start, implicit_prototype(name)));
    let wraps = wraps.chain(implicit);
    // After the strings inside it.
    let literals = cx.literals.iter().map(|l| (l.span.end, l.definition(cx)));
    strings.chain(wraps).chain(literals).collect()
}

/// Everything the unit tells the runtime.
fn register(cx: &Cx, fingerprint: &str, annotations: &Annotations) -> String {
    let sizes = cx.size_tables(annotations);
    let (mut objects, getters) = cx.objects();
    objects.extend(sizes.object);
    let codes = cx.codes();
    let descriptors = cx.descriptors();
    let tables = cx.tables.borrow();
    let mut out = cx.copy_definitions();
    out.push_str(&getters);
    out.push_str(&descriptors.definitions);
    out.push_str(&sizes.definitions);
    table(
        &mut out,
        "static migrt_type migrt_T[]",
        &descriptors.rows,
        "{0}",
    );
    table(
        &mut out,
        "static migrt_alloc migrt_A[]",
        &tables.allocs,
        "{0}",
    );
    table(
        &mut out,
        "static const migrt_object migrt_O[]",
        &objects,
        "{0}",
    );
    table(&mut out, "static const migrt_code migrt_C[]", &codes, "{0}");
    out.push_str(&tables.descriptors);
    let functions: Vec<String> = tables
        .functions
        .iter()
        .map(|id| format!("&migrt_fn_{id}"))
        .collect();
    table(
        &mut out,
        "static migrt_function *const migrt_X[]",
        &functions,
        "0",
    );
    let buffers = buffers(cx, &mut out);
    let _ = writeln!(
        out,
        "static migrt_unit migrt_U = {{MIGRT_ABI_VERSION, {}, {}, {}, migrt_T, {}, migrt_O, {}, migrt_X, {}, migrt_C, {}, migrt_A, {}, {}, {buffers}, 0}};",
        c_string(cx.unit_name),
        c_string(fingerprint),
        c_string(env!("CARGO_PKG_VERSION")),
        descriptors.rows.len(),
        objects.len(),
        functions.len(),
        codes.len(),
        tables.allocs.len(),
        sizes.reference
    );
    let _ = writeln!(
        out,
        "{CONSTRUCTOR} static void migrt_start(void) {{ migrt_register(&migrt_U); }}"
    );
    out.push_str(&main_function(cx));
    out
}

fn table(out: &mut String, head: &str, rows: &[String], empty: &str) {
    let rows = if rows.is_empty() {
        empty.to_string()
    } else {
        rows.join(",\n    ")
    };
    let _ = writeln!(out, "{head} = {{\n    {rows}\n}};");
}

/// The program's entry: the runtime runs before the user's `main`.
fn main_function(cx: &Cx) -> String {
    let unit = cx.unit;
    let main = unit
        .functions
        .iter()
        .find(|(_, f)| unit.decls[f.decl].name == "main");
    let Some((_, main)) = main else {
        return String::new();
    };
    let ret = unit
        .function_type(unit.decls[main.decl].ty.ty)
        .map(|f| f.ret.ty);
    let args = ["migrt_argc", "migrt_argv", "migrt_envp"];
    let call = format!(
        "migrt_user_main({})",
        args[..main.params.len().min(3)].join(", ")
    );
    let call = match ret {
        Some(ty) if unit.is_void(ty) => format!("{call}; return 0"),
        _ => format!("return {call}"),
    };
    format!(
        "static int migrt_call_main(int migrt_argc, char **migrt_argv, char **migrt_envp)\n\
         {{ (void)migrt_argc; (void)migrt_argv; (void)migrt_envp; {call}; }}\n\
         int main(int migrt_argc, char **migrt_argv, char **migrt_envp)\n\
         {{ return migrt_main(migrt_argc, migrt_argv, migrt_envp, migrt_call_main); }}\n"
    )
}

/// Arrays of numbers into which the unit puts bytes, under every record they are
/// members of. Returns what refers to the table.
fn buffers(cx: &Cx, out: &mut String) -> &'static str {
    let unit = cx.unit;
    let mut names: Vec<String> = Vec::new();
    for (id, _) in unit.records.iter() {
        let fields = unit.fields_flat(id).into_iter();
        for field in fields.filter(|f| f.holds == Holds::Either) {
            let ty = unit.types.find(&TypeKind::Record(id));
            if let (Some(ty), Some(name)) = (ty, &field.name) {
                names.push(c_string(&format!("{}.{name}", unit.spell(ty))));
            }
        }
    }
    if names.is_empty() {
        return "0";
    }
    let _ = writeln!(
        out,
        "static const char *const migrt_B[] = {{{}, 0}};",
        names.join(", ")
    );
    "migrt_B"
}
