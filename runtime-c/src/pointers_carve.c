/* Blocks that hold several objects behind one another.
 *
 * Goal: `p = malloc(size_of_page + sizeof(struct header) + extra)` and then
 * objects at offsets the program computes. No allocation says what is where,
 * but every object the program can reach is reached through a pointer with a
 * type, so the pointers into a block tell its layout: each claims that an
 * object of its type begins at its offset.
 *
 * Claims in order of their offsets are cut into pieces. A claim that falls into
 * the object before it must name a part of that (a member, an element, its
 * base); one behind it is another element of an array, or begins a new piece.
 * A character pointer says nothing by itself, for any object may be looked at
 * as bytes; only where an object points with one into its own block, behind
 * itself, does it say that characters stand there (a name behind its header).
 *
 * Pieces keep their order here. Each is aligned as its type asks and, as far as
 * its offset was at the sender, to 8: programs that compute such offsets round
 * them so.
 *
 * What is refused: claims that contradict each other, and bytes other than
 * zero between pieces that are no padding. Nothing is known of them, and a
 * guess would be silent.
 *
 * A block's layout decides which of its bytes are pointers, those claim places
 * in other blocks, and a wrong view of a block claims places wrongly. So
 * pointers_infer.c follows all pointers again, with the layouts found, until
 * none changes. */
#include "pointers_carve.h"

#include "heap.h"
#include "types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDED = 8 };

/* ---- the table ------------------------------------------------------------------ */

migrt_carving *migrt_carving_of(const migrt_converter *c,
                                const migrt_iblock *block)
{
    const uint32_t *numbers = c->pointers->placed[block->segment].carving;
    if (numbers == NULL || numbers[block->slot] == 0)
        return NULL;
    return c->pointers->carvings[numbers[block->slot] - 1];
}

static bool room_for_one(migrt_converter *c)
{
    migrt_pointers *p = c->pointers;
    size_t room = p->carvings_room * 2 + 16;
    migrt_carving **all;
    if (p->carvings_count < p->carvings_room)
        return true;
    all = migrt_internal_realloc(p->carvings, room * sizeof *all);
    if (all == NULL)
        return migrt_fail(c->error, "no memory for the layout of blocks");
    p->carvings = all;
    p->carvings_room = room;
    return true;
}

migrt_carving *migrt_carve(migrt_converter *c, const migrt_iblock *block)
{
    uint32_t **numbers = &c->pointers->placed[block->segment].carving;
    migrt_carving *carving = migrt_carving_of(c, block);
    if (carving != NULL)
        return carving;
    if (*numbers == NULL)
        *numbers = migrt_image_array(c->image->segments[block->segment]
                                         .slot_count,
                                     sizeof **numbers, c->error);
    if (*numbers == NULL || !room_for_one(c))
        return NULL;
    carving = migrt_internal_alloc(sizeof *carving);
    if (carving == NULL) {
        migrt_fail(c->error, "no memory for the layout of blocks");
        return NULL;
    }
    carving->segment = block->segment;
    carving->slot = block->slot;
    c->pointers->carvings[c->pointers->carvings_count++] = carving;
    (*numbers)[block->slot] = (uint32_t)c->pointers->carvings_count;
    return carving;
}

void migrt_carvings_free(migrt_converter *c)
{
    migrt_pointers *p = c->pointers;
    for (size_t i = 0; i < p->carvings_count; i++) {
        migrt_internal_free(p->carvings[i]->claims);
        migrt_internal_free(p->carvings[i]->pieces);
        migrt_internal_free(p->carvings[i]->conflict);
        migrt_internal_free(p->carvings[i]);
    }
    migrt_internal_free(p->carvings);
}

bool migrt_carving_claim(migrt_converter *c, migrt_carving *carving,
                         uint64_t offset, const migrt_plan *plan)
{
    for (size_t i = 0; i < carving->claims_count; i++)
        if (carving->claims[i].offset == offset &&
            carving->claims[i].plan == plan)
            return false;
    if (carving->claims_count == carving->claims_room) {
        size_t room = carving->claims_room * 2 + 8;
        migrt_claim *all =
            migrt_internal_realloc(carving->claims, room * sizeof *all);
        if (all == NULL) {
            migrt_fail(c->error, "no memory for the layout of blocks");
            return false;
        }
        carving->claims = all;
        carving->claims_room = room;
    }
    carving->claims[carving->claims_count].offset = offset;
    carving->claims[carving->claims_count++].plan = plan;
    return true;
}

/* ---- types in types -------------------------------------------------------------- */

