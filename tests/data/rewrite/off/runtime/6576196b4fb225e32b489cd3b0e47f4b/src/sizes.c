/* The graph of all units: nodes by name, and for each the sizes that reach it.
 * Sizes fall into classes of equal value on both sides. The sets only grow, so
 * passing over all flows until nothing changes ends. */
#include "sizes.h"

#include "heap.h"
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct size_class {
    uint64_t there, here;
    const char *name; /* of one of its constants */
} size_class;

typedef struct migrt_size_node {
    const char *name;
    const migrt_unit *unit; /* NULL: of all units */
    uint64_t *exact;        /* classes it may hold one of */
    uint64_t *derived;      /* classes it may be computed from */
    uint32_t multiple;      /* class it is a multiple of, plus 1 */
    bool other;             /* it may hold other numbers */
    bool number;            /* it holds nothing else, by the user's word */
} node;

typedef struct migrt_size_graph {
    node *nodes;
    size_t nodes_count;
    migrt_flow *flows;
    size_t flows_count;
    size_class *classes;
    size_t classes_count, words;
    uint64_t *bits;
} graph;

/* ---- names --------------------------------------------------------------------- */

static int compare_nodes(const void *a, const void *b)
{
    const node *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    if (order != 0)
        return order;
    return (uintptr_t)x->unit < (uintptr_t)y->unit   ? -1
           : (uintptr_t)x->unit > (uintptr_t)y->unit ? 1
                                                     : 0;
}

/* Constants are a unit's own: its types may be, too. */
static node named(const char *name, const migrt_unit *unit)
{
    bool own = *name == 'c' || (*name >= 'A' && *name <= 'Z');
    node n = {.name = name};
    n.unit = own ? unit : NULL;
    return n;
}

static const node *find(const graph *g, const char *name,
                        const migrt_unit *unit)
{
    node key = named(name, unit);
    return bsearch(&key, g->nodes, g->nodes_count, sizeof key, compare_nodes);
}

static void gather_nodes(graph *g)
{
    size_t count = 0, kept = 0;
    for (const migrt_unit *u = migrt_here.units; u != NULL; u = u->next) {
        const char *name = u->sizes == NULL ? "" : u->sizes->names;
        for (unsigned i = 0; u->sizes != NULL && i < u->sizes->nodes_count;
             i++, name += strlen(name) + 1)
            g->nodes[count++] = named(name, u);
    }
    qsort(g->nodes, count, sizeof *g->nodes, compare_nodes);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || compare_nodes(&g->nodes[kept - 1], &g->nodes[i]) != 0)
            g->nodes[kept++] = g->nodes[i];
    g->nodes_count = kept;
}

/* ---- constants ----------------------------------------------------------------- */

static uint32_t class_of(graph *g, uint64_t there, uint64_t here,
                         const char *name)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if (g->classes[i].there == there && g->classes[i].here == here)
            return (uint32_t)i;
    g->classes[g->classes_count].there = there;
    g->classes[g->classes_count].here = here;
    g->classes[g->classes_count].name = name;
    return (uint32_t)g->classes_count++;
}

static uint64_t value_there(const migrt_converter *c,
                            const migrt_iobject *object, unsigned i)
{
    unsigned width = c->source.size_pointer;
    return migrt_load_integer(object->data + (size_t)i * width, width,
                              c->source.byte_order == 2, false);
}

static bool usable(const migrt_converter *c, const migrt_iobject *object,
                   const migrt_sizes *sizes)
{
    return object->data != NULL && sizes != NULL &&
           object->size ==
               (uint64_t)sizes->values_count * c->source.size_pointer;
}

/* The units' constants into classes and nodes; true if any two differ. Two
 * rounds: classes must be counted before sets have a size. */
static bool gather_constants(const migrt_converter *c, graph *g,
                             const migrt_match *match, bool enter)
{
    bool differ = false;
    for (uint32_t i = 0; i < migrt_image_count(c->image, MIGRT_S_OBJECTS);
         i++) {
        const migrt_iobject *object = &c->image->objects[i];
        const migrt_unit *unit = match->units[object->unit];
        const char *name;
        if ((object->flags & MIGRT_O_SIZES) == 0 ||
            !usable(c, object, unit->sizes))
            continue;
        name = unit->sizes->names;
        for (unsigned j = 1; j < unit->sizes->values_count; j++) {
            uint64_t there = value_there(c, object, j);
            uint64_t here = unit->sizes->values[j];
            uint32_t class;
            name += strlen(name) + 1;
            class = class_of(g, there, here, name + 2);
            differ |= there != here;
            if (enter) {
                node *n = (node *)(uintptr_t)find(g, name, unit);
                n->exact[class / 64] |= UINT64_C(1) << class % 64;
            }
        }
    }
    return differ;
}

