/* prim_file.c: files by descriptor. */
#define _GNU_SOURCE       /* O_CLOEXEC, O_DIRECT under -std=c99 */
#define _FILE_OFFSET_BITS 64
#include "prim.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST_FD 64

static int failed(int saved)
{
    int error = errno;
    errno = saved;
    return error;
}

/* Moves a descriptor out of the program's way; stays put if it cannot. */
static int out_of_the_way(int fd)
{
    int moved = fcntl(fd, F_DUPFD_CLOEXEC, LEAST_FD);
    if (moved < 0)
        return fd;
    close(fd);
    return moved;
}

static bool ours[MIGRT_PRIM_FDS];

bool migrt_prim_is_ours(int fd)
{
    return fd >= 0 && fd < MIGRT_PRIM_FDS && ours[fd];
}

static int open_as(const char *path, int flags, int *fd)
{
    int saved = errno;
    int got;
    do
        got = open(path, flags | O_CLOEXEC, 0666);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return failed(saved);
    *fd = out_of_the_way(got);
    if (*fd < MIGRT_PRIM_FDS)
        ours[*fd] = true;
    errno = saved;
    return 0;
}

int migrt_prim_open_read(const char *path, int *fd)
{
    return open_as(path, O_RDONLY, fd);
}

int migrt_prim_open_append(const char *path, int *fd)
{
    return open_as(path, O_WRONLY | O_CREAT | O_APPEND, fd);
}

int migrt_prim_open_temporary(const char *path, char *temporary, size_t room,
                              int *fd)
{
    if (strlen(path) + 32 > room)
        return ENAMETOOLONG;
    snprintf(temporary, room, "%s.tmp.%ld", path, (long)getpid());
    /* One that is there is left over from a process with this number. */
    unlink(temporary);
    return open_as(temporary, O_RDWR | O_CREAT | O_EXCL, fd);
}

int migrt_prim_open_direct(const char *path)
{
    int fd = -1;
#ifdef O_DIRECT
    if (open_as(path, O_WRONLY | O_DIRECT, &fd) != 0)
        fd = -1;
#else
    (void)path;
#endif
    return fd;
}

/* ---- bytes -------------------------------------------------------------------- */

/* Linux moves at most 0x7ffff000 bytes in a call. */
#define MOST ((size_t)1 << 30)

int migrt_prim_write(int fd, const void *from, size_t bytes)
{
    int saved = errno;
    const char *at = from;
    while (bytes > 0) {
        ssize_t done = write(fd, at, bytes < MOST ? bytes : MOST);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? failed(saved) : ENOSPC;
        at += done;
        bytes -= (size_t)done;
    }
    errno = saved;
    return 0;
}

int migrt_prim_write_at(int fd, const void *from, size_t bytes, uint64_t offset)
{
    int saved = errno;
    const char *at = from;
    while (bytes > 0) {
        ssize_t done =
            pwrite(fd, at, bytes < MOST ? bytes : MOST, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? failed(saved) : ENOSPC;
        at += done;
        offset += (uint64_t)done;
        bytes -= (size_t)done;
    }
    errno = saved;
    return 0;
}

int migrt_prim_read_some(int fd, void *to, size_t bytes, size_t *got)
{
    int saved = errno;
    char *at = to;
    *got = 0;
    while (*got < bytes) {
        size_t rest = bytes - *got;
        ssize_t done = read(fd, at + *got, rest < MOST ? rest : MOST);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return failed(saved);
        if (done == 0)
            break;
        *got += (size_t)done;
    }
    errno = saved;
    return 0;
}

int migrt_prim_read(int fd, void *to, size_t bytes)
{
    size_t got;
    int error = migrt_prim_read_some(fd, to, bytes, &got);
    return error ? error : got < bytes ? EPIPE : 0;
}

int migrt_prim_read_at(int fd, void *to, size_t bytes, uint64_t offset)
{
    int saved = errno;
    char *at = to;
    while (bytes > 0) {
        ssize_t done =
            pread(fd, at, bytes < MOST ? bytes : MOST, (off_t)offset);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? failed(saved) : EPIPE;
        at += done;
        offset += (uint64_t)done;
        bytes -= (size_t)done;
    }
    errno = saved;
    return 0;
}

/* ---- the rest ------------------------------------------------------------------ */

int migrt_prim_seek(int fd, uint64_t offset)
{
    int saved = errno;
    return lseek(fd, (off_t)offset, SEEK_SET) < 0 ? failed(saved) : 0;
}

int migrt_prim_size(int fd, uint64_t *bytes)
{
    int saved = errno;
    struct stat about;
    if (fstat(fd, &about))
        return failed(saved);
    if (!S_ISREG(about.st_mode))
        return ESPIPE;
    *bytes = (uint64_t)about.st_size;
    return 0;
}

int migrt_prim_sync(int fd)
{
    int saved = errno;
    if (fsync(fd) == 0)
        return 0;
    /* What has nothing to sync (a pipe, some file systems) is synced. */
    int error = failed(saved);
    return error == EINVAL || error == EROFS || error == ENOTSUP ? 0 : error;
}

int migrt_prim_close(int fd)
{
    int saved = errno;
    if (fd >= 0 && fd < MIGRT_PRIM_FDS)
        ours[fd] = false;
    /* After EINTR Linux has closed the descriptor already. */
    return close(fd) && errno != EINTR ? failed(saved) : (errno = saved, 0);
}

static int sync_directory_of(const char *path)
{
    char directory[4096];
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

int migrt_prim_rename(const char *from, const char *to)
{
    int saved = errno;
    if (rename(from, to))
        return failed(saved);
    return sync_directory_of(to);
}

int migrt_prim_unlink(const char *path)
{
    int saved = errno;
    return unlink(path) ? failed(saved) : 0;
}

/* ---- which descriptors are open --------------------------------------------------- */

/* One poll() with a time limit of 0 tells of all of them. More than
 * RLIMIT_NOFILE at once is refused by Linux, so no more are asked about. */
void migrt_prim_fds_open(bool open[MIGRT_PRIM_FDS])
{
    struct pollfd asked[MIGRT_PRIM_FDS];
    struct rlimit limit;
    int saved = errno;
    nfds_t count = MIGRT_PRIM_FDS;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < count)
        count = (nfds_t)limit.rlim_cur;
    for (nfds_t i = 0; i < count; i++)
        asked[i] = (struct pollfd){.fd = (int)i};
    bool told = poll(asked, count, 0) >= 0;
    for (size_t i = 0; i < MIGRT_PRIM_FDS; i++)
        open[i] = i < count && (told ? !(asked[i].revents & POLLNVAL)
                                     : fcntl((int)i, F_GETFD) >= 0);
    errno = saved;
}

static bool at_start[MIGRT_PRIM_FDS];

void migrt_prim_start(void)
{
    migrt_prim_fds_open(at_start);
}

const bool *migrt_prim_fds_at_start(void)
{
    return at_start;
}

void migrt_prim_start_writeback(int fd, uint64_t offset, uint64_t bytes)
{
#ifdef SYNC_FILE_RANGE_WRITE
    int saved = errno;
    (void)sync_file_range(fd, (off_t)offset, (off_t)bytes,
                          SYNC_FILE_RANGE_WRITE);
    errno = saved;
#else
    (void)fd;
    (void)offset;
    (void)bytes;
#endif
}