bool migrt_type_equal(const migrt_itype *a, const migrt_itype *b)
{
    return a == b || (a->kind == b->kind && a->size == b->size &&
                      a->fields_count == b->fields_count &&
                      strcmp(a->name, b->name) == 0);
}

static bool is_integer(const migrt_itype *type)
{
    return type->kind == MIGRT_K_SINT || type->kind == MIGRT_K_UINT ||
           type->kind == MIGRT_K_ENUM;
}

/* Equal in what a conversion does with it. */
static bool alike(const migrt_image *image, const migrt_itype *a,
                  const migrt_itype *b)
{
    if (a->kind == MIGRT_K_POINTER && b->kind == MIGRT_K_POINTER &&
        a->elem != MIGRT_NONE && b->elem != MIGRT_NONE)
        return a->elem == b->elem || migrt_type_equal(&image->types[a->elem],
                                                      &image->types[b->elem]);
    return migrt_type_equal(a, b) ||
           (a->size == b->size &&
            is_integer(a) && is_integer(b));
}

static bool field_has(const migrt_image *image, const migrt_ifield *field,
                      uint64_t offset, const migrt_itype *inner)
{
    const migrt_itype *type = &image->types[field->type];
    bool flexible = type->kind == MIGRT_K_ARRAY && type->count == 0;
    return field->bit_width == 0 && field->offset <= offset &&
           (flexible || offset - field->offset < type->size) &&
           migrt_type_has(image, type, offset - field->offset, inner);
}

bool migrt_type_has(const migrt_image *image, const migrt_itype *outer,
                    uint64_t offset, const migrt_itype *inner)
{
    if (outer->kind != MIGRT_K_ARRAY && outer->size > 0)
        offset %= outer->size;
    if (offset == 0 && alike(image, outer, inner))
        return true;
    if (outer->kind == MIGRT_K_STRUCT || outer->kind == MIGRT_K_UNION) {
        for (unsigned i = 0; i < outer->fields_count; i++)
            if (field_has(image, &outer->fields[i], offset, inner))
                return true;
        return false;
    }
    return outer->kind == MIGRT_K_ARRAY && outer->elem != MIGRT_NONE &&
           migrt_type_has(image, &image->types[outer->elem], offset, inner);
}

/* ---- pieces ----------------------------------------------------------------------- */

/* A piece while it grows. */
typedef struct growing {
    uint64_t offset, least; /* bytes it surely has */
    const migrt_plan *plan; /* NULL: characters */
    bool one;               /* no array */
    bool unknown;           /* before the first claim */
    bool array;             /* its allocation says so */
    bool told;              /* one object by its selector: bytes behind it */
} growing;

typedef struct layout {
    migrt_converter *c;
    migrt_carving *carving;
    growing *pieces;
    size_t count;
    const unsigned char *bytes; /* of the block */
    uint64_t size;
} layout;

static const migrt_itype *type_of(const layout *l, const migrt_plan *plan)
{
    return &l->c->image->types[plan->source];
}

static int by_offset(const void *a, const void *b)
{
    const migrt_claim *x = a, *y = b;
    size_t left = x->plan == NULL ? 0 : x->plan->source_size;
    size_t right = y->plan == NULL ? 0 : y->plan->source_size;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if (left != right)
        return left > right ? -1 : 1;
    return 0;
}

static void contradict(layout *l, const growing *piece, const migrt_claim *claim)
{
    char text[300];
    if (l->carving->conflict != NULL)
        return;
    snprintf(text, sizeof text,
             "%s at offset %llu, but there is %s from offset %llu on",
             type_of(l, claim->plan)->name, (unsigned long long)claim->offset,
             piece->plan == NULL ? "characters" : type_of(l, piece->plan)->name,
             (unsigned long long)piece->offset);
    l->carving->conflict = migrt_internal_strdup(text);
}

static void begin(layout *l, uint64_t offset, const migrt_plan *plan, bool one)
{
    growing *piece = &l->pieces[l->count++];
    const migrt_plan *variant =
        plan == NULL || migrt_variants_of(plan->target) == NULL
            ? NULL
            : migrt_variant(l->c, plan, l->bytes + offset, l->size - offset);
    if (variant != NULL) {
        plan = variant;
        one = true;
    }
    memset(piece, 0, sizeof *piece);
    piece->offset = offset;
    piece->plan = plan;
    piece->one = one;
    piece->told = variant != NULL;
    piece->least = plan == NULL ? 1 : plan->source_size;
}

