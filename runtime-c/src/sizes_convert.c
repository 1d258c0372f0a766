/* Places that may hold the size of a type: which they are, and what becomes of
 * their values. */
#include "sizes_graph.h"

#include <stdio.h>
#include <string.h>

typedef migrt_size_node node;
typedef migrt_size_class size_class;
typedef migrt_size_graph graph;

/* ---- asking -------------------------------------------------------------------- */

static bool differs(const graph *g, const uint64_t *set)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if (migrt_size_in(set, i) && g->classes[i].there != g->classes[i].here)
            return true;
    return false;
}

static const node *if_it_matters(const graph *g, const node *n)
{
    return n != NULL && (n->number || n->multiple != 0 ||
                         differs(g, n->exact) || differs(g, n->derived))
               ? n
               : NULL;
}

const struct migrt_size_node *migrt_size_of_field(const migrt_converter *c,
                                                  const migrt_itype *type,
                                                  const char *field)
{
    const migrt_unit *unit;
    char name[600];
    if (c->sizes == NULL)
        return NULL;
    unit = c->pointers_match->units[type->unit];
    if (type->flags & MIGRT_T_RECORD)
        snprintf(name, sizeof name, "L:%s.%s", type->name + strlen("frame of "),
                 field);
    else
        snprintf(name, sizeof name, "m:%s.%s", type->name, field);
    return if_it_matters(c->sizes, migrt_size_find(c->sizes, name, unit));
}

/* "count.work.2" is the second static count of work: the graph does not tell
 * them apart. */
static void drop_ordinal(char *name)
{
    char *first = strchr(name, '.');
    char *last = strrchr(name, '.');
    if (first != last && last[1] >= '0' && last[1] <= '9')
        *last = '\0';
}

const struct migrt_size_node *migrt_size_of_object(const migrt_converter *c,
                                                   const migrt_iobject *object)
{
    const migrt_unit *unit;
    char name[400];
    bool own = (object->flags & MIGRT_O_STATIC) != 0;
    if (c->sizes == NULL)
        return NULL;
    unit = c->pointers_match->units[object->unit];
    snprintf(name, sizeof name, "%c:%s", own ? 'O' : 'o', object->name);
    drop_ordinal(name);
    return if_it_matters(c->sizes, migrt_size_find(c->sizes, name, unit));
}

/* ---- converting ---------------------------------------------------------------- */

/* Made of (size_t)-1: all of its upper half, or a mask of many ones. A count that
 * once was (size_t)-1 for "no limit" and is 65536 now is a count. */
static bool looks_like_ones(const size_class *k, uint64_t value)
{
    return value >= k->there / 2 ||
           (value >= 0xFFFFFF && (value & (value + 1)) == 0);
}

/* The first of a set that is another number here and that `value` may have been
 * computed from. What fits here and comes from a wider (size_t)-1 was no mark
 * there. */
static const size_class *first_different(const migrt_converter *c,
                                         const uint64_t *set, uint64_t value)
{
    const graph *g = c->sizes;
    for (size_t i = 0; i < g->classes_count; i++) {
        const size_class *k = &g->classes[i];
        bool ones = migrt_size_is_all_ones(c, k);
        if (!migrt_size_in(set, i) || k->there == k->here ||
            (ones && (k->there > k->here || !looks_like_ones(k, value))))
            continue;
        return k;
    }
    return NULL;
}

static const char MAY_BE_A_NUMBER[] = "may be a plain number, or";

#define SAY                                                                    \
    "say in migcc.toml what it, or a place on the way there, holds: [[size]] " \
    "with member, variable or result, and value = \"number\" or of = "         \
    "\"TYPE\" "                                                                \
    "(a multiple of sizeof TYPE)"

static bool refuse(migrt_converter *c, const migrt_op *op, uint64_t index,
                   uint64_t value, const size_class *k, const char *why)
{
    bool first = !c->error->set && !c->rehearsal;
    migrt_refuse_here(c, op, index,
                      "the value %llu %s %s, which is %llu there and %llu on "
                      "this machine: " SAY,
                      (unsigned long long)value, why, k->name,
                      (unsigned long long)k->there,
                      (unsigned long long)k->here);
    if (first)
        migrt_size_explain(c, op->size, (size_t)(k - c->sizes->classes),
                           why == MAY_BE_A_NUMBER);
    return false;
}

static bool scaled(migrt_converter *c, const migrt_op *op, uint64_t index,
                   uint64_t *value)
{
    const size_class *k = &c->sizes->classes[op->size->multiple - 1];
    if (k->there == 0 || *value % k->there != 0)
        return refuse(c, op, index, *value, k, "is no multiple of");
    *value = *value / k->there * k->here;
    return true;
}

static bool one_of(migrt_converter *c, const migrt_op *op, uint64_t index,
                   uint64_t *value)
{
    const graph *g = c->sizes;
    const size_class *found = NULL;
    for (size_t i = 0; i < g->classes_count; i++) {
        const size_class *k = &g->classes[i];
        if (!migrt_size_in(op->size->exact, i) || k->there != *value)
            continue;
        if (found != NULL && found->here != k->here)
            return refuse(c, op, index, *value, k,
                          "is the size of several types, one of them");
        found = k;
    }
    if (found == NULL || found->here == *value)
        return true;
    if (op->size->other && !migrt_size_is_all_ones(c, found))
        return refuse(c, op, index, *value, found, MAY_BE_A_NUMBER);
    *value = found->here;
    return true;
}

/* Zero is no size: nothing was stored yet. */
static bool translate(migrt_converter *c, const migrt_op *op, uint64_t index,
                      uint64_t *value)
{
    const size_class *k;
    if (*value == 0 || op->size->number)
        return true;
    if (op->size->multiple != 0)
        return scaled(c, op, index, value);
    k = first_different(c, op->size->derived, *value);
    if (k != NULL)
        return refuse(c, op, index, *value, k, "may have been computed from");
    return one_of(c, op, index, value);
}

void migrt_convert_sizes(migrt_converter *c, const migrt_op *op,
                         const unsigned char *source, unsigned char *target,
                         uint64_t count)
{
    for (uint64_t i = 0; i < count && !c->error->set; i++) {
        uint64_t value =
            migrt_load_integer(source + i * op->from, op->from,
                               c->source.byte_order == 2, op->is_signed);
        if (c->marks && migrt_grown_ones(op, value) && !op->size->number &&
            !migrt_size_holds_all_ones(c, op->size))
            migrt_refuse_all_ones(c, op, i);
        else if (translate(c, op, i, &value))
            migrt_store_number(c, op, i, value, target + i * op->to);
    }
}
