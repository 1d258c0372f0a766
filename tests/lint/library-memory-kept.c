#include <dirent.h>
#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <netdb.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int step(int);
static const char *home, *point;
static struct addrinfo *addresses;
static struct lconv *conventions;
struct user { char *name; int id; };

void global(const char *user)
{
    home = getpwnam(user)->pw_dir; // finds
}

void member(struct user *user)
{
    struct passwd *entry = getpwuid(user->id); // finds
    if (entry)
        user->name = entry->pw_name;
}

void across(int n)
{
    struct passwd *entry = getpwuid(n); // finds
    while (n--)
        step(n);
    puts(entry->pw_name);
}

void whole(void)
{
    conventions = localeconv(); // finds
    point = nl_langinfo(RADIXCHAR); // finds
}

int resolve(const char *host)
{
    return getaddrinfo(host, NULL, NULL, &addresses); // finds
}

const char *returned(int id)
{
    struct passwd *entry = getpwuid(id); // finds
    return entry ? entry->pw_name : NULL;
}

static const char *label;

void translated(void)
{
    label = gettext("name"); // finds
}

void copied(const char *user)
{
    struct passwd *entry = getpwnam(user); // near miss
    home = entry ? strdup(entry->pw_dir) : NULL;
}

int number(const char *user)
{
    struct passwd *entry = getpwnam(user); // near miss
    return entry ? (int)entry->pw_uid : -1;
}

void printed(void)
{
    puts(nl_langinfo(CODESET)); // near miss
}

static char *path, *message;
static struct tm *now;

void stands_in(time_t t, int error)
{
    path = getenv("PATH"); // near miss
    message = strerror(error); // near miss
    now = localtime(&t); // near miss
}

void before(int n)
{
    struct passwd *entry = getpwuid(n); // near miss
    puts(entry->pw_name);
    while (n--)
        step(n);
}

char decimal(void)
{
    return localeconv()->decimal_point[0]; // near miss
}

void first(const char *user, char *to)
{
    strcpy(to, getpwnam(user)->pw_dir); // near miss
}
