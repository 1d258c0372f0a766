/* Order of a push, so that a kill between any two steps leaves the newest good
 * image where a restore finds it:
 *
 *     temporary -> F.next    complete from its first moment in this place
 *     F.(h-1) -> F.h, ...    up to the first gap h, or over the oldest
 *     F = F.1                a second name; F itself never is away
 *     F.next -> F
 *
 * F may be damaged without anybody knowing: that is why the new image has its
 * place before anything else is moved. */
#include "generations.h"

#include "heap.h"
#include "image.h"
#include "prim/prim.h"
#include "wire.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 4400 };

/* Number 0 is F itself; NEXT is F.next. */
enum { NEXT = -1 };

static bool name_of(const char *path, int number, char name[ROOM])
{
    int length = number == NEXT ? snprintf(name, ROOM, "%s.next", path)
                 : number == 0  ? snprintf(name, ROOM, "%s", path)
                                : snprintf(name, ROOM, "%s.%d", path, number);
    return length >= 0 && length < ROOM;
}

static bool there(const char *path, int number)
{
    char name[ROOM];
    return name_of(path, number, name) && migrt_prim_exists(name);
}

/* ---- writing -------------------------------------------------------------------- */

static int move(const char *path, int from, int to)
{
    char source[ROOM], target[ROOM];
    name_of(path, from, source);
    name_of(path, to, target);
    return migrt_prim_rename(source, target);
}

static void not_kept(const char *path, int number, int problem)
{
    migrt_say("the image that was %s.%d could not be kept: %s", path, number,
              strerror(problem));
}

/* Makes F.1 free. */
static bool shift(const char *path, int keep)
{
    int gap = 1;
    while (gap < keep - 1 && there(path, gap))
        gap++;
    for (; gap > 1; gap--) {
        int problem = move(path, gap - 1, gap);
        if (problem != 0) {
            not_kept(path, gap - 1, problem);
            return false;
        }
    }
    return true;
}

/* Where a file can have but one name, F is away until F.next becomes F. */
static void keep_newest(const char *path)
{
    char older[ROOM];
    int problem;
    name_of(path, 1, older);
    migrt_prim_unlink(older);
    if (migrt_prim_link(path, older) == 0)
        return;
    problem = migrt_prim_rename(path, older);
    if (problem != 0)
        not_kept(path, 0, problem);
}

static bool fail(const char *path, int problem, const char *left,
                 migrt_error *error)
{
    migrt_prim_unlink(left);
    return migrt_fail(error, "cannot complete the image %s: %s", path,
                      strerror(problem));
}

static bool push_kept(const char *temporary, const char *path, int keep,
                      migrt_error *error)
{
    char next[ROOM];
    int problem;
    name_of(path, NEXT, next);
    problem = migrt_prim_rename(temporary, next);
    if (problem != 0)
        return fail(path, problem, temporary, error);
    problem = migrt_prim_sync_directory(path);
    if (problem != 0)
        return fail(path, problem, next, error);
    if (there(path, 0) && shift(path, keep))
        keep_newest(path);
    problem = migrt_prim_rename(next, path);
    if (problem == 0)
        return true;
    if (!there(path, 0))
        move(path, 1, 0);
    return fail(path, problem, next, error);
}

static bool push_only(const char *temporary, const char *path,
                      migrt_error *error)
{
    int problem = migrt_prim_rename(temporary, path);
    return problem == 0 || fail(path, problem, temporary, error);
}

bool migrt_generations_push(const char *temporary, const char *path,
                            unsigned keep, migrt_error *error)
{
    int problem;
    bool good = keep > 1 ? push_kept(temporary, path, (int)keep, error)
                         : push_only(temporary, path, error);
    if (!good)
        return false;
    problem = migrt_prim_sync_directory(path);
    if (problem != 0)
        migrt_say("the image %s is complete, but a power failure may lose it: "
                  "its directory cannot be synced (%s)",
                  path, strerror(problem));
    return true;
}

/* ---- reading -------------------------------------------------------------------- */

static unsigned long long age(const migrt_image *image)
{
    uint64_t then = migrt_get64(image->bytes + MIGRT_H_TIME);
    uint64_t now = migrt_prim_calendar();
    return now > then ? now - then : 0;
}

/* Tries one older generation; true when the search is over. */
static bool try_older(migrt_image *image, const char *name, const char *key,
                      const migrt_error *newest, migrt_error *error)
{
    memset(error, 0, sizeof *error);
    migrt_image_close(image);
    if (migrt_image_open(image, name, key, error)) {
        migrt_say("%s; going on from an older image, %s, captured %llu s ago",
                  newest->text, name, age(image));
        return true;
    }
    if (!image->damaged)
        return true;
    migrt_say("an older image is no better: %s", error->text);
    return false;
}

bool migrt_image_open_newest(migrt_image *image, const char *path,
                             const char *key, migrt_error *error)
{
    static char name[ROOM]; /* the image keeps it */
    migrt_error newest;
    if (migrt_image_open(image, path, key, error) || !image->damaged)
        return !error->set;
    newest = *error;
    for (int number = NEXT; number < MIGRT_GENERATIONS; number++)
        if (number != 0 && there(path, number) && name_of(path, number, name) &&
            try_older(image, name, key, &newest, error))
            return !error->set;
    *error = newest;
    return false;
}
