#include <stddef.h>
#include <stdint.h>

struct item {
    char *name;
    int count;
};
struct fixed {
    uint32_t a, b;
};
struct bytes {
    unsigned char head[4], body[60];
};

int count(struct item *s)
{
    return *(int *)((char *)s + 8); // finds
}

int word(struct item *s)
{
    return ((int *)s)[2]; // finds
}

void set(struct item *s, int n)
{
    *(int *)((unsigned char *)s + 8) = n; // finds
}

struct item *outer(struct item *s)
{
    return (struct item *)((char *)s - 16); // finds
}

char *address(struct item *s)
{
    return &((char *)s)[8]; // finds
}

int named(struct item *s)
{
    return *(int *)((char *)s + offsetof(struct item, count)); // near miss
}

uint32_t portable(struct fixed *s)
{
    return *(uint32_t *)((char *)s + 4); // near miss
}

unsigned char body(struct bytes *s)
{
    return ((unsigned char *)s)[4]; // near miss
}

struct item *next(struct item *s)
{
    return s + 1; // near miss
}

char *first(struct item *s)
{
    return (char *)s + 0; // near miss
}

char *behind(struct item *s)
{
    return (char *)s + sizeof *s; // near miss
}

char *text(struct item *s)
{
    return s->name + 8; // near miss
}

char at(struct item *s, int i)
{
    return ((char *)s)[i]; // near miss
}

struct item *slot(struct item *s)
{
    return (struct item *)&((unsigned char *)s)[128]; // near miss
}
