/* pointers_carve.h: blocks that hold several objects behind one another. */
#ifndef MIGRT_POINTERS_CARVE_H
#define MIGRT_POINTERS_CARVE_H

#include "pointers.h"

/* A typed pointer into a block: what stands at an offset. */
typedef struct migrt_claim {
    uint64_t offset;
    const migrt_plan *plan; /* NULL: characters */
    uint8_t elements;       /* MIGRT_F_ONE, MIGRT_F_MANY; 0: it does not say */
} migrt_claim;

typedef struct migrt_piece {
    uint64_t source, target; /* offsets in the block */
    migrt_shape shape;
    uint64_t slack; /* bytes behind it that nothing accounts for */
    bool unknown;   /* all of it are such bytes */
    bool undecided; /* known as the base of variants only */
    bool told;      /* its type is not only that of a pointer to it */
    bool uncertain; /* its place here depends on how the program rounds */
    bool loose;     /* what nothing accounts for behind it is bytes */
    bool counted;   /* how many it is is known */
} migrt_piece;

/* What the allocation says of a block. */
typedef struct migrt_base {
    const migrt_plan *plan; /* NULL: nothing */
    bool one, array;        /* just one of that; as many as fit */
    bool pointed; /* several objects in it are found through pointers alone */
    bool bytes;   /* what no pointer accounts for is bytes */
} migrt_base;

struct migrt_carving {
    uint32_t segment, slot;
    migrt_claim *claims;
    size_t claims_count, claims_room;
    migrt_piece *pieces;
    size_t count;
    uint64_t size, target_size;
    uint64_t mark; /* of the layout, to see whether it changed */
    bool fixed;    /* found in an earlier round: claims only gather */
    bool changed;  /* in this round */
    bool stale;    /* has claims that are not laid out */
    bool belied;   /* its own pointers say that it is not what it is taken */
    uint64_t inside; /* for: at this offset something else begins */
    char *conflict; /* NULL: the claims agree */
};

/* The carving of a block; NULL: it is one object or array. */
migrt_carving *migrt_carving_of(const migrt_converter *c,
                                const migrt_iblock *block);

/* The same, made if there is none. NULL: no memory. */
migrt_carving *migrt_carve(migrt_converter *c, const migrt_iblock *block);

/* Adds a claim; false if it was there already. */
bool migrt_carving_claim(migrt_converter *c, migrt_carving *carving,
                         migrt_claim claim);

/* Lays out the block, whose bytes are given, by its claims. True if the layout
 * changed. */
bool migrt_carving_settle(migrt_converter *c, migrt_carving *carving,
                          const migrt_iblock *block,
                          const unsigned char *bytes, const migrt_base *base);

/* "struct page at 0, characters at 64, ..." */
void migrt_carving_describe(const migrt_converter *c,
                            const migrt_carving *carving, char *text,
                            size_t room);

/* ---- types (pointers_parts.c) ------------------------------------------------- */

/* An object of type `inner` stands at `offset` of an object of type `outer`,
 * or of an array of them. */
bool migrt_type_has(const migrt_image *image, const migrt_itype *outer,
                    uint64_t offset, const migrt_itype *inner);

/* The same type, perhaps described by two units. */
bool migrt_type_equal(const migrt_itype *a, const migrt_itype *b);

/* What stands in these elements can be of that type: none of their pointers is
 * the address of nothing. Asked of elements that only the room for them speaks
 * for. */
bool migrt_elements_believable(migrt_converter *c, const migrt_plan *plan,
                               const unsigned char *source, uint64_t count);

/* Equal in what a conversion does with it. */
bool migrt_type_alike(const migrt_image *image, const migrt_itype *a,
                      const migrt_itype *b);

void migrt_carvings_free(migrt_converter *c);

/* ---- what shapes are asked (pointers_carve_run.c) -------------------------------- */

void migrt_carving_convert(migrt_converter *c, const migrt_carving *carving,
                           const unsigned char *source, unsigned char *target);
uint64_t migrt_carving_offset(const migrt_converter *c,
                              const migrt_carving *carving, uint64_t offset);
/* One of its objects, or characters, begin there. */
bool migrt_carving_begins(const migrt_carving *carving, uint64_t offset);
/* The end of characters that is also the beginning of another piece, which lies
 * apart from them here: which one a character pointer means is not known. */
bool migrt_carving_ambiguous(const migrt_converter *c,
                             const migrt_carving *carving, uint64_t offset,
                             const migrt_op *op);
const migrt_itype *migrt_carving_leaf(const migrt_converter *c,
                                      const migrt_carving *carving,
                                      uint64_t offset);
/* Bytes of the sender that a shape accounts for. */
uint64_t migrt_shape_used(const migrt_shape *shape);
void migrt_carving_visit(migrt_converter *c, const migrt_carving *carving,
                         const unsigned char *source, migrt_visit *visit,
                         void *context);

#endif
