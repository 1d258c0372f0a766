#include <stdarg.h>
#include <stdlib.h>

static va_list pending; // finds
va_list several[4]; // finds

struct job {
    int n;
    va_list list; // finds
};

struct job *begin(int n, ...)
{
    struct job *job = malloc(sizeof *job);
    if (job)
        va_start(job->list, n);
    return job;
}

int once(int n, ...)
{
    static va_list kept; // finds
    va_start(kept, n);
    return va_arg(kept, int);
}

struct queue {
    va_list waiting[8]; // finds
};
extern struct queue queue;

struct scratch {
    va_list list; // near miss
};

int automatic(int n, ...)
{
    struct scratch scratch;
    va_start(scratch.list, n);
    n = va_arg(scratch.list, int);
    va_end(scratch.list);
    return n;
}

struct view {
    va_list *list; // near miss
};

int plain(int n, ...)
{
    va_list list; // near miss
    va_start(list, n);
    n = va_arg(list, int);
    va_end(list);
    return n;
}

int parameter(va_list list) // near miss
{
    return va_arg(list, int);
}

int (*printer)(const char *, va_list); // near miss

typedef struct { void *list; } va_list_like; // near miss
va_list_like other;
