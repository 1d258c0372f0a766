/* The graph of all units: nodes by name, and for each the sizes that reach it.
 * Sizes fall into classes of equal value on both sides. The sets only grow, so
 * passing over all flows until nothing changes ends. */
#include "sizes_graph.h"

#include "heap.h"
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef migrt_size_node node;
typedef migrt_size_class size_class;
typedef migrt_size_graph graph;

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

const node *migrt_size_find(const graph *g, const char *name,
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

/* The sender's value of the constant with this hash. The lists need not be the
 * same: a header may be another one there. */
static bool look_up(const migrt_converter *c, const migrt_iobject *object,
                    uint64_t hash, uint64_t *there)
{
    uint64_t all = object->size / c->source.size_pointer;
    unsigned count = (unsigned)(all / 2);
    for (unsigned i = 1; object->data != NULL && i <= count; i++)
        if (all % 2 == 1 && value_there(c, object, count + i) == hash) {
            *there = value_there(c, object, i);
            return true;
        }
    return false;
}

/* `(size_t)-1` may be no such constant to the sender's compiler. */
static bool known(const migrt_converter *c, const migrt_iobject *object,
                  const migrt_sizes *sizes, unsigned i, uint64_t *there)
{
    uint64_t hash = sizes->values[sizes->values_count + i - 1];
    if (look_up(c, object, hash, there))
        return true;
    *there = UINT64_MAX >> (64 - 8 * c->source.size_pointer);
    return sizes->values[i] == SIZE_MAX;
}

static void warn_unknown(const migrt_unit *unit, unsigned i, const char *name)
{
    for (unsigned j = 0; j < unit->sizes->flows_count; j++)
        if (unit->sizes->flows[j].from == i) {
            migrt_log(MIGRT_WARN,
                      "%s: the program there does not know %s, so that here "
                      "what holds it is taken for a number",
                      unit->name, name);
            return;
        }
}

static void enter_class(graph *g, const char *name, const migrt_unit *unit,
                        uint32_t class)
{
    node *n = (node *)(uintptr_t)migrt_size_find(g, name, unit);
    n->exact[class / 64] |= UINT64_C(1) << class % 64;
}

/* A unit's constants into classes and nodes; true if any two differ. */
static bool unit_constants(const migrt_converter *c, graph *g,
                           const migrt_iobject *object, const migrt_unit *unit,
                           bool enter)
{
    bool differ = false;
    const char *name = unit->sizes->names;
    for (unsigned i = 1; i < unit->sizes->values_count; i++) {
        uint64_t there, here = unit->sizes->values[i];
        name += strlen(name) + 1;
        if (known(c, object, unit->sizes, i, &there)) {
            uint32_t class = class_of(g, there, here, name + 2);
            differ |= there != here;
            if (enter)
                enter_class(g, name, unit, class);
        } else if (enter) {
            warn_unknown(unit, i, name + 2);
        }
    }
    return differ;
}

/* Two rounds: classes must be counted before sets have a size. */
static bool gather_constants(const migrt_converter *c, graph *g,
                             const migrt_match *match, bool enter)
{
    bool differ = false;
    for (uint32_t i = 0; i < migrt_image_count(c->image, MIGRT_S_OBJECTS);
         i++) {
        const migrt_iobject *object = &c->image->objects[i];
        const migrt_unit *unit = match->units[object->unit];
        if ((object->flags & MIGRT_O_SIZES) != 0 && unit->sizes != NULL)
            differ |= unit_constants(c, g, object, unit, enter);
    }
    return differ;
}

/* ---- flows --------------------------------------------------------------------- */

static void unit_flows(graph *g, const migrt_unit *unit, uint32_t *ids)
{
    const migrt_sizes *s = unit->sizes;
    const char *name = s->names;
    for (unsigned i = 0; i < s->nodes_count; i++, name += strlen(name) + 1)
        ids[i] = (uint32_t)(migrt_size_find(g, name, unit) - g->nodes);
    for (unsigned i = 0; i < s->flows_count; i++) {
        const migrt_flow *flow = &s->flows[i];
        migrt_size_flow *to = &g->flows[g->flows_count++];
        to->from = ids[flow->from];
        to->to = ids[flow->to];
        to->kind = flow->kind;
        to->line = flow->line;
        to->file = s->files[flow->file];
    }
}

static uint32_t first_class(const graph *g, const node *n)
{
    for (size_t i = 0; i < g->classes_count; i++)
        if (migrt_size_in(n->exact, i))
            return (uint32_t)i + 1;
    return 0;
}

static bool pass(graph *g, const migrt_size_flow *flow)
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
        uint64_t derived =
            to->derived[i] | from->derived[i] | (copied ? 0 : from->exact[i]);
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

bool migrt_size_is_all_ones(const migrt_converter *c, const size_class *k)
{
    return k->there == UINT64_MAX >> (64 - 8 * c->source.size_pointer) &&
           k->here == SIZE_MAX;
}

bool migrt_size_holds_all_ones(const migrt_converter *c, const node *n)
{
    const graph *g = c->sizes;
    for (size_t i = 0; n != NULL && i < g->classes_count; i++)
        if (migrt_size_in(n->exact, i) &&
            migrt_size_is_all_ones(c, &g->classes[i]))
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
        c->marks =
            good && migrt_size_holds_all_ones(c, migrt_size_find(g, "*", NULL));
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
