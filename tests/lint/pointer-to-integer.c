#include <stddef.h>
#include <stdint.h>

uintptr_t kept;
unsigned long links[4];
struct entry {
    intptr_t where;
};

void keep(int *p)
{
    kept = (uintptr_t)p; // finds
}

void link_both(int *a, int *b)
{
    links[0] = (unsigned long)a ^ 1u; // finds
    links[1] = (unsigned long)b; // finds
}

unsigned hash(const void *p)
{
    return (unsigned)((uintptr_t)p >> 4); // finds
}

void enter(struct entry *e, char *text)
{
    e->where = (intptr_t)text; // finds
}

size_t distance(char *a, char *b)
{
    return (size_t)(b - a); // near miss
}

int is_null(int *p)
{
    return p == NULL; // near miss
}

void nothing(void)
{
    kept = (uintptr_t)(void *)0; // near miss
}

size_t member(void)
{
    return offsetof(struct entry, where); // near miss
}

unsigned long value(unsigned long *p)
{
    return (unsigned long)*p; // near miss
}

int truth(int *p)
{
    return (_Bool)p; // near miss
}

int aligned(void *p)
{
    return ((uintptr_t)p & 7) == 0; // near miss
}
