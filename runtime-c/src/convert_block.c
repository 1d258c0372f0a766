#include "convert_block.h"

#include "convert_field.h"
#include "heap.h"
#include "pointers_carve.h"

#include <string.h>

/* More than any alignment asks for at the end of a struct: more is missing only
 * in a damaged image, which must not make us take memory. */
enum { MOST_PADDING = 65536 };

/* ---- shapes ----------------------------------------------------------------------- */

/* The array at the end of a struct type; NULL if there is none. */
static const migrt_ifield *last_array(const migrt_converter *c,
                                      const migrt_plan *plan)
{
    const migrt_itype *type = &c->image->types[plan->source];
    const migrt_ifield *last;
    if (type->kind != MIGRT_K_STRUCT || type->fields_count == 0)
        return NULL;
    last = &type->fields[type->fields_count - 1];
    return c->image->types[last->type].kind == MIGRT_K_ARRAY &&
                   last->bit_width == 0
               ? last
               : NULL;
}

/* One header, then more elements of its last array. */
static bool shape_flexible(migrt_converter *c, migrt_shape *shape,
                           const migrt_ifield *last)
{
    const migrt_plan *plan = shape->plan;
    const migrt_itype *array = &c->image->types[last->type];
    const migrt_itype *type = &c->image->types[plan->source];
    const migrt_field *here =
        migrt_field_here(type, (unsigned)(last - type->fields), plan->target);
    if (here == NULL || here->type->kind != MIGRT_K_ARRAY ||
        here->type->elem == NULL || here->type->count != array->count)
        return false;
    shape->tail = migrt_plan_of(c, array->elem, here->type->elem);
    if (shape->tail == NULL || shape->tail->source_size == 0)
        return false;
    shape->count = 1;
    shape->source_tail = last->offset + array->count * shape->tail->source_size;
    shape->target_tail = here->offset + array->count * shape->tail->target_size;
    if (shape->source_size > shape->source_tail)
        shape->tail_count = (shape->source_size - shape->source_tail) /
                            shape->tail->source_size;
    shape->target_size =
        shape->target_tail + shape->tail_count * shape->tail->target_size;
    if (shape->target_size < plan->target_size)
        shape->target_size = plan->target_size;
    return true;
}

/* One header, then bytes. */
static void shape_bytes_after(migrt_shape *shape)
{
    shape->count = 1;
    shape->source_tail = shape->plan->source_size;
    shape->target_tail = shape->plan->target_size;
    shape->tail_count = shape->source_size - shape->source_tail;
    shape->target_size = shape->target_tail + shape->tail_count;
}

static void shape_array(migrt_shape *shape)
{
    shape->count = shape->source_size / shape->plan->source_size;
    shape->target_size = shape->count * shape->plan->target_size;
}

static void shape_raw(migrt_shape *shape, const char *doubt)
{
    shape->plan = NULL;
    shape->tail_count = shape->source_size;
    shape->target_size = shape->source_size;
    shape->doubt = doubt;
}

migrt_shape migrt_shape_of(migrt_converter *c, const migrt_plan *plan,
                           uint64_t size, bool header)
{
    migrt_shape shape = {.plan = plan, .source_size = size};
    const migrt_ifield *last;
    bool whole, flexible;
    if (plan == NULL || plan->source_size == 0) {
        shape_raw(&shape, NULL);
        return shape;
    }
    last = last_array(c, plan);
    whole = size % plan->source_size == 0;
    flexible = last != NULL && c->image->types[last->type].count == 0;
    /* `struct { ...; T last[1]; }` allocated with room for more */
    if (last != NULL && (header || flexible || !whole) &&
        shape_flexible(c, &shape, last))
        return shape;
    if (header && size >= plan->source_size) {
        shape_bytes_after(&shape);
    } else if (whole) {
        shape_array(&shape);
    } else if (plan->same) {
        shape_raw(&shape, NULL);
    } else {
        shape_raw(&shape, "its size is no multiple of its type's: write "
                          "sizeof (type) + n for a header with data behind "
                          "it, or give it its type with MIGRT_TYPED");
    }
    return shape;
}

/* Bytes behind the last whole element are padding of the allocation, unless an
 * array at the end of the type goes on there. */
