/* Scanning characters: words and their lengths in a text. */
#include "kernel.h"

#include <ctype.h>

enum { SIZE = 1 << 20, ROUNDS = 40 };

static char *text;

static void prepare(void)
{
    unsigned state = 1;
    text = kernel_memory(malloc(SIZE + 1));
    for (int i = 0; i < SIZE; i++)
        text[i] = "etaoin shrdlu, cmfwyp. "[kernel_random(&state) % 23];
    text[SIZE] = '\0';
}

static long words(const char *at)
{
    long sum = 0;
    while (*at) {
        const char *begin;
        while (*at && !isalpha((unsigned char)*at))
            at++;
        begin = at;
        while (isalpha((unsigned char)*at))
            at++;
        sum += (at - begin) * (at - begin);
    }
    return sum;
}

static long run(void)
{
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++)
        sum += words(text) % 1000;
    return sum;
}

KERNEL(prepare, run)
