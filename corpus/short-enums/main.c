/* Enumerations as short as their values allow, and plain characters that hold
 * numbers to 255: both come from flags, and members change their places by
 * them. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum small { ZERO, ONE, TWO = 200 };
enum negative { BELOW = -100, ABOVE = 100 };
enum middle { THOUSAND = 1000, LAST = 65535 };
enum wide { MANY = 70000, FEWER = -70000 };

struct record {
    enum small kind;
    enum negative side;
    char level;
    enum middle count;
    enum small rest[3];
    enum wide far;
    struct record *next;
};

static enum small state = TWO;
static enum negative sides[4] = {BELOW, ABOVE, (enum negative)-1, BELOW};
static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

/* Calls itself, so a capture finds all kinds in its frames. */
static long walk(const struct record *list, enum small kind, enum middle count,
                 char level)
{
    enum wide far;
    long rest;
    if (!list)
        return kind + level;
    far = list->far == MANY ? FEWER : MANY;
    rest = walk(list->next, list->kind, list->count, list->level);
    return rest + far + kind + count + level + list->side;
}

static struct record *made(int count)
{
    struct record *list = NULL;
    for (int i = 0; i < count; i++) {
        struct record *one = malloc(sizeof *one);
        if (!one)
            exit(2);
        *one = (struct record){
            .kind = i % 3 ? TWO : ONE,
            .side = i & 1 ? BELOW : ABOVE,
            .level = (char)(255 - i),
            .count = i % 5 ? LAST : THOUSAND,
            .rest = {TWO, (enum small)(i & 127), ONE},
            .far = i & 2 ? MANY : FEWER,
            .next = list,
        };
        list = one;
    }
    return list;
}

static enum small turned(enum small kind, int times)
{
    for (int i = 0; i < times; i++)
        switch (kind) {
        case ZERO:
            kind = ONE;
            break;
        case ONE:
            kind = TWO;
            break;
        default:
            kind = ZERO;
        }
    return kind;
}

int main(void)
{
    long sum = 0;
    printf("short enumerations\n");
    expect("short", sizeof(enum small) + sizeof(enum negative), 2);
    expect("middle", sizeof(enum middle) + sizeof(enum wide), 6);
    expect("places", offsetof(struct record, count), 4);
    struct record *list = made(60);
    expect("walk", walk(list, ZERO, THOUSAND, 1), 3179231);
    printf("halfway\n");
    for (struct record *one = list; one; one = one->next) {
        sum += one->rest[0] + one->rest[1] + turned(one->kind, 50);
        one->side = sides[one->level & 3];
    }
    expect("rest", sum, 13810);
    expect("walk again", walk(list, state, LAST, 'a'), 3242547);
    state = turned(state, 200);
    expect("state", state, ONE);
    while (list) {
        struct record *next = list->next;
        free(list);
        list = next;
    }
    printf("done\n");
    return failures != 0;
}
