/* Bytes are collected in an array of numbers. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hash {
    uint32_t words[4];
    unsigned used;
    uint32_t sum;
};

static unsigned noise = 1;

static unsigned work(unsigned n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

static void put(struct hash *hash, const void *data, unsigned size)
{
    memcpy((char *)hash->words + hash->used, data, size);
    hash->used += work(size);
    if (hash->used > sizeof hash->words - 3) {
        const unsigned char *bytes = (const unsigned char *)hash->words;
        for (unsigned i = 0; i < hash->used; i++)
            hash->sum = hash->sum * 31 + bytes[i];
        hash->used = 0;
    }
}

int main(void)
{
    struct hash *hash = calloc(1, sizeof *hash);
    for (int i = 0; i < 50; i++)
        put(hash, "abc", 3);
    printf("%lu\n", (unsigned long)hash->sum);
    free(hash);
    return 0;
}
