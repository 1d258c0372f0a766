/* Blocks that hold several objects, at work: what is refused, what moves. */
#include "pointers_carve.h"

#include "heap.h"
#include "pointers_infer.h"
#include "types.h"

#include <string.h>

static uint64_t up_to(uint64_t at, uint64_t align)
{
    return (at + align - 1) / align * align;
}

static const char *piece_name(const migrt_converter *c,
                              const migrt_piece *piece)
{
    return piece->shape.plan == NULL
               ? "characters"
               : c->image->types[piece->shape.plan->source].name;
}

static uint64_t word_at(const migrt_converter *c, const unsigned char *at)
{
    return migrt_load_integer(at, c->source.size_pointer,
                              c->source.byte_order == 2, false);
}

/* No pointer is in these bytes that would have to change. */
static bool stays(migrt_converter *c, const unsigned char *bytes,
                  uint64_t count)
{
    unsigned width = c->source.size_pointer;
    for (uint64_t i = 0; c->same_bytes && i + width <= count; i += width)
        if (!migrt_pointer_stays(c, word_at(c, bytes + i)))
            return false;
    return c->same_bytes;
}

/* Where the user calls the rest of a block bytes, what a pointer tells may still
 * be an array that ends before its place does, as for alignment: elements moved
 * as bytes would be wrong wherever they have to be converted. */
static bool may_go_on(const migrt_piece *piece)
{
    const migrt_plan *plan = piece->shape.plan;
    return piece->loose && plan != NULL && !piece->counted && !plan->same &&
           piece->slack >= plan->source_size;
}

static void refuse_count(migrt_converter *c, const migrt_piece *piece,
                         uint64_t from)
{
    migrt_refuse_here(c, NULL, 0,
                      "at offset %llu it holds %s, and of the bytes from %llu "
                      "to %llu nothing tells whether they are more of that or "
                      "plain bytes: name a member that points there in "
                      "migcc.toml, [[pointer]] with elements = \"many\" or "
                      "\"one\"",
                      (unsigned long long)piece->source, piece_name(c, piece),
                      (unsigned long long)from,
                      (unsigned long long)(from + piece->slack - 1));
}

/* Bytes behind a piece that no pointer accounts for. That they are few does not
 * make them padding: allocators give zeros, and a program does not write
 * padding between objects. They move only where they can stay as they are
 * whatever they are; a word that happens to be an address is no exception. */
static void carry_slack(migrt_converter *c, const migrt_piece *piece,
                        const unsigned char *source, unsigned char *target)
{
    uint64_t used = piece->unknown ? 0 : migrt_shape_used(&piece->shape);
    uint64_t from = piece->source + used;
    uint64_t to = piece->target +
                  (piece->unknown ? 0 : piece->shape.target_size);
    if (migrt_all_zero(source + from, piece->slack))
        return;
    if (may_go_on(piece)) {
        refuse_count(c, piece, from);
        return;
    }
    if (piece->loose ||
        (from == to && stays(c, source + from, piece->slack))) {
        memcpy(target + to, source + from, (size_t)piece->slack);
        return;
    }
    migrt_refuse_here(c, NULL, 0,
                      "it holds several objects, and of its bytes %llu to %llu "
                      "(%s%s) no pointer tells what they are: point to them "
                      "with the type they have, or name it in migcc.toml",
                      (unsigned long long)from,
                      (unsigned long long)(from + piece->slack - 1),
                      piece->unknown ? "before any other" : "after ",
                      piece->unknown ? "" : piece_name(c, piece));
}

/* Characters by an object's own `char *`: as much text as what `char *s =
 * malloc(n)` gives. A typed pointer to anything in them would have made it a
 * piece; where only such a pointer was cast again at each use, a pointer among
 * the characters gives it away. */
static void check_text(migrt_converter *c, const migrt_piece *piece,
                       const unsigned char *source)
{
    unsigned width = c->source.size_pointer;
    uint64_t at = up_to(piece->source, width);
    uint64_t end = piece->source + piece->shape.source_size;
    migrt_iblock block;
    for (; at + width <= end; at += width) {
        uint64_t value = word_at(c, source + at);
        if (!migrt_find_block(c->image, value, &block) ||
            value != block.address || migrt_pointer_stays(c, value))
            continue;
        migrt_refuse_here(c, NULL, 0,
                          "an object in it points to characters from offset "
                          "%llu on, but at %llu there is the address of a "
                          "block: point to what stands there with its type, or "
                          "name it in migcc.toml",
                          (unsigned long long)piece->source,
                          (unsigned long long)at);
        return;
    }
}

static void check_place(migrt_converter *c, const migrt_piece *piece)
{
    if (piece->uncertain && !c->same_bytes)
        migrt_refuse_here(
            c, NULL, 0,
            "it holds several objects, and where %s from offset %llu begins "
            "here depends on how the program computes it: if it finds the "
            "objects through pointers alone, say parts = \"pointed\" of the "
            "allocating function in migcc.toml",
            piece_name(c, piece), (unsigned long long)piece->source);
}

/* A struct its pointer tells, with room for a larger one that begins with it:
 * as with whole blocks, nobody can say which it is. */
