#include <stdarg.h>
#include <stdio.h>

int next(va_list *list);
int work(va_list list);

int address(int n, ...)
{
    va_list list; // finds
    int total = 0;
    va_start(list, n);
    for (int i = 0; i < n; i++)
        total += next(&list);
    va_end(list);
    return total;
}

struct state { va_list list; int n; };

int in_struct(int n, ...)
{
    struct state state; // finds
    va_start(state.list, n);
    n = work(state.list);
    va_end(state.list);
    return n;
}

int in_array(int n, ...)
{
    va_list lists[2]; // finds
    va_start(lists[0], n);
    n = work(lists[0]);
    va_end(lists[0]);
    return n;
}

int chosen(int n, ...)
{
    va_list a, b;
    va_start(a, n);
    va_copy(b, a);
    n = work(n ? a : b); // finds
    va_end(a);
    va_end(b);
    return n;
}

int after_comma(int n, ...)
{
    va_list list;
    va_start(list, n);
    n = work((n++, list)); // finds
    va_end(list);
    return n;
}

int plain(int n, ...)
{
    va_list list; // near miss
    int total = 0;
    va_start(list, n);
    for (int i = 0; i < n; i++)
        total += va_arg(list, int);
    va_end(list);
    return total;
}

int passed(int n, ...)
{
    va_list list; // near miss
    va_start(list, n);
    n = work(list);
    va_end(list);
    return n;
}

int parameter(va_list list, int n)
{
    while (n--)
        work(list); // near miss
    return n;
}

int copied(int n, ...)
{
    va_list list, other; // near miss
    va_start(list, n);
    va_copy(other, list);
    n = work(list) + work(other);
    va_end(other);
    va_end(list);
    return n;
}

int to_library(const char *format, ...)
{
    va_list list; // near miss
    va_start(list, format);
    int n = vprintf(format, list);
    va_end(list);
    return n;
}

static int leaf(va_list *list)
{
    return va_arg(*list, int);
}

int never_polls(int n, ...)
{
    va_list list; // near miss
    va_start(list, n);
    n = leaf(&list);
    va_end(list);
    return n;
}
