/* All structs of the unit packed, by a pragma around them: pointers, numbers of
 * every width, bit-fields that cross their units, unions, nested structs and
 * arrays of them at odd addresses. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma pack(push, 1)
struct inner {
    uint8_t tag;
    int32_t value;
    uint16_t bits : 5, more : 9;
    double real;
};

struct outer {
    char first;
    struct outer *next;
    struct inner inners[3];
    uint8_t low : 3;
    uint32_t across : 22;
    int16_t tight : 7;
    long number;
    union {
        uint32_t word;
        float real;
    };
    char name[7];
    int (*compute)(const struct inner *);
    struct {
        char gap;
        int64_t deep;
    } nested;
};
#pragma pack(2)
struct half_packed {
    char first;
    int32_t second;
    double third;
};
#pragma pack(pop)

struct natural {
    char first;
    struct inner packed;
    int32_t after;
};

static struct natural global = {'n', {1, -5, 3, 300, 2.5}, 77};
static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

static int sum_inner(const struct inner *inner)
{
    return inner->tag + inner->value + inner->bits + inner->more +
           (int)inner->real;
}

static int twice_inner(const struct inner *inner)
{
    return 2 * sum_inner(inner);
}

static struct inner inner_of(int n)
{
    struct inner out = {(uint8_t)n, -n * 100000, (uint16_t)(n & 31),
                        (uint16_t)(n * 7 & 511), n * 0.5};
    return out;
}

static struct outer *made(int count)
{
    struct outer *list = NULL;
    for (int i = 0; i < count; i++) {
        struct outer *one = calloc(1, sizeof *one);
        if (!one)
            exit(2);
        one->first = 'f';
        one->next = list;
        for (int k = 0; k < 3; k++)
            one->inners[k] = inner_of(i + k);
        one->low = (uint8_t)(i & 7);
        one->across = (uint32_t)i * 40000u & 0x3fffffu;
        one->tight = (int16_t)(i % 120 - 60);
        one->number = i * -1000L;
        if (i & 1)
            one->word = (uint32_t)i;
        else
            one->real = (float)i;
        strcpy(one->name, "packed");
        one->compute = i % 3 ? sum_inner : twice_inner;
        one->nested.deep = -i * ((int64_t)1 << 33);
        list = one;
    }
    return list;
}

static int check_one(const struct outer *one, int i)
{
    int wrong = one->first != 'f' || strcmp(one->name, "packed") != 0;
    wrong += one->low != (i & 7) || one->tight != i % 120 - 60;
    wrong += one->across != ((uint32_t)i * 40000u & 0x3fffffu);
    wrong += one->number != i * -1000L || one->nested.deep / ((int64_t)1 << 33) != -i;
    wrong += (i & 1 ? one->word != (uint32_t)i : one->real != (float)i);
    for (int k = 0; k < 3; k++) {
        struct inner inner = inner_of(i + k), read = one->inners[k];
        wrong += one->compute(&read) !=
                 (i % 3 ? sum_inner(&inner) : twice_inner(&inner));
    }
    return wrong;
}

/* Recursion holds a packed struct and an array of them in each frame. */
static long descend(struct inner outer, int depth)
{
    struct half_packed pair[2] = {{'a', depth, 0.25}, {'b', -depth, 0.5}};
    struct inner here = inner_of(depth);
    long below;
    if (depth == 0)
        return outer.value;
    below = descend(here, depth - 1);
    return below + pair[0].second + pair[1].second + pair[1].first - 'b' +
           (here.value == -depth * 100000) + (pair[0].third == 0.25);
}

int main(void)
{
    int wrong = 0, i = 200;
    printf("packed records\n");
    expect("size", sizeof(struct inner) + sizeof(struct half_packed), 15 + 14);
    struct outer *list = made(200);
    printf("halfway\n");
    while (list) {
        struct outer *next = list->next;
        wrong += check_one(list, --i);
        free(list);
        list = next;
    }
    expect("wrong", wrong, 0);
    expect("descent", descend(global.packed, 60), -100000 + 120);
    global.packed.value += global.after;
    expect("global", global.packed.value + global.packed.more, 372);
    printf("done\n");
    return failures != 0;
}
