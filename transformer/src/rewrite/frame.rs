//! Frame records: the struct that holds a function's live variables, and the
//! out-of-line functions that fill one per site.

use super::alloc::{Allocation, Shape};
use super::cx::{c_string, Cx};
use super::gaps;
use super::prelude::COLD;
use super::tables::{Described, RecordField, RecordType};
use super::unit::allocation_row;
use crate::flow::arguments::starts_list;
use crate::flow::{walk, Computed};
use crate::hir::*;
use crate::linear::{Body, Site};
use crate::liveness::{Live, Var};
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

/// All that is known about a function that gets two clones.
pub struct Plan<'a> {
    pub function: &'a Function,
    /// Name in the emitted unit, unique among the generated ones.
    pub id: String,
    pub ret: TypeId,
    pub body: Body,
    pub live: Live,
    /// C names of the variables: in the record and in the resume clone.
    pub names: HashMap<Var, String>,
    /// Those whose name in the source is not to be used in the fast clone
    /// either: something else has it at a site, or they exist before their
    /// declaration.
    pub renamed: HashSet<DeclId>,
    /// Those with a gap behind them in the fast clone (`gaps`).
    pub gapped: HashSet<DeclId>,
    /// Allocation sites of variable length arrays.
    pub blocks: HashMap<Var, usize>,
    /// Calls that say what variable arguments they pass.
    pub described: HashMap<ExprId, usize>,
    /// It has variable arguments and looks at them.
    pub variadic: bool,
    /// Calls of `alloca` and the allocation site of each.
    pub allocas: Vec<(ExprId, usize)>,
    /// Site of the list of what they gave.
    pub alloca_nodes: usize,
    /// What the function does with the addresses of its labels.
    pub computed: Option<&'a Computed>,
}

impl<'a> Plan<'a> {
    /// There is a gap behind it in the fast clone; arrays that compound literals
    /// are held in have one, too.
    pub fn is_gapped(&self, unit: &Unit, var: Var) -> bool {
        match var {
            Var::Local(decl) => self.gapped.contains(&decl),
            Var::Temp(temp) => {
                self.live.memory.contains(&var)
                    && self.live.recorded.contains(&var)
                    && self.body.literals.values().any(|&held| held == temp)
                    && gaps::ends_in_array(unit, self.var_type(unit, var))
            }
        }
    }

    pub fn new(cx: &'a Cx, function: &'a Function, body: Body, live: Live) -> Plan<'a> {
        let unit = cx.unit;
        let decl = &unit.decls[function.decl];
        let ret = unit
            .function_type(decl.ty.ty)
            .map_or(cx.unsigned, |f| f.ret.ty);
        let names = unique_names(unit, function, &body);
        let renamed = renamed(unit, function, &body, &live, &names);
        let gapped = gapped(unit, &body, &live);
        let blocks = array_sites(cx, &body);
        let allocas = cx.alloca_sites(function);
        let own = cx.flow.functions.get(&function.decl);
        Plan {
            function,
            id: decl.name.clone(),
            ret,
            body,
            live,
            names,
            renamed,
            gapped,
            blocks,
            described: HashMap::new(),
            variadic: starts_list(unit, function),
            alloca_nodes: allocas.first().map_or(0, |_| cx.pointer_site(function)),
            allocas,
            computed: own.and_then(|f| f.computed.as_ref()),
        }
    }

    pub fn name(&self, var: Var) -> &str {
        self.names.get(&var).map_or("migrt_missing", String::as_str)
    }

    /// Members of the record that no variable of the user's stands for.
    pub fn hidden(&self) -> Vec<&'static str> {
        let arguments = self.variadic.then_some("migrt_block");
        let allocas = (!self.allocas.is_empty()).then_some("migrt_list");
        arguments.into_iter().chain(allocas).collect()
    }

    pub fn is_memory(&self, var: Var) -> bool {
        self.live.memory.contains(&var)
    }

    pub fn is_recorded(&self, var: Var) -> bool {
        self.live.recorded.contains(&var)
    }

    /// While the resume clone runs, pointers to the variable are pointers into
    /// the record.
    pub fn lives_in_record(&self, unit: &Unit, var: Var) -> bool {
        self.is_memory(var) && self.is_recorded(var) && !self.is_vla(unit, var)
    }

    pub fn var_type(&self, unit: &Unit, var: Var) -> TypeId {
        match var {
            Var::Local(decl) => unit.decls[decl].ty.ty,
            Var::Temp(temp) => self.body.temps[temp].ty.ty,
        }
    }

    /// Holds the address of a label; records have its number.
    pub fn is_label(&self, var: Var) -> bool {
        let variables = self.computed.map(|c| &c.variables);
        matches!(var, Var::Local(decl) if variables.is_some_and(|v| v.contains(&decl)))
    }

    /// Some record holds the number of a label.
    pub fn numbers_labels(&self) -> bool {
        self.live.recorded.iter().any(|&var| self.is_label(var))
    }

    pub fn record_tag(&self) -> String {
        format!("migrt_rec_{}", self.id)
    }
}

