/* Pointers of every kind are kept in globals, locals, structs and on the heap
 * while the program is captured; afterwards each must still mean what it did. */
#include "other.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct inner {
    char tag;
    long wide;
    struct {
        short low, high;
    } pair[3];
};

struct outer {
    void *anything;
    char small;
    struct inner in[2];
    double last;
};

struct allocator {
    void *(*alloc)(size_t);
    void *(*more)(void *, size_t);
    void (*put)(void *);
    int (*compare)(const char *, const char *);
    size_t (*length)(const char *);
};

/* Neighbours: the end of one may be the beginning of the next. */
static int before[3] = { 1, 2, 3 };
static int between[3] = { 4, 5, 6 };
static long after[3] = { 7, 8, 9 };
static char letters[8] = "abcdefg";
static struct outer whole;
static int table[4] = { 10, 11, 12, 13 };

static struct allocator library = { malloc, realloc, free, strcmp, strlen };
static int (*classify)(int) = isdigit;
static void (*leave)(int) = exit;
static const char *const words[] = { "zero", "one", "two", "three", NULL };
static const char *const *word = words + 2;

static int failures;
static uint32_t noise = 5;

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

static int step(int n)
{
    return work(n) + 1;
}

static int twice(int n)
{
    return step(n) * 2;
}

static void members(void)
{
    struct outer *heap = calloc(3, sizeof *heap), local;
    long *wide = &heap[1].in[1].wide, *mine = &local.in[0].wide;
    short *high = &heap[2].in[0].pair[2].high, *global = &whole.in[1].pair[1].low;
    double *last = &heap[2].last;
    char *tag = &local.in[1].tag;
    memset(&local, 0, sizeof local);
    local.anything = &local.in[1];
    heap->anything = &heap[1].in[0].pair[1];
    work(1);
    *wide = 5;
    *mine = 6;
    *high = 7;
    *global = 8;
    *last = 2.5;
    *tag = 't';
    *(short *)heap->anything = 9;
    work(2);
    check("members of the heap", heap[1].in[1].wide == 5 && heap[2].in[0].pair[2].high == 7);
    check("last member", heap[2].last == 2.5);
    check("members of locals", local.in[0].wide == 6 && local.in[1].tag == 't');
    check("member of a global", whole.in[1].pair[1].low == 8);
    check("void pointers to members", local.anything == &local.in[1] &&
                                          heap[1].in[0].pair[1].low == 9);
    free(heap);
}

static void ends(void)
{
    int *a = before + 3;
    int *b = between + 3, *first = between;
    long *c = after + 3, *from = after;
    char *end = letters + sizeof letters, *text = letters + 3;
    int *heap = malloc(10 * sizeof *heap), *heap_end = heap + 10, sum = 0;
    struct outer *array = calloc(2, sizeof *array), *array_end = array + 2;
    int local[4] = { 1, 2, 3, 4 }, *local_end = local + 4;
    long near[2] = { 5, 6 }, *near_end = near + 2, *near_first = near;
    work(1);
    check("ends of globals", a == before + 3 && b == between + 3 && c == after + 3);
    check("beginnings of globals", first == between && from == after);
    check("characters", end == letters + 8 && *text == 'd');
    check("ends of blocks", heap_end == heap + 10 && array_end == array + 2);
    check("ends of locals", local_end == local + 4 && near_end == near + 2);
    check("beginnings of locals", near_first == near);
    for (int *p = between; p != b; p++)
        sum += work(*p);
    for (int *p = local; p != local_end; ++p)
        sum += work(*p);
    for (int *p = heap; p != heap_end; p++)
        *p = work(1);
    for (int *p = heap_end; p-- != heap;)
        sum += work(*p);
    for (struct outer *p = array; p < array_end; p++)
        p->small = (char)work(3);
    check("walks", sum == 15 + 10 + 10 && array[1].small == 3);
    free(heap);
    free(array);
}

struct chain {
    struct chain *up;
    int *value;
    int **slot;
};

