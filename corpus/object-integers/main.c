/* Extreme values of every integer type travel through a register, a global, a
 * heap array, a member and a bit-field. After each round of work all of them
 * are compared with what the constants say, then moved on to the next value. */
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <wchar.h>

enum sign { BELOW = -7, ZERO = 0, ABOVE = 1000000 };
enum plain { RED = 3000000000u, GREEN = 1, BLUE = 4000000000u };
#if defined(__GNUC__)
enum huge { SMALL = -1, HUGE = 0x123456789abcdef0LL };
enum __attribute__((packed)) narrow { FIRST = -100, LAST = 100 };
#define PACKED __attribute__((packed))
#else
enum huge { SMALL = -1, HUGE = 0x12345678 };
enum narrow { FIRST = -100, LAST = 100 };
#define PACKED
#endif

/* One of each; the order alternates widths so that padding differs. */
struct all {
    _Bool truth;
    long l;
    char c;
    signed char sc;
    long long ll;
    unsigned char uc;
    unsigned long ul;
    short s;
    size_t size;
    unsigned short us;
    ptrdiff_t difference;
    int i;
    time_t time;
    unsigned u;
    off_t offset;
    enum sign sign;
    unsigned long long ull;
    enum plain plain;
    enum huge huge;
    enum narrow narrow;
    wchar_t wide;
    intmax_t max;
    uint16_t c16;
    uint32_t c32;
    int_least8_t least;
    int_fast16_t fast;
};

struct fields {
    unsigned a : 1;
    signed b : 3;
    _Bool flag : 1;
    enum plain color : 32;
    int : 0;
    signed c : 17;
    unsigned d : 31;
    unsigned short e : 9;
    signed char f : 5;
    unsigned : 4;
    unsigned long long wide : 50;
    signed long long deep : 63;
    char after;
    unsigned last : 7;
    enum sign sign : 24;
};

struct PACKED tight {
    unsigned a : 3;
    signed b : 30;
    unsigned long long c : 41;
    char between;
    signed d : 11;
    unsigned e : 21;
};

static struct all global;
static struct fields fields;
static struct tight tight[3];
static signed long lengths[4] = {LONG_MIN + 1, -1, 0, 1};
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Values that every target's type can hold: `long` has at least 32 bits. */
static void fill(struct all *a, int n)
{
    int odd = n % 2;
    a->truth = odd;
    a->c = (char)(odd ? 'z' : 127);
    a->sc = odd ? SCHAR_MIN : SCHAR_MAX;
    a->uc = odd ? UCHAR_MAX : 128;
    a->s = odd ? SHRT_MIN : SHRT_MAX;
    a->us = odd ? USHRT_MAX : 32768;
    a->i = odd ? INT_MIN : INT_MAX;
    a->u = odd ? UINT_MAX : 2147483648u;
    a->l = odd ? -2147483647L + n : 2147483647L - n;
    a->ul = odd ? 4294967294UL - (unsigned)n : 2147483648UL + (unsigned)n;
    a->ll = odd ? LLONG_MIN + n : LLONG_MAX - n;
    a->ull = odd ? ULLONG_MAX : 0x8000000000000001ULL;
    a->size = odd ? 4294967290u : 17;
    a->difference = odd ? -2147483647 : 2147483646;
    a->time = 1700000000 + n;
    a->offset = odd ? -1 : 2147483647;
    a->sign = odd ? BELOW : ABOVE;
    a->plain = odd ? RED : BLUE;
    a->huge = odd ? SMALL : HUGE;
    a->narrow = odd ? FIRST : LAST;
    a->wide = odd ? L'\x20ac' : L'a';
    a->max = odd ? INTMAX_MIN : INTMAX_MAX;
    a->c16 = 0x20ac;
    a->c32 = 0x1f600u + (unsigned)n;
    a->least = odd ? -128 : 127;
    a->fast = odd ? -32768 : 32767;
}

static int same(const struct all *a, int n)
{
    struct all b;
    fill(&b, n);
    return a->truth == b.truth && a->c == b.c && a->sc == b.sc &&
           a->uc == b.uc && a->s == b.s && a->us == b.us && a->i == b.i &&
           a->u == b.u && a->l == b.l && a->ul == b.ul && a->ll == b.ll &&
           a->ull == b.ull && a->size == b.size &&
           a->difference == b.difference && a->time == b.time &&
           a->offset == b.offset && a->sign == b.sign && a->plain == b.plain &&
           a->huge == b.huge && a->narrow == b.narrow && a->wide == b.wide &&
           a->max == b.max && a->c16 == b.c16 && a->c32 == b.c32 &&
           a->least == b.least && a->fast == b.fast;
}

static void fill_bits(int n)
{
    int odd = n % 2;
    fields.a = (unsigned)odd;
    fields.b = odd ? -4 : 3;
    fields.flag = !odd;
    fields.color = odd ? BLUE : GREEN;
    fields.c = odd ? -65536 : 65535;
    fields.d = odd ? 0x7fffffffu : 0x2aaaaaaau;
    fields.e = odd ? 511 : 256;
    fields.f = odd ? -16 : 15;
    fields.wide = odd ? 0x3ffffffffffffULL : 0x2000000000001ULL;
    fields.deep = odd ? -0x4000000000000000LL : 0x3fffffffffffffffLL;
    fields.after = (char)('a' + n % 20);
    fields.last = (unsigned)n % 128;
    fields.sign = odd ? BELOW : ABOVE;
    for (int i = 0; i < 3; i++) {
        tight[i].a = (unsigned)(n + i) % 8;
        tight[i].b = odd ? -0x20000000 + i : 0x1fffffff - i;
        tight[i].c = 0x1ffffffffffULL - (unsigned)(n * i);
        tight[i].between = (char)('A' + i);
        tight[i].d = odd ? -1024 : 1023;
        tight[i].e = 0x1fffffu - (unsigned)i;
    }
}

