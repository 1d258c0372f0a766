/* Memory that grows: arrays of structs with pointers, pointers into themselves
 * corrected after each move, vectors of vectors, strings duplicated, printed and
 * read into blocks that the library allocates. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

struct entry {
    char *text;
    long count;
    struct entry *same; /* into the same array */
    int *marks;
    short marked;
};

struct vector {
    struct entry *entries;
    size_t count, room;
};

static int failures;
static uint32_t noise = 1;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static struct entry *add(struct vector *v, const char *text)
{
    if (v->count == v->room) {
        struct entry *old = v->entries;
        size_t *links = malloc((v->count + 1) * sizeof *links);
        for (size_t i = 0; i < v->count; i++)
            links[i] = (size_t)(old[i].same - old);
        v->room = v->room * 2 + 1;
        v->entries = realloc(v->entries, v->room * sizeof *v->entries);
        work(1);
        for (size_t i = 0; i < v->count; i++)
            v->entries[i].same = v->entries + links[i];
        free(links);
    }
    struct entry *e = &v->entries[v->count];
    e->text = strdup(text);
    e->count = 0;
    e->same = &v->entries[v->count / 2];
    e->marks = NULL;
    e->marked = 0;
    v->count++;
    return e;
}

static void mark(struct entry *e, int n)
{
    e->marks = realloc(e->marks, ((size_t)e->marked + 1) * sizeof *e->marks);
    e->marks[e->marked++] = work(n);
}

static void fill(int n)
{
    struct vector v = { NULL, 0, 0 };
    char *text = NULL, *longer;
    for (int i = 0; i < n; i++) {
        check("asprintf", asprintf(&text, "entry %d of %d", i, n) > 0);
        struct entry *e = add(&v, text);
        for (int j = 0; j < i % 5; j++)
            mark(e, i * j);
        e->count = -i;
        free(text);
        longer = strndup(v.entries[i / 2].text, 7);
        work(i);
        check("strndup", memcmp(longer, "entry ", 6) == 0 && strlen(longer) == 7);
        free(longer);
    }
    for (int i = 0; i < n; i++) {
        struct entry *e = &v.entries[i];
        check("link", e->same == &v.entries[i / 2] && e->same->count == -(i / 2));
        check("text", (text = strstr(e->text, " of ")) != NULL && atoi(text + 4) == n);
        for (int j = 0; j < e->marked; j++)
            check("mark", e->marks[j] == i * j);
        free(e->marks);
        free(e->text);
    }
    v.entries = realloc(v.entries, sizeof *v.entries); /* shrinks */
    work(1);
    check("shrunk", v.entries[0].count == 0);
    free(v.entries);
}

static int read_lines(void)
{
    char *line = NULL, **all = NULL;
    size_t room = 0, count = 0;
    ssize_t length;
    int letters = 0;
    while ((length = getline(&line, &room, stdin)) >= 0) {
        all = realloc(all, (count + 1) * sizeof *all);
        all[count++] = strdup(line);
        letters += (int)length;
        work(1);
    }
    for (size_t i = 0; i < count; i++) {
        letters -= (int)strlen(all[i]);
        printf("line %d: %.10s\n", (int)i, all[i]);
        work(1);
        free(all[i]);
    }
    check("letters", letters == 0);
    free(all);
    free(line);
    return (int)count;
}

int main(void)
{
    puts("growth: start");
    check("lines", read_lines() == 6);
    for (int round = 1; round <= 30; round++) {
        fill(20 + round);
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "growth: FAILED" : "growth: ok");
    return failures != 0;
}
