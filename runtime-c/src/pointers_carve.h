/* pointers_carve.h: blocks that hold several objects behind one another. */
#ifndef MIGRT_POINTERS_CARVE_H
#define MIGRT_POINTERS_CARVE_H

#include "pointers.h"

/* A typed pointer into a block: what stands at an offset. */
typedef struct migrt_claim {
    uint64_t offset;
    const migrt_plan *plan; /* NULL: characters */
} migrt_claim;

typedef struct migrt_piece {
    uint64_t source, target; /* offsets in the block */
    migrt_shape shape;
    uint64_t slack; /* bytes behind it that nothing accounts for */
} migrt_piece;

struct migrt_carving {
    uint32_t segment, slot;
    migrt_claim *claims;
    size_t claims_count, claims_room;
    migrt_piece *pieces;
    size_t count;
    uint64_t target_size;
    uint64_t mark; /* of the layout, to see whether it changed */
    bool fixed;    /* found in an earlier round: claims only gather */
    bool changed;  /* in this round */
    bool stale;    /* has claims that are not laid out */
    char *conflict; /* NULL: the claims agree */
};

/* The carving of a block; NULL: it is one object or array. */
migrt_carving *migrt_carving_of(const migrt_converter *c,
                                const migrt_iblock *block);

/* The same, made if there is none. NULL: no memory. */
migrt_carving *migrt_carve(migrt_converter *c, const migrt_iblock *block);

/* Adds a claim; false if it was there already. */
bool migrt_carving_claim(migrt_converter *c, migrt_carving *carving,
                         uint64_t offset, const migrt_plan *plan);

/* Lays out the block, whose bytes are given, by its claims; `base`: what its allocation says it is, or
 * NULL; `header`: just one of that. True if the layout changed. */
bool migrt_carving_settle(migrt_converter *c, migrt_carving *carving,
                          const migrt_iblock *block,
                          const unsigned char *bytes, const migrt_plan *base,
                          bool header);

/* An object of type `inner` stands at `offset` of an object of type `outer`,
 * or of an array of them. */
bool migrt_type_has(const migrt_image *image, const migrt_itype *outer,
                    uint64_t offset, const migrt_itype *inner);

/* The same type, perhaps described by two units. */
bool migrt_type_equal(const migrt_itype *a, const migrt_itype *b);

void migrt_carvings_free(migrt_converter *c);

/* ---- what shapes are asked ---------------------------------------------------- */

void migrt_carving_convert(migrt_converter *c, const migrt_carving *carving,
                           const unsigned char *source, unsigned char *target);
uint64_t migrt_carving_offset(const migrt_converter *c,
                              const migrt_carving *carving, uint64_t offset);
void migrt_carving_visit(migrt_converter *c, const migrt_carving *carving,
                         const unsigned char *source, migrt_visit *visit,
                         void *context);

#endif
