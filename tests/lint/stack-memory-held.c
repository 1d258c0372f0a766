#include <alloca.h>
#include <stdlib.h>

int use(void *);
int length(void);

int both(int n)
{
    char a[n];
    char *b = alloca(n); // finds
    return use(a) + use(b);
}

int aligned(int n)
{
    char a[n] __attribute__((aligned(64))); // finds
    return use(a);
}

int choose(int n)
{
    int a[n], b[n];
    int(*p)[n] = n > 3 ? &a : &b; // finds
    return use(p);
}

int static_pointer(int n)
{
    static int (*kept)[]; // near miss
    return use(kept) + n;
}

int pointers(int n)
{
    int a[n];
    int (*list[2])[n]; // finds
    list[0] = list[1] = &a;
    return use(list);
}

int with_alignment(int n)
{
    void *p = __builtin_alloca_with_align(n, 256); // finds
    return use(p);
}

int parameter(int n, int a[][length()]) // finds
{
    return use(a[n]);
}

int plain(int n)
{
    char a[n]; // near miss
    return use(a);
}

int table(int n, int m)
{
    double a[n][m]; // near miss
    return use(a);
}

int one(int n)
{
    char *p = alloca(n); // near miss
    return use(p);
}

int constant(void)
{
    char a[64], *b = alloca(64); // near miss
    return use(a) + use(b);
}

int fixed(void)
{
    char a[64] __attribute__((aligned(64))); // near miss
    return use(a);
}

int never_polls(int n)
{
    char a[n];
    char *b = alloca(n); // near miss
    a[0] = *b = 1;
    return a[0];
}

int heap(int n)
{
    int (*a)[n] = malloc(sizeof *a); // near miss
    return use(a);
}
