/* What a program asks about its machine and then acts upon: which byte order to
 * read words in, how wide a word is. The answers are constants of the machine
 * and must not travel. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum order { BIG, LITTLE };

static unsigned noise = 11;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
}

/* ---- five ways to ask for the byte order -------------------------------- */

static int by_union(void)
{
    const union {
        uint32_t u;
        unsigned char c[4];
    } one = { 1 };
    return one.c[0];
}

static int by_cast(void)
{
    int one = 1;
    return *(char *)&one;
}

static int by_pointer(void)
{
    static const uint16_t pair = 0x0102;
    const unsigned char *first = (const unsigned char *)&pair;
    if (*first == 2)
        return LITTLE;
    return BIG;
}

static int by_copy(void)
{
    const unsigned char bytes[4] = { 1, 0, 0, 0 };
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    return word == 1;
}

static int by_assignment(void)
{
    union {
        long long wide;
        char bytes[sizeof(long long)];
    } probe;
    int little = 0;
    probe.wide = 1;
    if (probe.bytes[0])
        little = 1;
    return little;
}

/* ---- and to act upon it ----------------------------------------------------- */

static uint32_t swapped(uint32_t w)
{
    return w >> 24 | (w >> 8 & 0xff00) | (w << 8 & 0xff0000) | w << 24;
}

static uint32_t read_word(const void *p, enum order order)
{
    uint32_t word;
    memcpy(&word, p, sizeof word);
    return order == LITTLE ? word : swapped(word);
}

/* Reads little-endian words; the order is a parameter all through the loop. */
static uint32_t mix(uint32_t sum, const unsigned char *p, int n, enum order order)
{
    for (; n >= 4; n -= 4, p += 4) {
        sum = (sum ^ read_word(p, order)) * 16777619u;
        work();
    }
    return sum;
}

static uint32_t two_arms(uint32_t sum, const unsigned char *p, int n)
{
    if (by_union() == LITTLE)
        return mix(sum, p, n, LITTLE);
    else
        return mix(sum, p, n, BIG);
}

static uint32_t early_return(uint32_t sum, const unsigned char *p, int n)
{
    enum order order = (enum order)by_cast();
    if (order == LITTLE)
        return mix(sum, p, n, LITTLE);
    return mix(sum, p, n, BIG);
}

static uint32_t chosen(uint32_t sum, const unsigned char *p, int n)
{
    return mix(sum, p, n, by_pointer() ? LITTLE : BIG);
}

static uint32_t (*pick(void))(uint32_t, const unsigned char *, int)
{
    return by_copy() ? two_arms : early_return;
}

static uint32_t kept(uint32_t sum, const unsigned char *p, int n)
{
    int little = by_assignment();
    for (int i = 0; i + 4 <= n; i += 4) {
        sum = mix(sum, p + i, 4, little ? LITTLE : BIG);
        work();
    }
    return sum;
}

/* How many bytes at a time is the machine's business; the sum is not. */
static uint64_t strides(const unsigned char *p, int n)
{
    uint64_t sum = 0;
    if (sizeof(long) == 8) {
        for (int i = 0; i < n; i += 8) {
            for (int k = 0; k < 8; k++)
                sum = sum * 31 + p[i + k];
            work();
        }
    } else {
        for (int i = 0; i < n; i += 4) {
            for (int k = 0; k < 4; k++)
                sum = sum * 31 + p[i + k];
            work();
        }
    }
    return sum;
}

/* The same on every machine: this answer gives nothing away. */
static uint32_t portable(uint32_t value)
{
    return by_union() ? value : swapped(value);
}

int main(void)
{
    unsigned char bytes[256];
    uint32_t sum = 2166136261u;
    for (int i = 0; i < 256; i++)
        bytes[i] = (unsigned char)(i * 7 + 3);
    for (int round = 0; round < 12; round++) {
        uint32_t word = portable(0x01020304);
        sum = two_arms(sum, bytes, 64);
        sum = early_return(sum, bytes + 32, 96);
        sum = chosen(sum, bytes + 5, 64);
        sum = pick()(sum, bytes + 9, 32);
        sum = kept(sum, bytes + 100, 48);
        work();
        memcpy(bytes + 250, &word, 4);
        printf("round %d: %08lx, strides %016llx, word %d\n", round,
               (unsigned long)sum, (unsigned long long)strides(bytes, 240),
               bytes[250]);
    }
    return 0;
}
