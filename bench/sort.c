/* Heap sort with a comparator behind a function pointer. */
#include "kernel.h"

enum { COUNT = 1 << 18, ROUNDS = 4 };

struct item {
    int key;
    int number;
};

static struct item *items;

static int by_key(const struct item *a, const struct item *b)
{
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

static int by_number(const struct item *a, const struct item *b)
{
    return a->number < b->number ? -1 : a->number > b->number;
}

typedef int (*compare)(const struct item *, const struct item *);

static void sift(struct item *heap, int at, int count, compare compare)
{
    struct item moving = heap[at];
    for (;;) {
        int child = 2 * at + 1;
        if (child >= count)
            break;
        if (child + 1 < count && compare(&heap[child], &heap[child + 1]) < 0)
            child++;
        if (compare(&moving, &heap[child]) >= 0)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moving;
}

static void sort(struct item *heap, int count, compare compare)
{
    for (int i = count / 2 - 1; i >= 0; i--)
        sift(heap, i, count, compare);
    for (int i = count - 1; i > 0; i--) {
        struct item last = heap[i];
        heap[i] = heap[0];
        heap[0] = last;
        sift(heap, 0, i, compare);
    }
}

static void prepare(void)
{
    unsigned state = 1;
    items = kernel_memory(malloc(COUNT * sizeof *items));
    for (int i = 0; i < COUNT; i++) {
        items[i].key = (int)(kernel_random(&state) % 100000);
        items[i].number = i;
    }
}

static long run(void)
{
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        sort(items, COUNT, round % 2 ? by_number : by_key);
        sum += items[COUNT / 3].number;
    }
    return sum;
}

KERNEL(prepare, run)
