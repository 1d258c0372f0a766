/* libc_fd.c: descriptors the program opens. */
#include "libc_names.h"

#include "heap.h"
#include "libc_calls.h"
#include "libc_open.h"
#include "libc_state.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>

migrt_descriptor *migrt_descriptors;
char *migrt_directory;
static uint32_t groups;

migrt_descriptor *migrt_descriptor_of(int fd)
{
    migrt_descriptor *d = migrt_descriptors;
    while (d && d->fd != fd)
        d = d->next;
    return d;
}

char *migrt_absolute(const char *path)
{
    char here[PATH_MAX];
    if (path[0] == '/' || !getcwd(here, sizeof here))
        return migrt_internal_strdup(path);
    size_t length = strlen(here), rest = strlen(path);
    char *whole = migrt_internal_alloc(length + rest + 2);
    if (whole) {
        memcpy(whole, here, length);
        whole[length] = '/';
        memcpy(whole + length + 1, path, rest + 1);
    }
    return whole;
}

void migrt_descriptor_remove(int fd)
{
    migrt_guard();
    migrt_descriptor **link = &migrt_descriptors;
    while (*link && (*link)->fd != fd)
        link = &(*link)->next;
    migrt_descriptor *gone = *link;
    if (gone) {
        *link = gone->next;
        migrt_internal_free(gone->path);
        migrt_internal_free(gone->given);
        migrt_internal_free(gone);
    }
    migrt_unguard();
}

migrt_descriptor *migrt_descriptor_add(int fd, enum migrt_open_kind kind,
                                       const char *what, const char *path,
                                       int flags)
{
    if (fd < 0)
        return NULL;
    migrt_descriptor_remove(fd);
    migrt_descriptor *d = migrt_internal_alloc(sizeof *d);
    if (!d)
        return NULL;
    d->fd = fd;
    d->kind = kind;
    d->what = what;
    d->path = path ? migrt_absolute(path) : NULL;
    d->given = path ? migrt_internal_strdup(path) : NULL;
    d->flags = flags;
    d->before_fork = -1;
    if (path && (!d->path || !d->given)) {
        migrt_internal_free(d->path);
        migrt_internal_free(d->given);
        migrt_internal_free(d);
        return NULL;
    }
    migrt_guard();
    d->group = ++groups;
    d->next = migrt_descriptors;
    migrt_descriptors = d;
    migrt_unguard();
    return d;
}

void migrt_descriptor_copy(int fd, int copy)
{
    if (copy < 0 || fd == copy)
        return;
    const migrt_descriptor *from = migrt_descriptor_of(fd);
    if (!from && migrt_inherited(fd)) { /* a copy of stdout, ... */
        migrt_descriptor *d =
            migrt_descriptor_add(copy, MIGRT_OPEN_STREAM,
                                 "copy of an inherited descriptor", NULL, fd);
        if (d)
            d->group = 0;
        return;
    }
    if (!from)
        return;
    migrt_descriptor before = *from;
    migrt_descriptor *d = migrt_descriptor_add(copy, before.kind, before.what,
                                               before.path, before.flags);
    if (d)
        d->group = before.group;
}

bool migrt_inherited(int fd)
{
    return fd >= 0 && fd < MIGRT_PRIM_FDS && migrt_prim_fds_at_start()[fd];
}

/* ---- what the program calls ---------------------------------------------------------- */

static int opened(int fd, const char *path, int flags)
{
    int saved = errno;
    migrt_descriptor_add(fd, MIGRT_OPEN_FILE, NULL, path, flags);
    errno = saved;
    return fd;
}

static mode_t mode_argument(int flags, va_list arguments)
{
#ifdef O_TMPFILE
    bool wanted = (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
#else
    bool wanted = flags & O_CREAT;
#endif
    return wanted ? (mode_t)va_arg(arguments, unsigned) : 0;
}

int migrt_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return opened(open(path, flags, mode), path, flags);
}

int migrt_open64(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = mode_argument(flags, arguments);
    va_end(arguments);
    return opened(open(path, flags, mode), path, flags);
}

int migrt_creat(const char *path, mode_t mode)
{
    return opened(creat(path, mode), path, O_WRONLY | O_CREAT | O_TRUNC);
}

int migrt_creat64(const char *path, mode_t mode)
{
    return migrt_creat(path, mode);
}

int migrt_close(int fd)
{
    migrt_descriptor_remove(fd);
    return close(fd);
}

int migrt_dup(int fd)
{
    int copy = dup(fd);
    migrt_descriptor_copy(fd, copy);
    return copy;
}

int migrt_dup2(int fd, int copy)
{
    int result = dup2(fd, copy);
    migrt_descriptor_copy(fd, result);
    return result;
}

int migrt_dup3(int fd, int copy, int flags)
{
    int result = dup3(fd, copy, flags);
    migrt_descriptor_copy(fd, result);
    return result;
}

static int pair(int result, const int fds[2], const char *what)
{
    for (int i = 0; i < 2 && result == 0; i++)
        migrt_descriptor_add(fds[i], MIGRT_OPEN_OTHER, what, NULL, 0);
    return result;
}

int migrt_pipe(int fds[2])
{
    return pair(pipe(fds), fds, "pipe");
}

int migrt_pipe2(int fds[2], int flags)
{
    return pair(pipe2(fds, flags), fds, "pipe");
}

int migrt_socketpair(int domain, int type, int protocol, int fds[2])
{
    return pair(socketpair(domain, type, protocol, fds), fds, "socket");
}

int migrt_socket(int domain, int type, int protocol)
{
    int fd = socket(domain, type, protocol);
    migrt_descriptor_add(fd, MIGRT_OPEN_OTHER, "socket", NULL, 0);
    return fd;
}

/* The directory the process is in is part of its state only if the program
 * chose it: otherwise a restored program runs where it is started. */
static int moved(int result)
{
    char here[PATH_MAX];
    int saved = errno;
    if (result == 0 && getcwd(here, sizeof here)) {
        migrt_guard();
        migrt_internal_free(migrt_directory);
        migrt_directory = migrt_internal_strdup(here);
        migrt_unguard();
    }
    errno = saved;
    return result;
}

int migrt_chdir(const char *path)
{
    return moved(call_chdir(path));
}

int migrt_fchdir(int fd)
{
    return moved(fchdir(fd));
}
