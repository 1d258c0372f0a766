/* Keeps counts that went through the same helpers as sizes, numbers that notes in
 * migcc.toml tell of, and one size. All must be what they were, or what they are
 * on the machine the program has come to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct item {
    struct item *next;
    long key;
};

struct table {
    size_t room, rows, kept, width;
    unsigned hash;
    char *text;
};

enum kind { TEXT, RECORD };

static int failures;
static unsigned noise = 1;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
}

static size_t up(size_t n, size_t step)
{
    return (n + step - 1) / step * step;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t length(enum kind kind, const char *text)
{
    switch (kind) {
    case RECORD: return sizeof(struct item);
    case TEXT: return strlen(text);
    }
    return 0;
}

static unsigned digest(const char *text)
{
    unsigned seed = (unsigned)sizeof(struct item), hash = 0;
    for (seed = seed > 0; *text != '\0'; text++)
        hash = hash * 31 + (unsigned char)*text + seed;
    return hash;
}

static void widths(struct table *t)
{
    size_t seed = sizeof(struct item);
    t->width = seed;
}

static struct table *new_table(const char *text, size_t rows)
{
    struct table *t = calloc(1, sizeof *t);
    check("room for one", up(sizeof(struct item), 4) >= sizeof(struct item));
    check("larger", larger(sizeof(struct item), 1) == sizeof(struct item));
    t->room = up(strlen(text) + 1, 16);
    t->rows = larger(rows, 10);
    t->kept = length(TEXT, text);
    t->hash = digest(text);
    widths(t);
    t->text = malloc(t->room);
    strcpy(t->text, text);
    return t;
}

static void check_table(const struct table *t)
{
    check("room", t->room == 16);
    check("rows", t->rows == 12);
    check("kept", t->kept == strlen(t->text));
    check("hash", t->hash == digest(t->text));
    check("width", t->width == sizeof(struct item));
    check("a record's", length(RECORD, NULL) == sizeof(struct item));
}

int main(void)
{
    struct table *t = new_table("some words", 12);
    for (int round = 1; round <= 60; round++) {
        work();
        check_table(t);
        if (round % 20 == 0)
            printf("round %d: %zu %zu %zu %u\n", round, t->room, t->rows,
                   t->kept, t->hash);
    }
    free(t->text);
    free(t);
    puts(failures ? "size-notes: FAILED" : "size-notes: ok");
    return failures != 0;
}
