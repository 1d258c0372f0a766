/* Plans: what to do with a value of one type of the image to make it a value
 * of a type here. The two types are walked together: scalars by kind and
 * width, structs field by field (by name), arrays by element. */
#include "convert_plan.h"

#include "convert_field.h"
#include "state.h"

#include "heap.h"
#include "sizes.h"
#include "types.h"
#include "wire_order.h"

#include <stdio.h>
#include <string.h>

#ifdef MIGRT_TINY
enum { INLINE_OPS = 1, FIRST_ROOM = 2 };
#else
enum { INLINE_OPS = 24, FIRST_ROOM = 256 };
#endif

static const migrt_op nothing = {.name = ""};

bool migrt_converter_init(migrt_converter *c, const migrt_image *image,
                          migrt_error *error)
{
    memset(c, 0, sizeof *c);
    c->image = image;
    c->source = image->abi;
    c->target = *migrt_abi_here();
    c->swap = c->source.byte_order != c->target.byte_order;
    c->addresses_move =
        c->source.size_pointer == 8 && c->target.size_pointer < 8;
    c->same_bytes = migrt_abi_same_bytes(&c->source, &c->target);
    c->error = error;
    c->table_room = FIRST_ROOM;
    c->table = migrt_internal_alloc(FIRST_ROOM * sizeof *c->table);
    return c->table != NULL ||
           migrt_fail(error, "no memory for conversion plans");
}

/* ---- appending operations ------------------------------------------------------ */

migrt_op *migrt_plan_append(migrt_converter *c, migrt_plan *plan, migrt_op op)
{
    migrt_op *last = plan->count > 0 ? &plan->ops[plan->count - 1] : NULL;
    if (last != NULL && last->code == op.code && last->from == op.from &&
        last->wide == op.wide &&
        (op.code == MIGRT_OP_COPY || op.code == MIGRT_OP_SWAP)) {
        size_t width = op.code == MIGRT_OP_COPY ? 1 : op.from;
        if (last->source + last->count * width == op.source &&
            last->target + last->count * width == op.target) {
            last->count += op.count;
            return last;
        }
    }
    if (plan->count == plan->room) {
        size_t room = plan->room * 2 + 4;
        migrt_op *ops = migrt_internal_realloc(plan->ops, room * sizeof *ops);
        if (ops == NULL) {
            migrt_fail(c->error, "no memory for conversion plans");
            return NULL;
        }
        plan->ops = ops;
        plan->room = room;
    }
    plan->ops[plan->count] = op;
    return &plan->ops[plan->count++];
}

static const char *keep_text(migrt_converter *c, const char *text)
{
    char *copy = migrt_internal_strdup(text);
    if (copy == NULL)
        migrt_fail(c->error, "no memory for conversion plans");
    return copy == NULL ? "" : copy;
}

static const char *join(migrt_converter *c, const char *outer,
                        const char *inner)
{
    char text[400];
    if (*outer == '\0' || *inner == '\0')
        return *outer == '\0' ? inner : outer;
    snprintf(text, sizeof text, "%s.%s", outer, inner);
    return keep_text(c, text);
}

typedef migrt_spot spot;

migrt_op migrt_plan_op(spot s, migrt_opcode code, size_t count)
{
    migrt_op op = nothing;
    op.code = code;
    op.source = s.source;
    op.target = s.target;
    op.name = s.name;
    op.count = count;
    op.elem = MIGRT_NONE;
    return op;
}

static void cannot(migrt_converter *c, migrt_plan *plan, spot s, uint64_t bytes,
                   const char *why)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_ZERO, (size_t)bytes);
    op.why = why;
    if (bytes > 0)
        migrt_plan_append(c, plan, op);
}

/* ---- scalars -------------------------------------------------------------------- */

static bool is_integer(unsigned kind)
{
    return kind == MIGRT_K_BOOL || kind == MIGRT_K_CHAR ||
           kind == MIGRT_K_SINT || kind == MIGRT_K_UINT || kind == MIGRT_K_ENUM;
}

