#include <setjmp.h>
#include <stddef.h>

struct list {
    struct list *next;
    int *value;
    jmp_buf *handler;
};
static int *last;
static struct list head;
static char *name;
void run(struct list *l);

void note(int value)
{
    int copy = value;
    last = &copy; // finds
}

char *text(void)
{
    char buffer[16] = "text";
    return buffer; // finds
}

void given(struct list *l)
{
    int value = 5;
    l->value = &value; // finds
}

void linked(void)
{
    struct list own = {0};
    head.next = &own; // finds
}

void out(int **p)
{
    int n = 3;
    *p = &n; // finds
}

void part(void)
{
    struct { int n; char text[8]; } own = {0};
    name = own.text; // finds
}

static int fixed;
int *of_static(void)
{
    static int own;
    last = &fixed; // near miss
    return &own; // near miss
}

void restored(struct list *l)
{
    int value = 5;
    int *before = l->value;
    l->value = &value; // near miss
    run(l);
    l->value = before;
}

void cleared(void)
{
    struct list own = {0};
    head.next = &own; // near miss
    run(&head);
    head.next = NULL;
}

int local_only(void)
{
    int n = 3, *p;
    p = &n; // near miss
    return *p;
}

int *parameter(int *p)
{
    last = p; // near miss
    return p;
}

int value_of(void)
{
    int array[4] = {1};
    return array[0]; // near miss
}

void own_list(void)
{
    struct list a = {0}, b = {0};
    a.next = &b; // near miss
    run(&a);
}

void finish(struct list *own);
void ended(void)
{
    struct list own = {0};
    head.next = &own; // near miss
    run(&head);
    finish(&own);
}