static bool is_flexible(const layout *l, const migrt_plan *plan)
{
    const migrt_itype *type = type_of(l, plan), *last;
    if (type->kind != MIGRT_K_STRUCT || type->fields_count == 0)
        return false;
    last = &l->c->image->types[type->fields[type->fields_count - 1].type];
    return last->kind == MIGRT_K_ARRAY && last->count <= 1;
}

/* A claim inside the object that begins the piece. */
static void claim_within(layout *l, growing *piece, const migrt_claim *claim)
{
    const migrt_image *image = l->c->image;
    uint64_t offset = claim->offset - piece->offset;
    if (migrt_type_has(image, type_of(l, piece->plan), offset,
                       type_of(l, claim->plan)))
        return;
    if (offset == 0 && migrt_type_has(image, type_of(l, claim->plan), 0,
                                      type_of(l, piece->plan))) {
        piece->plan = claim->plan;
        piece->least = claim->plan->source_size;
        return;
    }
    contradict(l, piece, claim);
}

/* A claim behind it: an element of the same array, or the next piece. */
static void claim_behind(layout *l, growing *piece, const migrt_claim *claim)
{
    uint64_t offset = claim->offset - piece->offset;
    const migrt_itype *type = type_of(l, piece->plan);
    const migrt_itype *claimed = type_of(l, claim->plan);
    bool array = !piece->one && !is_flexible(l, piece->plan);
    if (array && alike(l->c->image, type, claimed) && offset % type->size == 0)
        piece->least = offset + type->size;
    else if (is_flexible(l, piece->plan) &&
             migrt_type_has(l->c->image,
                            &l->c->image->types[type->fields
                                                    [type->fields_count - 1]
                                                        .type],
                            offset - type->fields[type->fields_count - 1].offset,
                            claimed))
        piece->least = offset + claimed->size;
    else if (array && claimed->kind == MIGRT_K_STRUCT &&
             migrt_type_has(l->c->image, type, offset, claimed))
        piece->least = offset + claimed->size;
    else
        begin(l, claim->offset, claim->plan, false);
}

static void take(layout *l, const migrt_claim *claim)
{
    growing *piece = l->count > 0 ? &l->pieces[l->count - 1] : NULL;
    if (piece == NULL) {
        if (claim->offset > 0) {
            begin(l, 0, NULL, false);
            l->pieces[0].unknown = true;
        }
        begin(l, claim->offset, claim->plan, false);
    } else if (claim->plan == NULL) {
        if (piece->plan != NULL &&
            claim->offset - piece->offset >= piece->least)
            begin(l, claim->offset, NULL, false);
    } else if (piece->plan == NULL) {
        if (piece->offset == claim->offset)
            l->count--;
        begin(l, claim->offset, claim->plan, false);
    } else if (claim->offset - piece->offset < piece->least) {
        claim_within(l, piece, claim);
    } else {
        claim_behind(l, piece, claim);
    }
}

/* ---- places here ------------------------------------------------------------------ */

static migrt_shape shape_of(layout *l, const growing *piece, uint64_t bytes)
{
    migrt_shape shape = {.source_size = bytes, .target_size = bytes,
                         .tail_count = bytes};
    if (piece->plan == NULL)
        return shape;
    if (is_flexible(l, piece->plan) || piece->told)
        return migrt_shape_of(l->c, piece->plan, bytes, true);
    shape.plan = piece->plan;
    shape.tail_count = 0;
    shape.count = bytes / piece->plan->source_size;
    /* what only a pointer tells is an array where it fills its place */
    if (!piece->array && bytes % piece->plan->source_size != 0)
        shape.count = (piece->least + piece->plan->source_size - 1) /
                      piece->plan->source_size;
    if (piece->one)
        shape.count = 1;
    if (shape.count > bytes / piece->plan->source_size)
        shape.count = bytes / piece->plan->source_size;
    shape.source_size = shape.count * piece->plan->source_size;
    shape.target_size = shape.count * piece->plan->target_size;
    return shape;
}

static uint64_t alignment(const growing *piece)
{
    uint64_t rounded = piece->offset & (~piece->offset + 1);
    uint64_t own = piece->plan == NULL || piece->plan->target->align == 0
                       ? 1
                       : piece->plan->target->align;
    if (rounded > ROUNDED || rounded == 0)
        rounded = ROUNDED;
    return own > rounded ? own : rounded;
}

static uint64_t bytes_used(const migrt_shape *shape)
{
    if (shape->plan != NULL && shape->tail == NULL && shape->tail_count > 0)
        return shape->source_tail + shape->tail_count;
    if (shape->tail != NULL)
        return shape->source_tail +
               shape->tail_count * shape->tail->source_size;
    return shape->source_size;
}