static bool is_float(unsigned kind)
{
    return kind == MIGRT_K_FLOAT || kind == MIGRT_K_LDOUBLE;
}

static bool is_signed(const migrt_itype *type)
{
    return type->kind == MIGRT_K_SINT || (type->flags & MIGRT_T_SIGNED) != 0;
}

static void add_still(migrt_converter *c, migrt_plan *plan, spot s,
                      size_t bytes)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_COPY, bytes);
    op.still = true;
    migrt_plan_append(c, plan, op);
}

/* Same width and meaning: copied or reversed. */
static void add_word(migrt_converter *c, migrt_plan *plan, spot s, size_t width,
                     bool wide)
{
    bool swap = width > 1 && c->swap;
    migrt_op op = migrt_plan_op(s, swap ? MIGRT_OP_SWAP : MIGRT_OP_COPY,
                                swap ? 1 : width);
    if (swap)
        op.from = op.to = (uint8_t)width;
    op.still = !swap;
    op.wide = wide;
    migrt_plan_append(c, plan, op);
}

static void add_integer(migrt_converter *c, migrt_plan *plan, spot s,
                        const migrt_itype *source, const migrt_type *target)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_INTEGER, 1);
    if (source->size == target->size) {
        add_word(c, plan, s, target->size,
                 c->addresses_move && source->size == 8);
    } else if (source->size > 8 || target->size > 8 || source->size == 0 ||
               target->size == 0) {
        cannot(c, plan, s, source->size, "its integer type has no equal here");
    } else {
        op.from = (uint8_t)source->size;
        op.to = (uint8_t)target->size;
        op.is_signed = is_signed(source);
        migrt_plan_append(c, plan, op);
    }
}

static uint8_t float_format(unsigned kind, uint64_t size, uint8_t ldouble)
{
    if (kind == MIGRT_K_LDOUBLE)
        return ldouble;
    switch (size) {
    case 2:
        return MIGRT_FLOAT_HALF;
    case 4:
        return MIGRT_FLOAT_SINGLE;
    case 8:
        return MIGRT_LD_DOUBLE;
    case 12:
        return MIGRT_LD_X87;
    default:
        return MIGRT_LD_QUAD;
    }
}

static void add_float(migrt_converter *c, migrt_plan *plan, spot s,
                      const migrt_itype *source, const migrt_type *target)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_FLOAT, 1);
    op.from =
        float_format(source->kind, source->size, c->source.ldouble_format);
    op.to = float_format(target->kind, target->size, c->target.ldouble_format);
    if (op.from == op.to && source->size == target->size &&
        (!c->swap || op.from != MIGRT_LD_IBM))
        add_word(c, plan, s, target->size,
                 c->addresses_move && source->size == 8);
    else
        migrt_plan_append(c, plan, op);
}

static void add_pointer(migrt_converter *c, migrt_plan *plan, spot s,
                        const migrt_itype *source, const migrt_type *target)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_POINTER, 1);
    op.from = c->source.size_pointer;
    op.to = (uint8_t)sizeof(void *);
    op.elem = source->elem;
    op.target_elem = target->elem;
    migrt_plan_append(c, plan, op);
}

/* ---- structs -------------------------------------------------------------------- */

static void add(migrt_converter *c, migrt_plan *plan, spot s, uint32_t source,
                const migrt_type *target);

/* `size`: of the record it is in. */
static void add_bits(migrt_converter *c, migrt_plan *plan, spot s,
                     uint64_t size, const migrt_ifield *field,
                     const migrt_type *owner, const migrt_field *here)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_BITS, 1);
    op.name = join(c, s.name, field->name);
    op.source_bit = field->bit_offset;
    op.source_bits = field->bit_width;
    op.target_bits = here->bit_width;
    op.target_bit = migrt_probe_bits(owner, (unsigned)(here - owner->fields));
    op.is_signed = is_signed(&c->image->types[field->type]);
    if (op.source_bit == MIGRT_NO_BITS || op.target_bit == MIGRT_NO_BITS) {
        cannot(c, plan, s, size, "its bits could not be located");
        return;
    }
    op.source_bit += 8 * (uint64_t)s.source;
    op.target_bit += 8 * (uint64_t)s.target;
    op.still = !c->swap && op.source_bit == op.target_bit &&
               op.source_bits == op.target_bits;
    migrt_plan_append(c, plan, op);
}

