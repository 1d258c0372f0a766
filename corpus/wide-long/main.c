/* `distance` never fits into 32 bits, so every capture of this program must be
 * refused by a target whose long has 32, with a message that names it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct body {
    struct body *next;
    int mass;
};

static long distance = (long)1099511627776LL; /* 2^40 */
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static struct body *add(struct body *list, int mass)
{
    struct body *b = malloc(sizeof *b);
    if (!b)
        exit(2);
    b->next = list;
    b->mass = mass;
    return b;
}

static void travel(const struct body *list)
{
    for (; list; list = list->next)
        distance += list->mass % 2 ? list->mass : -list->mass / 2;
}

int main(void)
{
    struct body *list = NULL;
    int64_t expected = INT64_C(1) << 40;
    puts("wide-long: start");
    for (int i = 0; i < 500; i++)
        list = add(list, i);
    for (int round = 1; round <= 200; round++) {
        travel(list);
        expected += 250 * 250 - 249 * 250 / 2;
        if (round % 50 == 0)
            printf("round %d: %ld\n", round, distance);
    }
    check("distance", distance == expected);
    while (list) {
        struct body *next = list->next;
        free(list);
        list = next;
    }
    puts(failures ? "wide-long: FAILED" : "wide-long: ok");
    return failures != 0;
}
