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
 * itself, does it say that characters stand there (a name behind its header),
 * as `char *s = malloc(n)` does. Where the user says both that objects are found
 * through pointers alone and that the rest of the block is bytes (`untyped =
 * "bytes"`), every character pointer into it says so, and what nothing accounts
 * for is moved as it is, behind the piece it followed.
 *
 * Pieces keep their order here, but not their distances, and the program may
 * compute an offset again instead of following a pointer. What it computes
 * there must be what is done here. So a piece has a place for certain only if
 * no byte lies unclaimed before it and every rounding (to 1, 2, .. 16) that
 * explains its offset at the sender gives the same offset here. Where they
 * differ, the user says that objects are found through pointers alone
 * (`parts = "pointed"`); then each is aligned as its type asks and, as far as
 * its offset was, to 8.
 *
 * What is refused (pointers_carve_run.c): claims that contradict each other,
 * places that are not certain, bytes other than zero that no pointer accounts
 * for, and objects that may be a larger struct than their pointer says.
 *
 * A block's layout decides which of its bytes are pointers, those claim places
 * in other blocks, and a wrong view of a block claims places wrongly. So
 * pointers_infer.c follows all pointers again, with the layouts found, until
 * none changes. */
#include "pointers_carve.h"

#include "heap.h"
#include "pointers_infer.h"
#include "types.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDED = 8, MOST_ROUNDED = 16 };

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
    carving->size = carving->target_size = block->size;
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
                         migrt_claim claim)
{
    for (size_t i = 0; i < carving->claims_count; i++)
        if (carving->claims[i].offset == claim.offset &&
            carving->claims[i].plan == claim.plan) {
            carving->claims[i].elements |= claim.elements;
            return false;
        }
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
    carving->claims[carving->claims_count++] = claim;
    return true;
}

/* ---- pieces ----------------------------------------------------------------------- */

/* A piece while it grows. */
typedef struct growing {
    uint64_t offset, least; /* bytes it surely has */
    const migrt_plan *plan; /* NULL: characters */
    bool one;               /* no array */
    bool many;              /* as many as have room, by the user's word */
    bool unknown;           /* before the first claim */
    bool array;             /* its allocation says so */
    bool told;              /* one object by its selector: bytes behind it */
    bool undecided;         /* its selector has no case for it */
} growing;