/* An integer, or an array of them, that may hold the size of a type. */
static bool add_size(migrt_converter *c, migrt_plan *plan, spot s,
                     const struct migrt_size_node *size,
                     const migrt_itype *source, const migrt_type *target)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_SIZE, 1);
    uint64_t there = 1, here = 1;
    while (source->kind == MIGRT_K_ARRAY && target->kind == MIGRT_K_ARRAY &&
           source->elem != MIGRT_NONE && target->elem != NULL) {
        there *= source->count;
        here *= target->count;
        source = &c->image->types[source->elem];
        target = target->elem;
    }
    if (!is_integer(source->kind) || !is_integer(target->kind) ||
        source->size - 1 >= 8 || target->size - 1 >= 8 || there != here)
        return false;
    op.from = (uint8_t)source->size;
    op.to = (uint8_t)target->size;
    op.is_signed = is_signed(source);
    op.count = (size_t)there;
    op.size = size;
    migrt_plan_append(c, plan, op);
    return true;
}

const migrt_plan *migrt_plan_of_sizes(migrt_converter *c, uint32_t source,
                                      const migrt_type *target,
                                      const struct migrt_size_node *size)
{
    const spot whole = {0, 0, "", NULL};
    migrt_plan *plan = migrt_internal_alloc(sizeof *plan);
    if (plan == NULL)
        return NULL;
    plan->source = source;
    plan->target = target;
    plan->source_size = (size_t)c->image->types[source].size;
    plan->target_size = target->size;
    return add_size(c, plan, whole, size, &c->image->types[source], target)
               ? plan
               : NULL;
}

/* Arrays of numbers that hold bytes, by the user's word. */
static void add_bytes(migrt_converter *c, migrt_plan *plan, spot s,
                      const migrt_itype *source, const migrt_type *target)
{
    migrt_op op = migrt_plan_op(s, MIGRT_OP_COPY, (size_t)source->size);
    if (source->size != target->size) {
        cannot(c, plan, s, source->size,
               "it holds bytes, and has another size here");
        return;
    }
    op.still = true;
    migrt_plan_append(c, plan, op);
}

/* Numbers that the program fills with bytes, in whichever unit. */
static bool may_hold_bytes(const migrt_type *record, const char *field)
{
    size_t length = strlen(record->name);
    for (const migrt_unit *unit = migrt_here.units; unit != NULL;
         unit = unit->next)
        for (const char *const *at = unit->buffers; at != NULL && *at != NULL;
             at++)
            if (strncmp(*at, record->name, length) == 0 &&
                (*at)[length] == '.' && strcmp(*at + length + 1, field) == 0)
                return true;
    return false;
}

/* Where both would come out the same, it does not matter which they are. */
static bool add_doubted(migrt_converter *c, migrt_plan *plan, spot s,
                        const migrt_itype *source, const migrt_type *target)
{
    const migrt_plan *numbers =
        migrt_plan_of(c, (uint32_t)(source - c->image->types), target);
    if (numbers == NULL || numbers->same)
        return false;
    cannot(c, plan, s, source->size,
           "the program puts bytes into these numbers, so they may be either, "
           "and the two are converted differently: say which in migcc.toml, "
           "[[buffer]] with the member and holds = \"bytes\" or \"numbers\"");
    return true;
}

static void note_pointer(migrt_op *op, unsigned flags)
{
    op->noted |= (flags & MIGRT_F_NOTED) != 0;
    op->elements |= (uint8_t)(flags & (MIGRT_F_ONE | MIGRT_F_MANY));
}

