/* prim_file.c: files by descriptor. */
#define _GNU_SOURCE       /* O_CLOEXEC, O_DIRECT under -std=c99 */
#define _FILE_OFFSET_BITS 64
#include "prim.h"
#include "prim_fault.h"
#include "prim_limit.h"
#include "prim_open.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#define LEAST_FD 64

MIGRT_CALL(int, open, (const char *path, int flags, mode_t mode),
           (path, flags, mode))
MIGRT_CALL(int, fcntl, (int fd, int command, int argument),
           (fd, command, argument))
MIGRT_CALL(int, close, (int fd), (fd))
MIGRT_CALL_STAT(fstat, int)
MIGRT_CALL(int, fsync, (int fd), (fd))
MIGRT_CALL(off_t, lseek, (int fd, off_t offset, int whence),
           (fd, offset, whence))
MIGRT_CALL(int, poll, (struct pollfd * asked, nfds_t count, int timeout),
           (asked, count, timeout))
MIGRT_CALL(int, getrlimit, (migrt_limit_name resource, struct rlimit *limit),
           (resource, limit))
MIGRT_CALL_BYTES(read, (int fd, void *to, size_t bytes), (fd, to, bytes))
MIGRT_CALL_BYTES(write, (int fd, const void *from, size_t bytes),
                 (fd, from, bytes))
MIGRT_CALL_BYTES(pread, (int fd, void *to, size_t bytes, off_t offset),
                 (fd, to, bytes, offset))
MIGRT_CALL_BYTES(pwrite, (int fd, const void *from, size_t bytes, off_t offset),
                 (fd, from, bytes, offset))

static int failed(int saved)
{
    int error = errno;
    errno = saved;
    return error;
}

/* Moves a descriptor out of the program's way, as far as the limit of open files
 * allows; stays put if it cannot. */
static int out_of_the_way(int fd)
{
    int moved = -1;
    for (int least = LEAST_FD; moved < 0 && least > fd; least /= 2)
        moved = call_fcntl(fd, F_DUPFD_CLOEXEC, least);
    if (moved < 0)
        return fd;
    call_close(fd);
    return moved;
}

static bool ours[MIGRT_PRIM_FDS];

bool migrt_prim_is_ours(int fd)
{
    return fd >= 0 && fd < MIGRT_PRIM_FDS && ours[fd];
}

int migrt_prim_open_as(const char *path, int flags, unsigned mode, int *fd)
{
    int saved = errno;
    int got;
    do
        got = call_open(path, flags | O_CLOEXEC, (mode_t)mode);
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
    return migrt_prim_open_as(path, O_RDONLY, 0, fd);
}

int migrt_prim_open_direct(const char *path)
{
    int fd = -1;
#ifdef O_DIRECT
    if (migrt_prim_open_as(path, O_WRONLY | O_DIRECT, 0, &fd) != 0)
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
        ssize_t done = call_write(fd, at, bytes < MOST ? bytes : MOST);
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
            call_pwrite(fd, at, bytes < MOST ? bytes : MOST, (off_t)offset);
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
        ssize_t done = call_read(fd, at + *got, rest < MOST ? rest : MOST);
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
            call_pread(fd, at, bytes < MOST ? bytes : MOST, (off_t)offset);
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
    return call_lseek(fd, (off_t)offset, SEEK_SET) < 0 ? failed(saved) : 0;
}

int migrt_prim_size(int fd, uint64_t *bytes)
{
    int saved = errno;
    struct stat about;
    if (call_fstat(fd, &about))
        return failed(saved);
    if (!S_ISREG(about.st_mode))
        return ESPIPE;
    *bytes = (uint64_t)about.st_size;
    return 0;
}

/* Some file systems tell of bytes that could not be written only when a
 * descriptor is closed: one is, while the file itself stays open. */
static int close_copy(int fd)
{
    int copy = call_fcntl(fd, F_DUPFD_CLOEXEC, LEAST_FD);
    return copy >= 0 && call_close(copy) && errno != EINTR ? -1 : 0;
}

int migrt_prim_sync(int fd)
{
    int saved = errno, got;
    do
        got = call_fsync(fd);
    while (got && errno == EINTR);
    /* What has nothing to sync (a pipe, some file systems) is synced. */
    if (got && errno != EINVAL && errno != EROFS && errno != ENOTSUP)
        return failed(saved);
    if (close_copy(fd))
        return failed(saved);
    errno = saved;
    return 0;
}

int migrt_prim_close(int fd)
{
    int saved = errno;
    if (fd >= 0 && fd < MIGRT_PRIM_FDS)
        ours[fd] = false;
    /* After EINTR Linux has closed the descriptor already. */
    return call_close(fd) && errno != EINTR ? failed(saved) : (errno = saved, 0);
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
    if (call_getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < count)
        count = (nfds_t)limit.rlim_cur;
    for (nfds_t i = 0; i < count; i++)
        asked[i] = (struct pollfd){.fd = (int)i};
    bool told = call_poll(asked, count, 0) >= 0;
    for (size_t i = 0; i < MIGRT_PRIM_FDS; i++)
        open[i] = i < count && (told ? !(asked[i].revents & POLLNVAL)
                                     : call_fcntl((int)i, F_GETFD, 0) >= 0);
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