static int climb(struct chain *up, int depth, int **slot)
{
    int mine = depth, *to_mine = &mine;
    struct chain here = { up, to_mine, &to_mine };
    if (depth > 0)
        return climb(&here, depth - 1, &to_mine) + mine;
    **slot += work(100);
    int sum = 0;
    for (struct chain *at = &here; at != NULL; at = at->up) {
        check("slot", *at->slot == at->value);
        sum += work(**at->slot);
        *at->value += 1;
    }
    return sum;
}

static void functions(void)
{
    struct allocator *copy = library.alloc(sizeof *copy);
    operation *calls[4] = { step, twice, other_step(), NULL };
    operation **at = calls;
    int sum = 0;
    *copy = library;
    char *text = copy->alloc(6);
    memcpy(text, "digit", 6);
    work(1);
    text = copy->more(text, 100);
    check("malloc and realloc by pointer", copy->compare(text, "digit") == 0);
    strcat(text, "al");
    work(2);
    check("strlen by pointer", copy->length(text) == 7);
    check("libc's functions are themselves", copy->put == free && leave == exit &&
                                                 copy->compare == strcmp);
    check("isdigit", classify('7') && !classify('x'));
    for (; *at != NULL; at++)
        sum += (*at)(10);
    check("functions", sum == 11 + 22 + 1010);
    check("static functions", other_is_step(calls[2]) && !other_is_step(calls[0]) &&
                                  calls[0] == step);
    copy->put(text);
    library.put(copy);
}

static const char *pick(int i)
{
    return i == 0 ? "hello" : i == 1 ? &"hello"[2] : i == 2 ? "llo" : "";
}

static void literals(void)
{
    const char *all[6], *hello = "hello", *tail = &"hello"[2], *end = &"hello"[5];
    const char *theirs = other_hello(), *ello = other_ello();
    const wchar_t *wide = L"wide";
    for (int i = 0; i < 4; i++)
        all[i] = pick(i);
    work(1);
    check("literals", strcmp(hello, "hello") == 0 && strcmp(tail, "llo") == 0 && *end == '\0');
    check("kept literals", all[0][4] == 'o' && strcmp(all[1], all[2]) == 0 && !*all[3]);
    check("of two units", strcmp(theirs, hello) == 0 && strcmp(ello, hello + 1) == 0);
    check("into themselves", theirs[1] == *ello && all[0] == pick(0));
    check("wide", wide[3] == L'e' && wide[4] == 0);
    check("table", strcmp(*word, "two") == 0 && word - words == 2 && word[2] == NULL);
}

static void disguises(void)
{
    struct outer local = { NULL, 's', { { 'x', 1, { { 2, 3 }, { 4, 5 }, { 6, 7 } } }, { 0, 0, { { 0, 0 } } } }, 8 };
    struct outer *heap = malloc(sizeof *heap);
    void *any[5] = { &local, heap, table + 1, other_table(1), (void *)words };
    char *bytes = (char *)heap, *inside = (char *)&heap->last;
    const unsigned char *raw = (const unsigned char *)&local.in[0].pair[1];
    *heap = local;
    work(1);
    check("void pointers", ((struct outer *)any[0])->small == 's' && any[1] == (void *)heap);
    check("statics of two units", *(int *)any[2] == 11 && *(int *)any[3] == 41);
    check("table of literals", any[4] == (void *)words);
    check("char pointers", ((struct outer *)bytes)->in[0].wide == 1);
    check("char pointer to a member", *(double *)inside == 8);
    check("unsigned char pointer", *(const short *)(const void *)raw == 4);
    free(heap);
}

int main(void)
{
    puts("pointer-kinds: start");
    for (int round = 1; round <= 30; round++) {
        int top = 1, *slot = &top;
        members();
        ends();
        check("chain", climb(NULL, 8, &slot) == 280);
        functions();
        literals();
        disguises();
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "pointer-kinds: FAILED" : "pointer-kinds: ok");
    return failures != 0;
}