void migrt_plan_field(migrt_converter *c, migrt_plan *plan, spot s,
                      const migrt_itype *source, unsigned index,
                      const migrt_type *target)
{
    const migrt_ifield *field = &source->fields[index];
    const migrt_field *here = migrt_field_here(source, index, target);
    const migrt_itype *type = &c->image->types[field->type];
    const struct migrt_size_node *size;
    spot inner = {s.source + (size_t)field->offset, s.target,
                  join(c, s.name, field->name), s.record};
    if ((field->flags | (here == NULL ? 0 : here->flags)) & MIGRT_F_TRANSIENT) {
        migrt_plan_append(c, plan, migrt_plan_op(inner, MIGRT_OP_SKIP, 1));
        return;
    }
    if (here == NULL && (target->flags & MIGRT_T_SYSTEM) &&
        field->name[0] == '_')
        return; /* another C library's own */
    if (here == NULL || (here->bit_width == 0) != (field->bit_width == 0)) {
        if (field->bit_width != 0)
            inner.source = s.source;
        cannot(c, plan, inner,
               field->bit_width != 0 ? source->size : type->size,
               here == NULL ? "there is no such field here"
                            : "it is a bit-field on one side only");
        return;
    }
    inner.target += here->offset;
    if (here->flags & MIGRT_F_BYTES) {
        add_bytes(c, plan, inner, type, here->type);
        return;
    }
    if (may_hold_bytes(target, field->name) &&
        add_doubted(c, plan, inner, type, here->type))
        return;
    size = migrt_size_of_field(c, source, field->name);
    if (field->bit_width != 0)
        add_bits(c, plan, s, source->size, field, target, here);
    else if (size == NULL || !add_size(c, plan, inner, size, type, here->type))
        add(c, plan, inner, field->type, here->type);
    if (plan->count > 0 &&
        plan->ops[plan->count - 1].code == MIGRT_OP_POINTER)
        note_pointer(&plan->ops[plan->count - 1], here->flags);
}

static bool has_field(const migrt_itype *type, const char *name)
{
    for (unsigned i = 0; i < type->fields_count; i++)
        if (strcmp(type->fields[i].name, name) == 0)
            return true;
    return false;
}

static void add_fields(migrt_converter *c, migrt_plan *plan, spot s,
                       const migrt_itype *source, const migrt_type *target)
{
    for (unsigned i = 0; i < source->fields_count; i++)
        migrt_plan_field(c, plan, s, source, i, target);
    if (target->flags & (MIGRT_T_SYSTEM | MIGRT_T_RECORD))
        return;
    for (unsigned i = 0; i < target->fields_count; i++)
        if (!has_field(source, target->fields[i].name))
            cannot(c, plan, s, source->size,
                   "it has a field here that the image does not know");
}

/* ---- unions --------------------------------------------------------------------- */

/* Both programs do the same, names aside. */
static bool equal_ops(const migrt_plan *a, const migrt_plan *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const migrt_op *x = &a->ops[i], *y = &b->ops[i];
        if (x->code != y->code || x->from != y->from || x->to != y->to ||
            x->source != y->source || x->target != y->target ||
            x->count != y->count ||
            (x->code != MIGRT_OP_COPY && x->code != MIGRT_OP_SWAP &&
             x->code != MIGRT_OP_POINTER &&
             (x->code != MIGRT_OP_INTEGER || x->is_signed != y->is_signed)))
            return false;
    }
    return true;
}

static void add_whole(migrt_converter *c, migrt_plan *plan,
                      const migrt_plan *member)
{
    for (size_t i = 0; i < member->count; i++)
        migrt_plan_append(c, plan, member->ops[i]);
}

/* Bytes that stay what they are unless a pointer among them has to change. */
static bool keeps(const migrt_op *op)
{
    if (op->source != op->target || op->wide)
        return false;
    switch (op->code) {
    case MIGRT_OP_POINTER:
    case MIGRT_OP_KEEP:
        return true;
    case MIGRT_OP_PLAN:
        return op->plan->in_place;
    case MIGRT_OP_SELECT:
        return migrt_choice_in_place(op->choice);
    default:
        return op->still;
    }
}

