/* prim_replace.c: files that are written beside the one they will replace, and
 * what it takes to put them in its place for good. */
#define _GNU_SOURCE /* flock, O_NOFOLLOW under -std=c99 */
#define _FILE_OFFSET_BITS 64
#include "prim.h"
#include "prim_fault.h"
#include "prim_open.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

MIGRT_CALL(int, flock, (int fd, int operation), (fd, operation))
MIGRT_CALL_STAT(fstat, int)
MIGRT_CALL_STAT(lstat, const char *)
MIGRT_CALL(int, rename, (const char *from, const char *to), (from, to))
MIGRT_CALL(int, link, (const char *from, const char *to), (from, to))
MIGRT_CALL(int, unlink, (const char *path), (path))

static int failed(int saved)
{
    int error = errno;
    errno = saved;
    return error;
}

/* ---- temporary files ------------------------------------------------------------ */

static bool is_at(int fd, const char *path)
{
    struct stat open, there;
    return call_fstat(fd, &open) == 0 && call_lstat(path, &there) == 0 &&
           open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

/* Another process takes the lock only to remove what a killed one left: one with
 * the lock in its hand a moment too early has removed a file just made. Where
 * files cannot be locked nothing left behind is ever removed, and nothing of a
 * living process either. */
static bool is_removed(int fd)
{
    struct stat about;
    if (call_flock(fd, LOCK_EX | LOCK_NB) != 0)
        return errno == EWOULDBLOCK;
    return call_fstat(fd, &about) == 0 && about.st_nlink == 0;
}

/* A living process has locked its file; what can be locked is nobody's. */
static void remove_left_behind(const char *path)
{
    int fd;
    if (migrt_prim_open_as(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK, 0, &fd) != 0)
        return;
    if (call_flock(fd, LOCK_EX | LOCK_NB) == 0 && is_at(fd, path))
        call_unlink(path);
    migrt_prim_close(fd);
}

static int create(const char *path, unsigned mode, int *fd)
{
    int error = migrt_prim_open_as(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW,
                                   mode, fd);
    if (error || !is_removed(*fd))
        return error;
    migrt_prim_close(*fd);
    return EEXIST;
}

static void name_shared(const char *path, char *name, size_t room)
{
    snprintf(name, room, "%s.tmp", path);
}

static void name_own(const char *path, pid_t process, char *name, size_t room)
{
    snprintf(name, room, "%s.tmp.%ld", path, (long)process);
}

int migrt_prim_open_temporary(const char *path, bool secret, char *temporary,
                              size_t room, int *fd)
{
    unsigned mode = secret ? 0600 : 0666;
    int saved = errno, error;
    if (strlen(path) + 32 > room)
        return ENAMETOOLONG;
    name_shared(path, temporary, room);
    remove_left_behind(temporary);
    error = create(temporary, mode, fd);
    if (error == EEXIST) {
        name_own(path, getpid(), temporary, room);
        /* One that is there is left over from a process with this number. */
        call_unlink(temporary);
        error = create(temporary, mode, fd);
    }
    errno = saved;
    return error;
}

void migrt_prim_drop_temporary(const char *path, pid_t process)
{
    char name[4400];
    int saved = errno;
    if (strlen(path) + 32 > sizeof name)
        return;
    name_shared(path, name, sizeof name);
    remove_left_behind(name);
    name_own(path, process, name, sizeof name);
    call_unlink(name);
    errno = saved;
}

/* ---- directories ------------------------------------------------------------------ */

bool migrt_prim_exists(const char *path)
{
    struct stat about;
    int saved = errno;
    bool there = call_lstat(path, &about) == 0;
    errno = saved;
    return there;
}

int migrt_prim_rename(const char *from, const char *to)
{
    int saved = errno;
    return call_rename(from, to) ? failed(saved) : 0;
}

int migrt_prim_link(const char *from, const char *to)
{
    int saved = errno;
    return call_link(from, to) ? failed(saved) : 0;
}

int migrt_prim_unlink(const char *path)
{
    int saved = errno;
    return call_unlink(path) ? failed(saved) : 0;
}

int migrt_prim_sync_directory(const char *path)
{
    char directory[4400];
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    if (length >= sizeof directory)
        return ENAMETOOLONG;
    memcpy(directory, path, length);
    directory[length] = 0;
    int fd;
    int error =
        migrt_prim_open_read(slash ? (length ? directory : "/") : ".", &fd);
    if (error) /* a directory one may write but not read */
        return error == EACCES ? 0 : error;
    error = migrt_prim_sync(fd);
    migrt_prim_close(fd);
    return error;
}
