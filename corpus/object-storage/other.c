#include "shared.h"

#include <stddef.h>

struct small {
    short first, second;
};

int weak_overridden = 500; /* wins over the weak one in main.c */
__attribute__((weak)) int weak_default = 40;
long common_sized;
_Thread_local long thread_total = 7;
static __thread struct pair thread_pair = {1, 2};
_Atomic long atomic_total = 10;
volatile int device = 3;
const int table[5] = {2, 3, 5, 7, 11};
static const struct pair pairs[2] = {{1, 2}, {3, 4}};
const struct pair *const chosen = &pairs[1];
static _Atomic(struct small) atomic_pair; /* 4 bytes: free of locks everywhere */
static struct pair *kept;

int weak_function(int n)
{
    return 2 * n;
}

void other_step(int n)
{
    struct small p = {(short)n, (short)-n};
    static _Thread_local int calls;
    common_counter++;
    common_pairs[n % 4].second += n;
    common_sized += n;
    thread_total += n;
    thread_pair.first = ++calls;
    kept = &thread_pair;
    atomic_total += n;
    atomic_store(&atomic_pair, p);
    device = n;
    work(5, (unsigned)n);
}

int other_check(int n)
{
    struct small p = atomic_load(&atomic_pair);
    return p.first == n && p.second == -n && kept == &thread_pair &&
           kept->first == n + 1 && kept->second == 2 && device == n &&
           &missing_object == NULL;
}
