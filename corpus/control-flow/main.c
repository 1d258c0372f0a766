/* Control flow: every loop kind nested in every other, gotos into, out of and
 * across loops, continue in odd places, switches that interlock with loops,
 * variables of the same name in nested scopes. Each routine is compared with a
 * plain formula or a plainer routine. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

/* Runs a loop of no foreseeable length; returns 0 + 1 + ... + (n - 1). */
static int tick(int n)
{
    static uint32_t state = 1;
    do
        state = state * 1664525u + 1013904223u;
    while (state >> 31);
    return n * (n - 1) / 2;
}

/* Searches a grid and leaves three loops by one goto. */
static int find_triple(int limit, int *a, int *b, int *c)
{
    for (*a = 1; *a < limit; ++*a) {
        *b = *a;
        while (*b < limit) {
            *c = *b;
            do {
                if (*a * *a + *b * *b == *c * *c && *a + *b + *c == limit)
                    goto found;
                tick(1);
            } while (++*c < limit);
            ++*b;
        }
    }
    return 0;
found:
    return *a * *b * *c;
}

/* A loop made of gotos, entered in its middle. */
static int collatz(unsigned n)
{
    int steps = 0;
    goto test;
odd:
    n = 3 * n + 1;
    steps++;
even:
    n /= 2;
    steps++;
test:
    tick(2);
    if (n == 1)
        goto out;
    if (n % 2)
        goto odd;
    goto even;
out:
    return steps;
}

static int collatz_plain(unsigned n)
{
    int steps = 0;
    for (; n != 1; steps++)
        n = n % 2 ? 3 * n + 1 : n / 2;
    return steps;
}

/* goto into the body of a loop and of an if. */
static int into(int start)
{
    int sum = 0, i = start;
    if (start > 3)
        goto inside;
    for (i = 0; i < 10; i++) {
        if (i == 5) {
            sum += 100;
        inside:
            sum += i;
            tick(3);
        }
        sum += 1;
    }
    return sum;
}

static int skips(int n)
{
    int count = 0, i = 0;
    while (i < n) {
        i++;
        if (i % 2 == 0)
            continue;
        do {
            if (i % 3 == 0)
                continue; /* to the condition, which is false */
            count += tick(2);
        } while (0);
        switch (i % 5) {
        case 0:
            continue; /* of the while */
        case 1:
            break; /* of the switch */
        default:
            count += 10;
            if (i > n - 3)
                goto done;
        }
        count++;
    }
done:
    return count;
}

static int skips_plain(int n)
{
    int count = 0;
    for (int i = 1; i <= n; i += 2) {
        count += i % 3 ? 1 : 0;
        if (i % 5 == 0)
            continue;
        if (i % 5 != 1) {
            count += 10;
            if (i > n - 3)
                return count;
        }
        count++;
    }
    return count;
}

/* Duff's device. */
static void copy_bytes(char *to, const char *from, int count)
{
    int n = (count + 3) / 4;
    switch (count % 4) {
    case 0: do { *to++ = *from++; /* fall through */
    case 3:      *to++ = *from++; /* fall through */
    case 2:      *to++ = *from++; /* fall through */
    case 1:      *to++ = *from++;
                 tick(1);
            } while (--n > 0);
    }
}

static int shadows(int n)
{
    int x = n, total = 0;
    for (int x = 0; x < 3; x++) {
        int n = x * 10;
        {
            int x = n + 1;
            total += x + tick(2);
            for (int n = 0; n < x; n += 11)
                total += n;
        }
        total += n;
    }
    return total + x;
}

/* A state machine made of labels; returns the number of words. */
static int words(const char *s)
{
    int count = 0;
outside:
    tick(1);
    switch (*s++) {
    case '\0': goto end;
    case ' ': goto outside;
    case '"': goto quoted;
    default: count++; goto word;
    }
word:
    switch (*s++) {
    case '\0': goto end;
    case ' ': goto outside;
    case '"': goto quoted;
    default: goto word;
    }
quoted:
    for (;; s++) {
        if (!*s)
            goto end;
        if (*s == '\\' && s[1]) {
            s++;
            continue;
        }
        if (*s == '"')
            break;
    }
    s++;
    count++;
    goto outside;
end:
    return count;
}

static long empty_bodies(int n)
{
    int i, j;
    for (i = 0; i < n && tick(1) == 0; i++)
        ;
    for (j = n; j-- > 0;)
        if (j == n / 2)
            break;
        else
            continue;
    while (i > 0 && --i > j)
        ;
    for (;;) {
        if (++i >= n)
            break;
    }
    return (long)i * 1000 + j;
}

int main(void)
{
    int a, b, c;
    char copy[40];
    puts("control-flow: start");
    check("triple", find_triple(120, &a, &b, &c) == 20 * 48 * 52);
    printf("triple %d %d %d\n", a, b, c);
    int longest = 0, steps = 0;
    for (unsigned n = 1; n < 3000; n++) {
        int s = collatz(n);
        if (s != collatz_plain(n))
            check("collatz", 0);
        if (s > steps) {
            steps = s;
            longest = (int)n;
        }
    }
    printf("collatz: %d takes %d steps\n", longest, steps);
    check("known collatz", longest == 2919 && steps == 216);
    check("into", into(0) == 10 + 105 && into(7) == 7 + 3 && into(4) == 4 + 6 + 105);
    printf("into %d %d %d\n", into(0), into(7), into(4));
    for (int n = 1; n < 200; n++)
        check("skips", skips(n) == skips_plain(n));
    printf("skips %d\n", skips(199));
    for (int n = 1; n <= 36; n++) {
        memset(copy, 0, sizeof copy);
        copy_bytes(copy, "The quick brown fox jumps over a dog.", n);
        check("duff", strncmp(copy, "The quick brown fox jumps over a dog.", (size_t)n) == 0
              && !copy[n]);
    }
    printf("duff: %s\n", copy);
    check("shadows", shadows(5) == (2 + 0) + (12 + 0 + 10) + (22 + 11 + 20) + 5);
    printf("shadows %d\n", shadows(5));
    int w = words("one \"two \\\" words\" three\"four\"  five ");
    printf("words %d\n", w);
    check("words", w == 5);
    printf("empty bodies %ld\n", empty_bodies(1000));
    check("empty bodies", empty_bodies(1000) == 1000500);
    puts(failures ? "control-flow: FAILED" : "control-flow: ok");
    return failures != 0;
}
