#include <stdlib.h>

struct item {
    char *name;
    long count;
};
struct other {
    double x, y;
};
struct head {
    int kind;
};
struct derived {
    struct head head;
    char *name;
};

struct item *pointer(void)
{
    struct item *made = malloc(sizeof made); // finds
    return made;
}

struct item *wrong(void)
{
    return malloc(sizeof(struct other)); // finds
}

struct item **array(size_t n)
{
    struct item **all = malloc(n * sizeof(struct item)); // finds
    return all;
}

long *longs(size_t n)
{
    return malloc(n * sizeof(int)); // finds
}

struct derived *smaller(void)
{
    return malloc(sizeof(struct head)); // finds
}

double *doubles(size_t n)
{
    return calloc(n, sizeof(float)); // finds
}

struct item *right(void)
{
    struct item *made = malloc(sizeof *made); // near miss
    return made;
}

struct head *base(void)
{
    return malloc(sizeof(struct derived)); // near miss
}

char *text(size_t n)
{
    return malloc(n * sizeof(int)); // near miss
}

unsigned *signs(size_t n)
{
    return malloc(n * sizeof(int)); // near miss
}

void *untyped(void)
{
    return malloc(sizeof(struct item)); // near miss
}

int *matrix(void)
{
    return malloc(sizeof(int[4][4])); // near miss
}

struct item *tail(size_t n)
{
    return malloc(sizeof(struct item) + n); // near miss
}

struct item *both(size_t n)
{
    return malloc(sizeof(struct item) + n * sizeof(struct other)); // near miss
}

struct item **pointers(size_t n)
{
    return malloc(n * sizeof(char *)); // near miss
}
