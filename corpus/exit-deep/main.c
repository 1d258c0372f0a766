/* exit, called deep in a recursion: the handlers that atexit took on the way
 * read what the frames below still hold, and write their own. Captures wait in
 * them, and nothing comes after, so they have constant loops, which do not poll. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    struct entry *next;
    long sum, expected;
    char name[24];
};

static struct entry *entries;
static long *watched;
static int order, failures;
static char *report;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static long work(long n)
{
    long sum = 0;
    for (long i = 0; i < n; i++)
        sum += i * (i & 3) % 7;
    return sum;
}

/* Registered first, so it is the last: the exit status depends on it. */
static void conclude(void)
{
    check("order", ++order == 3);
    check("report", report && strncmp(report, "level 20:", 9) == 0);
    printf("%s\n%s\n", report ? report : "none", failures ? "wrong" : "right");
    free(report);
    fflush(stdout);
    if (failures)
        _Exit(1);
}

static void count_entries(void)
{
    long sum = 0;
    check("order", ++order == 2);
    for (int i = 0; i < 20; i++) {
        struct entry *next = entries->next;
        sum += entries->sum - entries->expected;
        free(entries);
        entries = next;
    }
    check("count", entries == NULL);
    printf("entries left %ld\n", sum);
}

/* The object it reads belongs to a frame that never returns. */
static void read_the_frame(void)
{
    check("order", ++order == 1);
    report = malloc(64);
    if (!report)
        _Exit(2);
    snprintf(report, 64, "level 20: %ld", *watched);
}

static void push(int level)
{
    struct entry *entry = malloc(sizeof *entry);
    if (!entry)
        _Exit(2);
    entry->expected = work(level & 1 ? 50 : 40);
    entry->sum = entry->expected + (level & 1 ? level : 0);
    snprintf(entry->name, sizeof entry->name, "level %d", level);
    entry->next = entries;
    entries = entry;
}

/* Never comes back. */
static int descend(int level, long *above)
{
    long here = *above + work(level * 10);
    char name[24];
    snprintf(name, sizeof name, "level %d", level);
    push(level);
    check("entry", strcmp(entries->name, name) == 0);
    if (level == 5)
        atexit(count_entries);
    if (level == 10)
        printf("halfway %ld\n", here);
    if (level == 20) {
        watched = &here;
        atexit(read_the_frame);
        exit(failures != 0);
    }
    return level > 1000 ? 0 : descend(level + 1, &here) + (int)*above;
}

int main(void)
{
    long start = 1000;
    printf("exit deep\n");
    atexit(conclude);
    return descend(1, &start) + 3;
}
