/* Moves numbers between a queue and a stack kept by other units. */
#include <stdio.h>

#include "containers.h"
#include "lib/score.h"

static int count;
static int failures;

struct node {
    char name[6];
    void (*add)(int);
    int (*take)(void);
    int (*visit)(visitor, void *);
};

static const struct node items[2] = {
    { "queue", queue_add, queue_take, queue_visit },
    { "stack", stack_add, stack_take, stack_visit },
};

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int take(int which)
{
    count++;
    return items[which].take();
}

static int sum_of(int value, void *context)
{
    *(long *)context += value;
    return 0;
}

int main(void)
{
    long moved = 0, expected = 0;
    puts("units: start");
    for (int i = 0; i < 600; i++) {
        items[i % 3 == 0].add(i * 37 % 500);
        expected += i * 37 % 500;
    }
    for (int round = 1; round <= 60; round++) {
        for (int i = 0; i < 25; i++) {
            int which = (round + i) % 2, value = take(which);
            if (value < 0)
                continue;
            items[!which].add(value);
            moved += value;
        }
        long all = 0;
        for (int which = 0; which < 2; which++) {
            items[which].visit(sum_of, &all);
            items[which].visit(score, (void *)containers_names[which]);
        }
        check("sum is kept", all == expected && score_total() == round * expected);
        if (round % 20 == 0)
            printf("round %d: sum %ld, moved %ld\n", round, all, moved);
    }
    int q = score_count("queue"), s = score_count("stack");
    printf("visits: queue %d, stack %d, total %ld\n", q, s, score_total());
    check("visits", q + s == 60 * 600);
    check("taken", count == 60 * 25);
    int left = 0;
    while (queue_take() >= 0)
        left++;
    while (stack_take() >= 0)
        left++;
    check("nothing lost", left == 600);
    check("tickets of this unit", next_ticket() == 1);
    printf("left %d\n", left);
    puts(failures ? "units: FAILED" : "units: ok");
    return failures != 0;
}
