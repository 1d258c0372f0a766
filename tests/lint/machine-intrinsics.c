#include <stddef.h>

void wait_a_little(void)
{
    __builtin_ia32_pause(); // finds
}

unsigned long long stamp(void)
{
    return __builtin_ia32_rdtsc(); // finds
}

int has_vectors(void)
{
    return __builtin_cpu_supports("avx2"); // finds
}

int crc(int a, int b)
{
    int n = b ? __builtin_ia32_crc32si(a, b) : 0; // finds
    return n + __builtin_ia32_crc32si(n, b);
}

void fence(void)
{
    for (int i = 0; i < 3; i++)
        __builtin_ia32_mfence(); // finds
}

int undeclared(int *p)
{
    _mm_prefetch(p, 1); // finds
    return *p;
}

int count(unsigned x)
{
    return __builtin_popcount(x) + __builtin_ctz(x); // near miss
}

unsigned swap(unsigned x)
{
    return __builtin_bswap32(x); // near miss
}

typedef float four __attribute__((vector_size(16)));

four scale(four x, float by)
{
    return x * by; // near miss
}

int likely(int x)
{
    return __builtin_expect(x, 1); // near miss
}

void ahead(const int *p)
{
    __builtin_prefetch(p); // near miss
}

static int my_mm_pause(void)
{
    return 0;
}

int own(void)
{
    return my_mm_pause(); // near miss
}

size_t size_only(void)
{
    return sizeof(__builtin_ia32_rdtsc()); // near miss
}