/* The active member is not known. So: bytes that mean the same under every
 * member are converted; bytes that keep their meaning unless a pointer has to
 * change are kept; all else is refused unless it is zero, which every member
 * agrees on. */
void migrt_plan_union(migrt_converter *c, migrt_plan *plan,
                      const migrt_itype *source, const migrt_type *target)
{
    const spot whole = {0, 0, "", NULL};
    const migrt_plan *first = NULL;
    bool equal = true, keep = source->size == target->size;
    migrt_plan *members = migrt_internal_alloc(sizeof *members);
    if (members == NULL) {
        migrt_fail(c->error, "no memory for conversion plans");
        return;
    }
    members->source_size = (size_t)source->size;
    for (unsigned i = 0; i < source->fields_count; i++) {
        migrt_plan *member = migrt_internal_alloc(sizeof *member);
        if (member == NULL)
            continue;
        migrt_plan_field(c, member, whole, source, i, target);
        for (size_t j = 0; j < member->count; j++)
            keep &= keeps(&member->ops[j]);
        keep &= !c->swap && c->source.size_pointer == sizeof(void *);
        add_whole(c, members, member);
        equal &= first == NULL || equal_ops(first, member);
        if (first == NULL)
            first = member;
    }
    if (equal && first != NULL) {
        add_whole(c, plan, first);
    } else if (keep) {
        migrt_op op = migrt_plan_op(whole, MIGRT_OP_KEEP, (size_t)source->size);
        op.plan = members;
        migrt_plan_append(c, plan, op);
    } else {
        char why[400];
        snprintf(why, sizeof why,
                 "which member of %s is in use is not known, and they are not "
                 "equally wide: name its selector with MIGRT_UNION(record, "
                 "member, self->tag, MIGRT_CASE(...)) or [[union]] in "
                 "migcc.toml",
                 source->name);
        cannot(c, plan, whole, source->size, keep_text(c, why));
    }
}

/* ---- arrays --------------------------------------------------------------------- */

/* The element's one operation covers it entirely, so a run of elements is one
 * operation too. */
static bool is_run(const migrt_plan *plan)
{
    const migrt_op *op = plan->ops;
    if (plan->count != 1 || op->source != 0 || op->target != 0)
        return false;
    switch (op->code) {
    case MIGRT_OP_COPY:
        return op->count == plan->source_size && op->count == plan->target_size;
    case MIGRT_OP_SWAP:
    case MIGRT_OP_INTEGER:
    case MIGRT_OP_POINTER:
        return op->count * op->from == plan->source_size &&
               op->count * (op->code == MIGRT_OP_SWAP ? op->from : op->to) ==
                   plan->target_size;
    default:
        return false;
    }
}

static uint64_t count_of(const migrt_itype *type)
{
    return type->kind == MIGRT_K_COMPLEX ? 2 : type->count;
}

static void add_array(migrt_converter *c, migrt_plan *plan, spot s,
                      const migrt_itype *source, const migrt_type *target)
{
    uint64_t here = target->kind == MIGRT_K_COMPLEX ? 2 : target->count;
    uint64_t there = count_of(source), both = there < here ? there : here;
    const migrt_plan *elem = migrt_plan_of(c, source->elem, target->elem);
    migrt_op op = migrt_plan_op(s, MIGRT_OP_PLAN, (size_t)both);
    if (elem == NULL || both > SIZE_MAX / 32)
        return;
    op.plan = elem;
    if (both > 0 && is_run(elem)) {
        op = elem->ops[0];
        op.source = s.source;
        op.target = s.target;
        op.name = s.name;
        op.count *= (size_t)both;
    }
    if (both > 0 && elem->count > 0)
        migrt_plan_append(c, plan, op);
    s.source += (size_t)both * elem->source_size;
    cannot(c, plan, s, (there - both) * elem->source_size,
           "the array is shorter here");
}

/* ---- any pair ------------------------------------------------------------------- */