static int same_bits(int n)
{
    int odd = n % 2, ok;
    ok = fields.a == (unsigned)odd && fields.b == (odd ? -4 : 3) &&
         fields.flag == !odd && fields.color == (odd ? BLUE : GREEN) &&
         fields.c == (odd ? -65536 : 65535) &&
         fields.d == (odd ? 0x7fffffffu : 0x2aaaaaaau) &&
         fields.e == (odd ? 511 : 256) && fields.f == (odd ? -16 : 15) &&
         fields.wide == (odd ? 0x3ffffffffffffULL : 0x2000000000001ULL) &&
         fields.deep ==
             (odd ? -0x4000000000000000LL : 0x3fffffffffffffffLL) &&
         fields.after == 'a' + n % 20 && fields.last == (unsigned)n % 128 &&
         fields.sign == (odd ? BELOW : ABOVE);
    for (int i = 0; i < 3; i++)
        ok &= tight[i].a == (unsigned)(n + i) % 8 &&
              tight[i].b == (odd ? -0x20000000 + i : 0x1fffffff - i) &&
              tight[i].c == 0x1ffffffffffULL - (unsigned)(n * i) &&
              tight[i].between == 'A' + i &&
              tight[i].d == (odd ? -1024 : 1023) &&
              tight[i].e == 0x1fffffu - (unsigned)i;
    return ok;
}

/* Calls itself, so it polls. */
static unsigned work(unsigned depth, unsigned seed)
{
    if (depth == 0)
        return seed;
    seed = seed * 1664525u + 1013904223u;
    return work(depth - 1, seed) ^ work(depth - 1, seed >> 7);
}

/* One local of each kind, alive across the call. */
static int locals(int n)
{
    _Bool truth = n % 2;
    char c = (char)(n % 100);
    signed char sc = (signed char)-n;
    unsigned char uc = (unsigned char)(255 - n);
    short s = (short)(-300 * n);
    unsigned short us = (unsigned short)(65535 - n);
    long l = -2147483647L + n;
    unsigned long ul = 4294967294UL - (unsigned)n;
    long long ll = LLONG_MIN + n;
    unsigned long long ull = ULLONG_MAX - (unsigned)n;
    enum huge huge = n % 2 ? SMALL : HUGE;
    enum narrow narrow = n % 2 ? FIRST : LAST;
    wchar_t wide = (wchar_t)(0x3b1 + n);
    time_t when = 1700000000 + n;
    off_t at = 2147483000 + n;
    ptrdiff_t distance = -n;
    size_t length = 4000000000u + (unsigned)n;
    unsigned hash = work(7, (unsigned)n);
    return truth == n % 2 && c == n % 100 && sc == (signed char)-n &&
           uc == 255 - n && s == (short)(-300 * n) && us == 65535 - n &&
           l == -2147483647L + n && ul == 4294967294UL - (unsigned)n &&
           ll == LLONG_MIN + n && ull == ULLONG_MAX - (unsigned)n &&
           huge == (n % 2 ? SMALL : HUGE) &&
           narrow == (n % 2 ? FIRST : LAST) && wide == (wchar_t)(0x3b1 + n) &&
           when == 1700000000 + n && at == 2147483000 + n && distance == -n &&
           length == 4000000000u + (unsigned)n &&
           hash == work(7, (unsigned)n);
}

static void step(int n)
{
    for (int i = 0; i < 4; i++)
        lengths[i] += i % 2 ? n : -(signed long)i;
}

int main(void)
{
    enum { COUNT = 12, ROUNDS = 60 };
    struct all *heap = malloc(COUNT * sizeof *heap);
    wchar_t *text = malloc(8 * sizeof *text);
    long expected[4] = {-2147483647L, -1, 0, 1};
    if (!heap || !text)
        return 2;
    lengths[0] = expected[0];
    wcscpy(text, L"na\u00efve\u20ac");
    puts("object-integers: start");
    for (int n = 0; n < ROUNDS; n++) {
        fill(&global, n);
        fill_bits(n);
        for (int i = 0; i < COUNT; i++)
            fill(&heap[i], n + i);
        step(n);
        for (int i = 0; i < 4; i++)
            expected[i] += i % 2 ? n : -i;
        check("locals", locals(n));
        check("global", same(&global, n));
        check("bits", same_bits(n));
        for (int i = 0; i < COUNT; i++)
            check("heap", same(&heap[i], n + i));
        for (int i = 0; i < 4; i++)
            check("lengths", lengths[i] == expected[i]);
        check("text", wcscmp(text, L"na\u00efve\u20ac") == 0);
        if (n % 20 == 19)
            printf("round %d: %ld %u\n", n + 1, lengths[1], work(5, 1));
    }
    free(text);
    free(heap);
    puts(failures ? "object-integers: FAILED" : "object-integers: ok");
    return failures != 0;
}
