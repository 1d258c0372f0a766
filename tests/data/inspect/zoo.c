/* A little of everything, captured at one place: what `migctl inspect` must
 * show of it is the same on every machine (tests/inspect_real.rs). */
#include <migrt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum diet { PLANTS = 1, MEAT = -2 };

union word {
    uint32_t bits;
    int32_t number;
};

struct animal {
    struct animal *next;
    const char *name;
    enum diet diet;
    unsigned legs : 4, tame : 1;
    signed mood : 6;
    float weight;
    double speed[2];
    long double exact;
    union word tag;
    bool alive;
    struct {
        short x;
        long long y;
    } at;
};

struct herd {
    int count;
    short ages[];
};

static struct animal *first;
static uint64_t serial = UINT64_C(0xfedcba9876543210);
static int cages[3][2] = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
static int *past_cages = &cages[2][1] + 1, *third_cage = &cages[2][0];
static char sign[] = "open\t\"late\"";
int (*compare)(const char *, const char *) = strcmp;
static signed char degrees = -40;
static struct animal *stray;

static struct animal *adopt(const char *name, enum diet diet, int legs)
{
    struct animal *a = calloc(1, sizeof *a);
    if (!a)
        exit(2);
    a->next = first;
    a->name = name;
    a->diet = diet;
    a->legs = (unsigned)legs;
    a->tame = diet == PLANTS;
    a->mood = -legs;
    a->weight = 1.5f * (float)legs;
    a->speed[1] = -0.25;
    a->exact = 370.5L;
    a->tag.number = -1;
    a->alive = legs > 2;
    a->at.x = -7;
    a->at.y = -5000000000LL;
    return first = a;
}

/* Each level points to the variable of the first. */
static int descend(int level, long *deepest, const char *what)
{
    static short calls;
    long long below = level * 1000000000000LL;
    calls++;
    *deepest = level;
    if (level == 3)
        return migrt_checkpoint(NULL) < 0;
    int refused = descend(level + 1, deepest, what + 1);
    return refused + (below < 0);
}

int main(void)
{
    long deepest = 0;
    char letter = 'z', *own = malloc(6);
    struct herd *herd = malloc(sizeof *herd + 4 * sizeof(short));
    if (!own || !herd)
        return 2;
    strcpy(own, "ox\nen");
    herd->count = 4;
    for (int i = 0; i < 4; i++)
        herd->ages[i] = (short)(i * i);
    adopt("wolf", MEAT, 4);
    adopt("hen", PLANTS, 2);
    stray = first->next;
    int refused = descend(1, &deepest, "abcdef");
    printf("%ld %c %s %d %s %d\n", deepest, letter, own, herd->ages[3], stray->name, *third_cage);
    return refused || !past_cages || !compare || !serial || !degrees || !sign[0];
}
