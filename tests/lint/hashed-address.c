#include <stddef.h>
#include <stdint.h>

struct table {
    void *slots[64];
    uint32_t hash;
};
uint32_t hash_bytes(const void *data, size_t size);
int poll_input(void);

unsigned hash(const void *p)
{
    return (unsigned)((uintptr_t)p >> 4); // finds
}

void *find(struct table *t, const void *key)
{
    return t->slots[((uintptr_t)key >> 3) % 64]; // finds
}

void enter(struct table *t, void *key)
{
    t->hash = (uint32_t)((uintptr_t)key * 2654435761u); // finds
}

unsigned mixed(const void *p)
{
    unsigned h = 17;
    h ^= (uintptr_t)p; // finds
    return h;
}

static unsigned scramble(uintptr_t a)
{
    return (unsigned)(a ^ a << 7); // finds
}

unsigned helped(const void *p)
{
    return scramble((uintptr_t)p);
}

void bytes(struct table *t, void *key)
{
    t->hash = hash_bytes(&key, sizeof key); // finds
}

void remainder_of(struct table *t, void *key)
{
    t->slots[(size_t)key % 61] = key; // finds
}

int aligned(const void *p)
{
    return (uintptr_t)p % 16 == 0; // near miss
}

int same_page(const void *p, const void *q)
{
    return (uintptr_t)p >> 12 == (uintptr_t)q >> 12; // near miss
}

size_t elements(const char *a, const char *b)
{
    return ((uintptr_t)b - (uintptr_t)a) / sizeof(int); // near miss
}

unsigned content(const unsigned *p)
{
    return *p * 2654435761u; // near miss
}

uint32_t text(const char *p, size_t n)
{
    return hash_bytes(p, n); // near miss
}

void *slot(struct table *t, uintptr_t number)
{
    return t->slots[number >> 3 & 63]; // near miss
}

uint32_t object(const struct table *t)
{
    return hash_bytes(&t->hash, sizeof t->hash); // near miss
}

char *down(char *p)
{
    return p - (uintptr_t)p % 32; // near miss
}
