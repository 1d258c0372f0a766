/* Plans at work. */
#include "convert_plan.h"

#include "convert_block.h"
#include "sizes.h"

#include "pointers.h"
#include "pointers_outside.h"
#include "types.h"
#include "wire_order.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- messages -------------------------------------------------------------------- */

static size_t put(char *text, size_t room, size_t used, const char *format, ...)
    MIGRT_PRINTF(4, 5);
static size_t put(char *text, size_t room, size_t used, const char *format, ...)
{
    va_list arguments;
    int written;
    if (used >= room)
        return used;
    va_start(arguments, format);
    written = vsnprintf(text + used, room - used, format, arguments);
    va_end(arguments);
    return used + (written < 0 ? 0 : (size_t)written);
}

static size_t put_step(char *text, size_t room, size_t used, const char *name,
                       bool indexed, uint64_t index)
{
    if (*name != '\0')
        used = put(text, room, used, used > 0 ? ".%s" : "%s", name);
    if (indexed)
        used = put(text, room, used, "[%llu]", (unsigned long long)index);
    return used;
}

/* One of its items has to be told by its number. */
static bool is_several(const migrt_op *op)
{
    switch (op->code) {
    case MIGRT_OP_INTEGER:
    case MIGRT_OP_SIZE:
    case MIGRT_OP_POINTER:
        return op->count > 1;
    case MIGRT_OP_COPY:
        return op->wide && op->count > 8;
    default:
        return op->wide && op->count > 1;
    }
}

const char *migrt_where_text(const migrt_converter *c, const migrt_op *op,
                             uint64_t index)
{
    static char text[900];
    const migrt_where *w = &c->where;
    char path[400] = "";
    size_t used = 0;
    for (unsigned i = 0; i < w->depth; i++)
        used = put_step(path, sizeof path, used, w->path[i].name,
                        w->path[i].indexed, w->path[i].index);
    if (op != NULL)
        used = put_step(path, sizeof path, used, op->name, is_several(op),
                        index);
    used = 0;
    if (*path != '\0')
        used = put(text, sizeof text, used, "%s of ", path);
    used = put(text, sizeof text, used, "%s %s", w->what, w->name);
    if (w->type != NULL && *w->type != '\0')
        used = put(text, sizeof text, used, " of type %s", w->type);
    if (w->file != NULL && *w->file != '\0')
        put(text, sizeof text, used, ", %s:%lu", w->file,
            (unsigned long)w->line);
    return text;
}

void migrt_refuse_here(migrt_converter *c, const migrt_op *op, uint64_t index,
                       const char *format, ...)
{
    char what[900];
    va_list arguments;
    if (c->rehearsal)
        c->faltered = true;
    if (c->error->set || c->rehearsal)
        return;
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    migrt_fail(c->error, "%s: %s", migrt_where_text(c, op, index), what);
}

static void enter(migrt_converter *c, const char *name, bool indexed,
                  uint64_t index)
{
    migrt_where *w = &c->where;
    if (w->depth < sizeof w->path / sizeof *w->path) {
        w->path[w->depth].name = name;
        w->path[w->depth].indexed = indexed;
        w->path[w->depth].index = index;
    }
    w->depth++;
}

/* ---- operations ------------------------------------------------------------------ */

static uint64_t load_pointer(const migrt_converter *c, const unsigned char *at)
{
    return migrt_load_integer(at, c->source.size_pointer,
                              c->source.byte_order == 2, false);
}

/* A pointer a selector may look at: to a copy of what it leads to; what it was,
 * for differences of pointers; into the record itself, what it is to here if that is a variable or a function, or not
 * null. */
static uintptr_t rehearsed_pointer(migrt_converter *c, const migrt_op *op,
                                   const unsigned char *at, uint64_t value)
{
    const migrt_plan *plan = c->rehearsed.plan;
    if (at == c->rehearsed.pointer && at != NULL) {
        c->rehearsed.followed = migrt_follow(c, op, value);
        return (uintptr_t)c->rehearsed.followed;
    }
    if (c->rehearsed.addresses)
        return (uintptr_t)value;
    if (c->rehearsed.address != 0 && value >= c->rehearsed.address &&
        value - c->rehearsed.address < plan->source_size)
        return (uintptr_t)c->rehearsed.copy +
               (uintptr_t)migrt_offset(c, plan->source, plan->target,
                                       value - c->rehearsed.address);
    return migrt_pointer_seen(c, value, op);
}

