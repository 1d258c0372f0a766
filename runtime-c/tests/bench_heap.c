/* bench_heap.c: nanoseconds per malloc/free pair, ours beside the C library's.
 * Not a test: prints figures, decides nothing. */
#include "../src/heap.h"
#include "../src/prim/prim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIVE 10000

struct allocator {
    const char *name;
    void *(*allocate)(size_t);
    void (*release)(void *);
    void *(*resize)(void *, size_t);
};

static void *volatile sink;
static void *slots[LIVE];

static double per_call(uint64_t begin, double calls)
{
    return (double)(migrt_prim_now_ns() - begin) / calls;
}

static double same_size(const struct allocator *a, size_t size)
{
    uint64_t begin = migrt_prim_now_ns();
    for (int i = 0; i < 5000000; i++) {
        sink = a->allocate(size);
        a->release(sink);
    }
    return per_call(begin, 5e6);
}

/* Builds and frees a list, as list and tree programs do. */
static double list(const struct allocator *a)
{
    enum { NODES = 2000000 };
    uint64_t begin = migrt_prim_now_ns();
    for (int round = 0; round < 3; round++) {
        void **head = NULL;
        for (int i = 0; i < NODES; i++) {
            void **node = a->allocate(24);
            *node = head;
            head = node;
        }
        while (head) {
            void **next = *head;
            a->release(head);
            head = next;
        }
    }
    return per_call(begin, 3.0 * NODES);
}

static double random_sizes(const struct allocator *a, size_t most)
{
    uint32_t state = 1;
    memset(slots, 0, sizeof slots);
    uint64_t begin = migrt_prim_now_ns();
    for (int i = 0; i < 5000000; i++) {
        state = state * 1664525u + 1013904223u;
        unsigned slot = (state >> 8) % LIVE;
        a->release(slots[slot]);
        slots[slot] = a->allocate((state >> 12) % most);
    }
    double result = per_call(begin, 5e6);
    for (int i = 0; i < LIVE; i++)
        a->release(slots[i]);
    return result;
}

static double large(const struct allocator *a)
{
    uint64_t begin = migrt_prim_now_ns();
    for (int i = 0; i < 20000; i++) {
        char *block = a->allocate(1 << 20);
        block[0] = block[1 << 19] = 1;
        sink = block;
        a->release(block);
    }
    return per_call(begin, 2e4);
}

static double growing(const struct allocator *a)
{
    uint64_t begin = migrt_prim_now_ns();
    for (int round = 0; round < 20; round++) {
        char *block = NULL;
        for (size_t size = 16; size < 8000000; size += size / 2) {
            block = a->resize(block, size);
            block[size - 1] = 1;
        }
        a->release(block);
    }
    return per_call(begin, 20.0 * 32);
}

int main(void)
{
    static const struct allocator allocators[] = {
        {"libc", malloc, free, realloc},
        {"migrt", migrt_malloc, migrt_free, migrt_realloc}};
    printf("%-8s %8s %8s %8s %8s %8s %8s %8s\n", "ns", "same 24", "same 500",
           "list", "rnd 200", "rnd 5000", "1 MiB", "realloc");
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 2; i++) {
            const struct allocator *a = &allocators[i];
            printf("%-8s %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f %8.1f\n", a->name,
                   same_size(a, 24), same_size(a, 500), list(a),
                   random_sizes(a, 200), random_sizes(a, 5000), large(a),
                   growing(a));
        }
    return 0;
}