static uint64_t mix(uint64_t mark, uint64_t value)
{
    return (mark ^ value) * UINT64_C(0x100000001b3);
}

static void place(layout *l, uint64_t size)
{
    uint64_t at = 0, mark = 1;
    for (size_t i = 0; i < l->count; i++) {
        const growing *from = &l->pieces[i];
        migrt_piece *piece = &l->carving->pieces[i];
        uint64_t end = i + 1 < l->count ? l->pieces[i + 1].offset : size;
        uint64_t align = alignment(from), used;
        piece->source = from->offset;
        piece->target = (at + align - 1) / align * align;
        piece->shape = shape_of(l, from, end - from->offset);
        used = bytes_used(&piece->shape);
        piece->slack =
            end - from->offset > used ? end - from->offset - used : 0;
        if (from->unknown)
            piece->slack = end;
        at = piece->target + piece->shape.target_size;
        if (piece->slack >= ROUNDED && !from->unknown)
            at += piece->slack;
        mark = mix(mix(mark, from->offset),
                   from->plan == NULL ? 0 : (uint64_t)from->plan->id + 1);
    }
    l->carving->count = l->count;
    l->carving->target_size = at > size ? at : size;
    l->carving->mark = mark;
}

/* Only one type, and nothing at the beginning: an array that is pointed into. */
static bool uniform(const migrt_carving *carving)
{
    const migrt_claim *all = carving->claims;
    if (carving->claims_count == 0 || all[0].plan == NULL ||
        all[0].offset % all[0].plan->source_size != 0)
        return false;
    for (size_t i = 1; i < carving->claims_count; i++)
        if (all[i].plan != NULL && all[i].plan != all[0].plan)
            return false;
    return true;
}

static bool room_for_pieces(migrt_converter *c, migrt_carving *carving,
                            layout *l)
{
    size_t most = carving->claims_count + 2;
    l->pieces = migrt_internal_alloc(most * sizeof *l->pieces);
    migrt_internal_free(carving->pieces);
    carving->pieces = migrt_internal_alloc(most * sizeof *carving->pieces);
    if (l->pieces != NULL && carving->pieces != NULL)
        return true;
    migrt_internal_free(l->pieces);
    carving->count = 0;
    return migrt_fail(c->error, "no memory for the layout of blocks");
}

bool migrt_carving_settle(migrt_converter *c, migrt_carving *carving,
                          const migrt_iblock *block,
                          const unsigned char *bytes, const migrt_plan *base,
                          bool header)
{
    layout l = {.c = c, .carving = carving, .bytes = bytes,
                .size = block->size};
    uint64_t before = carving->mark;
    if (!room_for_pieces(c, carving, &l))
        return false;
    migrt_internal_free(carving->conflict);
    carving->conflict = NULL;
    qsort(carving->claims, carving->claims_count, sizeof *carving->claims,
          by_offset);
    if (base != NULL && base->source_size > 0) {
        begin(&l, 0, base, header);
        l.pieces[0].array = !header;
    }
    if (l.count == 0 && uniform(carving))
        begin(&l, 0, carving->claims[0].plan, false);
    for (size_t i = 0; i < carving->claims_count; i++)
        take(&l, &carving->claims[i]);
    if (l.count == 0) {
        begin(&l, 0, NULL, false);
        l.pieces[0].unknown = true;
    }
    place(&l, block->size);
    migrt_internal_free(l.pieces);
    return carving->mark != before;
}

/* ---- at work ----------------------------------------------------------------------- */

