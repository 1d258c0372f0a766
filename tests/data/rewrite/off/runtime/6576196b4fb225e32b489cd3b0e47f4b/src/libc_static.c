/* libc_static.c: functions that answer with memory of the library's own. Here
 * the answer is an object of the runtime or a copy on the user's heap, so a
 * pointer to it means something in the restored process. */
#include "libc_names.h"

#include "heap.h"
#include "libc_state.h"

#include <errno.h>

migrt_static_state migrt_static;
struct tm migrt_static_tm[2];

char *migrt_intern(const char *text)
{
    if (!text)
        return NULL;
    migrt_guard();
    migrt_interned *entry = migrt_static.interned;
    while (entry && strcmp(entry->text, text) != 0)
        entry = entry->next;
    if (!entry) {
        char *copy = migrt_strdup(text);
        entry = copy ? migrt_malloc_at(sizeof *entry,
                                       &migrt_libc_sites[MIGRT_SITE_INTERNED])
                     : NULL;
        if (entry) {
            entry->text = copy;
            entry->next = migrt_static.interned;
            migrt_static.interned = entry;
        } else {
            migrt_free(copy);
        }
    }
    migrt_unguard();
    return entry ? entry->text : NULL;
}

/* ---- text --------------------------------------------------------------------- */

char *migrt_strtok(char *text, const char *separators)
{
    if (!text && !migrt_static.strtok_next)
        return NULL;
    return strtok_r(text, separators, &migrt_static.strtok_next);
}

char *migrt_getenv(const char *name)
{
    return migrt_intern(getenv(name));
}

char *migrt_secure_getenv(const char *name)
{
    return migrt_intern(secure_getenv(name));
}

char *migrt_strerror(int error)
{
    int saved = errno;
    char *text = migrt_intern(strerror(error));
    errno = saved;
    return text;
}

char *migrt_strsignal(int number)
{
    return migrt_intern(strsignal(number));
}

char *migrt_setlocale(int category, const char *name)
{
    return migrt_intern(setlocale(category, name));
}

/* ---- time ----------------------------------------------------------------------- */

/* glibc's localtime and gmtime share their result, musl's do not. */
#ifdef __GLIBC__
enum { LOCAL, UTC = LOCAL };
#else
enum { LOCAL, UTC };
#endif

/* The zone's name points into the library; its copies are few. */
static struct tm *kept(const struct tm *from, int where)
{
    if (!from)
        return NULL;
    migrt_static_tm[where] = *from;
    migrt_static_tm[where].tm_zone = migrt_intern(from->tm_zone);
    return &migrt_static_tm[where];
}

struct tm *migrt_localtime(const time_t *time)
{
    struct tm result;
    tzset(); /* localtime() does, localtime_r() need not */
    return kept(localtime_r(time, &result), LOCAL);
}

struct tm *migrt_gmtime(const time_t *time)
{
    struct tm result;
    return kept(gmtime_r(time, &result), UTC);
}

char *migrt_asctime(const struct tm *time)
{
    return asctime_r(time, migrt_static.time_text);
}

char *migrt_ctime(const time_t *time)
{
    struct tm *broken_down = migrt_localtime(time);
    return broken_down ? migrt_asctime(broken_down) : NULL;
}
