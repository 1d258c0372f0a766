/* Structs by value: small ones (in registers), large ones (in memory), with
 * arrays inside, returned from nested calls and used without a variable. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int32_t num, den;
} ratio;

struct vec3 {
    double v[3];
};

struct mat3 {
    struct vec3 row[3];
};

struct name {
    char text[24];
};

struct account {
    struct name owner;
    int64_t cents;
    struct {
        uint8_t day, month;
        uint16_t year;
    } opened;
    ratio interest;
};

struct one {
    char c;
};

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int32_t gcd(int32_t a, int32_t b) { return b ? gcd(b, a % b) : a; }

static ratio ratio_of(int64_t num, int64_t den)
{
    int64_t a = num < 0 ? -num : num, b = den;
    while (b) {
        int64_t t = a % b;
        a = b;
        b = t;
    }
    ratio r = { (int32_t)(num / a), (int32_t)(den / a) };
    return r;
}

static ratio plus(ratio a, ratio b)
{
    return ratio_of((int64_t)a.num * b.den + (int64_t)b.num * a.den, (int64_t)a.den * b.den);
}

static ratio times(ratio a, ratio b)
{
    return ratio_of((int64_t)a.num * b.num, (int64_t)a.den * b.den);
}

static ratio minus(ratio a, ratio b)
{
    return plus(a, (ratio){ -b.num, b.den });
}

/* sum of 1/(k(k+1)) for k = 1..n is n/(n+1) */
static ratio telescope(int n)
{
    if (n == 0)
        return (ratio){ 0, 1 };
    return plus(telescope(n - 1), times((ratio){ 1, n }, (ratio){ 1, n + 1 }));
}

static struct mat3 identity(void)
{
    return (struct mat3){ { { { 1, 0, 0 } }, { { 0, 1, 0 } }, { { 0, 0, 1 } } } };
}

static double dot(struct vec3 a, struct vec3 b)
{
    return a.v[0] * b.v[0] + a.v[1] * b.v[1] + a.v[2] * b.v[2];
}

static struct vec3 column(struct mat3 m, int c)
{
    struct vec3 v = { { m.row[0].v[c], m.row[1].v[c], m.row[2].v[c] } };
    return v;
}

static struct mat3 product(struct mat3 a, struct mat3 b)
{
    struct mat3 m;
    for (int r = 0; r < 3; r++)
        for (int c = 0; c < 3; c++)
            m.row[r].v[c] = dot(a.row[r], column(b, c));
    return m;
}

static struct mat3 power(struct mat3 m, unsigned n)
{
    if (n == 0)
        return identity();
    struct mat3 half = power(m, n / 2);
    return n % 2 ? product(m, product(half, half)) : product(half, half);
}

static struct name name_of(const char *first, const char *last)
{
    struct name n;
    memset(&n, 0, sizeof n);
    snprintf(n.text, sizeof n.text, "%s %s", first, last);
    return n;
}

static struct account open_account(struct name owner, int64_t cents, ratio interest)
{
    struct account a = { owner, cents, { 1, 2, 2003 }, interest };
    return a;
}

static struct account after_a_year(struct account a)
{
    a.cents += a.cents * a.interest.num / a.interest.den;
    a.opened.year++;
    return a;
}

static struct account richer(struct account a, struct account b) { return a.cents >= b.cents ? a : b; }

static struct one next_letter(struct one o)
{
    o.c = (char)(o.c == 'z' ? 'a' : o.c + 1);
    return o;
}

static void ratios(void)
{
    ratio r = telescope(1000);
    printf("telescope: %ld/%ld\n", (long)r.num, (long)r.den);
    check("telescope", r.num == 1000 && r.den == 1001);
    ratio harmonic = { 0, 1 };
    for (int k = 1; k <= 20; k++)
        harmonic = plus(harmonic, ratio_of(1, k));
    printf("harmonic(20): %ld/%ld\n", (long)harmonic.num, (long)harmonic.den);
    check("harmonic", harmonic.num == 55835135 && harmonic.den == 15519504);
    check("reduced", gcd(harmonic.num, harmonic.den) == 1);
    check("difference", minus(r, r).num == 0);
}

static void matrices(void)
{
    struct mat3 step = { { { { 1, 1, 0 } }, { { 1, 0, 0 } }, { { 0, 0, 2 } } } };
    double a = 0, b = 1;
    for (unsigned n = 0; n < 45; n++) {
        struct mat3 p = power(step, n);
        check("fibonacci", p.row[0].v[1] == a && column(p, 2).v[2] == (double)(1ull << n));
        double next = a + b;
        a = b;
        b = next;
    }
    printf("fibonacci by matrices: %.0f\n", power(step, 45).row[0].v[1]);
}

static void accounts(void)
{
    struct account *list = malloc(3 * sizeof *list);
    if (!list)
        exit(2);
    list[0] = open_account(name_of("Ada", "Byron"), 100000, (ratio){ 1, 20 });
    list[1] = open_account(name_of("Charles", "Babbage"), 250000, (ratio){ 1, 100 });
    list[2] = richer(list[0], list[1]);
    for (int year = 1; year <= 40; year++) {
        for (struct account *a = list; a < list + 3; a++)
            *a = after_a_year(*a);
        if (year % 20 == 0)
            printf("%u: %s leads with %lld\n", (unsigned)list[0].opened.year,
                   richer(after_a_year(list[0]), list[1]).owner.text,
                   (long long)richer(list[0], list[1]).cents);
    }
    check("copies grew alike", list[1].cents == list[2].cents
          && strcmp(list[1].owner.text, list[2].owner.text) == 0);
    free(list);
}

int main(void)
{
    puts("struct-values: start");
    ratios();
    matrices();
    accounts();
    struct one letter = { 'a' };
    int n = 0;
    do {
        letter = next_letter(letter);
        n++;
    } while (next_letter(letter).c != 'a');
    check("letters", n == 25);
    printf("letters %d\n", n + 1);
    puts(failures ? "struct-values: FAILED" : "struct-values: ok");
    return failures != 0;
}