static void run_pointers(migrt_converter *c, const migrt_op *op,
                         const unsigned char *source, unsigned char *target,
                         uint64_t count)
{
    unsigned width = c->source.size_pointer;
    for (uint64_t i = 0; i < count && !c->error->set; i++) {
        uint64_t value = load_pointer(c, source + i * width);
        uintptr_t here;
        if (value == 0)
            continue;
        if (c->rehearsal) {
            here = rehearsed_pointer(c, op, target + i * sizeof here, value);
            memcpy(target + i * sizeof here, &here, sizeof here);
            continue;
        }
        /* the C library's own objects may be read-only */
        if (migrt_pointer(c, value, op, i, &here) &&
            memcmp(target + i * sizeof here, &here, sizeof here) != 0)
            memcpy(target + i * sizeof here, &here, sizeof here);
    }
}

/* Memory that already holds the source's bytes: untouched pages stay shared
 * with the file. */
static void patch_pointers(migrt_converter *c, const migrt_op *op,
                           const unsigned char *source, unsigned char *target)
{
    for (size_t i = 0; i < op->count && !c->error->set; i++) {
        uint64_t value = load_pointer(c, source + i * sizeof(void *));
        uintptr_t here;
        if (value != 0 && migrt_pointer(c, value, op, i, &here) &&
            here != value)
            memcpy(target + i * sizeof here, &here, sizeof here);
    }
}