static void check_larger(migrt_converter *c, const migrt_piece *piece)
{
    const migrt_plan *plan = piece->shape.plan;
    const char *other;
    if (plan == NULL || piece->told || c->same_bytes ||
        c->image->types[plan->source].kind != MIGRT_K_STRUCT ||
        (piece->slack == 0 && piece->shape.count <= 1))
        return;
    other = migrt_larger_type(&c->image->types[plan->source]);
    if (other != NULL)
        migrt_refuse_here(c, NULL, 0,
                          "at offset %llu it holds %s, or a %s, which begins "
                          "with that; nothing tells which it is: point to it "
                          "with the type it has",
                          (unsigned long long)piece->source,
                          piece_name(c, piece), other);
}

static void check_decided(migrt_converter *c, const migrt_piece *piece)
{
    const migrt_type *type;
    if (!piece->undecided)
        return;
    type = piece->shape.plan->target;
    migrt_refuse_here(c, NULL, 0,
                      "at offset %llu it holds %s, and what that really is the "
                      "selector `%s` (%s:%u) does not say: its value has no "
                      "case there, or the block is smaller than its type",
                      (unsigned long long)piece->source, type->name,
                      migrt_variants_of(type)->text,
                      migrt_variants_of(type)->file,
                      migrt_variants_of(type)->line);
}

/* Pointers that contradict each other tell nothing. What needs no conversion
 * may stay as it is all the same: no view of it would change a byte. */
static void contradictory(migrt_converter *c, const migrt_carving *carving,
                          const unsigned char *source, unsigned char *target)
{
    if (carving->size == carving->target_size &&
        stays(c, source, carving->size))
        memcpy(target, source, (size_t)carving->size);
    else
        migrt_refuse_here(c, NULL, 0,
                          "it is pointed to in ways that contradict each "
                          "other: as %s; give it its type with MIGRT_TYPED or "
                          "migcc.toml",
                          carving->conflict);
}

static void convert_piece(migrt_converter *c, const migrt_piece *piece,
                          const unsigned char *source, unsigned char *target)
{
    check_place(c, piece);
    check_larger(c, piece);
    check_decided(c, piece);
    if (piece->slack > 0)
        carry_slack(c, piece, source, target);
    if (piece->unknown || c->error->set)
        return;
    if (piece->shape.plan == NULL)
        check_text(c, piece, source);
    else
        c->where.type = piece_name(c, piece);
    migrt_shape_convert(c, &piece->shape, source + piece->source,
                        target + piece->target);
}

void migrt_carving_convert(migrt_converter *c, const migrt_carving *carving,
                           const unsigned char *source, unsigned char *target)
{
    if (carving->conflict != NULL) {
        contradictory(c, carving, source, target);
        return;
    }
    for (size_t i = 0; i < carving->count && !c->error->set; i++)
        convert_piece(c, &carving->pieces[i], source, target);
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

bool migrt_carving_begins(const migrt_carving *carving, uint64_t offset)
{
    for (size_t i = 0; i < carving->count; i++)
        if (carving->pieces[i].source == offset)
            return true;
    return false;
}

uint64_t migrt_carving_offset(const migrt_converter *c,
                              const migrt_carving *carving, uint64_t offset)
{
    const migrt_piece *piece;
    uint64_t inside, used;
    if (carving->count == 0)
        return offset;
    piece = piece_at(carving, offset);
    used = piece->unknown ? 0 : migrt_shape_used(&piece->shape);
    if (piece->loose && offset - piece->source >= used)
        return piece->target + (piece->unknown ? 0 : piece->shape.target_size) +
               (offset - piece->source - used);
    inside = migrt_shape_offset(c, &piece->shape, offset - piece->source);
    return inside == MIGRT_NO_OFFSET ? inside : piece->target + inside;
}

bool migrt_carving_ambiguous(const migrt_converter *c,
                             const migrt_carving *carving, uint64_t offset,
                             const migrt_op *op)
{
    for (size_t i = 1; i < carving->count; i++) {
        const migrt_piece *piece = &carving->pieces[i], *before = piece - 1;
        bool is_void = op->elem == MIGRT_NONE ||
                       c->image->types[op->elem].kind == MIGRT_K_VOID;
        if (piece->source == offset)
            return !is_void && c->image->types[op->elem].size == 1 &&
                   piece->shape.plan != NULL && before->slack == 0 &&
                   before->shape.plan == NULL &&
                   before->target + before->shape.target_size != piece->target;
    }
    return false;
}

const migrt_itype *migrt_carving_leaf(const migrt_converter *c,
                                      const migrt_carving *carving,
                                      uint64_t offset)
{
    const migrt_piece *piece;
    if (carving->count == 0)
        return NULL;
    piece = piece_at(carving, offset);
    return migrt_shape_leaf(c, &piece->shape, offset - piece->source);
}

void migrt_carving_visit(migrt_converter *c, const migrt_carving *carving,
                         const unsigned char *source, migrt_visit *visit,
                         void *context)
{
    for (size_t i = 0; i < carving->count; i++)
        migrt_shape_each_pointer(c, &carving->pieces[i].shape,
                                 source + carving->pieces[i].source, visit,
                                 context);
}
