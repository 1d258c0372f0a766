/* Links kept as integers, with a flag in the lowest bit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct entry {
    uint64_t next;
    int value;
};

static unsigned noise = 7;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    struct entry *first = calloc(1, sizeof *first), *second = calloc(1, sizeof *second);
    second->value = 7;
    first->next = (uint64_t)(uintptr_t)second | 1;
    work();
    second = (struct entry *)(uintptr_t)(first->next & ~(uint64_t)1);
    printf("%d\n", second->value);
    return 0;
}