static bool all_zero(const unsigned char *bytes, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

/* No pointer is in these bytes that would have to change. */
static bool stays(migrt_converter *c, const unsigned char *bytes,
                  uint64_t count)
{
    unsigned width = c->source.size_pointer;
    for (uint64_t i = 0; c->same_bytes && i + width <= count; i += width)
        if (!migrt_pointer_stays(
                c, migrt_load_integer(bytes + i, width,
                                      c->source.byte_order == 2, false)))
            return false;
    return c->same_bytes;
}

static uint64_t address_of(const migrt_converter *c,
                           const migrt_carving *carving)
{
    const migrt_isegment *segment = &c->image->segments[carving->segment];
    return segment->address + (uint64_t)carving->slot * segment->slot_size;
}

/* Bytes between two pieces of which all that is not zero is the address of the
 * block itself: no number is that by chance. Its distance to the piece that
 * follows stays (a name is found behind such a pointer). */
static bool back_pointers(migrt_converter *c, const migrt_carving *carving,
                          const migrt_piece *piece, const unsigned char *source,
                          uint64_t from, unsigned char *target)
{
    const migrt_piece *next = piece + 1;
    unsigned width = c->source.size_pointer;
    uint64_t own = address_of(c, carving), at = from;
    migrt_iblock block = {.segment = carving->segment, .slot = carving->slot,
                          .address = own};
    uintptr_t here = migrt_block_target(c, &block);
    if (next == carving->pieces + carving->count)
        return false;
    while (at < next->source) {
        uint64_t behind = next->source - at - width;
        bool word = at % width == 0 && at + width <= next->source &&
                    migrt_load_integer(source + at, width,
                                       c->source.byte_order == 2, false) == own;
        if (word && next->target >= piece->target + behind + sizeof here)
            memcpy(target + next->target - behind - sizeof here, &here,
                   sizeof here);
        else if (source[at] != 0)
            return false;
        at += word ? width : 1;
    }
    return true;
}

static void carry_slack(migrt_converter *c, const migrt_carving *carving,
                        const migrt_piece *piece, const unsigned char *source,
                        unsigned char *target)
{
    const migrt_piece *last = &carving->pieces[carving->count - 1];
    bool unknown = piece->shape.plan == NULL && piece->slack > 0;
    uint64_t used = unknown ? 0 : bytes_used(&piece->shape);
    uint64_t from = piece->source + used;
    if ((!unknown && piece != last && piece->slack < ROUNDED) ||
        all_zero(source + from, piece->slack) ||
        back_pointers(c, carving, piece, source, from, target))
        return;
    if (stays(c, source + from, piece->slack)) {
        memcpy(target + piece->target + used, source + from,
               (size_t)piece->slack);
        return;
    }
    migrt_refuse_here(c, NULL, 0,
                      "it holds several objects, and of its bytes %llu to %llu "
                      "(%s%s) no pointer tells what they are: point to them "
                      "with the type they have, or name it in migcc.toml",
                      (unsigned long long)from,
                      (unsigned long long)(from + piece->slack - 1),
                      unknown ? "at its beginning" : "after ",
                      unknown ? ""
                      : piece->shape.plan == NULL
                          ? "characters"
                          : c->image->types[piece->shape.plan->source].name);
}

void migrt_carving_convert(migrt_converter *c, const migrt_carving *carving,
                           const unsigned char *source, unsigned char *target)
{
    if (carving->conflict != NULL && !c->same_bytes) {
        migrt_refuse_here(c, NULL, 0,
                          "it is pointed to in ways that contradict each "
                          "other: as %s; give it its type with MIGRT_TYPED or "
                          "migcc.toml",
                          carving->conflict);
        return;
    }
    for (size_t i = 0; i < carving->count && !c->error->set; i++) {
        const migrt_piece *piece = &carving->pieces[i];
        if (piece->slack > 0)
            carry_slack(c, carving, piece, source, target);
        if (piece->shape.plan != NULL)
            c->where.type = c->image->types[piece->shape.plan->source].name;
        migrt_shape_convert(c, &piece->shape, source + piece->source,
                            target + piece->target);
    }
}

static const migrt_piece *piece_at(const migrt_carving *carving,
                                   uint64_t offset)
{
    const migrt_piece *found = &carving->pieces[0];
    for (size_t i = 1;
         i < carving->count && carving->pieces[i].source <= offset; i++)
        found = &carving->pieces[i];
    return found;
}

uint64_t migrt_carving_offset(const migrt_converter *c,
                              const migrt_carving *carving, uint64_t offset)
{
    const migrt_piece *piece;
    if (carving->count == 0)
        return offset;
    piece = piece_at(carving, offset);
    return piece->target +
           migrt_shape_offset(c, &piece->shape, offset - piece->source);
}

static void visit_run(migrt_converter *c, const migrt_plan *plan,
                      const unsigned char *source, uint64_t count,
                      migrt_visit *visit, void *context)
{
    if (plan != NULL && count > 0)
        migrt_each_pointer(c, plan, source, count, visit, context);
}

void migrt_carving_visit(migrt_converter *c, const migrt_carving *carving,
                         const unsigned char *source, migrt_visit *visit,
                         void *context)
{
    for (size_t i = 0; i < carving->count; i++) {
        const migrt_shape *shape = &carving->pieces[i].shape;
        const unsigned char *at = source + carving->pieces[i].source;
        if (shape->plan != NULL &&
            shape->source_size >= shape->plan->source_size)
            visit_run(c, shape->plan, at, shape->count, visit, context);
        visit_run(c, shape->tail, at + shape->source_tail, shape->tail_count,
                  visit, context);
    }
}
