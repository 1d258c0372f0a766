/* Switches that are captured between their cases: fall-through over calls, GNU
 * case ranges, cases inside loops, blocks and other statements, a default in
 * the middle, Duff's device whose copies are calls. Each routine is compared
 * with a plainer one. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int failures;
static uint32_t noise = 7;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Runs a loop of no foreseeable length and returns its argument. */
static int work(int n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

/* Every case goes on into the next one, a capture in any of them. */
static int through(int from)
{
    int sum = 0, weight = 1;
    switch (from) {
    case 0:
        sum += work(weight);
        weight *= 2;
        /* fall through */
    case 1:
        sum += work(weight);
        weight *= 3;
        /* fall through */
    case 2: {
        int weight = 5; /* the outer one stays what it is */
        sum += work(weight);
    }
        /* fall through */
    default:
        sum += work(weight) * 10;
        /* fall through */
    case 7:
        for (int i = 0; i < 3; i++) {
            sum += work(i) * 100;
            if (i == 1)
                break; /* of the for, not of the switch */
        }
        /* fall through */
    case 8:
        sum += work(1000);
        break;
    case 9:
        sum = work(-1);
    }
    return sum;
}

static int through_plain(int from)
{
    int sum = 0, weight = 1;
    if (from == 9)
        return -1;
    if (from == 0) {
        sum += weight;
        weight *= 2;
    }
    if (from == 0 || from == 1) {
        sum += weight;
        weight *= 3;
    }
    if (from >= 0 && from <= 2)
        sum += 5;
    if (from != 7 && from != 8)
        sum += weight * 10;
    if (from != 8)
        sum += 100;
    return sum + 1000;
}

/* GNU C: ranges of labels, also negative and of characters. */
static int kind_of(long value)
{
    switch (value) {
    case -100 ... -1:
        return work(1);
    case 0:
        return work(2);
    case 1 ... 9:
        if (work(1))
    case 20 ... 29: /* reached directly and from inside the if */
            return work(3);
        break;
    case '0' ... '9':
        return work(4);
    case 1000000 ... 2000000:
        return work(5);
    }
    return work(6);
}

static int kind_plain(long value)
{
    if (value >= -100 && value < 0)
        return 1;
    if (value == 0)
        return 2;
    if ((value >= 1 && value <= 9) || (value >= 20 && value <= 29))
        return 3;
    if (value >= '0' && value <= '9')
        return 4;
    return value >= 1000000 && value <= 2000000 ? 5 : 6;
}

static char put(char c)
{
    work(c);
    return c;
}

/* Duff's device; every copy is a call that may be captured in. */
static void copy(char *to, const char *from, int count)
{
    int rounds = (count + 7) / 8;
    if (count <= 0)
        return;
    switch (count % 8) {
    case 0: do { *to++ = put(*from++); /* fall through */
    case 7:      *to++ = put(*from++); /* fall through */
    case 6:      *to++ = put(*from++); /* fall through */
    case 5:      *to++ = put(*from++); /* fall through */
    case 4:      *to++ = put(*from++); /* fall through */
    case 3:      *to++ = put(*from++); /* fall through */
    case 2:      *to++ = put(*from++); /* fall through */
    case 1:      *to++ = put(*from++);
            } while (work(--rounds) > 0);
    }
}

/* A coroutine in Simon Tatham's manner: case labels inside two loops. */
static int next_pair(int *state, int *a, int *b, int limit)
{
    switch (*state) {
    case 0:
        for (*a = 0; *a < limit; ++*a) {
            for (*b = *a; *b < limit; ++*b) {
                *state = 1;
                return work(1);
    case 1:;
                work(2);
            }
        }
    }
    *state = 0;
    return 0;
}

static int count_pairs(int limit)
{
    int state = 0, a, b, count = 0, sum = 0;
    while (next_pair(&state, &a, &b, limit)) {
        count++;
        sum += a * 10 + b;
    }
    check("sum of pairs", sum == limit * (limit - 1) * (limit + 1) / 6 * 10 +
                                      limit * (limit - 1) * (2 * limit + 2) / 6);
    return count;
}

/* A selector that is a call, of type char, unsigned and long long. */
static int selectors(int n)
{
    int sum = 0;
    switch ((char)put((char)('a' + n % 3))) {
    case 'a': sum += 1; break;
    case 'b': sum += work(2); break;
    default: sum += work(3);
    }
    switch ((unsigned)work(n) - 2u) {
    case 0xffffffffu: sum += 10; break;
    case 0xfffffffeu: sum += work(20); break;
    case 0: sum += work(30);
    }
    switch ((long long)work(n) << 40) {
    case 1LL << 40: sum += work(100); break;
    case 2LL << 40: sum += 200; /* fall through */
    case 0: sum += work(300);
    }
    return sum;
}

int main(void)
{
    static const char text[] = "It is a mistake to think you can solve any major "
                               "problems just with potatoes.";
    char copied[sizeof text];
    puts("switches: start");
    for (int round = 1; round <= 30; round++) {
        for (int i = -1; i < 11; i++)
            check("fall-through", through(i) == through_plain(i));
        for (long i = -103; i < 70; i += 3)
            check("ranges", kind_of(i) == kind_plain(i));
        check("wide range", kind_of(1500000) == 5 && kind_of(2000001) == 6);
        for (int n = 0; n < 24; n++) {
            memset(copied, '.', sizeof copied);
            copy(copied, text + n, n * 2 % 23);
            check("Duff", memcmp(copied, text + n, (size_t)(n * 2 % 23)) == 0 &&
                              copied[n * 2 % 23] == '.');
        }
        check("labels in loops", count_pairs(7) == 28);
        check("selectors", selectors(0) == 321 && selectors(1) == 112 && selectors(2) == 533);
        if (round % 10 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "switches: FAILED" : "switches: ok");
    return failures != 0;
}
