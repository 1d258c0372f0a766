#include <dirent.h>
#include <glob.h>
#include <iconv.h>
#include <langinfo.h>
#include <locale.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wchar.h>
#include "migrt.h"

int step(int);

static regex_t pattern; // finds
static iconv_t conversion; // finds

struct rule {
    char *text;
    regex_t compiled; // finds
    locale_t locale; // finds
};

int in_between(const char *text, int n)
{
    regex_t local; // finds
    regcomp(&local, text, 0);
    while (n--)
        step(n);
    n = regexec(&local, text, 0, NULL, 0);
    regfree(&local);
    return n;
}

static glob_t found[2]; // finds

static FILE *out; // near miss
static DIR *folder; // near miss
static mbstate_t state; // near miss
static regmatch_t matches[4]; // near miss
static struct random_data generator; // near miss
static struct tm when; // near miss
static MIGRT_TRANSIENT regex_t unsaved; // near miss
static regex_t *elsewhere; // near miss

int at_once(const char *text)
{
    regex_t local; // near miss
    int result = regcomp(&local, text, 0);
    if (result == 0)
        result = regexec(&local, text, 0, NULL, 0);
    regfree(&local);
    return result;
}

int parameter(regex_t *compiled, const char *text) // near miss
{
    return regexec(compiled, text, 0, NULL, 0);
}

struct opaque;
static struct opaque *own; // near miss
