/* libc_poll.c: poll and select. poll's wrapper is migrt_poll_wait: migrt_poll is
 * what emitted code calls. */
#include "libc_names.h"

#include "libc_blocks.h"

#include <errno.h>

/* ---- poll ---------------------------------------------------------------------- */

static int poll_for(struct pollfd *fds, nfds_t count, uint64_t nanoseconds)
{
    int ready = 0;
    uint64_t deadline = nanoseconds == MIGRT_FOREVER
                            ? MIGRT_FOREVER
                            : migrt_deadline(nanoseconds);
    migrt_wait_record *record;
    switch (migrt_await(fds, count, &ready, deadline, false)) {
    case MIGRT_CAPTURED:
        record = migrt_block_save(&migrt_block_poll);
        record->first = fds;
        record->count = (size_t)count;
        record->nanoseconds = migrt_left(deadline);
        return 0;
    case MIGRT_INTERRUPTED:
        errno = EINTR;
        return -1;
    default:
        return ready;
    }
}

int migrt_poll_wait(struct pollfd *fds, nfds_t count, int milliseconds)
{
    return poll_for(fds, count,
                    milliseconds < 0 ? MIGRT_FOREVER
                                     : (uint64_t)milliseconds * 1000000);
}

static int resume_poll(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_poll);
    return poll_for(r.first, (nfds_t)r.count, r.nanoseconds);
}

MIGRT_BLOCK_DEFINE(poll, resume_poll);

/* ---- select ------------------------------------------------------------------------ */

struct sets {
    fd_set *in, *out, *except;
};

static bool has(fd_set *set, int fd)
{
    return set && FD_ISSET(fd, set);
}

static nfds_t gather(int count, const struct sets *sets, struct pollfd *asked)
{
    nfds_t n = 0;
    for (int fd = 0; fd < count; fd++) {
        int events = (has(sets->in, fd) ? POLLIN : 0) |
                     (has(sets->out, fd) ? POLLOUT : 0) |
                     (has(sets->except, fd) ? POLLPRI : 0);
        if (events)
            asked[n++] = (struct pollfd){.fd = fd, .events = (short)events};
    }
    return n;
}

static int keep(fd_set *set, const struct pollfd *fd, int asked, int told)
{
    if (!(fd->events & asked))
        return 0;
    if (fd->revents & told)
        return 1;
    FD_CLR(fd->fd, set);
    return 0;
}

/* As Linux's own select reads the answers of poll. */
static int scatter(const struct sets *sets, const struct pollfd *asked,
                   nfds_t n)
{
    int ready = 0;
    for (nfds_t i = 0; i < n; i++)
        if (asked[i].revents & POLLNVAL) {
            errno = EBADF;
            return -1;
        }
    for (nfds_t i = 0; i < n; i++) {
        ready += keep(sets->in, &asked[i], POLLIN, POLLIN | POLLHUP | POLLERR);
        ready += keep(sets->out, &asked[i], POLLOUT, POLLOUT | POLLERR);
        ready += keep(sets->except, &asked[i], POLLPRI, POLLPRI);
    }
    return ready;
}

/* Linux tells in the program's timeval what was left. */
static void tell_left(struct timeval *limit, uint64_t deadline)
{
    uint64_t left = migrt_left(deadline);
    if (!limit)
        return;
    limit->tv_sec = (time_t)(left / 1000000000);
    limit->tv_usec = (suseconds_t)(left % 1000000000 / 1000);
}

static int select_for(int count, const struct sets *sets, struct timeval *limit,
                      uint64_t nanoseconds)
{
    struct pollfd asked[FD_SETSIZE];
    nfds_t n = gather(count, sets, asked);
    uint64_t deadline = nanoseconds == MIGRT_FOREVER
                            ? MIGRT_FOREVER
                            : migrt_deadline(nanoseconds);
    int ready = 0;
    enum migrt_outcome outcome = migrt_await(asked, n, &ready, deadline, false);
    if (outcome == MIGRT_CAPTURED) {
        migrt_wait_record *record = migrt_block_save(&migrt_block_select);
        record->number = count;
        record->first = sets->in;
        record->second = sets->out;
        record->third = sets->except;
        record->fourth = limit;
        record->nanoseconds = migrt_left(deadline);
        return 0;
    }
    tell_left(limit, deadline);
    if (outcome == MIGRT_INTERRUPTED)
        errno = EINTR;
    return outcome == MIGRT_INTERRUPTED || ready < 0 ? -1
                                                     : scatter(sets, asked, n);
}

int migrt_select(int count, fd_set *in, fd_set *out, fd_set *except,
                 struct timeval *limit)
{
    struct sets sets = {in, out, except};
    if (count < 0 || count > FD_SETSIZE ||
        (limit && (limit->tv_sec < 0 || limit->tv_usec < 0)))
        return select(count, in, out, except, limit); /* says what is wrong */
    uint64_t seconds = limit ? (uint64_t)limit->tv_sec : 0;
    return select_for(count, &sets, limit,
                      !limit || seconds > UINT32_MAX
                          ? MIGRT_FOREVER
                          : seconds * 1000000000 +
                                (uint64_t)limit->tv_usec * 1000);
}

static int resume_select(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_select);
    struct sets sets = {r.first, r.second, r.third};
    return select_for(r.number, &sets, r.fourth, r.nanoseconds);
}

MIGRT_BLOCK_DEFINE(select, resume_select);