static migrt_shape shape_of_second(migrt_converter *c, uint64_t size,
                                   const migrt_second *second)
{
    const migrt_ifield *last = last_array(c, second->plan);
    migrt_shape shape = {.source_size = size};
    if (second->header ||
        (last != NULL && c->image->types[last->type].count == 0))
        shape = migrt_shape_of(c, second->plan, size, true);
    if (shape.plan != NULL)
        return shape;
    shape = (migrt_shape){.plan = second->plan, .source_size = size};
    shape_array(&shape);
    return shape;
}

migrt_shape migrt_shape_of_two(migrt_converter *c, const migrt_plan *plan,
                               uint64_t size, const migrt_second *second)
{
    const uint64_t offset = second->offset;
    migrt_shape shape = {.plan = plan, .count = 1, .source_size = offset};
    migrt_shape inner = shape_of_second(c, size - offset, second);
    if (offset >= plan->source_size || last_array(c, plan) != NULL)
        shape = migrt_shape_of(c, plan, offset, true);
    shape.payload = (migrt_payload){
        .plan = inner.plan, .count = inner.count, .tail = inner.tail,
        .tail_count = inner.tail_count, .source_tail = inner.source_tail,
        .target_tail = inner.target_tail, .source = offset,
        .target = second->here, .source_size = inner.source_size,
        .target_size = inner.target_size,
    };
    shape.source_size = size;
    shape.target_size = second->here + inner.target_size;
    return shape;
}

migrt_shape migrt_shape_behind(const migrt_shape *shape)
{
    const migrt_payload *p = &shape->payload;
    return (migrt_shape){
        .plan = p->plan, .count = p->count, .tail = p->tail,
        .tail_count = p->tail_count, .source_tail = p->source_tail,
        .target_tail = p->target_tail, .source_size = p->source_size,
        .target_size = p->target_size,
    };
}

bool migrt_shape_same(const migrt_shape *shape)
{
    migrt_shape behind = migrt_shape_behind(shape);
    return shape->carving == NULL && shape->plan != NULL && shape->plan->same &&
           (shape->tail == NULL ||
            (shape->tail->same && shape->source_tail == shape->target_tail)) &&
           (behind.plan == NULL ||
            (shape->payload.source == shape->payload.target &&
             migrt_shape_same(&behind)));
}

/* The padding that the header ends in may be among what is left. */
void migrt_shape_keep_rest(migrt_shape *shape)
{
    uint64_t used, padding;
    if (shape->tail == NULL || shape->plan == NULL)
        return;
    used = shape->source_tail + shape->tail_count * shape->tail->source_size;
    padding = shape->plan->source_size > shape->source_tail
                  ? shape->plan->source_size - shape->source_tail
                  : 0;
    if (shape->source_size <= used + padding)
        return;
    shape->rest = shape->source_size - used;
    shape->target_size += shape->rest;
}

void migrt_shape_guessed(const migrt_converter *c, migrt_shape *shape)
{
    const migrt_ifield *last =
        shape->plan == NULL ? NULL : last_array(c, shape->plan);
    const migrt_itype *array, *element;
    if (c->same_bytes || last == NULL || last->offset == 0 ||
        shape->tail != NULL || shape->count < 2)
        return;
    array = &c->image->types[last->type];
    element = &c->image->types[array->elem];
    if (array->count == 1 || element->kind == MIGRT_K_POINTER)
        shape->doubt = "only a pointer tells what it is, and that may be "
                       "several such structs as well as one that goes on with "
                       "elements of its last member: give it its type with "
                       "MIGRT_TYPED or migcc.toml";
}

static bool payload_in_place(const migrt_shape *shape)
{
    migrt_shape behind = migrt_shape_behind(shape);
    return behind.plan == NULL ||
           (shape->payload.source == shape->payload.target &&
            migrt_shape_in_place(&behind));
}

bool migrt_shape_in_place(const migrt_shape *shape)
{
    if (shape->carving != NULL || !payload_in_place(shape))
        return false;
    if (shape->source_size > shape->target_size || shape->doubt != NULL)
        return false;
    if (shape->plan != NULL && !shape->plan->in_place)
        return false;
    return shape->tail == NULL || shape->tail_count == 0 ||
           (shape->tail->in_place && shape->source_tail == shape->target_tail);
}

/* ---- converting -------------------------------------------------------------------- */

