/* Tables of pointers to functions of the C library beside functions of ours: in
 * constant and variable objects, on the heap, in locals, compared and called on
 * whichever machine the program has come to. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

static long checksum(const void *memory, size_t size)
{
    const unsigned char *p = memory;
    long sum = 0;
    for (size_t i = 0; i < size; i++)
        sum = (sum * 31 + p[i]) % 65521;
    return sum;
}

static int own_class(int c)
{
    return c == 'q' || c == 'z';
}

static int backwards(const char *a, const char *b)
{
    return strcmp(b, a);
}

static void *counted_alloc(size_t size);
static void counted_free(void *memory);
static int alive;

/* What each row does is told by its functions only. */
struct class {
    const char *name;
    int (*test)(int);
    int (*change)(int);
};

static const struct class classes[] = {
    {"letters", isalpha, toupper}, {"digits", isdigit, NULL},
    {"spaces", isspace, NULL},     {"own", own_class, tolower},
    {"punctuation", ispunct, NULL},
};

struct memory {
    void *(*get)(size_t);
    void (*put)(void *);
    void *(*copy)(void *restrict, const void *restrict, size_t);
};

static struct memory library = {malloc, free, memcpy};
static struct memory counted = {counted_alloc, counted_free, memmove};

static void *counted_alloc(size_t size)
{
    alive++;
    return library.get(size);
}

static void counted_free(void *memory)
{
    alive -= memory != NULL;
    library.put(memory);
}

struct order {
    int (*compare)(const char *, const char *);
    struct order *next;
};

static double halved(double x)
{
    return x / 2;
}

static double (*chain[])(double) = {fabs, floor, halved, ceil, sqrt};

static void count_classes(const char *text)
{
    size_t rows = sizeof classes / sizeof *classes;
    long counts[5] = {0};
    char changed[80] = "";
    for (size_t i = 0; text[i]; i++)
        for (size_t row = 0; row < rows; row++) {
            const struct class *class = &classes[row];
            int c = (unsigned char)text[i];
            counts[row] += class->test(c) != 0;
            if (class->change && class->test(c))
                changed[i] = (char)class->change(c);
            else if (!changed[i])
                changed[i] = text[i];
        }
    for (size_t row = 0; row < rows; row++)
        printf("%s %ld\n", classes[row].name, counts[row]);
    printf("%s\n", changed);
    expect("changed", strcmp(changed, "THE QUICK FOX, 24 LAzY DOGS; qUARTz?"), 0);
    expect("own lower", strchr(changed, 'q') != NULL, 1);
}

static void *duplicate(const struct memory *memory, const void *from, size_t n)
{
    void *(*get)(size_t) = memory->get;
    void *to = get(n);
    if (!to)
        exit(2);
    memory->copy(to, from, n);
    return to;
}

static void memories(void)
{
    struct memory *both[2] = {&library, &counted};
    const char text[] = "handed from one allocator to another";
    char *last = duplicate(both[0], text, sizeof text);
    for (int i = 1; i < 20; i++) {
        const struct memory *memory = both[i & 1];
        char *copy = duplicate(memory, last, sizeof text);
        both[(i - 1) & 1]->put(last);
        last = copy;
    }
    expect("text", checksum(last, sizeof text), checksum(text, sizeof text));
    expect("alive", alive, 1);
    expect("which is free", both[0]->put == free && both[1]->put != free, 1);
    both[1]->put(last);
    expect("alive", alive, 0);
}

/* A list of orders on the heap; each sorts by selection, calling it. */
static struct order *add(struct order *next,
                         int (*compare)(const char *, const char *))
{
    struct order *order = malloc(sizeof *order);
    if (!order)
        exit(2);
    order->compare = compare;
    order->next = next;
    return order;
}

static void sort(const char **names, int count,
                 int (*compare)(const char *, const char *))
{
    for (int i = 0; i < count; i++)
        for (int j = i + 1; j < count; j++)
            if (compare(names[i], names[j]) > 0) {
                const char *name = names[i];
                names[i] = names[j];
                names[j] = name;
            }
}

static void orders(void)
{
    const char *names[] = {"iron", "Zinc", "gold", "tin", "Lead", "copper"};
    struct order *list = add(add(add(NULL, strcmp), backwards), strcmp);
    int of_library = 0;
    while (list) {
        struct order *next = list->next;
        sort(names, 6, list->compare);
        of_library += list->compare == strcmp;
        printf("%s %s %s\n", names[0], names[2], names[5]);
        free(list);
        list = next;
    }
    expect("of the library", of_library, 2);
}

/* qsort itself through a pointer, with a comparison out of a table. */
static int ascending(const void *a, const void *b)
{
    const int *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int descending(const void *a, const void *b)
{
    return ascending(b, a);
}

typedef int comparison(const void *, const void *);

static void sorts(void)
{
    void (*sort_all)(void *, size_t, size_t, comparison *) = qsort;
    comparison *const ways[] = {ascending, descending};
    long shown = 0;
    for (int round = 0; round < 6; round++) {
        int values[50];
        for (int i = 0; i < 50; i++)
            values[i] = i * 37 % 50 - round;
        sort_all(values, 50, sizeof *values, ways[round & 1]);
        shown = shown * 10 + (values[7] == (round & 1 ? 42 : 7) - round);
    }
    expect("sorted", shown, 111111);
}

static void chains(void)
{
    double value = -1234567.0;
    size_t steps = sizeof chain / sizeof *chain;
    for (size_t i = 0; i < steps * 3; i++) {
        double (*step)(double) = chain[i % steps];
        value = step(value);
    }
    expect("chain", (long)value, 3);
    expect("sqrt", chain[4] == sqrt && chain[2] == halved, 1);
}

int main(void)
{
    printf("library tables\n");
    count_classes("the Quick fox, 24 lazy dogs; quartz?");
    memories();
    printf("halfway\n");
    orders();
    sorts();
    chains();
    printf("done\n");
    return failures != 0;
}
