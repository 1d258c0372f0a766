/* Integers of 128 bits as locals, globals, members, elements, arguments and
 * results. Machines of 32 bits have none and use 64 there: they must refuse
 * every image that has a larger number. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef __SIZEOF_INT128__
typedef unsigned __int128 wide;
typedef __int128 wide_signed;
#else
typedef uint64_t wide;
typedef int64_t wide_signed;
#endif

static volatile int turns = 7;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void print(const char *what, wide value)
{
    char digits[48];
    int at = sizeof digits - 1;
    digits[at] = 0;
    do {
        digits[--at] = "0123456789"[(int)(value % 10)];
        value /= 10;
    } while (value);
    printf("%s %s\n", what, digits + at);
}

static void expect(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static wide last = ~(wide)0;
static wide_signed least = -((wide_signed)1 << 100) * 27;

struct number {
    char tag;
    wide value;
    short gap;
    wide_signed negative[2];
    unsigned first : 3;
};

/* a * b mod m without a product of 256 bits. */
static wide product(wide a, wide b, wide m)
{
    wide sum = 0;
    for (; b; b >>= 1) {
        if (b & 1)
            sum = sum >= m - a ? sum - (m - a) : sum + a;
        a = a >= m - a ? a - (m - a) : a + a;
    }
    return sum;
}

static wide power(wide a, wide n, wide m)
{
    wide half;
    if (n == 0)
        return pause_here(1);
    half = power(a, n / 2, m);
    half = product(half, half, m);
    return n & 1 ? product(half, a, m) : half;
}

static wide_signed gcd(wide_signed a, wide_signed b, wide_signed *x,
                       wide_signed *y)
{
    wide_signed x1, y1, d;
    if (b == 0) {
        *x = pause_here(1);
        *y = 0;
        return a;
    }
    d = gcd(b, a % b, &x1, &y1);
    *x = y1;
    *y = x1 - a / b * y1;
    return d;
}

static wide fibonacci(int n, wide *all)
{
    all[0] = 0;
    all[1] = 1;
    for (int i = 2; i <= n; i++)
        all[i] = all[i - 1] + all[i - 2] * pause_here(1);
    return all[n];
}

static struct number made(wide value, int n)
{
    struct number out = {.tag = 'n', .value = value * pause_here(n), .gap = 9};
    out.negative[0] = -(wide_signed)(value / 2);
    out.negative[1] = least;
    out.first = 5;
    return out;
}

static void numbers(void)
{
    wide *all = malloc(187 * sizeof *all);
    wide *of_many = &all[93];
    struct number one;
    if (!all)
        exit(2);
    print("fibonacci", fibonacci(186, all));
    print("fibonacci", *of_many);
    for (int i = 3; i < 180; i += 40) {
        one = made(all[i], 2);
        expect("member", one.value == all[i] * 2 && one.gap == 9);
        expect("negative", one.negative[0] == -(wide_signed)(all[i] / 2));
        expect("least", -(one.negative[1] >> 100) == 27 && one.first == 5);
    }
    free(all);
}

int main(void)
{
    const wide prime = ((wide)1 << 127) - 1; /* Lucas, 1876 */
    wide_signed x, y;
    printf("wide integers\n");
    expect("wide at all", sizeof(wide) == 16);
    print("last", last);
    print("prime", prime);
    for (int a = 2; a < 6; a++)
        expect("Fermat", power(a, prime - 1, prime) == 1);
    printf("halfway\n");
    numbers();
    wide_signed a = (wide_signed)prime, b = ((wide_signed)1 << 120) + 1;
    expect("gcd", gcd(a, b, &x, &y) == 1);
    expect("Bezout", (wide)a * (wide)x + (wide)b * (wide)y == 1);
    expect("last", last + 1 == 0 && least < 0);
    printf("done\n");
    return failures != 0;
}
