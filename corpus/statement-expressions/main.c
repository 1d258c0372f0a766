/* GNU statement expressions that a capture can stop in: their value in every
 * position, with declarations, loops, jumps and returns inside. */
#include <stdio.h>
#include <string.h>

static volatile int turns = 12;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + sum;
}

static int failures;

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

#define MAX(a, b)                                                              \
    ({                                                                         \
        __typeof__(a) max_a = (a);                                             \
        __typeof__(b) max_b = (b);                                             \
        pause_here(0);                                                         \
        max_a > max_b ? max_a : max_b;                                         \
    })

struct pair {
    int first, second;
    const char *name;
};

static int sum_to(int n)
{
    return ({
        int sum = 0;
        for (int i = 1; i <= n; i++) {
            if (i % 5 == 0)
                continue;
            if (i > 20)
                break;
            sum += pause_here(i);
        }
        sum;
    });
}

/* Returns out of the middle of an expression. */
static int find(const int *values, int count, int wanted)
{
    int before = 100;
    for (int i = 0; i < count; i++)
        before += ({
            int here = pause_here(values[i]);
            if (here == wanted)
                return before + i;
            here & 1;
        });
    return -before;
}

static int jumps(int n)
{
    int result = 0;
again:
    result += ({
        int step = pause_here(n);
        if (n-- > 0)
            goto again;
        if (step > 100)
            goto out;
        step + 7;
    });
out:
    return result;
}

static int positions(int n)
{
    int array[4] = {1, ({ pause_here(n); n + 1; }), 3, ({ int t = pause_here(2); t * t; })};
    struct pair made = ({
        struct pair p = {pause_here(n), 2, "made"};
        p.second += pause_here(p.first);
        p;
    });
    int total = 0;
    array[({ pause_here(1) + 1; })] += ({ pause_here(10); });
    if (({ int yes = pause_here(n) > 0; yes; }) && ({ pause_here(1); }))
        total += 1;
    while (({ pause_here(total); }) < 4)
        total += ({ pause_here(1); });
    for (int i = ({ pause_here(0); }); i < ({ pause_here(3); }); i += ({ pause_here(1); }))
        total += array[i];
    switch (({ pause_here(2); })) {
    case 2:
        total *= ({ pause_here(3); });
        break;
    default:
        total = -1;
    }
    total += pause_here(({ int inner = ({ pause_here(4); }); inner + ({ pause_here(5); }); }));
    total += n > 0 ? ({ pause_here(100); }) : ({ pause_here(200); });
    total += ({ struct pair *p = &made; pause_here(p->second); }) + made.first;
    (void)({ pause_here(1); (void)0; });
    ({ total += pause_here(1); });
    do {
        total++;
    } while (({ pause_here(total) % 7; }));
    return total + (int)strlen(({ pause_here(0); made.name; }));
}

/* An object inside whose address goes elsewhere, alive across a pause. */
static int addresses(int n)
{
    return ({
        int inside[3] = {n, n + 1, n + 2};
        int *p = &inside[1];
        int **pp = &p;
        pause_here(n);
        ++*pp;
        pause_here(n);
        *p + ({
            int *q = inside;
            pause_here(1);
            *q;
        });
    });
}

/* A variable length array inside one. */
static int variable(int n)
{
    int sum = ({
        int a[n];
        for (int i = 0; i < n; i++)
            a[i] = pause_here(i);
        int s = 0;
        for (int i = 0; i < n; i++)
            s += pause_here(a[n - 1 - i]) * (i + 1);
        s;
    });
    return sum;
}

/* Labels in some that contain no pause, in a loop that does. */
static int labels(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        sum += ({ int k = 1; if (i > 2) goto big; k = 10; big: ; k + i; });
        pause_here(sum);
        if (({ int k = i; if (k & 1) goto odd; k *= 2; odd: ; k; }) > 3)
            sum += pause_here(5);
    }
    return sum;
}

int main(void)
{
    static const int values[] = {4, 8, 15, 16, 23, 42};
    printf("statement expressions\n");
    expect("maximum", MAX(pause_here(3), MAX(pause_here(9), 4)), 9);
    expect("loop", sum_to(30), 160);
    expect("return", find(values, 6, 23), 105);
    expect("no return", find(values, 6, 5), -102);
    expect("goto", jumps(3), 7);
    printf("halfway\n");
    expect("positions", positions(6), 207);
    expect("addresses", addresses(10), 22);
    expect("variable", variable(6), 35);
    expect("labels", labels(6), 63);
    printf("done\n");
    return failures != 0;
}
