/* Big natural numbers as growing arrays of base 10^9 limbs, passed by value
 * (the struct) and by address; and Rabinowitz and Wagon's spigot for pi. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BASE 1000000000u

typedef struct {
    uint32_t *limb; /* least significant first */
    int used, room;
} big;

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void push(big *b, uint32_t limb)
{
    if (b->used == b->room) {
        b->room = b->room ? b->room * 2 : 4;
        b->limb = realloc(b->limb, (size_t)b->room * sizeof *b->limb);
        if (!b->limb)
            exit(2);
    }
    b->limb[b->used++] = limb;
}

static big big_of(uint32_t v)
{
    big b = { 0 };
    push(&b, v % BASE);
    if (v >= BASE)
        push(&b, v / BASE);
    return b;
}

static void big_free(big *b)
{
    free(b->limb);
    *b = (big){ 0 };
}

static void times_small(big *b, uint32_t f)
{
    uint64_t carry = 0;
    for (int i = 0; i < b->used; i++) {
        carry += (uint64_t)b->limb[i] * f;
        b->limb[i] = (uint32_t)(carry % BASE);
        carry /= BASE;
    }
    if (carry)
        push(b, (uint32_t)carry);
}

static uint32_t divide_small(big *b, uint32_t by)
{
    uint64_t rest = 0;
    for (int i = b->used; i-- > 0;) {
        rest = rest * BASE + b->limb[i];
        b->limb[i] = (uint32_t)(rest / by);
        rest %= by;
    }
    while (b->used > 1 && b->limb[b->used - 1] == 0)
        b->used--;
    return (uint32_t)rest;
}

static big add(big a, big b)
{
    big sum = { 0 };
    uint32_t carry = 0;
    for (int i = 0; i < a.used || i < b.used || carry; i++) {
        carry += (i < a.used ? a.limb[i] : 0) + (i < b.used ? b.limb[i] : 0);
        push(&sum, carry % BASE);
        carry /= BASE;
    }
    return sum;
}

static big multiply(big a, big b)
{
    big product = { 0 };
    for (int i = 0; i < a.used + b.used; i++)
        push(&product, 0);
    for (int i = 0; i < a.used; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < b.used || carry; j++) {
            carry += product.limb[i + j];
            if (j < b.used)
                carry += (uint64_t)a.limb[i] * b.limb[j];
            product.limb[i + j] = (uint32_t)(carry % BASE);
            carry /= BASE;
        }
    }
    while (product.used > 1 && product.limb[product.used - 1] == 0)
        product.used--;
    return product;
}

static char *text_of(big b)
{
    char *s = malloc((size_t)b.used * 9 + 2), *p = s;
    if (!s)
        exit(2);
    p += sprintf(p, "%lu", (unsigned long)b.limb[b.used - 1]);
    for (int i = b.used - 1; i-- > 0;)
        p += sprintf(p, "%09lu", (unsigned long)b.limb[i]);
    return s;
}

static void factorials(void)
{
    big f = big_of(1);
    for (uint32_t n = 2; n <= 400; n++) {
        times_small(&f, n);
        if (n == 25) {
            char *s = text_of(f);
            printf("25! = %s\n", s);
            check("25!", strcmp(s, "15511210043330985984000000") == 0);
            free(s);
        }
    }
    char *s = text_of(f);
    printf("400! has %d digits and begins with %.12s\n", (int)strlen(s), s);
    check("digits of 400!", strlen(s) == 869);
    for (uint32_t n = 400; n >= 2; n--)
        check("divisible", divide_small(&f, n) == 0);
    check("divided back", f.used == 1 && f.limb[0] == 1);
    free(s);
    big_free(&f);
}

/* fib(2n) = fib(n) * (fib(n-1) + fib(n+1)) */
static void fibonacci(void)
{
    big a = big_of(0), b = big_of(1), before = big_of(1);
    for (int i = 0; i < 500; i++) {
        big next = add(a, b);
        big_free(&before);
        before = a;
        a = b;
        b = next;
    }
    big sum = add(before, b), twice = multiply(a, sum);
    char *s = text_of(twice);
    printf("fib(1000) = %.20s...%s\n", s, s + strlen(s) - 10);
    check("fib(1000)", strncmp(s, "43466557686937456435", 20) == 0 && strlen(s) == 209);
    free(s);
    big_free(&before);
    big_free(&a);
    big_free(&b);
    big_free(&sum);
    big_free(&twice);
}

static void power_of_two(void)
{
    big p = big_of(2);
    for (int i = 0; i < 10; i++) {
        big square = multiply(p, p);
        big_free(&p);
        p = square;
    }
    char *s = text_of(p);
    unsigned sum = 0;
    for (char *c = s; *c; c++)
        sum += (unsigned)(*c - '0');
    printf("2^1024 begins with %.10s, digit sum %u\n", s, sum);
    check("2^1024", strncmp(s, "1797693134862315907", 19) == 0 && strlen(s) == 309);
    free(s);
    big_free(&p);
}

static void pi_digits(int digits)
{
    int length = digits * 10 / 3 + 1, nines = 0, held = 0, out = 0;
    uint32_t *a = malloc((size_t)length * sizeof *a);
    char *text = calloc(1, (size_t)digits + 4);
    if (!a || !text)
        exit(2);
    for (int i = 0; i < length; i++)
        a[i] = 2;
    for (int d = 0; d <= digits; d++) {
        uint32_t q = 0;
        for (int i = length; i-- > 0;) {
            uint32_t x = 10 * a[i] + q * (uint32_t)(i + 1);
            a[i] = i ? x % (uint32_t)(2 * i + 1) : x % 10;
            q = i ? x / (uint32_t)(2 * i + 1) : x / 10;
        }
        if (q == 9) {
            nines++;
            continue;
        }
        if (d)
            text[out++] = (char)('0' + held + (q == 10));
        for (; nines; nines--)
            text[out++] = q == 10 ? '0' : '9';
        held = q == 10 ? 0 : (int)q;
    }
    for (int i = 0; i < out; i += 50)
        printf("pi %3d: %.50s\n", i, text + i);
    check("pi", strncmp(text, "31415926535897932384626433832795028841971693993751", 50) == 0);
    check("end of pi", strncmp(text + 290, "6024914127", 10) == 0);
    free(a);
    free(text);
}

int main(void)
{
    puts("bigint: start");
    factorials();
    fibonacci();
    power_of_two();
    pi_digits(300);
    puts(failures ? "bigint: FAILED" : "bigint: ok");
    return failures != 0;
}
