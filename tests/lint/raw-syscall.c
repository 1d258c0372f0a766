#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

long number(void)
{
    return syscall(SYS_gettid); // finds
}

static long (*caller)(long, ...) = syscall; // finds

int wait_on(int *word)
{
    return syscall(SYS_futex, word, 0, 1, NULL); // finds
}

void loop(int n)
{
    while (n--)
        syscall(SYS_sched_yield); // finds
}

int chosen(int fast)
{
    return fast ? syscall(SYS_getpid) : 0; // finds
}

int library(void)
{
    return getpid(); // near miss
}

int system_call(int n) { return n; }

int own(void)
{
    return system_call(39); // near miss
}

struct machine { int (*syscall)(int); };

int member(struct machine *machine)
{
    return machine->syscall(1); // near miss
}

int number_only(void)
{
    return SYS_read; // near miss
}

unsigned long size(void)
{
    return sizeof(syscall(1)); // near miss
}

int variable(int syscalls)
{
    return syscalls + 1; // near miss
}
