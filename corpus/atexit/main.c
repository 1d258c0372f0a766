/* What runs before and after main: constructors, once; exit handlers, each once
 * and the newest first, with work in them and another registered on the way;
 * destructors after all of them. */
#include <stdio.h>
#include <stdlib.h>

static int order, wrong;
static long weight[3];
static unsigned state = 1;

static void expect(int place, const char *what)
{
    printf("%s\n", what);
    if (order++ != place) {
        printf("%s: out of order\n", what);
        wrong++;
    }
}

static long work(int n)
{
    long sum = 0;
    for (int i = 0; i < n; i++) {
        state = (state * 1103515245u + 12345u) & 0x7fffffffu;
        sum += (long)(state >> 16) % 10;
    }
    return sum;
}

__attribute__((constructor(201))) static void first(void)
{
    expect(0, "constructor 201");
    weight[0] = work(50);
}

__attribute__((constructor(202))) static void second(void)
{
    expect(1, "constructor 202");
}

__attribute__((destructor(202))) static void last_but_one(void)
{
    expect(8, "destructor 202");
}

__attribute__((destructor(201))) static void last(void)
{
    expect(9, "destructor 201");
    printf("weights %ld %ld %ld: %s\n", weight[0], weight[1], weight[2],
           wrong ? "wrong" : "right");
    fflush(stdout);
    if (wrong)
        _Exit(1);
}

static void added_late(void)
{
    expect(5, "handler of a handler");
    weight[2] += work(2000);
}

static void oldest(void)
{
    expect(7, "oldest handler");
}

static void middle(void)
{
    expect(6, "middle handler");
    for (int i = 0; i < 20; i++)
        weight[2] += work(100 + i);
}

static void newest(void)
{
    expect(4, "newest handler");
    weight[1] = work(3000);
    atexit(added_late);
    weight[1] += work(3000);
}

int main(void)
{
    atexit(oldest);
    expect(2, "main begins");
    atexit(middle);
    long sum = 0;
    for (int i = 0; i < 50; i++)
        sum += work(i * 4);
    atexit(newest);
    printf("sum %ld\n", sum);
    expect(3, "main ends");
    return 0;
}
