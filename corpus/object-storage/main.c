/* Objects of every storage and linkage, changed in one unit and checked in the
 * other, while pointers to them are kept. */
#include "shared.h"

#include <stdio.h>
#include <stdlib.h>

struct keeper {
    const int *constant;
    volatile int *device;
    long *thread;
    _Atomic long *atomic;
    int *weak, *absent;
    int (*call)(int);
    void (*absent_call)(int);
    const struct pair *chosen;
};

__attribute__((weak)) int weak_overridden = 100;
__attribute__((weak)) int weak_function(int n)
{
    return -n;
}
static atomic_int flags[3];
static atomic_flag lock = ATOMIC_FLAG_INIT;
static atomic_bool ready;
static _Atomic(int *) where;
static volatile struct pair watched = {5, 6};
static _Thread_local struct keeper *mine;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Calls itself, so it polls. */
unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

static struct keeper *keep(void)
{
    struct keeper *k = malloc(sizeof *k);
    if (!k)
        exit(2);
    k->constant = &table[3];
    k->device = &device;
    k->thread = &thread_total;
    k->atomic = &atomic_total;
    k->weak = &weak_default;
    k->absent = &missing_object;
    k->call = weak_function;
    k->absent_call = missing_function;
    k->chosen = chosen;
    return k;
}

static void check_keeper(const struct keeper *k, int n)
{
    long sum = (long)n * (n + 1) / 2;
    check("constant", *k->constant == 7 && k->constant == table + 3);
    check("device", *k->device == n && k->device == &device);
    check("thread", *k->thread == 7 + sum && k->thread == &thread_total);
    check("atomic", *k->atomic == 10 + sum && atomic_total == 10 + sum);
    check("weak", *k->weak == 40 + n && k->weak == &weak_default);
    check("absent", k->absent == NULL && k->absent_call == NULL);
    check("call", k->call(n) == 2 * n);
    check("chosen", k->chosen->second == 4 && k->chosen == chosen);
    check("common", common_counter == n + 1 && common_sized == sum);
    check("overridden", weak_overridden == 500 + n);
    check("mine", mine == k);
}

static void atomics(int n)
{
    int local = n;
    _Atomic int shared = n;
    volatile long spin = n;
    atomic_fetch_add(&flags[n % 3], 1);
    atomic_flag_clear(&lock);
    check("free", !atomic_flag_test_and_set(&lock));
    ready = n % 2;
    where = &local;
    watched.second += 1;
    work(5, (unsigned)n);
    shared++;
    spin++;
    check("held", atomic_flag_test_and_set(&lock));
    check("ready", ready == n % 2);
    check("where", *where == n && where == &local);
    check("flags", flags[0] + flags[1] + flags[2] == n + 1);
    check("watched", watched.first == 5 && watched.second == 7 + n);
    check("volatile", spin == n + 1 && shared == n + 1);
}

int main(void)
{
    enum { ROUNDS = 90 };
    struct keeper *k = keep();
    mine = k;
    puts("object-storage: start");
    for (int n = 0; n < ROUNDS; n++) {
        weak_default = 40 + n;
        weak_overridden = 500 + n;
        other_step(n);
        atomics(n);
        check_keeper(k, n);
        check("other", other_check(n));
        if (missing_function)
            missing_function(n);
        if (n % 30 == 29)
            printf("round %d: %d %ld\n", n + 1, common_pairs[1].second,
                   thread_total);
    }
    free(k);
    puts(failures ? "object-storage: FAILED" : "object-storage: ok");
    return failures != 0;
}
