#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *next;
    char *name;
};
static struct node *first;
void release(struct node *n);

struct node *drop(struct node *n)
{
    free(n);
    return n->next; // finds
}

void twice(char *p)
{
    free(p);
    free(p); // finds
}

int compared(char *p, char *q)
{
    free(p);
    return p == q; // finds
}

void members(struct node *n)
{
    free(n->name);
    puts(n->name); // finds
}

void inside(struct node *n)
{
    free(n);
    if (first == NULL)
        first = n; // finds
}

void later(struct node *n)
{
    int i = 0;
    free(n);
    i++;
    printf("%d %s\n", i, n->name); // finds
}

struct node *right(struct node *n)
{
    struct node *next = n->next; // near miss
    free(n);
    return next;
}

void again(char *p)
{
    free(p);
    p = malloc(4); // near miss
    free(p);
}

void cleared(struct node *n)
{
    free(n->name);
    n->name = NULL; // near miss
    puts(n->name ? n->name : "none");
}

void other(struct node *n)
{
    free(n->name);
    free(n); // near miss
}

void list(struct node *n)
{
    while (n) {
        struct node *next = n->next;
        free(n);
        n = next; // near miss
    }
}

int branch(char *p, int done)
{
    if (done)
        free(p);
    return p != NULL; // near miss
}

void leaving(char *p, int n)
{
    if (n) {
        free(p);
        return;
    }
    puts(p); // near miss
}

void refilled(struct node *n)
{
    free(n->name);
    release(n);
    puts(n->name); // near miss
}
