/* An allocator that puts a header of its own in front of every object, as
 * interpreters do to count references: the program knows only the address behind
 * it. What stands there are whole objects, with arrays at their ends, and not
 * rows of one. The header has no pointers; the objects point to variables on the
 * stack. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
    int references;
    short kind, unused;
    long long object[];
};

struct vec {
    long count;
    long item[];
};

struct scope {
    struct scope *outer;
    long *total; /* a variable of the caller's */
    size_t names;
    const char *name[];
};

struct text {
    short length;
    struct vec *hash;
    char chars[1];
};

struct link {
    struct link *before, *after;
};

struct item {
    struct link link;
    long weight;
};

static unsigned noise = 11;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 28);
}

static void *allocate(size_t size)
{
    struct header *h = malloc(sizeof(struct header) + size);
    if (!h)
        exit(2);
    work();
    h->references = 1;
    h->kind = 7;
    return h->object;
}

static struct header *header_of(const void *object)
{
    return (struct header *)((char *)object - offsetof(struct header, object));
}

static void release(void *object)
{
    if (--header_of(object)->references == 0)
        free(header_of(object));
}

static struct vec *make_vec(int n)
{
    struct vec *v = allocate(sizeof(struct vec) + n * sizeof(long));
    v->count = n;
    for (int i = 0; i < n; i++) {
        v->item[i] = i * 37L - 5;
        work();
    }
    return v;
}

/* The length of a struct with one character, less that one, and its text. */
static struct text *make_text(const char *chars, int n)
{
    struct text *t = allocate(sizeof(struct text) + n - 1 + 1);
    t->length = (short)n;
    t->hash = make_vec(n % 5);
    memcpy(t->chars, chars, (size_t)n);
    t->chars[n] = '\0';
    return t;
}

static long sum_of(const struct vec *v)
{
    long sum = 0;
    for (long i = 0; i < v->count; i++)
        sum += v->item[i];
    return sum;
}

/* Every round through the scopes adds to the variables of all callers. */
static long nest(struct scope *outer, int depth)
{
    long total = depth;
    struct scope *s =
        allocate(sizeof(struct scope) + 2 * sizeof(const char *));
    s->outer = outer;
    s->total = &total;
    s->names = 2;
    s->name[0] = "odd";
    s->name[1] = "even";
    if (depth > 0)
        total += nest(s, depth - 1);
    for (int i = 0; i < 20; i++) {
        work();
        for (struct scope *at = s; at; at = at->outer)
            *at->total += at->name[i % 2][0] == 'o' ? 1 : 2;
    }
    release(s);
    return total;
}

static int vectors(void)
{
    struct vec *v[12];
    long sum = 0, expected = 0;
    for (int i = 0; i < 12; i++)
        v[i] = make_vec(i * 3);
    for (int i = 0; i < 12; i++) {
        for (int j = 0; j < i * 3; j++)
            expected += j * 37L - 5;
        sum += sum_of(v[i]);
        header_of(v[i])->references++;
        release(v[i]);
        if (header_of(v[i])->kind != 7)
            return 0;
        release(v[i]);
        work();
    }
    printf("vectors: %ld\n", sum);
    return sum == expected;
}

static int texts(void)
{
    static const char all[] = "the quick brown fox jumps over the lazy dog, twice";
    struct text *t[48];
    int good = 1;
    for (int i = 0; i < 48; i++)
        t[i] = make_text(all, i + 1);
    for (int i = 0; i < 48; i++) {
        work();
        good &= t[i]->length == i + 1 && strlen(t[i]->chars) == (size_t)i + 1;
        good &= memcmp(t[i]->chars, all, (size_t)i + 1) == 0;
        good &= t[i]->hash->count == (i + 1) % 5;
        release(t[i]->hash);
        release(t[i]);
    }
    printf("texts: %d\n", good);
    return good;
}

static void add(struct link *list, long weight)
{
    struct item *new = allocate(sizeof *new);
    new->weight = weight;
    new->link.before = list->before;
    new->link.after = list;
    list->before->after = &new->link;
    list->before = &new->link;
}

static int links(void)
{
    struct link list = {&list, &list};
    long sum = 0;
    for (int i = 0; i < 60; i++)
        add(&list, i * i);
    while (list.after != &list) {
        struct link *first = list.after;
        struct item *it =
            (struct item *)((char *)first - offsetof(struct item, link));
        sum = sum * 3 % 1000003 + it->weight;
        list.after = first->after;
        first->after->before = &list;
        release(it);
        work();
    }
    printf("links: %ld\n", sum);
    return sum > 0;
}

int main(void)
{
    long nested;
    printf("headers\n");
    if (!vectors() || !texts() || !links())
        return 1;
    nested = nest(NULL, 8);
    printf("nested: %ld\n", nested);
    return 0;
}