/* ---- flows --------------------------------------------------------------------- */

static void unit_flows(graph *g, const migrt_unit *unit, uint32_t *ids)
{
    const migrt_sizes *s = unit->sizes;
    const char *name = s->names;
    for (unsigned i = 0; i < s->nodes_count; i++, name += strlen(name) + 1)
        ids[i] = (uint32_t)(find(g, name, unit) - g->nodes);
    for (unsigned i = 0; i < s->flows_count; i++) {
        migrt_flow flow = s->flows[i];
        flow.from = ids[flow.from];
        flow.to = ids[flow.to];
        g->flows[g->flows_count++] = flow;
    }
}

static uint32_t first_class(const graph *g, const node *n)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if (n->exact[i / 64] >> i % 64 & 1)
            return (uint32_t)i + 1;
    return 0;
}

static bool pass(graph *g, const migrt_flow *flow)
{
    const node *from = &g->nodes[flow->from];
    node *to = &g->nodes[flow->to];
    bool changed = false;
    if (flow->kind == MIGRT_Z_NUMBER) {
        changed = !to->number;
        to->number = true;
        return changed;
    }
    if (flow->kind == MIGRT_Z_MULTIPLE) {
        changed = to->multiple == 0;
        to->multiple = first_class(g, from);
        return changed && to->multiple != 0;
    }
    changed = from->other && !to->other;
    to->other |= from->other;
    for (size_t i = 0; i < g->words; i++) {
        bool copied = flow->kind == MIGRT_Z_COPY;
        uint64_t exact = to->exact[i] | (copied ? from->exact[i] : 0);
        uint64_t derived = to->derived[i] | from->derived[i] |
                           (copied ? 0 : from->exact[i]);
        changed |= exact != to->exact[i] || derived != to->derived[i];
        to->exact[i] = exact;
        to->derived[i] = derived;
    }
    return changed;
}

static void solve(graph *g)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (size_t i = 0; i < g->flows_count; i++)
            changed |= pass(g, &g->flows[i]);
    }
}

/* (size_t)-1. What it is compared with is that on both sides, so the program
 * there could not tell it from a number either. */
static bool is_all_ones(const migrt_converter *c, const size_class *k)
{
    return k->there == UINT64_MAX >> (64 - 8 * c->source.size_pointer) &&
           k->here == SIZE_MAX;
}

static bool holds_all_ones(const migrt_converter *c, const node *n)
{
    const graph *g = c->sizes;
    for (size_t i = 0; n != NULL && i < g->classes_count; i++)
        if ((n->exact[i / 64] >> i % 64 & 1) && is_all_ones(c, &g->classes[i]))
            return true;
    return false;
}

/* ---- building ------------------------------------------------------------------ */

static bool reserve(graph *g, size_t *most, migrt_error *error)
{
    size_t nodes = 0, flows = 0, values = 0;
    *most = 0;
    for (const migrt_unit *u = migrt_here.units; u != NULL; u = u->next)
        if (u->sizes != NULL) {
            nodes += u->sizes->nodes_count;
            flows += u->sizes->flows_count;
            values += u->sizes->values_count;
            if (u->sizes->nodes_count > *most)
                *most = u->sizes->nodes_count;
        }
    g->nodes = migrt_image_array(nodes + 1, sizeof *g->nodes, error);
    g->flows = migrt_image_array(flows + 1, sizeof *g->flows, error);
    g->classes = migrt_image_array(values + 1, sizeof *g->classes, error);
    return !error->set;
}

static void release(graph *g)
{
    migrt_internal_free(g->nodes);
    migrt_internal_free(g->flows);
    migrt_internal_free(g->classes);
    migrt_internal_free(g->bits);
    migrt_internal_free(g);
}

static bool give_sets(graph *g, migrt_error *error)
{
    g->words = (g->classes_count + 63) / 64;
    g->bits = migrt_image_array((uint64_t)g->nodes_count * g->words * 2 + 1,
                                sizeof *g->bits, error);
    for (size_t i = 0; g->bits != NULL && i < g->nodes_count; i++) {
        g->nodes[i].exact = g->bits + 2 * i * g->words;
        g->nodes[i].derived = g->nodes[i].exact + g->words;
        g->nodes[i].other = *g->nodes[i].name == '\0';
    }
    return g->bits != NULL;
}

