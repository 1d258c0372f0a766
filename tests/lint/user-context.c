#include <signal.h>
#include <ucontext.h>

static ucontext_t caller, task;
static char stack[65536];
void body(void);

void prepare(void)
{
    getcontext(&task); // near miss
    task.uc_stack.ss_sp = stack; // near miss
    task.uc_link = &caller;
    makecontext(&task, body, 0); // finds
}

int resume(void)
{
    return swapcontext(&caller, &task); // finds
}

void leave(void)
{
    setcontext(&caller); // finds
}

int (*change)(ucontext_t *, const ucontext_t *) = swapcontext; // finds

void both(ucontext_t *from, ucontext_t *to)
{
    if (swapcontext(from, to)) // finds
        setcontext(from); // finds
}

void handler(int number, siginfo_t *info, void *context)
{
    ucontext_t *interrupted = context; // near miss
    (void)number, (void)info, (void)interrupted;
}

static int swap_context(int a) { return a; }

int own(void)
{
    return swap_context(1); // near miss
}

struct api { int (*swapcontext)(int); };

int member(struct api *api)
{
    return api->swapcontext(1); // near miss
}

int unwind(void)
{
    ucontext_t here;
    return getcontext(&here); // near miss
}
