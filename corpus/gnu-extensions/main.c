/* Extensions of GNU C that stand around a capture: sums that tell of their
 * overflow, arrays of run-time length inside statement expressions, inline
 * assembly with operands in memory, clean-up functions, objects in sections of
 * their own and without a size. */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int turns = 9;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

struct nothing {
};

struct account {
    int32_t balance;
    struct nothing none;
    uint8_t small;
    int64_t large;
    int tail[0];
};

__attribute__((section("accounts"))) static struct account kept = {.balance = 1};
__attribute__((visibility("hidden"))) struct account shown = {.large = 2};
__attribute__((section("accounts"), used)) static struct account *spare = &kept;

static int sum_overflows(struct account *a, int32_t by)
{
    return __builtin_add_overflow(a->balance, pause_here(by), &a->balance);
}

/* The result goes to an object that a capture carries, the flag to another. */
static void overflows(void)
{
    struct account *account = calloc(1, sizeof *account + 3 * sizeof(int));
    int over = 0;
    long sum;
    uint64_t power = 1;
    if (!account)
        exit(2);
    account->balance = INT32_MAX - 40;
    while (!sum_overflows(account, 7))
        over++;
    expect("sums", over, 5);
    expect("wrapped", account->balance == INT32_MIN + 1, 1);
    over = 0;
    while (!__builtin_mul_overflow(power, pause_here(10), &power))
        over++;
    expect("products", over, 19);
    expect("small",
           __builtin_sub_overflow(pause_here(3), 4, &account->small) * 1000 +
               account->small,
           1255);
    expect("large", __builtin_smull_overflow(pause_here(1000), 1000, &sum) + sum,
           1000000);
    for (int i = 0; i < 3; i++)
        account->tail[i] = pause_here(i) +
                           __builtin_add_overflow_p(INT_MAX, pause_here(i), 0);
    expect("predicate",
           account->tail[0] + account->tail[1] * 10 + account->tail[2] * 100,
           320);
    free(account);
}

/* An array whose length and life are a statement expression's. */
static long inner_arrays(int n)
{
    long before = 5;
    long sum = ({
        int squares[pause_here(n)];
        int *end = squares + n;
        for (int i = 0; i < n; i++)
            squares[i] = pause_here(i) * i;
        long inside = 0;
        for (int *p = squares; p != end; p++)
            inside += *p;
        inside;
    });
    for (int i = 1; i < 4; i++)
        before += ({
            char text[i * 4];
            memset(text, 'a' + pause_here(i), sizeof text);
            text[sizeof text - 1] = 0;
            (long)strlen(text) * (text[0] - 'a');
        });
    return sum * 1000 + before;
}

static int swapped_in_memory(int *a, int *b)
{
    int old = *a;
    pause_here(1);
    /* Ties two objects and their memory to this place; moves nothing. */
    __asm__ volatile("" : "+m"(*a), "+m"(*b) : "r"(old) : "memory");
    *a = *b + pause_here(0);
    __asm__("" : "=m"(*b) : "m"(*a));
    *b = old;
    return *a;
}

static void assembly(void)
{
    int values[4] = {1, 2, 3, 4};
    int shown_value = 0;
    for (int i = 0; i < 3; i++) {
        swapped_in_memory(&values[i], &values[i + 1]);
        __asm__("" : "+r"(shown_value));
        shown_value = shown_value * 10 + values[i] + pause_here(0);
    }
    expect("assembly", shown_value * 10 + values[3], 2341);
}

static char trail[40];

static void leave(const char **name)
{
    strcat(trail, *name);
    strcat(trail, pause_here(1) ? " " : "?");
}

static void release(int **memory)
{
    free(*memory);
}

/* Each scope's function once, innermost first, by whichever way it is left. */
static int scopes(int depth)
{
    __attribute__((cleanup(leave))) const char *outer = "outer";
    __attribute__((cleanup(release))) int *memory = malloc(3 * sizeof *memory);
    if (!memory)
        exit(2);
    memory[0] = pause_here(depth);
    for (int i = 0; i < 3; i++) {
        __attribute__((cleanup(leave))) const char *inner = i ? "in" : "first";
        if (i == depth)
            return memory[0] + pause_here(i);
    }
    return memory[0] * 10;
}

static void add_up(int *value)
{
    failures += pause_here(*value) != 7;
    turns ^= 2;
}

/* Calls nothing but by the attribute. */
static int only_cleans(int n)
{
    __attribute__((cleanup(add_up))) int last = 5;
    __attribute__((cleanup(add_up))) int first = 6;
    return first++ + (last += 2) * n;
}

static void clean_up(void)
{
    long sum = 0;
    for (int i = 0; i < 10; i++)
        sum += only_cleans(i);
    expect("cleaned", sum, 60 + 7 * 45);
    expect("return inside", scopes(1), 2);
    printf("%s\n", trail);
    expect("order", strcmp(trail, "first in outer "), 0);
    trail[0] = 0;
    expect("to the end", scopes(3), 30);
    expect("order", strcmp(trail, "first in in outer "), 0);
}

static const char *grade(int points)
{
    switch (pause_here(points)) {
    case INT_MIN ... -1:
        return "impossible";
    case 0 ... 49:
        return "failed";
    case 50 ... 74:
    case 76 ... 79:
        return "passed";
    case 75:
        return pause_here(1) ? "just" : "never";
    default:
        return "good";
    }
}

static void sections(void)
{
    struct account *accounts[] = {&kept, &shown, spare};
    struct nothing *none = &shown.none;
    for (int i = 0; i < 3; i++) {
        accounts[i]->balance += pause_here(10);
        accounts[i]->large = accounts[i]->balance ?: pause_here(3);
    }
    expect("kept", kept.balance + kept.large, 42);
    expect("shown", shown.balance + shown.large, 20);
    expect("nothing", (char *)none == (char *)&shown + sizeof(int32_t), 1);
}

int main(void)
{
    printf("GNU extensions\n");
    overflows();
    expect("inner arrays", inner_arrays(10), 285000 + 5 + 3 + 14 + 33);
    printf("halfway\n");
    assembly();
    clean_up();
    sections();
    for (int points = -25; points <= 100; points += 25)
        printf("%s\n", grade(points));
    printf("done\n");
    return failures != 0;
}