static void check_doubt(migrt_converter *c, const migrt_shape *shape,
                        const unsigned char *source)
{
    for (uint64_t i = 0; i < shape->source_size; i++)
        if (source[i] != 0) {
            migrt_refuse_here(c, NULL, 0, "%s", shape->doubt);
            return;
        }
}

static void convert_rest(migrt_converter *c, const migrt_shape *shape,
                         const unsigned char *source, unsigned char *target)
{
    const unsigned char *from = source + shape->source_size - shape->rest;
    unsigned char *to = target + shape->target_size - shape->rest;
    for (uint64_t i = 0; i < shape->rest; i++) {
        if (from[i] != 0 && !c->same_bytes) {
            migrt_refuse_here(c, NULL, 0,
                              "it ends in %llu bytes behind the elements of "
                              "its last member, and nothing says what they are",
                              (unsigned long long)shape->rest);
            return;
        }
        to[i] = from[i];
    }
}

/* May `size` bytes be an element of the plan whose padding is missing? */
static bool is_padded(const migrt_shape *shape, uint64_t size)
{
    return shape->plan->source_size <= size + MOST_PADDING;
}

/* A header that is allocated shorter than its type: its padding is missing. */
static void convert_short(migrt_converter *c, const migrt_shape *shape,
                          const unsigned char *source, unsigned char *target)
{
    size_t size = shape->plan->source_size;
    unsigned char *padded;
    if (!is_padded(shape, shape->source_size)) {
        migrt_refuse_here(c, NULL, 0, "it is smaller than its type");
        return;
    }
    padded = migrt_internal_alloc(size);
    if (padded == NULL) {
        migrt_fail(c->error, "no memory to convert a block");
        return;
    }
    memcpy(padded, source, (size_t)shape->source_size);
    migrt_convert(c, shape->plan, padded, target, 1);
    migrt_internal_free(padded);
}

/* Its plan and tail may be longer than the part of the block that is theirs:
 * what follows there is the payload's. */
static void convert_two(migrt_converter *c, const migrt_shape *shape,
                        const unsigned char *source, unsigned char *target)
{
    migrt_shape front = *shape, behind = migrt_shape_behind(shape);
    size_t from = (size_t)shape->payload.source,
           to = (size_t)shape->payload.target;
    unsigned char *before, *after;
    if (!is_padded(shape, from)) {
        migrt_refuse_here(c, NULL, 0, "it is smaller than its type");
        return;
    }
    front.payload.plan = NULL;
    front.source_size = shape->payload.source;
    before = migrt_internal_alloc(from + front.plan->source_size);
    after = migrt_internal_alloc(to + front.plan->target_size);
    if (before == NULL || after == NULL) {
        migrt_fail(c->error, "no memory to convert a block");
    } else {
        memcpy(before, source, from);
        migrt_shape_convert(c, &front, before, after);
        memcpy(target, after, to);
        migrt_shape_convert(c, &behind, source + from, target + to);
    }
    migrt_internal_free(before);
    migrt_internal_free(after);
}

void migrt_shape_convert(migrt_converter *c, const migrt_shape *shape,
                         const unsigned char *source, unsigned char *target)
{
    if (shape->carving != NULL) {
        migrt_carving_convert(c, shape->carving, source, target);
        return;
    }
    if (shape->payload.plan != NULL) {
        convert_two(c, shape, source, target);
        return;
    }
    if (shape->doubt != NULL)
        check_doubt(c, shape, source);
    if (shape->plan != NULL && shape->count == 1 &&
        shape->source_size < shape->plan->source_size)
        convert_short(c, shape, source, target);
    else if (shape->plan != NULL)
        migrt_convert(c, shape->plan, source, target, shape->count);
    convert_rest(c, shape, source, target);
    if (shape->tail_count == 0 || c->error->set)
        return;
    source += shape->source_tail;
    target += shape->target_tail;
    if (shape->tail == NULL)
        memcpy(target, source, (size_t)shape->tail_count);
    else
        migrt_convert(c, shape->tail, source, target, shape->tail_count);
}

