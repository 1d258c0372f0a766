/* Pointers of all kinds into all kinds of objects: variables of outer frames,
 * a chain of scopes on the stack, interior and one-past-the-end pointers of
 * heap, static and stack arrays, pointers to pointers, rows of 2-D arrays. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scope {
    const struct scope *outer;
    const char *name;
    int *slot;
    long depth;
};

struct span {
    int *begin, *end;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int *resolve(const struct scope *s, const char *name)
{
    for (; s; s = s->outer)
        if (strcmp(s->name, name) == 0)
            return s->slot;
    return NULL;
}

/* Every frame owns a variable and adds it to a chain; the innermost changes
 * the variables of the outer ones. */
static long nest(const struct scope *outer, int depth, int **best, long *visits)
{
    static const char *const names[] = { "alpha", "beta", "gamma", "delta" };
    int local = depth * 3;
    struct scope here = { outer, names[depth % 4], &local, outer ? outer->depth + 1 : 0 };
    ++*visits;
    if (!*best || **best < local)
        *best = &local;
    if (depth == 0) {
        for (const struct scope *s = &here; s; s = s->outer)
            *s->slot += 1;
        int *found = resolve(&here, "gamma");
        if (found)
            *found += 1000;
        check("best is an outer variable", *best != &local && **best > local);
        return here.depth;
    }
    long deepest = nest(&here, depth - 1, best, visits);
    int *mine = resolve(&here, names[depth % 4]);
    check("own variable found first", mine == &local);
    check("changed from within", local == depth * 3 + 1 || local == depth * 3 + 1001);
    if (*best == &local)
        *best = NULL;
    return deepest;
}

/* Partition of spans: begin inside, end one past. */
static struct span select_less(struct span s, int than, int **out)
{
    int *keep = *out;
    for (int *p = s.begin; p != s.end; ++p)
        if (*p < than)
            *(*out)++ = *p;
    return (struct span){ keep, *out };
}

static int spans(void)
{
    enum { N = 2000 };
    int *data = malloc(N * sizeof *data), *room = malloc(4 * N * sizeof *room);
    if (!data || !room)
        exit(2);
    for (int i = 0; i < N; i++)
        data[i] = i * 7919 % N;
    struct span s = { data, data + N }, last = { room, room };
    int *out = room, rounds = 0;
    while (s.end - s.begin > 1) {
        last = s;
        s = select_less(s, (int)(s.end - s.begin) / 2, &out);
        rounds++;
        check("half remains", s.end - s.begin == (last.end - last.begin) / 2);
    }
    check("ends meet", s.end == out && last.end == s.begin && *s.begin == 0);
    printf("spans: %d rounds, %d written\n", rounds, (int)(out - room));
    free(data);
    free(room);
    return rounds;
}

static void reverse_words(char *text)
{
    char *end = text + strlen(text), *word = text;
    for (char *p = text;; p++)
        if (p == end || *p == ' ') {
            for (char *a = word, *b = p; a < b;) {
                char t = *a;
                *a++ = *--b;
                *b = t;
            }
            word = p + 1;
            if (p == end)
                break;
        }
}

/* int ** and int *** over stack, static and heap cells. */
static int redirect(int ***handle, int **other, int depth)
{
    int own = depth, *mine = &own;
    if (depth == 0)
        return ***handle;
    int **old = *handle;
    *handle = depth % 2 ? &mine : other;
    int inner = redirect(handle, other, depth - 1);
    ***handle += depth;
    *handle = old;
    return inner + own;
}

static int plane[12][10];

static long rows(int (*row)[10], int (*end)[10], int *cursor)
{
    if (row == end)
        return 0;
    long sum = 0;
    for (int *p = *row; p < *row + 10; p++)
        sum += *p += (int)(cursor - *plane) % 3;
    return sum + rows(row + 1, end, cursor + 10);
}

int main(void)
{
    puts("outer-frames: start");
    long visits = 0, deepest = 0;
    for (int i = 0; i < 40; i++) {
        int *best = NULL;
        deepest = nest(NULL, 30 + i % 11, &best, &visits);
    }
    printf("nest: deepest %ld, visits %ld\n", deepest, visits);
    check("visits", visits == 40 * 31 + 3 * 55 + 0 + 1 + 2 + 3 + 4 + 5 + 6);
    spans();
    char text[] = "stressed drawer loops live on";
    reverse_words(text);
    printf("words: %s\n", text);
    check("words", strcmp(text, "desserts reward spool evil no") == 0);
    static int fixed = 100;
    int cell = 7, *to_cell = &cell, *to_fixed = &fixed, **handle = &to_cell;
    long sum = 0;
    for (int i = 0; i < 60; i++)
        sum += redirect(&handle, &to_fixed, 12);
    printf("redirect: %ld, fixed %d, cell %d\n", sum, fixed, cell);
    check("handle is restored", handle == &to_cell && cell == 7 && fixed > 100);
    long total = 0;
    for (int i = 0; i < 30; i++)
        total = rows(plane, plane + 12, *plane + i % 10);
    printf("rows: %ld\n", total);
    int *past = &plane[11][10], *back = past;
    while (back != &plane[0][0])
        total -= *--back;
    check("walked back from the end", total == 0 && past - back == 120);
    puts(failures ? "outer-frames: FAILED" : "outer-frames: ok");
    return failures != 0;
}