static const char *mismatch(migrt_converter *c, const migrt_itype *source,
                            const migrt_type *target)
{
    char text[300];
    snprintf(text, sizeof text, "its type is %s in the image and %s here",
             source->name, target->name);
    return keep_text(c, text);
}

static const char *opaque(migrt_converter *c, const migrt_itype *type)
{
    char text[300];
    snprintf(text, sizeof text,
             "the format of %s is not the same on every machine: restore on "
             "one with the ABI of the image, or keep the value in another type "
             "while a capture may come",
             type->name);
    return keep_text(c, text);
}

void migrt_plan_nested(migrt_converter *c, migrt_plan *plan, spot s,
                       uint32_t source, const migrt_type *target)
{
    const migrt_plan *inner = migrt_plan_of(c, source, target);
    migrt_op op = migrt_plan_op(s, MIGRT_OP_PLAN, 1);
    if (inner == NULL)
        return;
    op.plan = inner;
    if (inner->count > INLINE_OPS || migrt_has_pointees(target) ||
        migrt_has_outside(target)) {
        migrt_plan_append(c, plan, op);
        return;
    }
    for (size_t i = 0; i < inner->count; i++) {
        op = inner->ops[i];
        op.source += s.source;
        op.target += s.target;
        op.source_bit += 8 * (uint64_t)s.source;
        op.target_bit += 8 * (uint64_t)s.target;
        op.name = join(c, s.name, op.name);
        migrt_plan_append(c, plan, op);
    }
}

static bool is_record(unsigned kind)
{
    return kind == MIGRT_K_STRUCT || kind == MIGRT_K_UNION;
}

/* A union with a selector, a struct one of which lies in, or any other. */
static void add_record(migrt_converter *c, migrt_plan *plan, spot s,
                       uint32_t source, const migrt_type *target)
{
    const migrt_selector *select = migrt_select_at(s, target);
    const migrt_itype *type = &c->image->types[source];
    if (select != NULL)
        migrt_plan_select(c, plan, s, select, source, target);
    else if (type->kind == MIGRT_K_STRUCT && migrt_select_within(s, target))
        add_fields(c, plan, s, type, target);
    else
        migrt_plan_nested(c, plan, s, source, target);
}

static bool has_elements(unsigned kind)
{
    return kind == MIGRT_K_ARRAY || kind == MIGRT_K_VECTOR ||
           kind == MIGRT_K_COMPLEX;
}

static void add(migrt_converter *c, migrt_plan *plan, spot s, uint32_t source,
                const migrt_type *target)
{
    const migrt_itype *type = &c->image->types[source];
    if (is_integer(type->kind) && is_integer(target->kind))
        add_integer(c, plan, s, type, target);
    else if (is_float(type->kind) && is_float(target->kind))
        add_float(c, plan, s, type, target);
    else if (type->kind == MIGRT_K_POINTER && target->kind == MIGRT_K_POINTER)
        add_pointer(c, plan, s, type, target);
    else if (has_elements(type->kind) && type->kind == target->kind &&
             target->elem != NULL)
        add_array(c, plan, s, type, target);
    else if (is_record(type->kind) && type->kind == target->kind)
        add_record(c, plan, s, source, target);
    else if (c->same_bytes && type->kind == target->kind &&
             type->size == target->size && type->kind != MIGRT_K_VALIST)
        add_still(c, plan, s, target->size);
    else
        cannot(c, plan, s, type->size,
               type->kind == MIGRT_K_VALIST && target->kind == MIGRT_K_VALIST
                   ? "a va_list cannot be moved: capture where none is in use"
               : type->kind == MIGRT_K_OPAQUE && target->kind == MIGRT_K_OPAQUE
                   ? opaque(c, type)
                   : mismatch(c, type, target));
}

