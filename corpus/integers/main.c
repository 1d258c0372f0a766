/* All integer types, alive across calls: locals, globals, members, arrays and
 * parameters, with values at the ends of their ranges. `long` grows and shrinks
 * within 32 bits, so that it fits everywhere. */
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct all {
    bool flag;
    signed char sc;
    unsigned char uc;
    short s;
    unsigned short us;
    int i;
    unsigned u;
    long l;
    unsigned long ul;
    long long ll;
    unsigned long long ull;
    size_t size;
    ptrdiff_t diff;
    int_fast16_t fast;
    uint_least8_t least;
    intmax_t most;
};

static struct all history[8];
static signed char g_sc = -128;
static unsigned short g_us = 65535;
static long g_long = -2147483647L;
static unsigned long g_ulong = 4294967295UL;
static long long g_ll = LLONG_MIN;
static unsigned long long g_ull = ULLONG_MAX;
static _Bool g_bool = 1;
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static uint64_t mix(uint64_t x)
{
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 29;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ x >> 32;
}

/* Parameters of every type through a recursion. */
static long long carry(bool b, signed char sc, unsigned char uc, short s, unsigned short us, int i,
                       unsigned u, long l, unsigned long ul, long long ll, unsigned long long ull)
{
    if (i == 0)
        return b + sc + uc + s + us + (long long)u + l + (long long)ul + ll + (long long)(ull & 0xff);
    long long deeper = carry(!b, (signed char)(sc + 1), (unsigned char)(uc - 1), (short)(s - 1),
                             (unsigned short)(us + 1), i - 1, u ^ 1u, l - 1, ul + 1, ll - 2, ull + 1);
    return deeper + (b ? 1 : -1);
}

/* Grows to the ends of 32 bits and back, at a pace that varies. */
static int breathe(void)
{
    long value = 1, step = 1;
    unsigned long positive = 1;
    int turns = 0;
    for (int i = 0; i < 4000; i++) {
        value += step;
        if (value > 1900000000L || value < -1900000000L) {
            value /= 3;
            step = -step / 2;
            turns++;
        } else if (step < 100000000L && step > -100000000L) {
            step += step / 2 + (step > 0 ? 1 : -1);
        }
        positive = (positive * 3 + 1) & 0xffffffffUL;
        if (i % 1000 == 999)
            printf("breath %d: %ld, step %ld, %lu\n", i + 1, value, step, positive);
    }
    return turns;
}

static void wrap(void)
{
    unsigned char uc = 200;
    unsigned short us = 65000;
    uint32_t u32 = 4294967000u;
    uint64_t u64 = UINT64_MAX - 50;
    int8_t s8 = -100;
    int16_t s16 = 30000;
    for (int i = 0; i < 600; i++) {
        uc++;
        us++;
        u32++;
        u64++;
        s8 = (int8_t)(s8 == INT8_MAX ? INT8_MIN : s8 + 1);
        s16 = (int16_t)(s16 == INT16_MAX ? INT16_MIN : s16 + 1);
    }
    printf("wrap: %u %u %" PRIu32 " %" PRIu64 " %d %d\n", uc, us, u32, u64, s8, s16);
    check("wrap", uc == (200 + 600) % 256 && us == 64 && u32 == 304 && u64 == 549
          && s8 == -100 + 600 - 512 && s16 == 30600);
}

static struct all make(unsigned n)
{
    uint64_t m = mix(n);
    struct all a = {
        .flag = m & 1, .sc = (signed char)(n % 256 - 128), .uc = (unsigned char)m,
        .s = (short)(n % 65536 - 32768), .us = (unsigned short)m, .i = INT_MIN + (int)n,
        .u = UINT_MAX - n, .l = -2147483000L + (long)(n % 100), .ul = 4294967000UL + n % 100,
        .ll = LLONG_MAX - n, .ull = m, .size = n * 3u, .diff = -(ptrdiff_t)n,
        .fast = (int_fast16_t)(n % 30000), .least = (uint_least8_t)(n % 256), .most = INTMAX_MIN + n,
    };
    return a;
}

static bool same(const struct all *a, unsigned n)
{
    struct all b = make(n);
    return a->flag == b.flag && a->sc == b.sc && a->uc == b.uc && a->s == b.s && a->us == b.us
        && a->i == b.i && a->u == b.u && a->l == b.l && a->ul == b.ul && a->ll == b.ll
        && a->ull == b.ull && a->size == b.size && a->diff == b.diff && a->fast == b.fast
        && a->least == b.least && a->most == b.most;
}

static void bits(void)
{
    uint64_t forward = 0, backward = 0;
    for (int i = 0; i < 64; i++) {
        uint64_t b = mix((uint64_t)i) & 1;
        forward |= b << i;
        backward = backward << 1 | b;
    }
    uint64_t r = backward;
    r = (r >> 1 & 0x5555555555555555u) | (r & 0x5555555555555555u) << 1;
    r = (r >> 2 & 0x3333333333333333u) | (r & 0x3333333333333333u) << 2;
    r = (r >> 4 & 0x0f0f0f0f0f0f0f0fu) | (r & 0x0f0f0f0f0f0f0f0fu) << 4;
    r = (r >> 8 & 0x00ff00ff00ff00ffu) | (r & 0x00ff00ff00ff00ffu) << 8;
    r = (r >> 16 & 0x0000ffff0000ffffu) | (r & 0x0000ffff0000ffffu) << 16;
    r = r >> 32 | r << 32;
    printf("bits: %016" PRIx64 "\n", forward);
    check("bits", r == forward);
}

int main(void)
{
    puts("integers: start");
    wrap();
    check("turns", breathe() > 20);
    for (unsigned n = 0; n < 4000; n++) {
        history[n % 8] = make(n);
        if (n >= 7)
            check("history", same(&history[(n + 1) % 8], n - 7));
    }
    bits();
    long long sum = 0;
    for (int i = 0; i < 60; i++)
        sum += carry(i % 2, -100, 255, -30000, 65000, 100, 7u, -2000000000L, 4000000000UL,
                     -5000000000000LL, UINT64_MAX - 40);
    printf("carried %lld\n", sum);
    for (int i = 0; i < 100; i++) {
        g_sc = (signed char)(g_sc + 1);
        g_us = (unsigned short)(g_us - 600);
        g_long += 40000000L;
        g_ulong -= 40000000UL;
        g_ll += 90000000000000000LL;
        g_ull -= 180000000000000000ULL;
        g_bool = !g_bool;

    }
    printf("globals: %d %u %ld %lu %lld %llu %d\n", g_sc, g_us, g_long, g_ulong, g_ll, g_ull, g_bool);
    check("globals", g_sc == -28 && g_long == 1852516353L && g_ulong == 294967295UL && g_bool == 1);
    check("64-bit globals", g_ll == LLONG_MIN + 9000000000000000000LL
          && g_ull == ULLONG_MAX - 18000000000000000000ULL);
    puts(failures ? "integers: FAILED" : "integers: ok");
    return failures != 0;
}
