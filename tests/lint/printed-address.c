#include <stdint.h>
#include <stdio.h>

struct object {
    int id;
    char *name;
};
void trace(const char *format, ...);

void show(void *p)
{
    printf("at %p\n", p); // finds
}

void to_file(FILE *f, struct object *o)
{
    fprintf(f, "%d: %-20p|\n", o->id, (void *)o); // finds
}

void named(char *buffer, size_t n, void *p)
{
    snprintf(buffer, n, "object-%p", p); // finds
}

void *again(const char *text)
{
    void *p = 0;
    sscanf(text, "%p", &p); // finds
    return p;
}

void number(void *p)
{
    printf("%lx\n", (unsigned long)p); // finds
}

void second(int n, void *p)
{
    printf("%5d%% %p", n, p); // finds
}

void text(struct object *o)
{
    printf("%s\n", o->name); // near miss
}

void percent(int n)
{
    printf("100%%p %d\n", n); // near miss
}

void plain(void)
{
    printf("%%p\n"); // near miss
}

void own(void *p)
{
    trace("%p", p); // near miss
}

void distance(char *a, char *b)
{
    printf("%ld\n", (long)(b - a)); // near miss
}

void aligned(void *p)
{
    printf("%d\n", (int)((uintptr_t)p & 7)); // near miss
}