/// Arrays and their like that pointers may point into at a site.
fn gapped(unit: &Unit, body: &Body, live: &Live) -> HashSet<DeclId> {
    let mut declared = Vec::new();
    super::emit::declared(unit, &body.ops, &mut declared);
    declared.retain(|&id| {
        let decl = &unit.decls[id];
        let var = Var::Local(id);
        live.memory.contains(&var)
            && live.recorded.contains(&var)
            && decl.asm_label.is_none()
            && !unit.is_variably_modified(decl.ty.ty)
            && gaps::is_plain(decl)
            && gaps::ends_in_array(unit, decl.ty.ty)
            && decl.init.is_none_or(|init| is_nestable(unit, id, init))
    });
    declared.into_iter().collect()
}

/// It initialises a first member of that type, too (C11 6.7.9p13).
fn is_nestable(unit: &Unit, decl: DeclId, init: InitId) -> bool {
    match unit.inits[init] {
        Init::List { .. } => true,
        Init::Expr(e) => {
            let is_string = matches!(unit.exprs[e].kind, ExprKind::String { .. });
            is_string || !unit.is_array(unit.decls[decl].ty.ty)
        }
    }
}

/// An allocation site for each variable length array the body declares.
fn array_sites(cx: &Cx, body: &Body) -> HashMap<Var, usize> {
    let unit = cx.unit;
    let mut declared = Vec::new();
    super::emit::declared(unit, &body.ops, &mut declared);
    let mut sites = HashMap::new();
    for decl in declared {
        let (ty, at) = (unit.decls[decl].ty.ty, unit.decls[decl].name_span);
        if unit.is_vla(ty) && !sites.contains_key(&Var::Local(decl)) {
            let element = unit.canonical(unit.innermost_element(ty));
            let found = Allocation::new(Some(element), Shape::Array);
            let row = allocation_row(cx, found, at);
            let allocs = &mut cx.tables.borrow_mut().allocs;
            allocs.push(row);
            sites.insert(Var::Local(decl), allocs.len() - 1);
        }
    }
    sites
}

/// Variables that hide others at a site, those that an inner enumeration constant
/// or declaration may hide there, and those that hide the name of a type, which
/// declarations of ours need.
fn renamed(
    unit: &Unit,
    function: &Function,
    body: &Body,
    live: &Live,
    names: &HashMap<Var, String>,
) -> HashSet<DeclId> {
    let mut found: HashSet<DeclId> = live.hiding.iter().chain(&body.early).copied().collect();
    let mut first = HashSet::new();
    let types = hidden_types(unit, function);
    for &decl in function.params.iter().chain(&function.locals) {
        let name = &unit.decls[decl].name;
        let has_own = names.get(&Var::Local(decl)).is_none_or(|own| own == name);
        let hides = first.insert(name) || types.contains(name);
        if hides && !has_own && !walk::is_static(unit, decl) && !name.is_empty() {
            found.insert(decl);
        }
    }
    found
}

/// Names of types that variables of the function have, too (C11 6.2.1p4).
fn hidden_types(unit: &Unit, function: &Function) -> HashSet<String> {
    let own = function.params.iter().chain(&function.locals);
    let own: HashSet<&str> = own.map(|&d| unit.decls[d].name.as_str()).collect();
    let types = unit.decls.iter().map(|(_, decl)| decl);
    let types = types.filter(|d| d.kind == DeclKind::Typedef && own.contains(d.name.as_str()));
    types.map(|decl| decl.name.clone()).collect()
}

