#include <stdint.h>
#include <string.h>

struct state {
    uint32_t sum;
    char text[16];
};

void add(struct state *s, const char *text)
{
    s->sum += *(const uint32_t *)text; // finds
}

uint16_t element(const unsigned char *p, int i)
{
    return ((const uint16_t *)p)[i]; // finds
}

uint32_t copied(const char *p)
{
    uint32_t word;
    memcpy(&word, p, sizeof word); // finds
    return word;
}

void stored(unsigned char *p, uint64_t n)
{
    memcpy(p, &n, sizeof n); // finds
}

void written(char *p, double d)
{
    *(double *)p = d; // finds
}

uint32_t offset(const unsigned char *p)
{
    return *(const uint32_t *)(p + 4); // finds
}

uint32_t shifted(const unsigned char *p)
{
    return p[0] | p[1] << 8; // near miss
}

uint32_t number(const uint32_t *p)
{
    return *p; // near miss
}

unsigned byte(const char *p)
{
    return *(const unsigned char *)p; // near miss
}

void text(struct state *s, const char *p)
{
    memcpy(s->text, p, 4); // near miss
}

struct state *object(char *p)
{
    return (struct state *)p; // near miss
}

void between(uint32_t *to, const uint32_t *from)
{
    memcpy(to, from, 8); // near miss
}

uint32_t *pointer(char *p)
{
    return (uint32_t *)p; // near miss
}

uint32_t bits(float f)
{
    uint32_t n;
    memcpy(&n, &f, sizeof n); // near miss
    return n;
}

uint32_t big(const char *p)
{
    uint32_t n;
    memcpy(&n, p, sizeof n); // near miss
    return __builtin_bswap32(n);
}

void two(char *to, const char *from)
{
    *(uint16_t *)to = *(const uint16_t *)from; // near miss
}
