/* What a program makes of addresses is made again after a move, by a hook; another
 * runs before each capture. */
#include <migrt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { SLOTS = 64, ITEMS = 40, ROUNDS = 30 };

struct item {
    struct item *next;
    int number;
};

static struct item *items[ITEMS], *slots[SLOTS];
static int captures, restores, scratch = 7;

static unsigned slot_of(const struct item *item)
{
    return (unsigned)((uintptr_t)item >> 4) % SLOTS;
}

static void enter(struct item *item)
{
    struct item **slot = &slots[slot_of(item)];
    item->next = *slot;
    *slot = item;
}

static void before_capture(void)
{
    captures++;
    scratch = 0;
}
MIGRT_ON_CAPTURE(before_capture);

static void after_move(void)
{
    int i;
    restores++;
    scratch = 7;
    for (i = 0; i < SLOTS; i++)
        slots[i] = NULL;
    for (i = 0; i < ITEMS; i++)
        enter(items[i]);
}
MIGRT_ON_RESTORE(after_move);

static int is_there(const struct item *item)
{
    const struct item *at = slots[slot_of(item)];
    while (at != NULL && at != item)
        at = at->next;
    return at == item;
}

static unsigned noise = 1;

static unsigned next_noise(void)
{
    int i;
    for (i = 0; i < 500; i++)
        noise = noise * 1664525u + 1013904223u;
    return noise >> 16;
}

int main(void)
{
    int round, i, there = 0;
    for (i = 0; i < ITEMS; i++) {
        items[i] = malloc(sizeof **items);
        if (items[i] == NULL)
            abort();
        items[i]->number = i;
        enter(items[i]);
    }
    for (round = 0; round < ROUNDS; round++) {
        for (i = 0; i < ITEMS; i++)
            there += is_there(items[i]);
        printf("%d %d %u %s\n", there, scratch, next_noise(),
               captures == restores ? "even" : "uneven");
    }
    return 0;
}
