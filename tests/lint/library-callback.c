#include <dirent.h>
#include <ftw.h>
#include <pthread.h>
#include <search.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int step(int);

static int by_text(const void *a, const void *b)
{
    const char *x = a, *y = b;
    while (*x && *x == *y)
        x++, y++;
    return *x - *y;
}

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int visit(const char *path, const struct stat *about, int flag)
{
    (void)about, (void)flag;
    return step(path[0]);
}

void sort(char *words, int n)
{
    qsort(words, n, 16, by_text); // finds
}

void *find(char *words, size_t n)
{
    return bsearch("x", words, n, 16, by_text); // finds
}

void walk(void)
{
    ftw(".", visit, 8); // finds
}

void sort_by(int *list, int n, int (*compare)(const void *, const void *))
{
    qsort(list, n, sizeof *list, compare); // finds
}

extern int outside(const void *, const void *);

void *look(int *list, size_t n)
{
    return lfind(list, list, &n, sizeof *list, outside); // finds
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void prepare(void) { while (step(1)) ; }

void first(void)
{
    pthread_once(&once, prepare); // finds
}

void numbers(int *list, int n)
{
    qsort(list, n, sizeof *list, by_number); // near miss
}

void strings(char *list, int n)
{
    qsort(list, n, 8, (int (*)(const void *, const void *))strcmp); // near miss
}

static void at_end(void) { while (step(2)) ; }
static void on_signal(int number) { while (step(number)) ; }

void later(void)
{
    atexit(at_end); // near miss
    signal(SIGUSR1, on_signal); // near miss
}

int list(struct dirent ***entries)
{
    return scandir(".", entries, NULL, alphasort); // near miss
}

void sort_own(int *list, int n, int (*compare)(const void *, const void *));

void own(int *list, int n)
{
    sort_own(list, n, by_text); // near miss
}

void none(void)
{
    qsort(NULL, 0, 1, by_number); // near miss
}
