/* sizes_graph.h: the graph of all units, for the files behind sizes.h alone. */
#ifndef MIGRT_SIZES_GRAPH_H
#define MIGRT_SIZES_GRAPH_H

#include "sizes.h"

/* Constants of equal value on both sides. */
typedef struct migrt_size_class {
    uint64_t there, here;
    const char *name; /* of one of them */
} migrt_size_class;

typedef struct migrt_size_node {
    const char *name;
    const migrt_unit *unit; /* NULL: of all units */
    uint64_t *exact;        /* classes it may hold one of */
    uint64_t *derived;      /* classes it may be computed from */
    uint32_t multiple;      /* class it is a multiple of, plus 1 */
    bool other;             /* it may hold other numbers */
    bool number;            /* it holds nothing else, by the user's word */
} migrt_size_node;

typedef struct migrt_size_flow {
    uint32_t from, to; /* nodes of the graph */
    unsigned kind;     /* MIGRT_Z_* */
    unsigned line;
    const char *file;
} migrt_size_flow;

typedef struct migrt_size_graph {
    migrt_size_node *nodes;
    size_t nodes_count;
    migrt_size_flow *flows;
    size_t flows_count;
    migrt_size_class *classes;
    size_t classes_count, words;
    uint64_t *bits;
} migrt_size_graph;

static inline bool migrt_size_in(const uint64_t *set, size_t class)
{
    return set[class / 64] >> class % 64 & 1;
}

/* The node with this name, of `unit` if the name is one of its own; or NULL. */
const migrt_size_node *migrt_size_find(const migrt_size_graph *g,
                                       const char *name,
                                       const migrt_unit *unit);

/* (size_t)-1. What it is compared with is that on both sides, so the program
 * there could not tell it from a number either. */
bool migrt_size_is_all_ones(const migrt_converter *c,
                            const migrt_size_class *k);
bool migrt_size_holds_all_ones(const migrt_converter *c,
                               const migrt_size_node *n);

/* Adds to the error how a size of this class gets to the place, and how other
 * numbers do if `others`: places in the source, one to a line. */
void migrt_size_explain(const migrt_converter *c, const migrt_size_node *n,
                        size_t class, bool others);

#endif