bool migrt_all_zero(const unsigned char *bytes, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

static void check_kept(void *context, uint64_t value, const migrt_op *op)
{
    migrt_converter *c = context;
    if (!migrt_pointer_stays(c, value))
        migrt_refuse_here(c, op, 0,
                          "in a union, and what it points to has moved, while "
                          "which member is in use is not known: name the "
                          "selector in migcc.toml");
}

static void run_keep(migrt_converter *c, const migrt_op *op,
                     const unsigned char *source, unsigned char *target)
{
    if (!c->rehearsal)
        migrt_each_pointer(c, op->plan, source, 1, check_kept, c);
    memcpy(target, source, op->count);
}

static void run_element(migrt_converter *c, const migrt_plan *plan,
                        const unsigned char *source, unsigned char *target);

static void run_nested(migrt_converter *c, const migrt_op *op,
                       const unsigned char *source, unsigned char *target)
{
    const migrt_plan *plan = op->plan;
    if (plan->same) {
        memcpy(target, source, op->count * plan->source_size);
        return;
    }
    for (size_t i = 0; i < op->count && !c->error->set; i++) {
        enter(c, op->name, op->count > 1, i);
        run_element(c, plan, source + i * plan->source_size,
                    target + i * plan->target_size);
        c->where.depth--;
    }
}

/* The value of the selector, asked of the record that is converted already or,
 * where the union holds it itself, of a copy. */
static bool selector_value(migrt_converter *c, const migrt_op *op,
                           const unsigned char *source,
                           const unsigned char *record, long long *value)
{
    const migrt_selector *select = op->choice->select;
    if (record != NULL && !op->choice->apart && select->follow == 0) {
        *value = select->value(record);
        return true;
    }
    if (migrt_rehearse(c, op->plan, select, source, value))
        return true;
    /* nothing was stored yet: zero under every member */
    if (migrt_all_zero(source + op->choice->source, op->choice->size))
        return false;
    migrt_refuse_here(c, NULL, 0,
                      "what the selector `%s` (%s:%u) looks at cannot be "
                      "converted",
                      select->text, select->file, select->line);
    return false;
}

static void run_select(migrt_converter *c, const migrt_op *op,
                       const unsigned char *source, unsigned char *target)
{
    const migrt_plan *plan;
    long long value = 0;
    if (!selector_value(c, op, source, target, &value))
        return;
    plan = migrt_choose(c, op, value, source);
    enter(c, op->name, false, 0);
    if (plan != NULL)
        run_element(c, plan, source, target);
    c->where.depth--;
}

/* `count` overrides op->count: runs of whole arrays come as one operation. */
static void run_op(migrt_converter *c, const migrt_op *op,
                   const unsigned char *source, unsigned char *target,
                   uint64_t count)
{
    switch (op->code) {
    case MIGRT_OP_COPY:
        memcpy(target + op->target, source + op->source, (size_t)count);
        if (op->wide)
            migrt_refuse_addresses(c, op, source + op->source, count / 8);
        break;
    case MIGRT_OP_SWAP:
        migrt_swap_run(target + op->target, source + op->source, op->from,
                       (size_t)count);
        if (op->wide)
            migrt_refuse_addresses(c, op, source + op->source, count);
        break;
    case MIGRT_OP_INTEGER:
        migrt_convert_integers(c, op, source + op->source, target + op->target,
                               count);
        break;
    case MIGRT_OP_SIZE:
        migrt_convert_sizes(c, op, source + op->source, target + op->target,
                            count);
        break;
    case MIGRT_OP_FLOAT:
        migrt_convert_floats(c, op, source + op->source, target + op->target);
        break;
    case MIGRT_OP_POINTER:
        run_pointers(c, op, source + op->source, target + op->target, count);
        break;
    case MIGRT_OP_BITS:
        migrt_convert_bits(c, op, source, target);
        break;
    case MIGRT_OP_PLAN:
        run_nested(c, op, source + op->source, target + op->target);
        break;
    case MIGRT_OP_KEEP:
        run_keep(c, op, source + op->source, target + op->target);
        break;
    case MIGRT_OP_SKIP:
        break;
    case MIGRT_OP_SELECT:
        run_select(c, op, source + op->source, target + op->target);
        break;
    case MIGRT_OP_ZERO:
        if (!migrt_all_zero(source + op->source, op->count))
            migrt_refuse_here(c, op, 0, "cannot be converted: %s", op->why);
        break;
    }
}

static void run_element(migrt_converter *c, const migrt_plan *plan,
                        const unsigned char *source, unsigned char *target)
{
    for (size_t i = 0; i < plan->count && !c->error->set; i++)
        run_op(c, &plan->ops[i], source, target, plan->ops[i].count);
}

/* One operation that covers the element: the whole block is one run. */
static bool is_run(const migrt_plan *plan)
{
    const migrt_op *op = plan->ops;
    size_t from, to;
    if (plan->count != 1 || op->source != 0 || op->target != 0)
        return false;
    from = op->from;
    to = op->to;
    if (op->code == MIGRT_OP_SWAP)
        to = from;
    else if (op->code != MIGRT_OP_INTEGER && op->code != MIGRT_OP_POINTER)
        return false;
    return op->count * from == plan->source_size &&
           op->count * to == plan->target_size;
}

void migrt_convert(migrt_converter *c, const migrt_plan *plan,
                   const unsigned char *source, unsigned char *target,
                   uint64_t count)
{
    if (plan->same) {
        memcpy(target, source, (size_t)count * plan->source_size);
        return;
    }
    if (is_run(plan)) {
        run_op(c, &plan->ops[0], source, target, count * plan->ops[0].count);
        return;
    }
    for (uint64_t i = 0; i < count && !c->error->set; i++) {
        enter(c, "", count > 1, i);
        run_element(c, plan, source, target);
        c->where.depth--;
        source += plan->source_size;
        target += plan->target_size;
    }
}

/* ---- in place -------------------------------------------------------------------- */

static void patch_element(migrt_converter *c, const migrt_plan *plan,
                          const unsigned char *source, unsigned char *target);

static void patch_select(migrt_converter *c, const migrt_op *op,
                         const unsigned char *source, unsigned char *target)
{
    const migrt_plan *plan;
    long long value = 0;
    if (!selector_value(c, op, source, target, &value))
        return;
    plan = migrt_choose(c, op, value, source);
    enter(c, op->name, false, 0);
    if (plan != NULL)
        patch_element(c, plan, source, target);
    c->where.depth--;
}

static void patch_element(migrt_converter *c, const migrt_plan *plan,
                          const unsigned char *source, unsigned char *target)
{
    for (size_t i = 0; i < plan->count && !c->error->set; i++) {
        const migrt_op *op = &plan->ops[i];
        if (op->code == MIGRT_OP_POINTER)
            patch_pointers(c, op, source + op->source, target + op->target);
        else if (op->code == MIGRT_OP_KEEP)
            migrt_each_pointer(c, op->plan, source + op->source, 1, check_kept,
                               c);
        else if (op->code == MIGRT_OP_SELECT)
            patch_select(c, op, source + op->source, target + op->target);
        else if (op->code == MIGRT_OP_PLAN)
            for (size_t j = 0; j < op->count && op->plan->pointers; j++) {
                enter(c, op->name, op->count > 1, j);
                patch_element(c, op->plan,
                              source + op->source + j * op->plan->source_size,
                              target + op->target + j * op->plan->source_size);
                c->where.depth--;
            }
    }
}

void migrt_convert_in_place(migrt_converter *c, const migrt_plan *plan,
                            const unsigned char *source, unsigned char *target,
                            uint64_t count)
{
    if (!plan->pointers)
        return;
    for (uint64_t i = 0; i < count && !c->error->set; i++) {
        enter(c, "", count > 1, i);
        patch_element(c, plan, source, target);
        c->where.depth--;
        source += plan->source_size;
        target += plan->source_size;
    }
}

/* ---- pointers only ---------------------------------------------------------------- */

static void visit_element(migrt_converter *c, const migrt_plan *plan,
                          const unsigned char *source, migrt_visit *visit,
                          void *context);

typedef struct doubtful {
    migrt_visit *visit;
    void *context;
} doubtful;

static void visit_doubtful(void *context, uint64_t value, const migrt_op *op)
{
    static const migrt_op untyped = {.name = "", .elem = MIGRT_NONE};
    const doubtful *all = context;
    (void)op;
    all->visit(all->context, value, &untyped);
}

/* What a selector cannot tell yet is refused when it is converted. */
static void visit_selected(migrt_converter *c, const migrt_op *op,
                           const unsigned char *source, migrt_visit *visit,
                           void *context)
{
    const migrt_choice *choice = op->choice;
    const migrt_plan *plan = choice->otherwise;
    long long value = 0;
    int number;
    if (!migrt_rehearse(c, op->plan, choice->select, source, &value))
        return;
    number = migrt_case_of(choice->select, value);
    if (number >= 0)
        plan = choice->members[number];
    if (plan != NULL)
        visit_element(c, plan, source, visit, context);
}

static void visit_pointers(migrt_converter *c, const migrt_plan *plan,
                           const unsigned char *source, const migrt_op *op,
                           migrt_visit *visit, void *context)
{
    bool told = plan->target != NULL && (migrt_has_pointees(plan->target) ||
                                         migrt_has_outside(plan->target));
    for (size_t i = 0; i < op->count; i++) {
        uint64_t value = load_pointer(c, source + op->source +
                                             i * c->source.size_pointer);
        migrt_op one;
        if (value == 0)
            continue;
        if (told) {
            one = *op;
            one.target += i * sizeof(void *);
            value = migrt_outside_seen(c, plan, source, &one, value);
        }
        visit(context, value,
              told && migrt_pointee(c, plan, source, &one) ? &one : op);
    }
}

/* Which member is in use is not known, so neither is what its pointers lead to:
 * they say that something is there, and nothing of its type. */
static void visit_kept(migrt_converter *c, const migrt_op *op,
                       const unsigned char *source, migrt_visit *visit,
                       void *context)
{
    doubtful all = {visit, context};
    migrt_each_pointer(c, op->plan, source, 1, visit_doubtful, &all);
}

static void visit_element(migrt_converter *c, const migrt_plan *plan,
                          const unsigned char *source, migrt_visit *visit,
                          void *context)
{
    for (size_t i = 0; i < plan->count; i++) {
        const migrt_op *op = &plan->ops[i];
        const unsigned char *at = source + op->source;
        if (op->code == MIGRT_OP_POINTER)
            visit_pointers(c, plan, source, op, visit, context);
        else if (op->code == MIGRT_OP_SELECT)
            visit_selected(c, op, at, visit, context);
        else if (op->code == MIGRT_OP_PLAN)
            migrt_each_pointer(c, op->plan, at, op->count, visit, context);
        else if (op->code == MIGRT_OP_KEEP)
            visit_kept(c, op, at, visit, context);
    }
}

void migrt_each_pointer(migrt_converter *c, const migrt_plan *plan,
                        const unsigned char *source, uint64_t count,
                        migrt_visit *visit, void *context)
{
    if (!plan->pointers && plan->target != NULL)
        return;
    for (uint64_t i = 0; i < count; i++, source += plan->source_size)
        visit_element(c, plan, source, visit, context);
}
