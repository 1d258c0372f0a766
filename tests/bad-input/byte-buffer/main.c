/* Structs with pointers are built in an array of characters. */
#include <stdio.h>

struct item {
    struct item *next;
    long number;
};

static _Alignas(16) char pool[1000];
static unsigned noise = 1;

static long work(long n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

int main(void)
{
    struct item *list = NULL;
    long sum = 0;
    for (int i = 0; i < 50; i++) {
        struct item *it = (struct item *)(void *)pool + i;
        it->next = list;
        it->number = work(i);
        list = it;
    }
    for (; list != NULL; list = list->next)
        sum += work(list->number);
    printf("%ld\n", sum);
    return 0;
}
