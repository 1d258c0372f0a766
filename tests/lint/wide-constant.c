#include <stddef.h>
#include <stdint.h>

struct limits {
    long most;
    int64_t wide;
};
unsigned long mask = 0xffff0000ffff0000UL; // finds

long shifted(void)
{
    return 1L << 40; // finds
}

void set(struct limits *l)
{
    l->most = 10000000000; // finds
}

unsigned upper(unsigned long n)
{
    return (unsigned)(n >> 32); // finds
}

size_t grown(size_t n)
{
    return n << 33; // finds
}

long signed_limit(void)
{
    long n = 4000000000; // finds
    return n;
}

int64_t wide(void)
{
    return INT64_C(1) << 40; // near miss
}

void set_wide(struct limits *l)
{
    l->wide = 10000000000; // near miss
}

uint32_t upper_half(uint64_t n)
{
    return (uint32_t)(n >> 32); // near miss
}

unsigned long small(unsigned long n)
{
    return n << 16 | 0xffffffff; // near miss
}

uint64_t product(uint64_t n)
{
    return n * 0x9E3779B97F4A7C15UL; // near miss
}

long long longest(long long n)
{
    return n << 40; // near miss
}

size_t all(void)
{
    return (size_t)-1; // near miss
}

uint64_t joined(uint32_t high, uint32_t low)
{
    return (uint64_t)high << 32 | low; // near miss
}

static const unsigned long table[] = {
    0x9630077700000000, 0x2c610eee00000000, // near miss
};

unsigned long low_half(unsigned long n)
{
    return (n & 0xffffffff00000000UL) == 0 ? table[n & 1] : 0; // near miss
}

typedef unsigned long word;
word swapped(word w)
{
    return w >> 56; // near miss
}

uint64_t swapped(uint64_t n)
{
    return (n & UINT64_C(0x00ff000000000000)) >> 40; // near miss
}

unsigned long most(void)
{
    unsigned long n = 18446744073709551615UL; // near miss
    return n;
}
