#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

struct node {
    uintptr_t link;
    int *value;
    unsigned char small;
};
enum kind { LEAF, INNER };
int poll_input(void);
void use(void *p);

struct node *follow(struct node *n)
{
    return (struct node *)n->link; // finds
}

int *parsed(const char *text)
{
    return (int *)strtoul(text, NULL, 16); // finds
}

void *carried(long number)
{
    return (void *)number; // finds
}

void device(void)
{
    use((void *)0x40021000); // finds
}

int *late(int *p)
{
    uintptr_t a = (uintptr_t)p;
    while (poll_input())
        ;
    return (int *)a; // finds
}

void counted(struct node *n, int count)
{
    n->value = (int *)(intptr_t)(count + 1); // finds
}

void *failed(void)
{
    return (void *)-1; // near miss
}

int is_mapped(void *p)
{
    return p != MAP_FAILED; // near miss
}

void ignore(void)
{
    if (signal(SIGINT, SIG_IGN) == SIG_ERR) // near miss
        exit(1);
}

void *none(void)
{
    return (void *)0; // near miss
}

char *up(char *p)
{
    return (char *)(((uintptr_t)p + 7) & ~(uintptr_t)7); // near miss
}

struct node *outer(int **value)
{
    return (struct node *)((uintptr_t)value - sizeof(uintptr_t)); // near miss
}

void *small(struct node *n)
{
    return (void *)(uintptr_t)n->small; // near miss
}

void *kind(enum kind k)
{
    return (void *)k; // near miss
}

void *flag(int a, int b)
{
    return (void *)(intptr_t)(a < b); // near miss
}

int *at_once(int *p)
{
    uintptr_t a = (uintptr_t)p & ~(uintptr_t)3;
    return (int *)a; // near miss
}
