#include <stdint.h>

struct node {
    struct node *next;
    uintptr_t word;
};
enum { MARKED = 1, BLACK = 8, HIGH = 128 };
void use(void *p);

void *typed(void *p, unsigned kind)
{
    return (void *)((uintptr_t)p | (uintptr_t)kind << 48); // finds
}

void *high(void *p)
{
    return (void *)((uintptr_t)p | 1ull << 63); // finds
}

void colour(struct node *n, struct node *next)
{
    n->next = (struct node *)((uintptr_t)next | BLACK); // finds
}

void variable(struct node *n, struct node *next, unsigned tag)
{
    n->next = (struct node *)((uintptr_t)next | tag); // finds
}

void packed(struct node *n, struct node *next)
{
    n->word = (uintptr_t)next << 40; // finds
}

void added(struct node *n, struct node *next, int tag)
{
    n->word = (uintptr_t)next + ((uintptr_t)tag << 56); // finds
}

void top(struct node *n)
{
    uintptr_t a = (uintptr_t)n;
    a |= HIGH; // finds
    use((void *)a);
}

void mark(struct node *n, struct node *next)
{
    n->next = (struct node *)((uintptr_t)next | MARKED); // near miss
}

void two(struct node *n, struct node *next)
{
    n->next = (struct node *)((uintptr_t)next | 3); // near miss
}

struct node *clear(struct node *n)
{
    return (struct node *)((uintptr_t)n & ~(uintptr_t)3); // near miss
}

int is_marked(struct node *n)
{
    return ((uintptr_t)n & MARKED) != 0; // near miss
}

char *next_block(char *p)
{
    return (char *)((uintptr_t)p + 64); // near miss
}

unsigned flags(unsigned a, unsigned b)
{
    return a | b << 16; // near miss
}

int both_aligned(void *p, void *q)
{
    return (((uintptr_t)p | (uintptr_t)q) & 7) == 0; // near miss
}

int length_too(void *p, uintptr_t n)
{
    return (((uintptr_t)p | n) & 7) == 0; // near miss
}
