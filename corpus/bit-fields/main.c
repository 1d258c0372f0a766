/* Bit-fields, enums and unions whose members have the same width, inside
 * structs that nest, in arrays of structs and on the heap. Bits are reached by
 * name only: their order in memory is the ABI's own. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum suit { CLUBS, DIAMONDS, HEARTS, SPADES };
enum balance { DEBT = -1000000, NONE = 0, WEALTH = 1000000 };

struct card {
    unsigned suit : 2;
    unsigned rank : 4;
    unsigned face_up : 1;
    signed value : 5;
};

struct date {
    unsigned day : 5, month : 4;
    signed year : 15;
    unsigned : 0;
    unsigned weekday : 3;
    unsigned : 2;
    _Bool holiday : 1;
};

union word {
    uint32_t bits;
    int32_t number;
};

struct packet {
    uint8_t version : 4, kind : 4;
    uint16_t length;
    union word payload[2];
    struct {
        unsigned syn : 1, ack : 1, fin : 1, window : 13;
        enum balance credit;
    } flags;
    uint64_t wide : 40, rest : 24;
    struct date sent;
};

/* Const members keep what they were initialised with. */
struct seal {
    const signed sign : 5;
    unsigned used : 7;
    const unsigned mark : 21;
    const bool set : 1;
    const uint64_t wide : 37;
};

static struct card deck[52];
static struct card table[4][13];
static struct packet fixed = { 4, 9, 1500, { { 1 }, { .number = -2 } }, { 1, 0, 1, 8191, DEBT },
                               0xffffffffffu, 0xabcdef, { 31, 12, -4713, 6, 1 } };
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint32_t seed = 2024;
static unsigned below(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % n;
}

static void deal(void)
{
    for (unsigned i = 0; i < 52; i++)
        deck[i] = (struct card){ i / 13, i % 13 + 1, 0, (int)(i % 13) - 6 };
    for (unsigned i = 51; i > 0; i--) {
        unsigned j = below(i + 1);
        struct card t = deck[i];
        deck[i] = deck[j];
        deck[j] = t;
        deck[i].face_up ^= 1;
    }
    for (int i = 0; i < 52; i++)
        table[i % 4][i / 4] = deck[i];
}

static int strength(const struct card *hand, int n)
{
    int sum = 0;
    for (const struct card *c = hand; c < hand + n; c++)
        sum += c->value * (c->suit == SPADES ? 2 : 1) + (int)c->face_up;
    return sum;
}

/* Days since 1 March of year 0, and back again. */
static int32_t day_number(struct date d)
{
    int m = ((int)d.month + 9) % 12, y = (int)d.year - m / 10;
    return 365 * y + y / 4 - y / 100 + y / 400 + (m * 306 + 5) / 10 + ((int)d.day - 1);
}

static struct date next_day(struct date d)
{
    static const uint8_t length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    unsigned leap = d.month == 2 && (d.year % 4 == 0 && (d.year % 100 != 0 || d.year % 400 == 0));
    d.weekday = (d.weekday + 1) % 7;
    if (d.day < length[d.month - 1] + leap) {
        d.day++;
    } else {
        d.day = 1;
        if (d.month == 12)
            d.year++;
        d.month = d.month % 12 + 1;
    }
    d.holiday = d.weekday == 0;
    return d;
}

static void calendar(void)
{
    struct date d = { .day = 1, .month = 1, .year = 1970, .weekday = 4 };
    int32_t first = day_number(d), sundays = 0;
    for (int i = 1; i <= 20000; i++) {
        d = next_day(d);
        sundays += d.holiday;
        if (day_number(d) - first != i)
            check("day number", 0);
        if (i % 5000 == 0)
            printf("day %d: %d-%02u-%02u, weekday %u\n", i, d.year, d.month, d.day, d.weekday);
    }
    check("sundays", sundays == 2857);
}

static void packets(void)
{
    struct packet *p = calloc(64, sizeof *p);
    if (!p)
        exit(2);
    uint64_t sum = 0, expected = 0;
    for (unsigned round = 0; round < 40; round++)
        for (unsigned i = 0; i < 64; i++) {
            p[i].version = i + round;
            p[i].kind = i * 3;
            p[i].length = (uint16_t)(i * 1000);
            p[i].payload[i % 2].number = -(int32_t)i;
            p[i].flags.window = i * 129 + round;
            p[i].flags.syn = ~p[i].flags.syn;
            p[i].flags.credit = i % 3 ? WEALTH : DEBT;
            p[i].wide += 0x1ffffffffu;
            p[i].rest -= 1;
            p[i].sent.year = -(int)i;
            sum += p[i].version + p[i].kind + p[i].flags.window + (p[i].payload[i % 2].bits & 0xff);
            expected += (i + round) % 16 + i * 3 % 16 + (i * 129 + round) % 8192 + (-i & 0xff);
        }
    printf("packets: sum %llu\n", (unsigned long long)sum);
    check("sum", sum == expected);
    for (unsigned i = 0; i < 64; i++) {
        check("wide", p[i].wide == (0x1ffffffffull * 40 & 0xffffffffffu));
        check("rest", p[i].rest == 0x1000000u - 40 && p[i].flags.syn == 0);
        check("year", p[i].sent.year == -(int)i && p[i].flags.credit == (i % 3 ? WEALTH : DEBT));
    }
    free(p);
}

static int seal_sum(const struct seal *seals, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += seals[i].sign + (int)seals[i].used + (int)(seals[i].mark >> 10) + seals[i].set + (int)(seals[i].wide >> 30);
    return sum;
}

static void sealed(int turns)
{
    struct seal seals[2] = { { -3, 1, 0x155555u, true, UINT64_C(0x123456789) }, { 7, 2, 1023u, false, 5 } };
    int before = seal_sum(seals, 2);
    for (int i = 0; i < turns; i++) {
        check("sum of const bit-fields", seal_sum(seals, 2) == before + i);
        seals[i & 1].used++;
    }
    check("const bit-fields", seals[0].sign == -3 && seals[0].mark == 0x155555u && seals[0].set &&
                                  seals[0].wide == UINT64_C(0x123456789) && seals[1].sign == 7);
}

int main(void)
{
    puts("bit-fields: start");
    long total = 0;
    for (int round = 1; round <= 300; round++) {
        deal();
        int sum = 0, hearts = 0;
        for (int h = 0; h < 4; h++) {
            sum += strength(table[h], 13);
            for (int c = 0; c < 13; c++)
                hearts += table[h][c].suit == HEARTS;
        }
        total += sum;
        check("hearts", hearts == 13);
        if (round % 100 == 0)
            printf("round %d: first hand %d, total %ld\n", round, strength(table[0], 13), total);
    }
    calendar();
    packets();
    sealed(100);
    printf("fixed: %u %u %d %u %d %llx %x %d\n", fixed.version, fixed.kind, (int)fixed.payload[1].number,
           fixed.flags.window, (int)fixed.flags.credit, (unsigned long long)fixed.wide,
           (unsigned)fixed.rest, fixed.sent.year);
    check("fixed", fixed.payload[1].bits == 0xfffffffeu && fixed.sent.year == -4713);
    puts(failures ? "bit-fields: FAILED" : "bit-fields: ok");
    return failures != 0;
}
