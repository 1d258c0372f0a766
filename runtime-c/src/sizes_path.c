/* How a size gets to a place: the shortest way along the flows, for the message of
 * a refusal. The user sees in it which place to tell of. The search goes from the
 * place back to a constant, level by level. */
#include "sizes_graph.h"

#include "heap.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef migrt_size_node node;
typedef migrt_size_graph graph;

/* What of the size there is in a node: itself, or something made of it. */
enum { EXACT, DERIVED, STATES };

#define NUMBERS SIZE_MAX /* of no class: what is no size */

typedef struct way {
    const graph *g;
    size_t class;
    uint32_t *level; /* by node and state; 0: not reached */
    uint32_t *next;  /* by node and state: the flow that leads on */
    bool changed;
} way;

/* ---- searching --------------------------------------------------------------- */

static bool begins_here(const way *w, const node *n, int state)
{
    if (w->class == NUMBERS)
        return *n->name == '\0';
    return *n->name == 'c' && state == EXACT &&
           migrt_size_in(n->exact, w->class);
}

static void reach(way *w, uint32_t i, int state, uint32_t level, uint32_t flow)
{
    size_t at = (size_t)i * STATES + (size_t)state;
    if (w->level[at] != 0)
        return;
    w->level[at] = level;
    w->next[at] = flow;
    w->changed = true;
}

/* One level back: what flows into the nodes of this one. */
static void step_back(way *w, uint32_t level)
{
    w->changed = false;
    for (uint32_t i = 0; i < w->g->flows_count; i++) {
        const migrt_size_flow *flow = &w->g->flows[i];
        const uint32_t *to = &w->level[(size_t)flow->to * STATES];
        bool copied = flow->kind == MIGRT_Z_COPY;
        if (!copied && flow->kind != MIGRT_Z_DERIVED)
            continue;
        if (copied && to[EXACT] == level)
            reach(w, flow->from, EXACT, level + 1, i);
        if (to[DERIVED] == level) {
            reach(w, flow->from, DERIVED, level + 1, i);
            if (!copied)
                reach(w, flow->from, EXACT, level + 1, i);
        }
    }
}

/* Number and state of a node of this level where a way begins. */
static bool arrived(const way *w, uint32_t level, size_t *at)
{
    for (*at = 0; *at < w->g->nodes_count * STATES; ++*at)
        if (w->level[*at] == level &&
            begins_here(w, &w->g->nodes[*at / STATES], (int)(*at % STATES)))
            return true;
    return false;
}

/* Where both the size and something made of it arrive, it is the latter that is
 * in the way. */
static bool search(way *w, const node *n, size_t *at)
{
    uint32_t level = 1, target = (uint32_t)(n - w->g->nodes);
    bool derived = w->class == NUMBERS || migrt_size_in(n->derived, w->class);
    if (derived)
        reach(w, target, DERIVED, level, 0);
    if (w->class == NUMBERS || !derived)
        reach(w, target, EXACT, level, 0);
    for (w->changed = true; w->changed; level++) {
        if (arrived(w, level, at))
            return true;
        step_back(w, level);
    }
    return false;
}

/* ---- telling ----------------------------------------------------------------- */

/* Room is left for the line that says that there is more. */
static void add(migrt_error *error, const char *format, ...) MIGRT_PRINTF(2, 3);
static void add(migrt_error *error, const char *format, ...)
{
    static const char more[] = "\n    ... (all of it with MIGRT_LOG=debug)";
    size_t length = strlen(error->text);
    char line[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    migrt_log(MIGRT_DEBUG, "sizes: %s", line);
    if (length + strlen(line) + sizeof more + 6 < sizeof error->text)
        snprintf(error->text + length, sizeof error->text - length, "\n    %s",
                 line);
    else if (length + sizeof more <= sizeof error->text &&
             strstr(error->text, more) == NULL)
        memcpy(error->text + length, more, sizeof more);
}

/* "p:work.0" is the first parameter of work. */
static void numbered(const char *name, char *text, size_t room)
{
    const char *dot = strrchr(name, '.');
    const char *through =
        *name == 'i' ? "what is called through a pointer" : NULL;
    unsigned long number = 0;
    sscanf(dot + 1, "%lu", &number);
    snprintf(text, room, "argument %lu of %.*s", number + 1,
             through != NULL ? (int)strlen(through) : (int)(dot - name) - 2,
             through != NULL ? through : name + 2);
}

/* A node's name, whose letter says what it is, in words. */
static const char *in_words(const char *name)
{
    static char text[300];
    const char *dot = strrchr(name, '.');
    switch (*name) {
    case '\0':
        return "a number that is no size";
    case '*':
        return "what a pointer points to";
    case 'p':
    case 'P':
        numbered(name, text, sizeof text);
        return text;
    case 'i':
        if (dot != NULL)
            numbered(name, text, sizeof text);
        else
            snprintf(text, sizeof text,
                     "result of what is called through a pointer");
        return text;
    case 'r':
    case 'R':
        snprintf(text, sizeof text, "result of %s", name + 2);
        return text;
    case 'O':
        if (dot != NULL) {
            snprintf(text, sizeof text, "%s.%.*s", dot + 1,
                     (int)(dot - name) - 2, name + 2);
            return text;
        }
        return name + 2;
    default:
        return name + 2;
    }
}

static void tell(const way *w, size_t at, migrt_error *error)
{
    add(error, "from %s", in_words(w->g->nodes[at / STATES].name));
    while (w->level[at] > 1) {
        const migrt_size_flow *flow = &w->g->flows[w->next[at]];
        bool made = flow->kind == MIGRT_Z_DERIVED;
        const char *name = in_words(w->g->nodes[flow->to].name);
        add(error, "%s %s (%s:%u)", made ? "computed:" : "to", name, flow->file,
            flow->line);
        at = (size_t)flow->to * STATES + (made ? DERIVED : at % STATES);
    }
}

static void explain(const graph *g, const node *n, size_t class,
                    migrt_error *error)
{
    migrt_error ignored = {0};
    uint64_t room = (uint64_t)g->nodes_count * STATES;
    way w = {.g = g, .class = class};
    size_t at;
    w.level = migrt_image_array(room, sizeof *w.level, &ignored);
    w.next = migrt_image_array(room, sizeof *w.next, &ignored);
    if (w.level != NULL && w.next != NULL && search(&w, n, &at))
        tell(&w, at, error);
    migrt_internal_free(w.level);
    migrt_internal_free(w.next);
}

void migrt_size_explain(const migrt_converter *c, const node *n, size_t class,
                        bool others)
{
    explain(c->sizes, n, class, c->error);
    if (others)
        explain(c->sizes, n, NUMBERS, c->error);
}
