/* Compound literals that live across captures: they end with their block, are
 * new in each round of a loop, keep their value in a jump back, and pointers to
 * them, to their middle and between them stay good. */
#include <stdio.h>
#include <stdlib.h>

static volatile int turns = 9;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

struct cell {
    struct cell *next;
    long value;
    int *detail;
};

/* At file scope they are static objects. */
static struct cell *fixed =
    &(struct cell){&(struct cell){NULL, 2, (int[]){20, 21}}, 1, &(int){10}};
static int *const numbers = (int[6]){[1] = 1, [4] = 4, 5};

static long total(const struct cell *list)
{
    long sum = 0;
    for (; list; list = list->next)
        sum += list->value + pause_here(list->detail ? *list->detail : 0);
    return sum;
}

/* A list of literals of one block, walked while they live. */
static long chained(int base)
{
    struct cell *list = &(struct cell){
        &(struct cell){&(struct cell){NULL, base, NULL}, base + 1,
                       &(int){pause_here(7)}},
        base + 2, (int[]){pause_here(1), 2, 3}};
    long before = total(list);
    list->next->next->detail = list->detail + 2;
    *list->next->detail += pause_here(5);
    return before * 1000 + total(list);
}

/* The literal of a loop is made again in each round. */
static long in_loop(int rounds)
{
    long sum = 0;
    struct cell keep = {0};
    for (int i = 0; i < rounds; i++) {
        struct cell *one = &(struct cell){.value = i, .next = &keep};
        one->value += pause_here(10);
        one->next->value += one->value;
        one->detail = (int[2]){i, pause_here(i)};
        one->detail[0] *= one->detail[1];
        sum += one->detail[0] + pause_here(0) * one->value;
    }
    return sum * 1000 + keep.value;
}

/* C11 6.5.2.5p16: the same object while its block lasts, also by way of goto. */
static int jumped_back(void)
{
    struct cell *one = NULL, *two;
    int round = 0;
again:
    two = one;
    one = &(struct cell){NULL, round, NULL};
    pause_here(round);
    if (round++ < 3)
        goto again;
    return one == two && one->value == 3;
}

static long by_value(struct cell cell, int times)
{
    if (times == 0)
        return cell.value;
    return by_value((struct cell){cell.next, cell.value * 2 + pause_here(1),
                                  cell.detail},
                    times - 1);
}

static int sum_of(const int *values, int count)
{
    int sum = 0;
    while (count-- > 0)
        sum += pause_here(*values++);
    return sum;
}

/* In arguments, conditions, subscripts and under sizeof. */
static void positions(void)
{
    int base = pause_here(4);
    expect("argument", sum_of((int[]){base, base + 1, base + 2}, 3), 15);
    expect("nested argument",
           sum_of((int[]){sum_of((int[]){1, 2}, 2), pause_here(3)}, 2), 6);
    expect("subscript", (int[]){3, 5, 7}[pause_here(1)], 5);
    expect("member", ((struct cell){.value = pause_here(6)}).value, 6);
    expect("size", (long)(sizeof(char[]){1, 2, 3}), 3);
    const char *text = pause_here(1) ? (char[]){"literal"} : "none";
    expect("text", sum_of((int[]){text[0] == 'l', text[6] == 'l'}, 2), 2);
    int many = 0;
    while (sum_of((int[]){many, pause_here(1)}, 2) < 6)
        many++;
    expect("condition", many, 5);
    switch (*&(int){pause_here(2)}) {
    case 2: {
        int *inside = &(int){pause_here(8)};
        *inside += sum_of(inside, 1);
        expect("in a switch", *inside, 16);
    }
    }
}

/* Longer lived than the pointer: assigned through a double pointer in the same
 * block as the literal. */
static long through_pointers(void)
{
    struct cell **tail, *head = NULL;
    long sum = 0;
    tail = &head;
    *tail = &(struct cell){NULL, pause_here(3), NULL};
    tail = &(*tail)->next;
    *tail = &(struct cell){NULL, pause_here(4), &(int){6}};
    tail = &(*tail)->next;
    *tail = fixed;
    sum = total(head);
    *tail = NULL;
    return sum * 100 + total(head);
}

int main(void)
{
    printf("compound literals\n");
    expect("fixed", total(fixed), 33);
    fixed->next->detail++;
    fixed->detail[0] += pause_here(1);
    expect("fixed changed", total(fixed), 3 + 11 + 21);
    expect("numbers", sum_of(numbers, 6), 10);
    expect("chained", chained(100), 311016 + 303 + 0);
    expect("in a loop", in_loop(5), 30060);
    printf("halfway\n");
    expect("jumped back", jumped_back(), 1);
    expect("by value", by_value((struct cell){.value = 1}, 6), 127);
    positions();
    expect("through pointers", through_pointers(), (7 + 6 + 35) * 100 + 13);
    printf("done\n");
    return failures != 0;
}
