/* What C11 added to expressions and initialisers, captured inside and across:
 * generic selection, anonymous members set by designators, initialisers that
 * call, objects of typeof, statics of inline functions, assertions. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int turns = 9;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

_Static_assert(sizeof(int32_t) == 4, "four");

struct shape {
    int kind;
    union {
        struct {
            int width, height;
        };
        int sides[2];
    };
    const char *name;
    int corners[4];
};

_Static_assert(offsetof(struct shape, sides) == offsetof(struct shape, width),
               "anonymous members share their place");

static int of_int(int value)
{
    return pause_here(value) + 1;
}

static int of_double(double value)
{
    return pause_here((int)value) + 2;
}

static int of_text(const char *text)
{
    return pause_here((int)strlen(text)) + 3;
}

static int of_shape(struct shape *shape)
{
    return pause_here(shape->width * shape->height) + 4;
}

static int of_rest(void)
{
    return pause_here(1000);
}

#define MEASURE(x)                                                             \
    _Generic((x), int: of_int, double: of_double, char *: of_text,             \
             const char *: of_text, struct shape *: of_shape,                  \
             default: of_int)(x)
#define IS_LONG(x) _Generic((x), long: 1, unsigned long: 1, default: 0)

/* Chosen are a call, an object and a block; the others are not evaluated. */
static void selections(void)
{
    struct shape square = {1, .width = 4, .height = 4, .name = "square"};
    int chosen = 3, other = 5;
    char text[] = "twelve chars";
    expect("int", MEASURE(chosen), 4);
    expect("double", MEASURE(2.5), 4);
    expect("text", MEASURE(text) + MEASURE("ab"), 15 + 5);
    expect("shape", MEASURE(&square), 20);
    expect("char", MEASURE((char)'\n'), 11);
    _Generic(chosen, int: chosen, default: other) += pause_here(7);
    expect("object", chosen * 100 + other, 1005);
    expect("not evaluated", _Generic(of_rest(), int: chosen, default: 0), 10);
    expect("long", IS_LONG(1L) + IS_LONG(sizeof(int) * 0l + 1) + IS_LONG(1), 2);
    for (int i = 0; i < 3; i++)
        chosen += _Generic(&square, struct shape *: of_shape, void *: of_text)(
            &square);
    expect("in a loop", chosen, 70);
}

static int counted;

static int next(int step)
{
    return counted += pause_here(step);
}

/* Each call in an initialiser happens once, whatever the capture cuts. */
static struct shape made(int kind)
{
    struct shape out = {
        .kind = next(kind),
        .sides = {[1] = next(1), [0] = next(1)},
        .name = next(0) > 0 ? "made" : "none",
        .corners = {[2] = next(10), next(20), [0] = 8},
    };
    return out;
}

static void initialisers(void)
{
    counted = 0;
    struct shape table[] = {[3] = made(1), [1] = made(2), {.kind = next(3)}};
    long sum = 0;
    expect("elements", (long)(sizeof table / sizeof *table), 4);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        for (int c = 0; c < 4; c++)
            sum += table[i].corners[c];
    expect("calls", counted, 33 + 34 + 3);
    expect("zeros", table[0].kind + (table[2].name == NULL), 1);
    expect("corners of zero", table[1].corners[0] + table[3].corners[0], 16);
    expect("all corners", sum > 16 + 4 * 10, 1);
    int squares[] = {[0 ... 3] = pause_here(2), [5] = pause_here(3)};
    sum = 0;
    for (int i = 0; i < 6; i++)
        sum = sum * 10 + squares[i];
    expect("ranges", sum, 222203);
}

/* One counter for all calls of all copies. */
static inline int ticket(int by)
{
    static int given;
    static struct shape memory[2] = {{.name = "first"}, {.width = 3}};
    static int *where = &memory[1].height;
    given += pause_here(by);
    *where += given;
    memory[0].corners[given & 3]++;
    return memory[1].height;
}

static inline int ticket_of_other(int by)
{
    static int given = 100;
    return given += pause_here(by);
}

static void statics(void)
{
    int (*pointer)(int) = ticket;
    int last = 0;
    for (int i = 1; i < 6; i++)
        last = i & 1 ? ticket(i) : pointer(i);
    expect("ticket", last, 1 + 3 + 6 + 10 + 15);
    expect("other ticket", ticket_of_other(5) + ticket_of_other(5), 215);
}

#define SWAP(a, b)                                                             \
    do {                                                                       \
        __typeof__(a) swapped = (a);                                           \
        pause_here(1);                                                         \
        (a) = (b);                                                             \
        (b) = swapped;                                                         \
    } while (0)

/* Objects whose types are those of others, with restrict and register. */
static long objects(int *restrict to, const int *restrict from, size_t count)
{
    register size_t i;
    register long sum = 0;
    __typeof__(*to) last = 0;
    __typeof__(int[4]) window = {0};
    __typeof__(&window) all = &window;
    __auto_type place = to;
    for (i = 0; i < count; i++) {
        *place++ = from[i] + pause_here(1);
        (*all)[i & 3] = last = to[i];
        if (i > 0)
            SWAP(to[i], to[i - 1]);
        sum += last;
    }
    expect("window", window[0] + window[1] + window[2] + window[3], 30);
    return sum;
}

static void places(void)
{
    int from[8] = {1, 2, 3, 4, 5, 6, 7, 8}, to[8];
    long shown = 0;
    expect("sum", objects(to, from, 8), 44 - 8 + 0 * pause_here(1) + 8);
    for (int i = 0; i < 8; i++)
        shown = shown * 10 + to[i];
    expect("moved", shown, 34567892);
    _Alignas(16) int aligned[3] = {pause_here(1), pause_here(2)};
    expect("aligned", (long)((uintptr_t)aligned % 16) + aligned[1], 2);
}

int main(void)
{
    printf("C11 expressions\n");
    selections();
    initialisers();
    printf("halfway\n");
    statics();
    places();
    _Static_assert(_Alignof(struct shape) >= _Alignof(int), "aligned");
    printf("done\n");
    return failures != 0;
}
