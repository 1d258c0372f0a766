#include <stddef.h>
#include <stdint.h>
#include <string.h>

uintptr_t kept;
unsigned long links[4];
struct entry {
    intptr_t where;
    int tag;
};
void elsewhere(unsigned long where);
int poll_input(void);

void keep(int *p)
{
    kept = (uintptr_t)p; // finds
}

void link_both(int *a, int *b)
{
    links[0] = (unsigned long)a | 1u; // finds
    links[1] = (unsigned long)b; // finds
}

void enter(struct entry *e, char *text)
{
    e->where = (intptr_t)text; // finds
}

static uintptr_t number(const void *p)
{
    return (uintptr_t)p;
}

void through_a_helper(int *p)
{
    kept = number(p); // finds
}

static void put(struct entry *e, intptr_t value)
{
    e->where = value; // finds
}

void given(struct entry *e, int *p)
{
    put(e, (intptr_t)p);
}

uintptr_t returned(int *p)
{
    return (uintptr_t)p; // finds
}

void leaves(int *p)
{
    elsewhere((unsigned long)p); // finds
}

int lives_across_a_capture(int *p)
{
    uintptr_t a = (uintptr_t)p; // finds
    while (poll_input())
        ;
    return *(int *)a;
}

void listed(int *p)
{
    struct entry e = {(intptr_t)p, 0}; // finds
    put(&e, 0);
    while (poll_input())
        e.tag++;
}

size_t distance(char *a, char *b)
{
    return (size_t)(b - a); // near miss
}

size_t distance_of_numbers(char *a, char *b)
{
    return (size_t)b - (size_t)a; // near miss
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

size_t missing(char *p)
{
    return -(size_t)p & (sizeof(long) - 1); // near miss
}

char *aligned_up(char *p)
{
    return (char *)(((uintptr_t)p + 15) & ~(uintptr_t)15); // near miss
}

int inside(const char *p, const char *begin, size_t n)
{
    uintptr_t a = (uintptr_t)p; // near miss
    return a >= (uintptr_t)begin && a < (uintptr_t)begin + n; // near miss
}

int carried(void *argument)
{
    int number = (int)(intptr_t)argument; // near miss
    while (poll_input())
        number++;
    return number;
}

int before_the_capture(int *p)
{
    uintptr_t a = (uintptr_t)p; // near miss
    int odd = (a & 4) != 0;
    while (poll_input())
        odd++;
    return odd;
}
