#include <stdio.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>

int step(int);
static struct timespec began;
static clock_t first;
static struct rusage usage;
struct timer { double start; struct timespec at; };

void start(struct timer *timer)
{
    clock_gettime(CLOCK_MONOTONIC, &began); // finds
    first = clock(); // finds
    timer->start = clock() / (double)CLOCKS_PER_SEC; // finds
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &timer->at); // finds
    getrusage(RUSAGE_SELF, &usage); // finds
}

double measure(int n)
{
    clock_t t = clock(); // finds
    while (n--)
        step(n);
    return (double)(clock() - t);
}

static long ticks(void)
{
    return clock() * 10; // finds
}

static long deadline;

void later(void)
{
    deadline = ticks() + 5;
}

static long milliseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); // finds
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static long began_at;

void begin(void)
{
    began_at = milliseconds();
}

void copy(struct timer *timer)
{
    clock_t now = clock(); // finds
    timer->start = now;
}

int leaves(int n)
{
    clock_t t = clock(); // near miss
    if (n < 0) {
        step(n);
        return -1;
    }
    return t > 5;
}

void of_day(struct timer *timer)
{
    clock_gettime(CLOCK_REALTIME, &timer->at); // near miss
    timer->start = time(NULL); // near miss
}

void printed(void)
{
    printf("%ld\n", (long)clock()); // near miss
}

int short_time(void)
{
    clock_t t = clock(); // near miss
    puts("x");
    return clock() - t > 5; // near miss
}

long seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now); // near miss
    return printf("%ld", (long)now.tv_sec);
}

void day(struct timeval *to)
{
    gettimeofday(to, NULL); // near miss
}
