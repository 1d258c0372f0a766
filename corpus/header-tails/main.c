/* `malloc(sizeof(header) + n * sizeof(element))`: what is behind the header is
 * found by arithmetic only, and is not bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vec {
    long count;
};

struct item {
    short kind;
    double weight;
    const char *name;
};

struct list {
    struct list *next;
    int length; /* what follows is aligned to 8 bytes on every machine */
};

struct texts {
    size_t count;
    char *first[1];
};

static unsigned noise = 3;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 28);
}

static void *xmalloc(size_t size)
{
    void *block = malloc(size);
    if (!block)
        exit(2);
    return block;
}

static void *grow(void *block, size_t size)
{
    void *bigger = realloc(block, size);
    if (!bigger)
        exit(2);
    return bigger;
}

static long numbers(int n)
{
    struct vec *v = malloc(sizeof *v + n * sizeof(long));
    long sum = 0;
    v->count = n;
    for (int i = 0; i < n; i++) {
        ((long *)(v + 1))[i] = i * 1001L - 500;
        work();
    }
    for (int i = 0; i < v->count; i++) {
        work();
        sum += ((long *)(v + 1))[i];
    }
    free(v);
    return sum;
}

static int halves(int n)
{
    struct vec *v = calloc(1, sizeof(struct vec) + (size_t)n * sizeof(short));
    int sum = 0;
    v->count = n;
    for (int i = 0; i < n; i++)
        ((short *)(v + 1))[i] = (short)(i * 321);
    for (int i = 0; i < v->count; i++) {
        work();
        sum += ((short *)(v + 1))[i];
    }
    free(v);
    return sum;
}

static size_t texts(int n)
{
    static const char *const words[] = { "one", "three", "seventeen" };
    struct vec *v = xmalloc(sizeof(struct vec) + sizeof(char *) * (size_t)n);
    size_t length = 0;
    v->count = n;
    for (int i = 0; i < n; i++) {
        const char *word = words[i % 3];
        ((char **)(v + 1))[i] = strcpy(xmalloc(strlen(word) + 1), word);
        work();
    }
    for (int i = 0; i < v->count; i++) {
        length = length * 3 + strlen(((char **)(v + 1))[i]);
        work();
        free(((char **)(v + 1))[i]);
    }
    free(v);
    return length;
}

static double items(int n)
{
    struct list *l = malloc(sizeof(struct list) + 2 * sizeof(struct item));
    struct item *items = (struct item *)(l + 1);
    double sum = 0;
    l->next = l;
    l->length = 2;
    for (int i = 0; i < n; i++) {
        if (i == l->length) {
            l->length *= 2;
            l = grow(l, sizeof(struct list) + (size_t)l->length * sizeof(struct item));
            l->next = l;
            items = (struct item *)(l + 1);
        }
        items[i] = (struct item){ (short)i, i * 0.5, i % 2 ? "odd" : "even" };
        work();
    }
    for (int i = 0; i < n; i++) {
        work();
        sum += l->next == l ? items[i].weight * items[i].kind + (double)strlen(items[i].name) : -1e9;
    }
    free(l);
    return sum;
}

static double pair(void)
{
    struct list *l = malloc(sizeof(struct list) + sizeof(struct item));
    struct item *item = (struct item *)(l + 1);
    double result;
    *l = (struct list){ NULL, 11 };
    *item = (struct item){ 5, 2.5, "pair" };
    work();
    result = l->length + item->weight + item->kind + item->name[1];
    free(l);
    return result;
}

static int lists(int n)
{
    struct list *l = malloc(sizeof(struct list) + (size_t)n * sizeof(struct list));
    int sum = 0;
    for (int i = 0; i <= n; i++)
        l[i] = (struct list){ i < n ? &l[i + 1] : NULL, i };
    work();
    for (struct list *at = l; at; at = at->next) {
        work();
        sum = sum * 7 + at->length;
    }
    free(l);
    return sum;
}

static size_t old_style(size_t n)
{
    struct texts *t = malloc(sizeof(struct texts) + (n - 1) * sizeof(char *));
    size_t sum = 0;
    t->count = n;
    for (size_t i = 0; i < n; i++)
        t->first[i] = i % 2 ? "left" : "right";
    for (size_t i = 0; i < t->count; i++) {
        work();
        sum = sum * 5 + strlen(t->first[i]);
    }
    free(t);
    return sum;
}

static size_t text_behind(const char *text)
{
    struct vec *v = malloc(sizeof(struct vec) + strlen(text) + 1);
    size_t sum = 0;
    v->count = (long)strlen(text);
    strcpy((char *)(v + 1), text);
    for (long i = 0; i < v->count; i++) {
        work();
        sum = (sum * 31 + (unsigned char)((char *)(v + 1))[i]) & 0xffff;
    }
    free(v);
    return sum;
}

int main(void)
{
    for (int round = 1; round <= 3; round++) {
        printf("numbers %ld\n", numbers(round * 7));
        printf("halves %d\n", halves(round * 9));
        printf("texts %lu\n", (unsigned long)texts(round * 2));
        printf("items %g\n", items(round * 5));
        printf("pair %g\n", pair());
        printf("lists %d\n", lists(round * 2));
        printf("old style %lu\n", (unsigned long)old_style((size_t)round * 2));
        printf("text %lu\n", (unsigned long)text_behind("a header and its text"));
    }
    return 0;
}
