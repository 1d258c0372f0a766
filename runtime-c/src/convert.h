/* convert.h: from the sender's representation to this machine's.
 *
 * For each pair (type in the image, type here) a plan is built once: a short
 * program of operations on runs of bytes. Blocks are converted by running
 * their plan over all their elements. */
#ifndef MIGRT_CONVERT_H
#define MIGRT_CONVERT_H

#include "../include/migrt_abi.h"
#include "error.h"
#include "image_read.h"

#include <stddef.h>
#include <stdint.h>

typedef enum migrt_opcode {
    MIGRT_OP_COPY,    /* count bytes */
    MIGRT_OP_SWAP,    /* count items of `from` bytes, reversed */
    MIGRT_OP_INTEGER, /* count integers, `from` bytes to `to` bytes */
    MIGRT_OP_FLOAT,   /* one number, format `from` to format `to` */
    MIGRT_OP_POINTER, /* count pointers */
    MIGRT_OP_SIZE,    /* as INTEGER; the value may be the size of a type */
    MIGRT_OP_BITS,    /* one bit-field */
    MIGRT_OP_PLAN,    /* count times another plan */
    MIGRT_OP_KEEP,    /* count bytes that hold a pointer or something else:
                         copied if no pointer in them has to change */
    MIGRT_OP_ZERO,    /* count bytes that cannot be converted unless zero */
    MIGRT_OP_SKIP,    /* not saved: zero here */
    MIGRT_OP_SELECT   /* a union, by the value of its selector; after all else
                         of the record, which the selector looks at */
} migrt_opcode;

typedef struct migrt_plan migrt_plan;
typedef struct migrt_choice migrt_choice;

typedef struct migrt_op {
    migrt_opcode code;
    uint8_t from, to; /* widths in bytes; FLOAT: formats */
    bool is_signed;
    bool still;            /* the bytes stay as they are */
    bool noted;            /* POINTER: to `elem` by the user's word */
    uint8_t elements;      /* POINTER: MIGRT_F_ONE, MIGRT_F_MANY by the same */
    bool wide;             /* COPY, SWAP: numbers of 8 bytes that must not be
                              addresses of blocks */
    const char *name;      /* of the field; "" where there is none */
    size_t source, target; /* offsets in the element */
    size_t count;
    const migrt_plan *plan; /* PLAN, KEEP (members), SELECT (what the selector
                               looks at) */
    const struct migrt_size_node *size; /* SIZE */
    uint32_t elem;          /* POINTER: to this type in the image */
    const migrt_type *target_elem;
    const char *why;                 /* ZERO */
    uint64_t source_bit, target_bit; /* BITS */
    unsigned source_bits, target_bits;
    const migrt_choice *choice; /* SELECT */
} migrt_op;

struct migrt_plan {
    uint32_t source;
    const migrt_type *target;
    size_t source_size, target_size;
    migrt_op *ops;
    size_t count, room;
    uint32_t id;   /* index in migrt_converter.plans */
    bool same;     /* copying all bytes is the conversion */
    bool in_place; /* the layout is the same; at most pointers change */
    bool pointers; /* has pointers, also inside nested plans */
    const migrt_plan **variants; /* by case of the type's selector */
    const migrt_plan *next;      /* in the hash table */
};

/* The cases of a union. Their operations, like the selector, count from the
 * beginning of the record. */
struct migrt_choice {
    const migrt_selector *select;
    migrt_plan **members;  /* by case; NULL: no member is in use */
    migrt_plan *otherwise; /* a value without a case */
    size_t source, size;   /* the union in the record of the image */
    bool apart;            /* the record is the union itself */
};

/* What is being converted, for messages. */
typedef struct migrt_where {
    const char *what; /* "variable", "block allocated in", ... */
    const char *name;
    const char *type;
    const char *file;
    uint32_t line;
    unsigned depth;
    struct {
        const char *name;
        uint64_t index;
        bool indexed;
    } path[24];
} migrt_where;

/* The record a selector is about to be asked of. */
typedef struct migrt_rehearsed {
    const migrt_plan *plan;
    const unsigned char *copy;
    uint64_t address; /* in the sender; 0: not known */
    const unsigned char *pointer; /* in `copy`: the one the selector follows */
    unsigned char *followed;      /* what it leads to; NULL: nothing yet */
    bool addresses;               /* pointers are what they were */
} migrt_rehearsed;

typedef struct migrt_converter {
    const migrt_image *image;
    migrt_abi source, target;
    bool swap;       /* byte orders differ */
    bool addresses_move; /* from 64 to 32 bits: no block keeps its address */
    bool same_bytes; /* ABIs are the same */
    migrt_error *error;
    migrt_where where;
    const migrt_plan **table; /* hash of plans */
    size_t table_room, plans_count;
    const migrt_plan **plans; /* by id */
    size_t plans_room;
    struct migrt_pointers *pointers;
    struct {
        const unsigned char *bytes; /* NULL: not known */
        uint64_t address, size;
    } origin; /* where the bytes whose pointers are followed were */
    migrt_rehearsed rehearsed;
    bool rehearsal; /* for a selector's eyes only: pointers are not translated,
                       what cannot be converted is not refused */
    bool faltered;  /* something could not, in the rehearsal */
    const struct migrt_match *pointers_match;
    struct migrt_size_graph *sizes; /* NULL: all are the same here */
    bool marks; /* (size_t)-1 is stored through pointers */
} migrt_converter;