typedef struct layout {
    migrt_converter *c;
    migrt_carving *carving;
    growing *pieces;
    size_t count;
    const unsigned char *bytes; /* of the block */
    uint64_t size;
    bool pointed; /* its objects are found through pointers alone */
    bool loose;   /* what is between them is bytes */
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

static void contradict_itself(layout *l)
{
    char text[200];
    if (!l->carving->belied || l->carving->conflict != NULL)
        return;
    snprintf(text, sizeof text,
             "something at offset %llu that has no room there, or is no part "
             "of what begins before it",
             (unsigned long long)l->carving->inside);
    l->carving->conflict = migrt_internal_strdup(text);
}

static void begin(layout *l, uint64_t offset, const migrt_plan *plan, bool one)
{
    growing *piece = &l->pieces[l->count++];
    const migrt_plan *variant =
        plan == NULL || migrt_variants_of(plan->target) == NULL
            ? NULL
            : migrt_variant(l->c, plan, l->bytes + offset, l->size - offset,
                            0);
    if (variant != NULL) {
        plan = variant;
        one = true;
    }
    memset(piece, 0, sizeof *piece);
    piece->offset = offset;
    piece->plan = plan;
    piece->one = one;
    piece->told = variant != NULL;
    piece->undecided = variant == NULL && plan != NULL &&
                       migrt_variants_of(plan->target) != NULL;
    piece->least = plan == NULL ? 1 : plan->source_size;
}

static void count(layout *l, growing *piece, const migrt_claim *claim);

static void begin_claimed(layout *l, const migrt_claim *claim, bool one)
{
    begin(l, claim->offset, claim->plan, one);
    count(l, &l->pieces[l->count - 1], claim);
}

static bool is_flexible(const layout *l, const migrt_plan *plan)
{
    const migrt_itype *type = type_of(l, plan), *last;
    if (type->kind != MIGRT_K_STRUCT || type->fields_count == 0)
        return false;
    last = &l->c->image->types[type->fields[type->fields_count - 1].type];
    return last->kind == MIGRT_K_ARRAY && last->count <= 1;
}

/* One object, or as many as have room: what a note says of a pointer. */
static void count(layout *l, growing *piece, const migrt_claim *claim)
{
    char text[200];
    piece->one |= (claim->elements & MIGRT_F_ONE) != 0;
    piece->many |= (claim->elements & MIGRT_F_MANY) != 0;
    if (!piece->one || !piece->many || l->carving->conflict != NULL)
        return;
    snprintf(text, sizeof text,
             "one %s and as many as have room, at offset %llu",
             type_of(l, claim->plan)->name, (unsigned long long)claim->offset);
    l->carving->conflict = migrt_internal_strdup(text);
}

/* A claim inside the object that begins the piece. */
static void claim_within(layout *l, growing *piece, const migrt_claim *claim)
{
    const migrt_image *image = l->c->image;
    uint64_t offset = claim->offset - piece->offset;
    if (migrt_type_has(image, type_of(l, piece->plan), offset,
                       type_of(l, claim->plan))) {
        if (offset == 0 &&
            piece->plan->source_size == claim->plan->source_size)
            count(l, piece, claim);
        return;
    }
    if (offset == 0 && !piece->array && !piece->told &&
        migrt_type_has(image, type_of(l, claim->plan), 0,
                       type_of(l, piece->plan))) {
        l->count--;
        begin_claimed(l, claim, piece->one);
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
    if (array && migrt_type_alike(l->c->image, type, claimed) && offset % type->size == 0)
        piece->least = offset + type->size;
    else if (is_flexible(l, piece->plan) &&
             migrt_type_has(l->c->image,
                            &l->c->image->types[type->fields
                                                    [type->fields_count - 1]
                                                        .type],
                            offset - type->fields[type->fields_count - 1].offset,
                            claimed))
        piece->least = offset + claimed->size;
    else if (array && (claimed->kind == MIGRT_K_STRUCT || piece->many) &&
             migrt_type_has(l->c->image, type, offset, claimed))
        piece->least = offset + claimed->size;
    else
        begin_claimed(l, claim, false);
}

static void take(layout *l, const migrt_claim *claim)
{
    growing *piece = l->count > 0 ? &l->pieces[l->count - 1] : NULL;
    if (piece == NULL) {
        if (claim->offset > 0) {
            begin(l, 0, NULL, false);
            l->pieces[0].unknown = true;
        }
        begin_claimed(l, claim, false);
    } else if (claim->plan == NULL) {
        if (piece->plan != NULL &&
            claim->offset - piece->offset >= piece->least)
            begin(l, claim->offset, NULL, false);
    } else if (piece->plan == NULL) {
        if (piece->offset == claim->offset)
            l->count--;
        begin_claimed(l, claim, false);
    } else if (claim->offset - piece->offset < piece->least) {
        claim_within(l, piece, claim);
    } else {
        claim_behind(l, piece, claim);
    }
}

/* ---- places here ------------------------------------------------------------------ */

/* Elements that pointers tell of. */
static uint64_t surely(const growing *piece)
{
    return (piece->least + piece->plan->source_size - 1) /
           piece->plan->source_size;
}

/* What only a pointer tells is an array where it fills its place, and where what
 * stands there can be such elements. */
static bool fills(layout *l, const growing *piece, uint64_t bytes)
{
    size_t size = piece->plan->source_size;
    uint64_t count = bytes / size, sure = surely(piece);
    return bytes % size == 0 &&
           (count <= sure ||
            migrt_elements_believable(l->c, piece->plan,
                                      l->bytes + piece->offset + sure * size,
                                      count - sure));
}

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
    if (!piece->array && !piece->many && !fills(l, piece, bytes))
        shape.count = surely(piece);
    if (piece->one)
        shape.count = 1;
    if (shape.count > bytes / piece->plan->source_size)
        shape.count = bytes / piece->plan->source_size;
    shape.source_size = shape.count * piece->plan->source_size;
    shape.target_size = shape.count * piece->plan->target_size;
    if (!piece->array && !piece->many && shape.count > surely(piece))
        migrt_shape_guessed(l->c, &shape);
    return shape;
}

static uint64_t up(uint64_t at, uint64_t align)
{
    return (at + align - 1) / align * align;
}

static uint64_t larger_of(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t align_there(const layout *l, const growing *piece)
{
    return piece->plan == NULL ? 1
                               : larger_of(type_of(l, piece->plan)->align, 1);
}

static uint64_t align_here(const growing *piece)
{
    return piece->plan == NULL ? 1 : larger_of(piece->plan->target->align, 1);
}

/* Where a program finds it that looks only at pointers. */
static uint64_t pointed_place(const growing *piece, uint64_t at)
{
    uint64_t rounded = piece->offset & (~piece->offset + 1);
    if (rounded > ROUNDED || rounded == 0)
        rounded = ROUNDED;
    return up(at, larger_of(align_here(piece), rounded));
}

/* Where a program that computes its offset finds it: `there` and `here` is
 * where what stands before it ends. False: that depends on how it rounds. */
static bool computed_place(const layout *l, const growing *piece,
                           uint64_t there, uint64_t here, uint64_t *place)
{
    bool found = false;
    if (there != piece->offset)
        return false;
    for (uint64_t r = 1; r <= MOST_ROUNDED; r *= 2) {
        uint64_t at = up(here, larger_of(r, align_here(piece)));
        if (up(there, larger_of(r, align_there(l, piece))) != piece->offset)
            continue;
        if (found && at != *place)
            return false;
        *place = at;
        found = true;
    }
    return found;
}

/* Puts a piece behind the one before it, which ends at `there` and `here`. */
static void put(const layout *l, const growing *from, migrt_piece *piece,
                uint64_t there, uint64_t here)
{
    piece->source = from->offset;
    piece->counted = from->array || from->one || from->many;
    piece->told = from->told || piece->counted;
    piece->unknown = from->unknown;
    piece->undecided = from->undecided;
    if (there == here && align_there(l, from) == align_here(from)) {
        piece->target = from->offset; /* as far as here nothing has moved */
        return;
    }
    piece->uncertain =
        !computed_place(l, from, there, here, &piece->target) &&
        !l->pointed;
    if (l->pointed || piece->uncertain)
        piece->target = pointed_place(from, here);
}

uint64_t migrt_shape_used(const migrt_shape *shape)
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

/* Unclaimed zeros at the end of a block may be an object that is larger here:
 * no type grows to more than twice its size from 32 to 64 bits. */
static uint64_t room_at_end(const migrt_converter *c, uint64_t slack)
{
    return c->source.size_pointer < sizeof(void *) ? 2 * slack : slack;
}

static void place(layout *l, uint64_t size)
{
    uint64_t there = 0, here = 0, mark = 1;
    for (size_t i = 0; i < l->count; i++) {
        const growing *from = &l->pieces[i];
        migrt_piece *piece = &l->carving->pieces[i];
        uint64_t end = i + 1 < l->count ? l->pieces[i + 1].offset : size;
        uint64_t used;
        put(l, from, piece, there, here);
        piece->loose = l->loose;
        piece->shape = shape_of(l, from, end - from->offset);
        used = from->unknown ? 0 : migrt_shape_used(&piece->shape);
        piece->slack =
            end - from->offset > used ? end - from->offset - used : 0;
        there = from->offset + used;
        here = piece->target + (from->unknown ? 0 : piece->shape.target_size);
        if (there == here) /* nothing has moved: what is not claimed stays */
            there = here = end;
        else if (l->loose && there < end) { /* the bytes behind it go along */
            here += end - there;
            there = end;
        }
        mark = mix(mix(mark, from->offset),
                   from->plan == NULL ? 0 : (uint64_t)from->plan->id + 1);
        mark = mix(mark, (from->one ? 1u : 0u) | (from->many ? 2u : 0u));
        if (i + 1 == l->count)
            here += room_at_end(l->c, end - there);
    }
    l->carving->count = l->count;
    l->carving->target_size = larger_of(here, size);
    l->carving->mark = mark;
}

/* Only one type, and nothing at the beginning: an array that is pointed into. */
static bool uniform(const migrt_carving *carving, uint64_t size)
{
    const migrt_claim *all = carving->claims;
    if (carving->claims_count == 0 || all[0].plan == NULL ||
        all[0].offset % all[0].plan->source_size != 0 ||
        size % all[0].plan->source_size != 0)
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
                          const unsigned char *bytes, const migrt_base *base)
{
    layout l = {.c = c, .carving = carving, .bytes = bytes,
                .size = block->size, .pointed = base->pointed,
                .loose = base->bytes};
    uint64_t before = carving->mark;
    if (!room_for_pieces(c, carving, &l))
        return false;
    migrt_internal_free(carving->conflict);
    carving->conflict = NULL;
    qsort(carving->claims, carving->claims_count, sizeof *carving->claims,
          by_offset);
    if (base->plan != NULL && base->plan->source_size > 0 &&
        base->plan->source_size <= block->size) {
        begin(&l, 0, base->plan, base->one);
        l.pieces[0].array = base->array;
    }
    if (l.count == 0 && uniform(carving, block->size))
        begin(&l, 0, carving->claims[0].plan, false);
    for (size_t i = 0; i < carving->claims_count; i++)
        take(&l, &carving->claims[i]);
    contradict_itself(&l);
    if (l.count == 0) {
        begin(&l, 0, NULL, false);
        l.pieces[0].unknown = true;
    }
    place(&l, block->size);
    migrt_internal_free(l.pieces);
    return carving->mark != before;
}

void migrt_carving_describe(const migrt_converter *c,
                            const migrt_carving *carving, char *text,
                            size_t room)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < carving->count && used + 1 < room; i++) {
        const migrt_piece *piece = &carving->pieces[i];
        const char *name =
            piece->unknown             ? "bytes no pointer tells"
            : piece->shape.plan == NULL ? "characters"
                                        : c->image->types[piece->shape.plan->source].name;
        int length = snprintf(text + used, room - used, "%s%s at %llu",
                              i > 0 ? ", " : "", name,
                              (unsigned long long)piece->source);
        if (length < 0)
            break;
        used += (size_t)length;
    }
}
