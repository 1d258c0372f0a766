#define _GNU_SOURCE
#include <getopt.h>
#include <libintl.h>
#include <pthread.h>
#include <pwd.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>
#include <wchar.h>

static mbstate_t state;
static pthread_key_t key;

int options(int argc, char **argv)
{
    int c, n = 0;
    while ((c = getopt(argc, argv, "ab")) != -1) // finds
        n += c;
    return n + optind;
}

size_t wide(wchar_t *to, const char *from)
{
    return mbrtowc(to, from, 4, NULL); // finds
}

size_t narrow(char *to, wchar_t from)
{
    return wcrtomb(to, from, 0); // finds
}

void table(void)
{
    ENTRY entry = { "key", "value" };
    hcreate(100); // finds
    hsearch(entry, ENTER); // finds
}

void per_thread(void *value)
{
    pthread_setspecific(key, value); // finds
}

struct passwd *users(void)
{
    return getpwent(); // finds
}

void domain(void)
{
    textdomain("program"); // finds
}

size_t own_state(wchar_t *to, const char *from)
{
    return mbrtowc(to, from, 4, &state); // near miss
}

char *words(char *text)
{
    return strtok(text, " "); // near miss
}

int numbers(void)
{
    srand(1); // near miss
    return rand() + (int)drand48(); // near miss
}

struct tm *now(time_t t)
{
    return localtime(&t); // near miss
}

void *specific(void)
{
    return pthread_getspecific(key); // near miss
}

static int get_option(int c) { return c; }

int own(void)
{
    return get_option('a'); // near miss
}