static bool connect(migrt_converter *c, graph *g, const migrt_match *match,
                    size_t most)
{
    uint32_t *ids = migrt_image_array(most + 1, sizeof *ids, c->error);
    gather_nodes(g);
    if (ids == NULL || !give_sets(g, c->error)) {
        migrt_internal_free(ids);
        return false;
    }
    gather_constants(c, g, match, true);
    for (const migrt_unit *u = migrt_here.units; u != NULL; u = u->next)
        if (u->sizes != NULL)
            unit_flows(g, u, ids);
    migrt_internal_free(ids);
    solve(g);
    return true;
}

bool migrt_sizes_gather(migrt_converter *c, const migrt_match *match)
{
    graph *g = migrt_internal_alloc(sizeof *g);
    size_t most;
    bool good;
    if (g == NULL)
        return migrt_fail(c->error, "no memory for the sizes of types");
    good = reserve(g, &most, c->error);
    if (good && gather_constants(c, g, match, false)) {
        c->sizes = g;
        good = connect(c, g, match, most);
        c->marks = good && holds_all_ones(c, find(g, "*", NULL));
        return good;
    }
    release(g);
    return good;
}

void migrt_sizes_free(migrt_converter *c)
{
    if (c->sizes != NULL)
        release(c->sizes);
    c->sizes = NULL;
}

/* ---- asking -------------------------------------------------------------------- */

static bool differs(const graph *g, const uint64_t *set)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if ((set[i / 64] >> i % 64 & 1) &&
            g->classes[i].there != g->classes[i].here)
            return true;
    return false;
}

static const node *if_it_matters(const graph *g, const node *n)
{
    return n != NULL && (n->number || n->multiple != 0 || differs(g, n->exact) ||
                         differs(g, n->derived))
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
        snprintf(name, sizeof name, "L:%s.%s",
                 type->name + strlen("frame of "), field);
    else
        snprintf(name, sizeof name, "m:%s.%s", type->name, field);
    return if_it_matters(c->sizes, find(c->sizes, name, unit));
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
    return if_it_matters(c->sizes, find(c->sizes, name, unit));
}

/* ---- converting ---------------------------------------------------------------- */

static const size_class *first_different(const graph *g, const uint64_t *set)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if ((set[i / 64] >> i % 64 & 1) &&
            g->classes[i].there != g->classes[i].here)
            return &g->classes[i];
    return &g->classes[0];
}

#define SAY                                                                    \
    "say in migcc.toml what it holds: [[size]] with its member or variable, "  \
    "and value = \"number\" or of = \"TYPE\" (a multiple of sizeof TYPE)"

static bool refuse(migrt_converter *c, const migrt_op *op, uint64_t index,
                   uint64_t value, const size_class *k, const char *why)
{
    migrt_refuse_here(c, op, index,
                      "the value %llu %s %s, which is %llu there and %llu on "
                      "this machine: " SAY,
                      (unsigned long long)value, why, k->name,
                      (unsigned long long)k->there,
                      (unsigned long long)k->here);
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
        if ((op->size->exact[i / 64] >> i % 64 & 1) == 0 || k->there != *value)
            continue;
        if (found != NULL && found->here != k->here)
            return refuse(c, op, index, *value, k,
                          "is the size of several types, one of them");
        found = k;
    }
    if (found == NULL || found->here == *value)
        return true;
    if (op->size->other && !is_all_ones(c, found))
        return refuse(c, op, index, *value, found,
                      "may be a plain number, or");
    *value = found->here;
    return true;
}

/* Zero is no size: nothing was stored yet. */
static bool translate(migrt_converter *c, const migrt_op *op, uint64_t index,
                      uint64_t *value)
{
    if (*value == 0 || op->size->number)
        return true;
    if (op->size->multiple != 0)
        return scaled(c, op, index, value);
    if (differs(c->sizes, op->size->derived))
        return refuse(c, op, index, *value,
                      first_different(c->sizes, op->size->derived),
                      "may have been computed from");
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
            !holds_all_ones(c, op->size))
            migrt_refuse_all_ones(c, op, i);
        else if (translate(c, op, i, &value))
            migrt_store_number(c, op, i, value, target + i * op->to);
    }
}
