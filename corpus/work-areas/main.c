/* One allocation for all a computation works with. Its parts begin at multiples
 * of 64, so that arrays of odd elements are followed by bytes of no meaning;
 * what pointers tell of them is a first element and a place it does not fill. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRICES = 37, STEPS = 41, TEXT = 300, HASHES = 64, SCRATCH = 500 };

struct state {
    uint32_t seed[5];
    long rounds;
    unsigned char tag;
};
struct price {
    int32_t cost;
    uint32_t from, length, literals, last;
};
struct step {
    uint32_t at;
    int32_t by;
    uint16_t kind, weight;
};
struct work {
    struct state *now, *next;
    uint16_t *hashes;
    unsigned char *text;
    struct price *prices;
    struct step *steps;
};

static struct work work;

/* No type here, as in a library's own allocator. */
static void *take(size_t size)
{
    void *block = malloc(size);
    if (block == NULL)
        exit(2);
    return block;
}

static char *cut(char **at, size_t size)
{
    char *part = *at;
    *at += (size + 63) / 64 * 64;
    return part;
}

static void make(void)
{
    size_t size = 2 * ((sizeof(struct state) + 63) / 64 * 64) + SCRATCH + 64 +
                  2 * HASHES + 64 + TEXT + 64 + sizeof(struct price) * PRICES +
                  64 + sizeof(struct step) * STEPS + 64;
    char *at = take(size);
    memset(at, 0xA5, size);
    work.now = (struct state *)cut(&at, sizeof(struct state));
    work.next = (struct state *)cut(&at, sizeof(struct state) + SCRATCH);
    work.hashes = (uint16_t *)cut(&at, sizeof(uint16_t) * HASHES);
    work.text = (unsigned char *)cut(&at, TEXT);
    work.prices = (struct price *)cut(&at, sizeof(struct price) * PRICES);
    work.steps = (struct step *)cut(&at, sizeof(struct step) * STEPS);
    memset(work.now, 0, sizeof *work.now);
    memset(work.next, 0, sizeof *work.next);
    memset(work.hashes, 0, sizeof *work.hashes * HASHES);
    for (int i = 0; i < PRICES; i++) {
        struct price price = {-i, (uint32_t)i * 3, 7, (uint32_t)i, 1};
        work.prices[i] = price;
    }
    for (int i = 0; i < STEPS; i++) {
        struct step step = {(uint32_t)i * 1000003u, -i * 77, (uint16_t)(i + 300),
                            (uint16_t)(9 * i)};
        work.steps[i] = step;
    }
    for (int i = 0; i < TEXT; i++)
        work.text[i] = (unsigned char)(i * 13);
    for (int i = 0; i < 5; i++)
        work.now->seed[i] = 0x01020304u * (unsigned)(i + 1);
}

static uint32_t next_of(struct state *s)
{
    uint32_t x = s->seed[s->rounds++ % 5];
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    s->seed[s->rounds % 5] += x;
    s->tag = (unsigned char)x;
    return x;
}

static void turn(void)
{
    uint32_t x = next_of(work.now);
    struct price *price = &work.prices[x % PRICES];
    struct step *step = &work.steps[(x >> 8) % STEPS];
    struct state *now = work.now;
    price->cost += (int32_t)(x % 1000) - 500;
    price->last = step->at;
    step->at += price->from + work.text[x % TEXT];
    step->by ^= (int32_t)(x & 0xffff);
    step->weight = (uint16_t)(step->weight * 5 + step->kind);
    work.hashes[x % HASHES] = (uint16_t)(x >> 7);
    work.text[(x >> 3) % TEXT] = (unsigned char)(x >> 11);
    *work.next = *now;
    work.now = work.next;
    work.next = now;
}

static uint32_t sum(void)
{
    uint32_t all = (uint32_t)work.now->rounds + work.now->tag;
    for (int i = 0; i < PRICES; i++)
        all = all * 31 + (uint32_t)work.prices[i].cost + work.prices[i].last +
              work.prices[i].from + work.prices[i].length +
              work.prices[i].literals;
    for (int i = 0; i < STEPS; i++)
        all = all * 31 + work.steps[i].at + (uint32_t)work.steps[i].by +
              work.steps[i].kind + work.steps[i].weight;
    for (int i = 0; i < HASHES; i++)
        all = all * 31 + work.hashes[i];
    for (int i = 0; i < TEXT; i++)
        all = all * 31 + work.text[i];
    return all;
}

int main(void)
{
    make();
    printf("made: %08lx\n", (unsigned long)sum());
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 3000; i++)
            turn();
        printf("round %d: %08lx\n", round, (unsigned long)sum());
    }
    for (int i = 0; i < PRICES; i++)
        if (work.prices[i].from != (uint32_t)i * 3 || work.prices[i].length != 7) {
            printf("price %d is damaged\n", i);
            return 1;
        }
    printf("%ld rounds\n", work.now->rounds);
    return 0;
}
