#include <stdint.h>

unsigned high(double d)
{
    return ((unsigned *)&d)[1]; // finds
}

short half(int n)
{
    return *(short *)&n; // finds
}

long wider(int *p)
{
    return *(long *)p; // finds
}

int narrower(long *p)
{
    return *(int *)p; // finds
}

void set(uint64_t *p, uint32_t n)
{
    *(uint32_t *)p = n; // finds
}

uint16_t part(uint32_t *words, int i)
{
    return ((uint16_t *)words)[i]; // finds
}

uint32_t bits(float f)
{
    return *(uint32_t *)&f; // near miss
}

unsigned sign(int *p)
{
    return *(unsigned *)p; // near miss
}

unsigned char byte(int *p)
{
    return *(unsigned char *)p; // near miss
}

int converted(long n)
{
    return (int)n; // near miss
}

uint64_t image(double *p)
{
    return *(uint64_t *)p; // near miss
}

int untyped(void *p)
{
    return *(int *)p; // near miss
}

int *pointer(long *p)
{
    return (int *)p; // near miss
}
