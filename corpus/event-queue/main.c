/* Discrete-event simulation: events in a binary heap carry a handler and a
 * subject; customers stand in lines; a ledger is checked at the end. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNTERS 3

struct event;
typedef void (*handler)(const struct event *);

struct customer {
    struct customer *behind;
    long arrived, items;
    unsigned number;
};

struct counter {
    struct customer *first, **last; /* last: where the next one is linked in */
    struct customer *served;
    int waiting, longest;
    long busy_until, sold;
    const char *name;
};

struct event {
    long time;
    unsigned order; /* of creation: breaks ties */
    handler run;
    struct counter *counter;
    struct customer *customer;
};

static struct event **heap;
static int heap_count, heap_room;
static unsigned created;
static long now;
static struct counter counters[COUNTERS] = { { .name = "left" }, { .name = "middle" }, { .name = "right" } };
static struct {
    long arrivals, served, items, waited, left;
} ledger;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t seed = 31;
static long below(long n)
{
    seed = seed * 1664525u + 1013904223u;
    return (long)(seed >> 10) % n;
}

static void *need(void *p)
{
    if (!p)
        exit(2);
    return p;
}

static bool earlier(const struct event *a, const struct event *b)
{
    return a->time != b->time ? a->time < b->time : a->order < b->order;
}

static void schedule(long delay, handler run, struct counter *counter, struct customer *customer)
{
    struct event *e = need(malloc(sizeof *e));
    *e = (struct event){ now + delay, created++, run, counter, customer };
    if (heap_count == heap_room) {
        heap_room = heap_room * 2 + 8;
        heap = need(realloc(heap, (size_t)heap_room * sizeof *heap));
    }
    int i = heap_count++;
    for (; i > 0 && earlier(e, heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap[i] = heap[(i - 1) / 2];
    heap[i] = e;
}

static struct event *next_event(void)
{
    struct event *first = heap[0], *last = heap[--heap_count];
    int i = 0;
    for (int c; (c = 2 * i + 1) < heap_count; i = c) {
        if (c + 1 < heap_count && earlier(heap[c + 1], heap[c]))
            c++;
        if (!earlier(heap[c], last))
            break;
        heap[i] = heap[c];
    }
    heap[i] = last;
    return first;
}

static void finish(const struct event *e);

static void serve_next(struct counter *c)
{
    struct customer *next = c->first;
    if (!next || c->served)
        return;
    c->first = next->behind;
    if (!c->first)
        c->last = &c->first;
    c->waiting--;
    c->served = next;
    ledger.waited += now - next->arrived;
    schedule(2 + 3 * next->items, finish, c, next);
}

static void finish(const struct event *e)
{
    struct counter *c = e->counter;
    check("the one who was served", c->served == e->customer);
    ledger.served++;
    ledger.items += e->customer->items;
    c->sold += e->customer->items;
    c->busy_until = now;
    free(e->customer);
    c->served = NULL;
    serve_next(c);
}

static struct counter *shortest_line(void)
{
    struct counter *best = counters;
    for (struct counter *c = counters + 1; c < counters + COUNTERS; c++)
        if (c->waiting < best->waiting)
            best = c;
    return best;
}

static void arrive(const struct event *e)
{
    (void)e;
    struct customer *who = need(malloc(sizeof *who));
    *who = (struct customer){ NULL, now, 1 + below(9), (unsigned)++ledger.arrivals };
    struct counter *c = shortest_line();
    if (c->waiting >= 12) {
        ledger.left++;
        free(who);
    } else {
        *c->last = who;
        c->last = &who->behind;
        if (++c->waiting > c->longest)
            c->longest = c->waiting;
        serve_next(c);
    }
    if (now < 30000)
        schedule(1 + below(10), arrive, NULL, NULL);
}

static void report(const struct event *e)
{
    printf("%6ld: arrived %ld, served %ld, lines", e->time, ledger.arrivals, ledger.served);
    for (int i = 0; i < COUNTERS; i++)
        printf(" %d", counters[i].waiting);
    printf("\n");
    if (e->time < 30000)
        schedule(6000, report, NULL, NULL);
}

int main(void)
{
    puts("event-queue: start");
    for (int i = 0; i < COUNTERS; i++)
        counters[i].last = &counters[i].first;
    schedule(0, arrive, NULL, NULL);
    schedule(6000, report, NULL, NULL);
    long events = 0;
    while (heap_count) {
        struct event *e = next_event();
        check("time goes on", e->time >= now);
        now = e->time;
        e->run(e);
        free(e);
        events++;
    }
    long sold = 0;
    for (int i = 0; i < COUNTERS; i++) {
        struct counter *c = &counters[i];
        printf("%s: sold %ld, longest line %d, closed at %ld\n", c->name, c->sold, c->longest, c->busy_until);
        check("line is empty", !c->first && c->last == &c->first && !c->served && !c->waiting);
        sold += c->sold;
    }
    printf("events %ld, waited %ld, left %ld\n", events, ledger.waited, ledger.left);
    check("nobody is missing", ledger.arrivals == ledger.served + ledger.left);
    check("items", sold == ledger.items && events == ledger.arrivals + ledger.served + 5);
    free(heap);
    puts(failures ? "event-queue: FAILED" : "event-queue: ok");
    return failures != 0;
}
