#include <alloca.h>
#include <setjmp.h>
#include <stddef.h>
#include <ucontext.h>
#include <unistd.h>

int work(char *);
jmp_buf out;

int array(int n)
{
    char text[n];
    if (setjmp(out)) // finds
        return -1;
    return work(text);
}

int stack(int n)
{
    char *text = alloca(n);
    if (_setjmp(out)) // finds
        return -1;
    return work(text);
}

int cast(void *buffer)
{
    if (setjmp(*(jmp_buf *)buffer)) // near miss
        return -1;
    return work(buffer);
}

int other_type(long *words)
{
    if (_setjmp((struct __jmp_buf_tag *)words)) // finds
        return -1;
    return work(NULL);
}

int context(ucontext_t *here, int n)
{
    getcontext(here); // finds
    while (n--)
        work(NULL);
    return n;
}

int child(int n)
{
    if (vfork() == 0) // finds
        _exit(work(NULL));
    return n;
}

int twice(void) __attribute__((returns_twice));

int own(int n)
{
    if (twice()) // finds
        return work(NULL);
    return n;
}

int plain(void)
{
    if (setjmp(out)) // near miss
        return -1;
    return work(NULL);
}

struct try { jmp_buf buffer; struct try *outer; };

int in_struct(struct try *try)
{
    if (setjmp(try->buffer)) // near miss
        return -1;
    return work(NULL);
}

int with_mask(void)
{
    sigjmp_buf here;
    if (sigsetjmp(here, 1)) // near miss
        return -1;
    return work(NULL);
}

int constant_array(void)
{
    char text[100];
    if (setjmp(out)) // near miss
        return -1;
    return work(text);
}

int never_polls(int n)
{
    char text[n];
    text[0] = 0;
    return text[0] + 1; // near miss
}

void leave(void)
{
    longjmp(out, 1); // near miss
}
