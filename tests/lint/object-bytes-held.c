#include <stddef.h>
#include <string.h>

struct pair { long a, b; };
struct vector { size_t width; char *data; };

void copy(struct pair *to, struct pair *from)
{
    char *t = (char *)to, *f = (char *)from;
    size_t n = sizeof *to;
    while (n--)
        *t++ = *f++; // finds
}

void swap(struct vector *v, size_t i, size_t j)
{
    char tmp[v->width];
    memcpy(tmp, v->data + i * v->width, v->width); // finds
    while (i < j)
        i++;
    memcpy(v->data + j * v->width, tmp, v->width);
}

void clear(struct pair *p)
{
    unsigned char *at = (unsigned char *)p;
    for (size_t i = 0; i < sizeof *p; i++)
        at[i] = 0; // finds
}

void clear_many(struct pair *p, size_t n)
{
    unsigned char *at = (unsigned char *)p;
    for (size_t i = 0; i < n * sizeof *p; i++)
        at[i] = 0; // finds
}

void sized(int n)
{
    size_t size = sizeof(struct pair);
    char buffer[size * n]; // finds
    while (n--)
        buffer[n] = 0;
}

void through_array(void *base, size_t n)
{
    char tmp[64];
    char *at = base;
    memcpy(tmp, at, n); // finds
    while (n > 8)
        n -= 8;
    memcpy(at, tmp, n);
}

void assigned(struct pair *to, struct pair *from, int n)
{
    while (n--)
        to[n] = from[n]; // near miss
}

void copied(struct pair *to, struct pair *from, int n)
{
    while (n--)
        memcpy(to + n, from + n, sizeof *to); // near miss
}

void text(char *to, const char *from)
{
    while ((*to++ = *from++)) // near miss
        ;
}

void characters(int n, const char *from)
{
    char buffer[n + 1]; // near miss
    memcpy(buffer, from, n);
    buffer[n] = 0;
    while (n--)
        buffer[n] ^= 1;
}

int equal(const struct pair *a, const struct pair *b, int n)
{
    while (n-- && !memcmp(a + n, b + n, sizeof *a)) // near miss
        ;
    return n < 0;
}

unsigned sum(const struct pair *p)
{
    const unsigned char *at = (const unsigned char *)p;
    unsigned total = 0;
    for (size_t i = 0; i < sizeof *p; i++)
        total += at[i]; // near miss
    return total;
}