/// Every automatic variable gets a name of its own within the function, other
/// than any name the body uses for something else.
fn unique_names(unit: &Unit, function: &Function, body: &Body) -> HashMap<Var, String> {
    let mut taken: HashSet<String> = HashSet::new();
    walk::each_stmt_expr(unit, function.body, &mut |e| {
        if let ExprKind::Name(decl) | ExprKind::EnumConstant(decl) = unit.exprs[e].kind {
            if walk::is_static(unit, decl) {
                taken.insert(unit.decls[decl].name.clone());
            }
        }
    });
    taken.extend(["migrt_site", "migrt_R"].map(String::from));
    taken.extend(hidden_types(unit, function));
    let mut names = HashMap::new();
    for &decl in function.params.iter().chain(&function.locals) {
        if names.contains_key(&Var::Local(decl)) {
            continue;
        }
        let base = &unit.decls[decl].name;
        let mut name = base.clone();
        let mut n = 1;
        while name.is_empty() || !taken.insert(name.clone()) {
            n += 1;
            name = format!("migrt_v{n}_{base}");
        }
        names.insert(Var::Local(decl), name);
    }
    for temp in 0..body.temps.len() {
        names.insert(Var::Temp(temp), format!("migrt_t{temp}"));
    }
    names
}

impl Cx<'_> {
    /// Describes the record; `None` when no site saves anything.
    pub fn record_type(&self, plan: &Plan) -> RecordType {
        let unit = self.unit;
        let mut fields = Vec::new();
        for &var in &plan.live.recorded {
            let list = plan.is_list(unit, var);
            if list {
                fields.push(self.hidden_field(&list_member(plan.name(var))));
            }
            fields.push(RecordField {
                member: plan.name(var).to_string(),
                name: match var {
                    Var::Local(decl) => unit.decls[decl].name.clone(),
                    Var::Temp(temp) => format!("(temporary {temp})"),
                },
                ty: Box::new(match list {
                    true => Described::Type(self.unsigned),
                    false => self.described(self.recorded_type(plan, var)),
                }),
                memory: plan.is_memory(var) && !plan.is_vla(unit, var),
                transient: !list
                    && matches!(var, Var::Local(decl) if unit.decls[decl].is_transient()),
            });
        }
        for name in plan.hidden() {
            fields.push(self.hidden_field(name));
        }
        RecordType {
            tag: plan.record_tag(),
            function: plan.id.clone(),
            fields,
        }
    }

    /// A pointer to a block of ours.
    fn hidden_field(&self, name: &str) -> RecordField {
        RecordField {
            member: name.into(),
            name: format!("({name})"),
            ty: Box::new(Described::PointerTo(self.void)),
            memory: false,
            transient: false,
        }
    }

    /// The record's struct, the function's descriptor (tentative) and one save
    /// function per site.
    pub fn frame_definitions(&self, plan: &Plan) -> String {
        let mut out = format!("{} {{\n    unsigned migrt_site;\n", struct_name(plan));
        for &var in &plan.live.recorded {
            if plan.is_list(self.unit, var) {
                let (block, position) = (list_member(plan.name(var)), plan.name(var));
                let _ = writeln!(out, "    void *{block}; unsigned {position};");
                continue;
            }
            let declaration = if plan.is_label(var) {
                self.declare(self.unsigned, plan.name(var))
            } else {
                self.declare_var(plan, var)
            };
            let (before, after) = self.alignment(var);
            let _ = writeln!(out, "    {before}{declaration}{after};");
            let ty = plan.var_type(self.unit, var);
            if plan.lives_in_record(self.unit, var) && gaps::ends_in_array(self.unit, ty) {
                let _ = writeln!(out, "    char migrt_g_{};", plan.name(var));
            }
        }
        for name in plan.hidden() {
            let _ = writeln!(out, "    void *{name};");
        }
        let _ = writeln!(out, "}};\nstatic migrt_function migrt_fn_{};", plan.id);
        for (i, _) in plan.body.sites.iter().enumerate().filter(|(_, s)| !s.held) {
            out.push_str(&self.save_function(plan, i));
        }
        out
    }

    fn recorded_type(&self, plan: &Plan, var: Var) -> TypeId {
        if plan.is_label(var) {
            self.unsigned
        } else {
            plan.var_type(self.unit, var)
        }
    }

    /// A definition of a variable; `volatile` stays, for what it guards against
    /// is the same after a restore.
    pub fn declare_var(&self, plan: &Plan, var: Var) -> String {
        self.declare_var_as(plan, var, plan.name(var))
    }

    pub fn declare_var_as(&self, plan: &Plan, var: Var, name: &str) -> String {
        let ty = plan.var_type(self.unit, var);
        let volatile = match var {
            Var::Local(decl) => {
                self.unit
                    .resolve(self.unit.decls[decl].ty)
                    .quals
                    .is_volatile
            }
            Var::Temp(_) => false,
        };
        if volatile && !self.unit.is_variably_modified(ty) {
            format!("volatile __typeof__({}) {name}", self.type_name(ty))
        } else {
            self.declare_storage(ty, name)
        }
    }

    /// The variable with a gap behind it.
    pub fn declare_gapped(&self, plan: &Plan, var: Var) -> String {
        let (before, after) = self.alignment(var);
        let declaration = self.declare_var(plan, var);
        let holder = gaps::holder(plan.name(var));
        format!(
            "struct {{ {before}{declaration}{after}; {} }} {holder}",
            gaps::GAP
        )
    }

    /// A user's alignment of a variable must hold in the record too, for it
    /// lives there after a restore: what stands before and after the member.
    pub fn alignment(&self, var: Var) -> (String, String) {
        let (mut before, mut after) = (String::new(), String::new());
        let Var::Local(decl) = var else {
            return (before, after);
        };
        for (name, value) in self.alignments(decl) {
            match name.strip_prefix("gnu::").unwrap_or(name) {
                "_Alignas" | "alignas" => {
                    let _ = write!(before, "_Alignas({value}) ");
                }
                "aligned" if value.is_empty() => after.push_str(" __attribute__((aligned))"),
                "aligned" => {
                    let _ = write!(after, " __attribute__((aligned({value})))");
                }
                _ => {}
            }
        }
        (before, after)
    }

    /// Attributes of a variable and of the typedefs its type is written with:
    /// records name the types behind those.
    fn alignments(&self, decl: DeclId) -> Vec<&(String, String)> {
        let unit = self.unit;
        let mut found: Vec<_> = unit.decls[decl].attributes.iter().collect();
        let mut ty = unit.decls[decl].ty.ty;
        while let TypeKind::Typedef(name) = *unit.types.kind(ty) {
            found.extend(&unit.decls[name].attributes);
            ty = unit.decls[name].ty.ty;
        }
        found
    }

    fn save_function(&self, plan: &Plan, site: usize) -> String {
        let unit = self.unit;
        let live = &plan.live.at_site[site];
        let mut params: Vec<String> = live
            .iter()
            .map(|&var| {
                let name = plan.name(var);
                if plan.is_list(unit, var) {
                    format!("__builtin_va_list {name}")
                } else if plan.is_vla(unit, var) {
                    format!("const volatile void *{name}, migrt_size migrt_n_{name}")
                } else if plan.is_memory(var) {
                    format!("const volatile void *{name}")
                } else {
                    self.declare_storage(self.recorded_type(plan, var), name)
                }
            })
            .collect();
        if plan.variadic {
            let own =
                "const migrt_alloc *migrt_args, __builtin_va_list migrt_ap, void *migrt_block";
            params.push(own.into());
        }
        if !plan.allocas.is_empty() {
            params.push("const migrt_alloca *migrt_newest, void *migrt_list".into());
        }
        let params = if params.is_empty() {
            "void".to_string()
        } else {
            params.join(", ")
        };
        let head = self.declare(
            plan.ret,
            &format!("migrt_save_{}_{site}({params})", plan.id),
        );
        let mut out = format!("{COLD} static {head}\n{{\n");
        let receiver = if live.is_empty() && plan.hidden().is_empty() {
            String::new()
        } else {
            format!("{} *migrt_R = ", struct_name(plan))
        };
        let _ = writeln!(
            out,
            "    {receiver}migrt_frame_save(&migrt_fn_{}, {});",
            plan.id,
            site + 1
        );
        for &var in live {
            let name = plan.name(var);
            if plan.is_list(unit, var) {
                let (block, shown) = (list_member(name), c_string(name));
                let _ = writeln!(
                    out,
                    "    migrt_frame_list(&migrt_R->{block}, &migrt_R->{name}, {shown}, {name});"
                );
                continue;
            }
            if let Some(site) = plan.blocks.get(&var) {
                let _ = writeln!(
                    out,
                    "    migrt_R->{name} = migrt_frame_block((const void *){name}, migrt_n_{name}, &migrt_A[{site}]);"
                );
                continue;
            }
            let _ = match (
                plan.is_memory(var),
                unit.is_aggregate(plan.var_type(unit, var)),
            ) {
                (true, _) => {
                    writeln!(
                        out,
                        "    migrt_frame_take((void *)&migrt_R->{name}, (const void *){name}, sizeof migrt_R->{name});"
                    )
                }
                (false, true) => {
                    writeln!(
                        out,
                        "    __builtin_memcpy((void *)&migrt_R->{name}, &{name}, sizeof migrt_R->{name});"
                    )
                }
                (false, false) => writeln!(out, "    migrt_R->{name} = {name};"),
            };
        }
        if plan.variadic {
            out.push_str(
                "    migrt_R->migrt_block = migrt_frame_arguments(migrt_args, migrt_ap, migrt_block);\n",
            );
        }
        if !plan.allocas.is_empty() {
            let _ = writeln!(
                out,
                "    migrt_R->migrt_list = migrt_frame_allocas(migrt_list, migrt_newest, &migrt_A[{}]);",
                plan.alloca_nodes
            );
        }
        let _ = writeln!(out, "    {}\n}}", self.dummy_return(plan.ret));
        out
    }

    /// Returns something nobody looks at.
    pub fn dummy_return(&self, ret: TypeId) -> String {
        let unit = self.unit;
        if unit.is_void(ret) {
            "return;".into()
        } else if unit.is_scalar(ret) && !unit.is_complex(ret) {
            "return 0;".into()
        } else {
            format!(
                "{{ static {}; return migrt_zero; }}",
                self.declare(ret, "migrt_zero")
            )
        }
    }

    /// The descriptor of an instrumented function, for the end of the unit.
    pub fn function_descriptor(&self, plan: &Plan) -> String {
        let unit = self.unit;
        let record = self.record_type(plan);
        let members: Vec<Var> = plan.live.recorded.clone();
        let record = self.record_index(record);
        let sites: Vec<String> = plan
            .body
            .sites
            .iter()
            .enumerate()
            .map(|(i, site)| {
                let (file, line) = self.place(site.span);
                let live: String = std::iter::once('1')
                    .chain(members.iter().flat_map(|&v| {
                        let live = plan.live.at_site[i].contains(&v);
                        let fields = 1 + usize::from(plan.is_list(unit, v));
                        std::iter::repeat_n(if live { '1' } else { '0' }, fields)
                    }))
                    .chain(plan.hidden().iter().map(|_| '1'))
                    .collect();
                format!(
                    "    {{{}, {file}, {line}, \"{live}\"}}",
                    c_string(&site_name(site))
                )
            })
            .collect();
        let decl = &unit.decls[plan.function.decl];
        let is_static = decl.linkage == Linkage::Internal || decl.inline;
        let flags = match (is_static, plan.body.armings.is_empty()) {
            (true, true) => "MIGRT_O_STATIC",
            (true, false) => "MIGRT_O_STATIC | MIGRT_O_ARMS",
            (false, true) => "0",
            (false, false) => "MIGRT_O_ARMS",
        };
        format!(
            "static const migrt_site migrt_S_{id}[] = {{\n{}\n}};\n\
             static migrt_function migrt_fn_{id} = {{{}, &migrt_T[{record}], (void (*)(void))migrt_resume_{id}, \
             migrt_S_{id}, {}, {flags}, 0}};\n",
            sites.join(",\n"),
            c_string(&decl.name),
            plan.body.sites.len(),
            id = plan.id,
        )
    }
}

/// The member that says which call a `va_list` belongs to.
pub fn list_member(name: &str) -> String {
    format!("migrt_b_{name}")
}

pub fn struct_name(plan: &Plan) -> String {
    format!("struct {}", plan.record_tag())
}

/// Another kind of machine may be captured where this one's captures wait: it must
/// not find the place here, where nothing goes on.
fn site_name(site: &Site) -> String {
    match site.held {
        true => format!("held: {}", site.name),
        false => site.name.clone(),
    }
}