void migrt_shape_patch(migrt_converter *c, const migrt_shape *shape,
                       const unsigned char *source, unsigned char *target)
{
    if (shape->payload.plan != NULL || shape->carving != NULL) {
        migrt_shape_convert(c, shape, source, target);
        return;
    }
    if (shape->plan != NULL && shape->source_size >= shape->plan->source_size)
        migrt_convert_in_place(c, shape->plan, source, target, shape->count);
    else if (shape->plan != NULL && shape->plan->pointers)
        migrt_shape_convert(c, shape, source, target);
    convert_rest(c, shape, source, target);
    if (shape->tail != NULL && shape->tail_count > 0)
        migrt_convert_in_place(c, shape->tail, source + shape->source_tail,
                               target + shape->target_tail, shape->tail_count);
}

static void visit_front(migrt_converter *c, const migrt_shape *shape,
                        const unsigned char *source, uint64_t size,
                        migrt_visit *visit, void *context)
{
    unsigned char *padded;
    if (size >= shape->plan->source_size) {
        migrt_each_pointer(c, shape->plan, source, shape->count, visit,
                           context);
        return;
    }
    if (!is_padded(shape, size))
        return; /* refused when it is converted */
    padded = migrt_image_array(shape->plan->source_size, 1, c->error);
    if (padded == NULL)
        return;
    memcpy(padded, source, (size_t)size);
    migrt_each_pointer(c, shape->plan, padded, 1, visit, context);
    migrt_internal_free(padded);
}

void migrt_shape_each_pointer(migrt_converter *c, const migrt_shape *shape,
                              const unsigned char *source, migrt_visit *visit,
                              void *context)
{
    if (shape->carving != NULL) {
        migrt_carving_visit(c, shape->carving, source, visit, context);
        return;
    }
    uint64_t front =
        shape->payload.plan == NULL ? shape->source_size : shape->payload.source;
    if (shape->plan != NULL && shape->count > 0 && shape->plan->pointers)
        visit_front(c, shape, source, front, visit, context);
    if (shape->tail != NULL)
        migrt_each_pointer(c, shape->tail, source + shape->source_tail,
                           shape->tail_count, visit, context);
    if (shape->payload.plan != NULL) {
        migrt_shape behind = migrt_shape_behind(shape);
        migrt_shape_each_pointer(c, &behind, source + shape->payload.source,
                                 visit, context);
    }
}

/* ---- offsets ----------------------------------------------------------------------- */

typedef struct cursor {
    const migrt_itype *source;
    const migrt_type *target;
    uint64_t offset; /* still to be resolved in `source` */
    uint64_t here;   /* already found */
} cursor;

static void descend(const migrt_converter *c, cursor *at, uint32_t source,
                    const migrt_type *target)
{
    at->source = &c->image->types[source];
    at->target = target;
}

/* The last field that begins at or before the offset; in a union the first one
 * that reaches so far. */
static const migrt_ifield *field_at(const migrt_converter *c,
                                    const migrt_itype *type, uint64_t offset)
{
    const migrt_ifield *best = NULL;
    for (unsigned i = 0; i < type->fields_count; i++) {
        const migrt_ifield *field = &type->fields[i];
        if (field->bit_width != 0 || field->offset > offset)
            continue;
        if (type->kind == MIGRT_K_UNION) {
            if (offset <= c->image->types[field->type].size)
                return field;
        } else if (best == NULL || field->offset >= best->offset) {
            best = field;
        }
    }
    return best;
}

static bool enter_field(const migrt_converter *c, cursor *at)
{
    const migrt_ifield *field = field_at(c, at->source, at->offset);
    const migrt_field *here;
    if (field == NULL || at->target->kind != at->source->kind)
        return false;
    here = migrt_field_here(
        at->source, (unsigned)(field - at->source->fields), at->target);
    if (here == NULL)
        return false;
    at->here += here->offset;
    at->offset -= field->offset;
    descend(c, at, field->type, here->type);
    return true;
}

static bool enter_element(const migrt_converter *c, cursor *at)
{
    const migrt_itype *elem;
    if (at->source->elem == MIGRT_NONE || at->target->elem == NULL)
        return false;
    elem = &c->image->types[at->source->elem];
    if (elem->size == 0)
        return false;
    at->here += at->offset / elem->size * at->target->elem->size;
    at->offset %= elem->size;
    descend(c, at, at->source->elem, at->target->elem);
    return true;
}

/* A byte inside a scalar that is narrower here. Where the scalar is aligned to 8
 * bytes here too, the offset can only be a flag in the three lowest bits. */