bool migrt_converter_init(migrt_converter *c, const migrt_image *image,
                          migrt_error *error);

/* The plan of a pair of types. NULL only without memory. A pair that does not
 * match has a plan that refuses anything but zeros. */
const migrt_plan *migrt_plan_of(migrt_converter *c, uint32_t source,
                                const migrt_type *target);

/* The plan of a variable that may hold the size of a type; NULL where it is not
 * an integer. */
const migrt_plan *migrt_plan_of_sizes(migrt_converter *c, uint32_t source,
                                      const migrt_type *target,
                                      const struct migrt_size_node *size);

/* Converts `count` elements. `target` is zeroed. Stops at the first error. */
void migrt_convert(migrt_converter *c, const migrt_plan *plan,
                   const unsigned char *source, unsigned char *target,
                   uint64_t count);

/* The same when `target` already holds the source's bytes and the plan is
 * in_place: only pointers that change are written. */
void migrt_convert_in_place(migrt_converter *c, const migrt_plan *plan,
                            const unsigned char *source, unsigned char *target,
                            uint64_t count);

/* Calls `visit` for every pointer of `count` elements that is not null. */
typedef void migrt_visit(void *context, uint64_t value, const migrt_op *op);
void migrt_each_pointer(migrt_converter *c, const migrt_plan *plan,
                        const unsigned char *source, uint64_t count,
                        migrt_visit *visit, void *context);

/* The value of a selector: `source` begins with what it looks at, which is
 * converted by `plan`, unions apart, into memory of its own. False: cannot
 * be. */
bool migrt_rehearse(migrt_converter *c, const migrt_plan *plan,
                    const migrt_selector *select, const unsigned char *source,
                    long long *value);

/* A copy of what the pointer `value` leads to, for a selector's eyes: unions in
 * it are zero. NULL: the image does not have it, or it cannot be converted. To
 * be freed. */
unsigned char *migrt_follow(migrt_converter *c, const migrt_op *op,
                            uint64_t value);

/* `plan` without its unions that have selectors. */
size_t migrt_without_selects(const migrt_plan *plan);

/* What an object of `size` bytes really is that is known as its base: a plan,
 * `base` itself if its type has no variants, NULL if its selector cannot tell;
 * `problem` then says why. */
const migrt_plan *migrt_variant(migrt_converter *c, const migrt_plan *base,
                                const unsigned char *source, uint64_t size,
                                uint64_t offset);

/* What a pointer of `plan`'s record at `op` leads to where a selector tells:
 * `op`, with the type in it. False: nothing tells. */
bool migrt_pointee(migrt_converter *c, const migrt_plan *plan,
                   const unsigned char *source, migrt_op *op);

/* The case of a value; -1: none. */
int migrt_case_of(const migrt_selector *select, long long value);

/* Refuses: "... in FIELD of WHAT NAME (type T), FILE:LINE". */
void migrt_refuse_here(migrt_converter *c, const migrt_op *op, uint64_t index,
                       const char *format, ...) MIGRT_PRINTF(4, 5);

/* "field f of variable v (f.c:3)" for messages; a static buffer. */
const char *migrt_where_text(const migrt_converter *c, const migrt_op *op,
                             uint64_t index);

/* ---- numbers (convert_number.c, convert_float.c) ------------------------------ */

/* An integer in the sender's or this machine's bytes, extended to 64 bits. */
uint64_t migrt_load_integer(const unsigned char *at, unsigned width,
                            bool big_endian, bool is_signed);
void migrt_store_integer(unsigned char *at, unsigned width, uint64_t value);

void migrt_swap_run(unsigned char *target, const unsigned char *source,
                    unsigned width, size_t count);
void migrt_convert_integers(migrt_converter *c, const migrt_op *op,
                            const unsigned char *source, unsigned char *target,
                            uint64_t count);
/* All ones of an unsigned type that is wider here. */
bool migrt_grown_ones(const migrt_op *op, uint64_t value);
void migrt_refuse_all_ones(migrt_converter *c, const migrt_op *op,
                           uint64_t index);
/* Refuses numbers of 8 bytes that are addresses of blocks, which no machine of
 * 32 bits has; even one that a program keeps in an integer. */
void migrt_refuse_addresses(migrt_converter *c, const migrt_op *op,
                            const unsigned char *source, uint64_t count);

/* Refuses what does not fit. */
bool migrt_store_number(migrt_converter *c, const migrt_op *op, uint64_t index,
                        uint64_t value, unsigned char *target);
void migrt_convert_bits(migrt_converter *c, const migrt_op *op,
                        const unsigned char *source, unsigned char *target);

/* Formats beyond enum migrt_ldouble_format. */
enum { MIGRT_FLOAT_HALF = 5, MIGRT_FLOAT_SINGLE = 6 };
unsigned migrt_float_bytes(unsigned format); /* that carry information */
void migrt_convert_floats(migrt_converter *c, const migrt_op *op,
                          const unsigned char *source, unsigned char *target);

bool migrt_all_zero(const unsigned char *bytes, uint64_t count);

#endif