void migrt_plan_classify(const migrt_converter *c, migrt_plan *plan)
{
    bool words = !c->swap && c->source.size_pointer == sizeof(void *);
    bool still = plan->source_size == plan->target_size;
    bool in_place = still;
    for (size_t i = 0; i < plan->count; i++) {
        const migrt_op *op = &plan->ops[i];
        const migrt_plan *inner = op->code == MIGRT_OP_PLAN ? op->plan : NULL;
        bool placed = op->source == op->target;
        placed &= !op->wide;
        still &= placed && (op->still || (inner != NULL && inner->same));
        in_place &=
            placed && (op->still || (inner != NULL && inner->in_place) ||
                       (op->code == MIGRT_OP_POINTER && words) ||
                       op->code == MIGRT_OP_KEEP ||
                       (op->code == MIGRT_OP_SELECT &&
                        migrt_choice_in_place(op->choice)));
        plan->pointers |= op->code == MIGRT_OP_POINTER ||
                          op->code == MIGRT_OP_KEEP ||
                          op->code == MIGRT_OP_SELECT ||
                          (inner != NULL && inner->pointers);
    }
    plan->same = still;
    plan->in_place = in_place;
}

/* A union may say itself what is in use: what its members have in common at
 * their beginning (C11 6.5.2.3p6). */
static void add_any_union(migrt_converter *c, migrt_plan *plan, spot whole)
{
    const migrt_type *target = plan->target;
    const migrt_selector *select = migrt_select_at(whole, target);
    if (select != NULL)
        migrt_plan_select(c, plan, whole, select, plan->source, target);
    else
        migrt_plan_union(c, plan, &c->image->types[plan->source], target);
}

static void fill(migrt_converter *c, migrt_plan *plan)
{
    const migrt_itype *type = &c->image->types[plan->source];
    const spot whole = {0, 0, "", plan};
    if (type->kind == MIGRT_K_STRUCT && plan->target->kind == MIGRT_K_STRUCT)
        add_fields(c, plan, whole, type, plan->target);
    else if (type->kind == MIGRT_K_UNION && plan->target->kind == MIGRT_K_UNION)
        add_any_union(c, plan, whole);
    else
        add(c, plan, whole, plan->source, plan->target);
    migrt_plan_settle(plan);
    migrt_plan_classify(c, plan);
}

/* ---- the table ------------------------------------------------------------------ */

static size_t slot_of(const migrt_converter *c, uint32_t source,
                      const migrt_type *target)
{
    uint64_t key = (uintptr_t)target * UINT64_C(0x9E3779B97F4A7C15);
    key ^= source * UINT64_C(0xC2B2AE3D27D4EB4F);
    return (size_t)(key >> 20) & (c->table_room - 1);
}

static void remember(migrt_converter *c, migrt_plan *plan)
{
    const migrt_plan **slot;
    if (c->plans_count == c->plans_room) {
        size_t room = c->plans_room * 2 + 64;
        const migrt_plan **plans =
            migrt_internal_realloc((void *)c->plans, room * sizeof *plans);
        if (plans == NULL) {
            migrt_fail(c->error, "no memory for conversion plans");
            return;
        }
        c->plans = plans;
        c->plans_room = room;
    }
    plan->id = (uint32_t)c->plans_count;
    c->plans[c->plans_count++] = plan;
    slot = &c->table[slot_of(c, plan->source, plan->target)];
    plan->next = *slot;
    *slot = plan;
}

const migrt_plan *migrt_plan_of(migrt_converter *c, uint32_t source,
                                const migrt_type *target)
{
    const migrt_plan *found = c->table[slot_of(c, source, target)];
    migrt_plan *plan;
    while (found != NULL &&
           (found->source != source || found->target != target))
        found = found->next;
    if (found != NULL)
        return found;
    plan = migrt_internal_alloc(sizeof *plan);
    if (plan == NULL || c->image->types[source].size > SIZE_MAX / 4) {
        migrt_fail(c->error, "no memory for conversion plans");
        return NULL;
    }
    plan->source = source;
    plan->target = target;
    plan->source_size = (size_t)c->image->types[source].size;
    plan->target_size = target->size;
    fill(c, plan);
    remember(c, plan);
    return plan;
}
