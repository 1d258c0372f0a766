#include <stddef.h>
#include <stdint.h>

struct count {
    long total;
    size_t size;
    int64_t wide;
};

void add(struct count *c, int64_t bytes)
{
    c->total = bytes; // finds
}

void size(struct count *c, uint64_t bytes)
{
    c->size = bytes; // finds
}

long local(long long n)
{
    long kept = n; // finds
    return kept;
}

void sum(struct count *c, int64_t a, int b)
{
    c->total = a + b; // finds
}

void either(struct count *c, uint64_t a, size_t b)
{
    c->size = a > b ? a : b; // finds
}

void shifted(struct count *c, uint64_t a)
{
    c->size = a >> 3; // finds
}

void wide(struct count *c, int64_t n)
{
    c->wide = n; // near miss
}

void said(struct count *c, int64_t n)
{
    c->total = (long)n; // near miss
}

void same(struct count *c, long n)
{
    c->total = n; // near miss
}

void narrower(struct count *c, int n)
{
    c->total = n; // near miss
}

void masked(struct count *c, uint64_t n)
{
    c->size = n & 0xff; // near miss
}

void compared(struct count *c, int64_t n)
{
    c->total = n > 0; // near miss
}

void shift(struct count *c, int64_t n)
{
    c->total = 1L << n; // near miss
}
