/* Function pointers in all places: a table [state][event], a state that is a
 * function returning the next state, callbacks with context, a virtual table,
 * composition, and static locals that remember. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* 1. A connection: table of actions and of next states. */
enum state { CLOSED, OPENING, OPEN, CLOSING, STATES };
enum event { CONNECT, ACCEPT, DATA, CLOSE, LOST, EVENTS };

struct connection {
    enum state state;
    unsigned sent, dropped, opened;
    uint32_t checksum;
};

typedef void action(struct connection *c, unsigned payload);

static void send_data(struct connection *c, unsigned payload)
{
    static unsigned serial;
    c->sent++;
    for (int i = 0; i < 8; i++)
        c->checksum = (c->checksum << 1 | c->checksum >> 31) ^ (payload >> i) ^ (++serial & 1);
}
static void drop(struct connection *c, unsigned payload) { c->dropped += payload != 0; }
static void opened(struct connection *c, unsigned payload) { c->opened++; c->checksum += payload; }
static void nothing(struct connection *c, unsigned payload) { (void)c; (void)payload; }

static const struct {
    action *act;
    enum state next;
} transitions[STATES][EVENTS] = {
    [CLOSED] = { [CONNECT] = { nothing, OPENING }, [DATA] = { drop, CLOSED } },
    [OPENING] = { [ACCEPT] = { opened, OPEN }, [DATA] = { drop, OPENING }, [LOST] = { nothing, CLOSED } },
    [OPEN] = { [DATA] = { send_data, OPEN }, [CLOSE] = { nothing, CLOSING }, [LOST] = { drop, CLOSED } },
    [CLOSING] = { [DATA] = { drop, CLOSING }, [ACCEPT] = { nothing, CLOSED }, [LOST] = { nothing, CLOSED } },
};

static void handle(struct connection *c, enum event e, unsigned payload)
{
    if (transitions[c->state][e].act) {
        enum state next = transitions[c->state][e].next;
        transitions[c->state][e].act(c, payload);
        c->state = next;
    }
}

static void connections(void)
{
    struct connection list[3] = { { .state = CLOSED }, { .state = OPEN }, { .state = CLOSING } };
    uint32_t x = 17;
    for (int i = 0; i < 9000; i++) {
        x = x * 1664525u + 1013904223u;
        handle(&list[i % 3], (enum event)((x >> 20) % EVENTS), x >> 24);
    }
    for (int i = 0; i < 3; i++)
        printf("connection %d: sent %u dropped %u opened %u sum %08lx\n", i, list[i].sent,
               list[i].dropped, list[i].opened, (unsigned long)list[i].checksum);
    check("each was opened", list[0].opened && list[1].opened && list[2].opened);
}

/* 2. A scanner whose state is a function that returns the next one. */
struct scanner;
typedef struct step {
    struct step (*run)(struct scanner *, char);
} step;
struct scanner {
    step now;
    long number, total;
    int comments;
};

static step in_space(struct scanner *s, char c);
static step in_number(struct scanner *s, char c)
{
    if (c >= '0' && c <= '9') {
        s->number = s->number * 10 + (c - '0');
        return s->now;
    }
    s->total += s->number;
    s->number = 0;
    return in_space(s, c);
}
static step in_comment(struct scanner *s, char c)
{
    return c == '\n' ? (step){ in_space } : s->now;
}
static step in_space(struct scanner *s, char c)
{
    if (c == '#') {
        s->comments++;
        return (step){ in_comment };
    }
    if (c < '0' || c > '9')
        return (step){ in_space };
    s->number = c - '0';
    return (step){ in_number };
}

static void scan(void)
{
    struct scanner s = { .now = { in_space } };
    for (int round = 0; round < 100; round++)
        for (const char *p = "12 # 99 is not counted\n 30 7#1\n1000\n"; *p; p++)
            s.now = s.now.run(&s, *p);
    printf("scanner: total %ld, comments %d\n", s.total, s.comments);
    check("scanner", s.total == 104900 && s.comments == 200);
}

/* 3. Shapes with virtual tables. */
struct shape;
struct shape_class {
    const char *name;
    long (*area)(const struct shape *);
    void (*scale)(struct shape *, int);
};
struct shape {
    const struct shape_class *class;
    int width, height;
};

static long box_area(const struct shape *s) { return (long)s->width * s->height; }
static long triangle_area(const struct shape *s) { return box_area(s) / 2; }
static void scale_both(struct shape *s, int by) { s->width *= by; s->height *= by; }
static void scale_width(struct shape *s, int by) { s->width *= by * by; }

static const struct shape_class box_class = { "box", box_area, scale_both };
static const struct shape_class triangle_class = { "triangle", triangle_area, scale_width };

static void for_each(struct shape **list, size_t n, void (*visit)(struct shape *, void *), void *context)
{
    for (size_t i = 0; i < n; i++)
        visit(list[i], context);
}
static void add_area(struct shape *s, void *sum) { *(long *)sum += s->class->area(s); }
static void enlarge(struct shape *s, void *by) { s->class->scale(s, *(const int *)by); }

static void shapes(void)
{
    struct shape *list[40];
    int by = 3;
    long before = 0, after = 0;
    for (int i = 0; i < 40; i++) {
        if (!(list[i] = malloc(sizeof **list)))
            exit(2);
        *list[i] = (struct shape){ i % 3 ? &box_class : &triangle_class, 2 * i, i + 1 };
    }
    for_each(list, 40, add_area, &before);
    for_each(list, 40, enlarge, &by);
    for_each(list, 40, add_area, &after);
    printf("areas: %ld -> %ld (%s)\n", before, after, list[3]->class->name);
    check("areas", after == 9 * before);
    for (int i = 0; i < 40; i++)
        free(list[i]);
}

/* 4. A handler that replaces itself, and a function returning a function. */
static int first_time(int);
static int later(int n) { return n + 1; }
static int (*handler)(int) = first_time;
static int first_time(int n)
{
    handler = later;
    return -n;
}

static int twice(int n) { return 2 * n; }
static int square(int n) { return n * n % 10007; }
static int (*pick(unsigned i))(int)
{
    static int (*const table[])(int) = { later, twice, square };
    return table[i % 3];
}

static bool alarm_after(int limit)
{
    static int count;
    return ++count % limit == 0;
}

int main(void)
{
    puts("state-machine: start");
    connections();
    scan();
    shapes();
    check("first and later", handler(5) == -5 && handler(5) == 6 && handler == later);
    int value = 3, alarms = 0;
    for (unsigned i = 0; i < 5000; i++) {
        value = pick(i * i + i / 7)(value) % 10007;
        alarms += alarm_after(70);
    }
    printf("value %d, alarms %d\n", value, alarms);
    check("alarms", alarms == 5000 / 70);
    puts(failures ? "state-machine: FAILED" : "state-machine: ok");
    return failures != 0;
}
