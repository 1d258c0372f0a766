/* Data that is not saved: caches in globals, in members and in a local
 * variable, which hold what has no meaning elsewhere (hashes of addresses, a
 * union without a selector) and are filled again when they are found empty. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "migrt.h"

union scrap { /* nobody could say what is in it */
    double d;
    char *p;
    long l[2];
};

struct point {
    int x, y;
    MIGRT_TRANSIENT union scrap scrap;
    unsigned long hash MIGRT_TRANSIENT;
    long weight;
    unsigned fresh : 1 MIGRT_TRANSIENT, kind : 3;
};

struct shape {
    struct point corner[3];
    struct point *largest;
    char name[8];
};

static MIGRT_TRANSIENT uintptr_t address_cache[16];
static struct shape *shapes;
static int refills;

static unsigned long hash_of(struct point *p)
{
    if (!p->fresh || p->hash == 0) {
        p->fresh = 1;
        p->hash = (unsigned long)p->x * 31u + (unsigned long)p->y;
        p->scrap.p = (char *)p;
        refills++;
    } else if (p->scrap.p != (char *)p) {
        printf("a cache outlived its process\n");
        exit(1);
    }
    return p->hash;
}

static long look(int n)
{
    uintptr_t *slot = &address_cache[n % 16];
    if (*slot == 0)
        *slot = (uintptr_t)&shapes[n % 16];
    if (*slot != (uintptr_t)&shapes[n % 16]) {
        printf("an address outlived its process\n");
        exit(1);
    }
    return shapes[n % 16].largest->weight;
}

static long work(int turn)
{
    MIGRT_TRANSIENT union scrap local;
    long sum = 0;
    local.l[0] = turn;
    for (int i = 0; i < 16; i++) {
        struct shape *s = &shapes[i];
        for (int j = 0; j < 3; j++)
            sum += (long)(hash_of(&s->corner[j]) % 1000) + s->corner[j].kind;
        sum += look(i);
    }
    if (local.l[0] != turn && local.l[0] != 0)
        exit(1);
    return sum;
}

int main(int argc, char **argv)
{
    const int turns = argc > 1 ? atoi(argv[1]) : 1;
    long total = 0;
    shapes = calloc(16, sizeof *shapes);
    if (shapes == NULL)
        return 2;
    for (int i = 0; i < 16; i++) {
        for (int j = 0; j < 3; j++) {
            shapes[i].corner[j].x = i * 7 + j;
            shapes[i].corner[j].y = 100 - i;
            shapes[i].corner[j].weight = i * 10L + j;
            shapes[i].corner[j].kind = (unsigned)(i + j) % 8;
        }
        shapes[i].largest = &shapes[i].corner[i % 3];
        sprintf(shapes[i].name, "s%d", i);
    }
    for (int turn = 0; turn < turns; turn++) {
        total += work(turn);
        if (turn % 400 == 0)
            printf("turn %d total %ld\n", turn, total);
    }
    printf("end %ld %s\n", total, refills >= 48 ? shapes[15].name : "none");
    free(shapes);
    return 0;
}
