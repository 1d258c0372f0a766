/* Objects that point at each other in cycles: a mark-and-sweep collector
 * (Deutsch-Schorr-Waite marking: pointers are reversed while it runs), and a
 * clone of the graph through forwarding pointers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LINKS 3

struct object {
    struct object *link[LINKS];
    struct object *all;     /* chain of all objects, for the sweep */
    struct object *forward; /* its copy while cloning */
    uint32_t id;
    unsigned char marked, scan;
};

static struct object *everything;
static long live;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct object *object_new(uint32_t id)
{
    struct object *o = calloc(1, sizeof *o);
    if (!o)
        exit(2);
    o->id = id;
    o->all = everything;
    everything = o;
    live++;
    return o;
}

/* Marks what `root` reaches without a stack: the way back is kept in the
 * links themselves, which are put right again on the way. */
static long mark(struct object *root)
{
    struct object *back = NULL, *here = root;
    long count = 0;
    if (!here || here->marked)
        return 0;
    here->marked = 1;
    for (;;) {
        if (here->scan < LINKS) {
            struct object **slot = &here->link[here->scan];
            if (*slot && !(*slot)->marked) {
                struct object *down = *slot;
                *slot = back;
                back = here;
                here = down;
                here->marked = 1;
            } else {
                here->scan++;
            }
            continue;
        }
        here->scan = 0;
        count++;
        if (!back)
            return count;
        struct object *up = back, **slot = &up->link[up->scan];
        back = *slot;
        *slot = here;
        here = up;
        here->scan++;
    }
}

static long sweep(void)
{
    long freed = 0;
    for (struct object **at = &everything; *at;) {
        struct object *o = *at;
        if (o->marked) {
            o->marked = 0;
            at = &o->all;
        } else {
            *at = o->all;
            free(o);
            freed++;
            live--;
        }
    }
    return freed;
}

static struct object *clone(struct object *o)
{
    if (!o || o->forward)
        return o ? o->forward : NULL;
    struct object *copy = o->forward = object_new(o->id);
    copy->forward = copy;
    for (int i = 0; i < LINKS; i++)
        copy->link[i] = clone(o->link[i]);
    return copy;
}

static void unforward(void)
{
    for (struct object *o = everything; o; o = o->all)
        o->forward = NULL;
}

/* Digest of a walk of `steps` links; equal for isomorphic graphs. */
static uint32_t walk(const struct object *o, int steps)
{
    uint32_t h = 1;
    while (steps-- > 0 && o) {
        h = h * 31 + o->id;
        const struct object *next = o->link[h >> 7 & 1];
        o = next ? next : o->link[2];
    }
    return h;
}

static struct object *ring(uint32_t size)
{
    struct object *first = object_new(0), *last = first;
    for (uint32_t i = 1; i < size; i++) {
        struct object *o = object_new(i);
        last->link[0] = o;
        o->link[1] = last;
        o->link[2] = i % 5 ? first : o; /* to the root or to itself */
        last = o;
    }
    last->link[0] = first;
    first->link[1] = last;
    return first;
}

int main(void)
{
    puts("cyclic-graph: start");
    struct object *root = ring(1500);
    for (int round = 1; round <= 5; round++) {
        struct object *garbage = ring(700);
        garbage->link[2] = root;
        struct object *copy = clone(root);
        unforward();
        uint32_t a = walk(root, 2000), b = walk(copy, 2000);
        check("walks of the graph and of its clone", a == b);
        long before = live, marked = mark(root), freed = sweep();
        printf("round %d: live %ld, marked %ld, freed %ld, walk %lu\n", round, before, marked,
               freed, (unsigned long)a);
        check("marked", marked == 1500 && freed == 700 + 1500 && live == 1500);
        check("marking left the graph as it was", walk(root, 2000) == a);
        /* The far half of the ring goes next time into the middle. */
        struct object *swap = root->link[0];
        for (int i = 0; i < round * 10; i++)
            swap = swap->link[0];
        struct object *t = swap->link[2];
        swap->link[2] = root->link[1];
        root->link[2] = t;
    }
    check("nothing rooted", mark(NULL) == 0 && sweep() == 1500 && !everything);
    printf("live at the end: %ld\n", live);
    puts(failures ? "cyclic-graph: FAILED" : "cyclic-graph: ok");
    return failures != 0;
}