static bool lost(const cursor *at)
{
    return at->target->size > 0 && at->offset > at->target->size &&
           (at->offset >= 8 || at->here % 8 != 0);
}

uint64_t migrt_offset(const migrt_converter *c, uint32_t source,
                      const migrt_type *target, uint64_t offset)
{
    cursor at = {&c->image->types[source], target, offset, 0};
    while (at.offset > 0) {
        bool inside;
        if (at.offset >= at.source->size && at.source->size > 0 &&
            at.source->kind != MIGRT_K_ARRAY)
            return at.here + at.target->size + (at.offset - at.source->size);
        switch (at.source->kind) {
        case MIGRT_K_STRUCT:
        case MIGRT_K_UNION:
            inside = enter_field(c, &at);
            break;
        case MIGRT_K_ARRAY:
        case MIGRT_K_VECTOR:
        case MIGRT_K_COMPLEX:
            inside = enter_element(c, &at);
            break;
        default:
            inside = false;
        }
        if (!inside)
            break;
    }
    return lost(&at) ? MIGRT_NO_OFFSET
                                                   : at.here + at.offset;
}

static uint64_t from(uint64_t base, uint64_t offset)
{
    return offset == MIGRT_NO_OFFSET ? MIGRT_NO_OFFSET : base + offset;
}

uint64_t migrt_shape_offset(const migrt_converter *c, const migrt_shape *shape,
                            uint64_t offset)
{
    const migrt_plan *plan = shape->plan;
    uint64_t element;
    if (shape->carving != NULL)
        return migrt_carving_offset(c, shape->carving, offset);
    if (shape->payload.plan != NULL && offset >= shape->payload.source) {
        migrt_shape behind = migrt_shape_behind(shape);
        return from(shape->payload.target,
                    migrt_shape_offset(c, &behind,
                                       offset - shape->payload.source));
    }
    if (shape->tail_count > 0 && offset >= shape->source_tail) {
        offset -= shape->source_tail;
        if (shape->tail == NULL)
            return shape->target_tail + offset;
        element = offset / shape->tail->source_size;
        return from(shape->target_tail + element * shape->tail->target_size,
                    migrt_offset(c, shape->tail->source, shape->tail->target,
                                 offset % shape->tail->source_size));
    }
    if (plan == NULL)
        return offset;
    element = offset / plan->source_size;
    return from(element * plan->target_size,
                migrt_offset(c, plan->source, plan->target,
                             offset % plan->source_size));
}

bool migrt_is_number(const migrt_itype *type)
{
    return type->kind == MIGRT_K_SINT || type->kind == MIGRT_K_UINT ||
           type->kind == MIGRT_K_FLOAT || type->kind == MIGRT_K_ENUM;
}

static const migrt_itype *leaf(const migrt_converter *c, uint32_t index,
                               uint64_t offset)
{
    const migrt_itype *type = &c->image->types[index];
    const migrt_ifield *field;
    for (;;) {
        switch (type->kind) {
        case MIGRT_K_STRUCT:
            field = field_at(c, type, offset);
            if (field == NULL)
                return NULL;
            offset -= field->offset;
            type = &c->image->types[field->type];
            break;
        case MIGRT_K_ARRAY:
        case MIGRT_K_VECTOR:
        case MIGRT_K_COMPLEX:
            type = &c->image->types[type->elem];
            if (type->size == 0)
                return NULL;
            offset %= type->size;
            break;
        default:
            return offset < type->size && type->kind != MIGRT_K_UNION ? type
                                                                      : NULL;
        }
    }
}

const migrt_itype *migrt_shape_leaf(const migrt_converter *c,
                                    const migrt_shape *shape, uint64_t offset)
{
    const migrt_plan *plan = shape->plan;
    if (shape->carving != NULL)
        return migrt_carving_leaf(c, shape->carving, offset);
    if (shape->payload.plan != NULL && offset >= shape->payload.source) {
        migrt_shape behind = migrt_shape_behind(shape);
        return migrt_shape_leaf(c, &behind, offset - shape->payload.source);
    }
    if (shape->tail_count > 0 && offset >= shape->source_tail) {
        plan = shape->tail;
        offset -= shape->source_tail;
    }
    return plan == NULL || plan->source_size == 0
               ? NULL
               : leaf(c, plan->source, offset % plan->source_size);
}
