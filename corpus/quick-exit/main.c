/* quick_exit: its own handlers run, newest first; those of atexit and the
 * streams' buffers are left alone. Captures wait in the handlers, and nothing
 * comes after, so they have constant loops, which do not poll. */
#include <stdio.h>
#include <stdlib.h>

static int order, failures;
static double weights[4];
static struct job {
    struct job *next;
    int number;
    void (*run)(struct job *);
} *jobs;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int collatz(long n)
{
    int steps = 0;
    for (; n != 1; steps++)
        n = n & 1 ? 3 * n + 1 : n / 2;
    return steps;
}

static void never(void)
{
    printf("FAILED: a handler of atexit\n");
    fflush(stdout);
    _Exit(1);
}

static void oldest(void)
{
    check("order", ++order == 3);
    check("weights", weights[0] + weights[1] == 2.5 && weights[3] == 0);
    printf("%s\n", failures ? "wrong" : "right");
    fflush(stdout);
    if (failures)
        _Exit(1);
}

static void middle(void)
{
    long sum = 0;
    check("order", ++order == 2);
    struct job *job = jobs;
    for (int i = 0; i < 30; i++) {
        sum += job->number * (i + 1);
        job = job->next;
    }
    check("all jobs", job == NULL);
    printf("jobs %ld\n", sum);
}

static void newest(void)
{
    check("order", ++order == 1);
    weights[1] *= 3;
    printf("weight %.2f\n", weights[1]);
}

static void do_job(struct job *job)
{
    int steps = collatz(job->number + 20);
    job->number = steps & 31;
}

static void enqueue(int number)
{
    struct job *job = malloc(sizeof *job);
    if (!job)
        _Exit(2);
    *job = (struct job){.next = jobs, .number = number, .run = do_job};
    jobs = job;
}

/* Leaves from within a loop of a callee of a callee. */
static int run_all(struct job *job, int left)
{
    for (; job; job = job->next) {
        job->run(job);
        if (--left == 0) {
            at_quick_exit(newest);
            quick_exit(0);
        }
    }
    return left;
}

int main(void)
{
    printf("quick exit\n");
    atexit(never);
    at_quick_exit(oldest);
    for (int i = 0; i < 30; i++) {
        enqueue(i * i);
        if (i == 12)
            at_quick_exit(middle);
    }
    check("steps of 97", collatz(97) == 118);
    weights[0] = 1;
    weights[1] = 0.5;
    int left = 70;
    for (;;) {
        left = run_all(jobs, left);
        printf("left %d\n", left);
    }
}
