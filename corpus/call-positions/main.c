/* Every place a call can stand in. work(n) runs a loop and returns n, so each
 * of these calls can be the one a capture happens in. Where C fixes the order
 * of evaluation, a log of the calls is compared with it; where it does not,
 * only one operand calls or the calls do not depend on each other. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    int a;
    int b[3];
    struct {
        long deep;
    } in;
} box;

static char trace[64];
static int traced, failures;
static uint32_t noise = 1;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void begin(void)
{
    traced = 0;
    trace[0] = '\0';
}

static void expect(const char *what, const char *calls)
{
    check(what, strcmp(trace, calls) == 0);
}

static int work(int n)
{
    do
        noise = noise * 1103515245u + 12345u;
    while (noise >> 29); /* about 8 rounds; how many, nobody can tell before */
    if (traced < 60) {
        trace[traced++] = (char)('0' + n % 10);
        trace[traced] = '\0';
    }
    return n;
}

static box make_box(int n)
{
    box v = { work(n), { n + 1, n + 2, n + 3 }, { n * 10 } };
    return v;
}

static int *cell(int *base, int i) { return base + work(i); }
static const char *word(int i) { return work(i) ? "one" : "zero"; }
static int add3(int a, int b, int c) { return a + b + c; }
static int (*chosen(int i))(int, int, int) { return work(i) ? add3 : NULL; }
static double half(int n) { return work(n) / 2.0; }

static void logic(int k)
{
    begin();
    int r = work(1) && work(0) && work(2);
    r = r * 2 + (work(0) || work(3) || work(4));
    expect("&& and ||", "1003");
    check("value of logic", r == 1);
    begin();
    r = (work(1) && (work(0) || work(2))) || work(5);
    r += !work(0) + (work(k) ? work(6) : work(7));
    check("nested logic", r == 1 + 1 + 6);
    begin();
    r = work(0) ? work(1) : work(2) ? work(3) : work(4);
    expect("?:", "023");
    check("value of ?:", r == 3);
    begin();
    r = (work(1), work(2), work(3));
    expect("comma", "123");
    check("value of comma", r == 3);
}

static void loops(void)
{
    int n = 0, i;
    begin();
    for (i = work(0); i < work(3); i += work(1))
        n += i;
    expect("for header", "03131313");
    check("for", n == 3);
    begin();
    n = 3;
    while (work(n--))
        ;
    expect("while", "3210");
    begin();
    n = 2;
    do
        n--;
    while (work(n) > 0);
    expect("do", "10");
    begin();
    for (int a = work(1), b = a + work(2); a < b && work(a); a++, work(9))
        if (work(a) == 2)
            continue;
        else if (work(5) != 5)
            break;
    expect("declaration in for", "12115922" "9");
}

static void assignments(void)
{
    int v[6] = { 10, 20, 30, 40, 50, 60 };
    int i = 2;
    v[work(1)] += work(5);
    check("a[f()] += g()", v[1] == 25);
    *cell(v, 3) = work(4);
    check("*f() = g()", v[3] == 4);
    v[i++] = work(7);
    check("a[i++] = f()", v[2] == 7 && i == 3);
    *cell(v, 0) += *cell(v, 4) - work(1);
    check("*f() += *g() - h()", v[0] == 59);
    int a, b;
    a = b = work(6);
    check("a = b = f()", a == 6 && b == 6);
    ++*cell(v, 5);
    (*cell(v, 5))--;
    check("++*f()", v[5] == 60);
    int64_t wide = 1;
    wide <<= work(40 % 64);
    wide |= work(1);
    check("<<= f()", wide == ((int64_t)1 << 40) + 1);
    uint8_t small = 250;
    small = (uint8_t)(small + work(10));
    small += (uint8_t)work(3);
    check("narrow", small == 7);
    double d = half(3);
    d *= half(5);
    check("double", d == 3.75);
}

static void arguments(void)
{
    begin();
    int r = add3(work(1), 2, add3(3, add3(work(4), 5, 6), 7));
    check("nested arguments", r == 28);
    r = chosen(1)(1, work(2), 3);
    check("call of a call", r == 6);
    r = add3(make_box(4).a, make_box(5).b[work(1)], (int)make_box(6).in.deep);
    check("members of returned structs", r == 4 + 7 + 60);
    r = (int)strlen(word(work(1))) + word(0)[0];
    check("string of a call", r == 3 + 'z');
    r = (int)sizeof(work(3)) > 0 ? -work(2) : ~work(3);
    check("sizeof does not call", r == -2);
    char text[40];
    int n = snprintf(text, sizeof text, "%d %s %.1f", work(8), word(1), half(3));
    check("variadic", n == 9 && strcmp(text, "8 one 1.5") == 0);
}

static void initialisers(void)
{
    begin();
    int first = work(1), second = first + work(2), third[3] = { work(3), second, work(5) };
    box made = make_box(third[0]), copy = made;
    box compound = (box){ .a = work(4), .b = { [1] = work(6) } };
    static int calls;
    calls += work(1);
    check("initialisers", first + second + third[2] == 1 + 3 + 5 && copy.b[2] == 6);
    check("compound literal", compound.a == 4 && compound.b[0] == 0 && compound.b[1] == 6);
    check("static local", calls > 0);
    expect("initialisers", "1235" "3" "461");
}

static int selection(int n)
{
    switch (work(n % 5)) {
    case 0:
        return work(10);
    case 1:
        if (work(0))
    case 2: /* reached from inside the if and directly */
            return work(12) + work(n % 2);
        else
            n += work(1);
        /* fall through */
    case 3:
        n = work(n) + 100;
        break;
    default:
        return work(1) ? selection(n - 1) : 0;
    }
    return n;
}

static int returned(int n)
{
    return n <= 0 ? work(0) : work(1) + returned(n - work(1));
}

int main(int argc, char **argv)
{
    (void)argv;
    puts("call-positions: start");
    for (int round = 1; round <= 60; round++) {
        logic(argc);
        loops();
        assignments();
        arguments();
        initialisers();
        int sum = 0;
        for (int n = 0; n < 10; n++)
            sum += selection(n);
        check("switch", sum == 10 + 102 + 12 + 103 + 103 + 10 + 107 + 13 + 108 + 108);
        check("return", returned(8) == 8);
        if (round % 20 == 0)
            printf("round %d: noise %lu\n", round, (unsigned long)noise);
    }
    puts(failures ? "call-positions: FAILED" : "call-positions: ok");
    return failures != 0;
}
