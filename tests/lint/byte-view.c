#include <stdint.h>
#include <string.h>

uint32_t words[16];
struct state {
    uint32_t sum;
    unsigned char bytes[4];
};

unsigned low(unsigned n)
{
    return ((unsigned char *)&n)[0]; // finds
}

int is_little(void)
{
    int one = 1;
    return *(char *)&one == 1; // finds
}

void put(int i, unsigned char c)
{
    ((unsigned char *)words)[i] = c; // finds
}

unsigned member(struct state *s)
{
    return *((unsigned char *)&s->sum + 3); // finds
}

unsigned char through(uint64_t *p, int i)
{
    return ((unsigned char *)p)[i]; // finds
}

unsigned masked(unsigned n)
{
    return n & 0xff; // near miss
}

unsigned own(struct state *s)
{
    return s->bytes[0]; // near miss
}

void copied(unsigned char *to, uint32_t n)
{
    memcpy(to, &n, sizeof n); // near miss
}

char *place(int i)
{
    return &((char *)words)[i]; // near miss
}

unsigned sign(char *p)
{
    return ((unsigned char *)p)[0]; // near miss
}

unsigned shorter(uint32_t n)
{
    return (unsigned char)n; // near miss
}

unsigned image(struct state *s, int i)
{
    return ((unsigned char *)s)[i]; // near miss
}
