/* libc_wait.c: the one place where a call waits. */
#include "libc_names.h"

#include "libc_blocks.h"
#include "libc_process.h"
#include "prim/prim.h"
#include "prim/prim_initialised.h"

#include <errno.h>
#include <sys/stat.h>
#include <termios.h>

uint64_t migrt_deadline(uint64_t nanoseconds)
{
    uint64_t now = migrt_prim_now_ns();
    return nanoseconds > UINT64_MAX - 1 - now ? MIGRT_FOREVER
                                              : now + nanoseconds;
}

uint64_t migrt_left(uint64_t deadline)
{
    uint64_t now = migrt_prim_now_ns();
    return deadline == MIGRT_FOREVER ? MIGRT_FOREVER
           : deadline > now          ? deadline - now
                                     : 0;
}

static int wait_with_mask(struct pollfd *fds, nfds_t count, uint64_t deadline,
                          const sigset_t *mask)
{
    struct timespec left;
    uint64_t ns = migrt_left(deadline);
    if (ns > (uint64_t)1000000000 * 1000000)
        ns = (uint64_t)1000000000 * 1000000; /* fits any time_t; waits again */
    left.tv_sec = (time_t)(ns / 1000000000);
    left.tv_nsec = (long)(ns % 1000000000);
    return ppoll(fds, count, &left, mask);
}

const sigset_t *migrt_held_back;

/* One wait, with signals held back between the look at migrt_pending and the
 * wait itself: a request in between would be seen only when the wait ends. */
static enum migrt_outcome wait_once(struct pollfd *fds, nfds_t count,
                                    int *ready, uint64_t deadline,
                                    bool restarts)
{
    sigset_t all, mask;
    unsigned run = migrt_handlers_run;
    unsigned interrupting = migrt_handlers_interrupting;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &mask);
    migrt_held_back = &mask;
    bool captured = migrt_pending && migrt_poll();
    migrt_held_back = NULL;
    if (captured) {
        pthread_sigmask(SIG_SETMASK, &mask, NULL);
        return MIGRT_CAPTURED;
    }
    *ready = wait_with_mask(fds, count, deadline, &mask);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    if (*ready > 0 || (*ready < 0 && error != EINTR))
        return MIGRT_READY;
    if (*ready == 0)
        return migrt_left(deadline) ? MIGRT_AGAIN : MIGRT_TIMED_OUT;
    bool handled = restarts ? interrupting != migrt_handlers_interrupting
                            : run != migrt_handlers_run;
    return handled ? MIGRT_INTERRUPTED : MIGRT_AGAIN;
}

enum migrt_outcome migrt_await(struct pollfd *fds, nfds_t count, int *ready,
                               uint64_t deadline, bool restarts)
{
    *ready = count ? poll(fds, count, 0) : 0;
    if (*ready)
        return MIGRT_READY;
    enum migrt_outcome outcome;
    do
        outcome = migrt_left(deadline)
                      ? wait_once(fds, count, ready, deadline, restarts)
                      : MIGRT_TIMED_OUT;
    while (outcome == MIGRT_AGAIN);
    return outcome;
}

/* Whether read() waits on a descriptor that has nothing to read: a terminal may
 * be set to give up at once or after a time; a socket may have a time limit,
 * and with one open no capture takes place anyway. */
static bool read_waits(int fd)
{
    struct stat about;
    struct termios settings;
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0 || (flags & O_NONBLOCK) || fstat(fd, &about))
        return false;
    MIGRT_INITIALISED(&about, sizeof about); /* as MIGRT_CALL_STAT */
    if (S_ISCHR(about.st_mode) && tcgetattr(fd, &settings) == 0)
        return (settings.c_lflag & ICANON) || settings.c_cc[VMIN] > 0;
    return S_ISCHR(about.st_mode) || S_ISFIFO(about.st_mode);
}

enum migrt_outcome migrt_await_input(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLIN};
    int ready, saved = errno;
    if (poll(&asked, 1, 0) != 0 || !read_waits(fd)) {
        errno = saved;
        return MIGRT_READY;
    }
    return migrt_await(&asked, 1, &ready, MIGRT_FOREVER, true);
}

#define LISTED(name) &migrt_block_##name,
migrt_function *const migrt_blocking_functions[MIGRT_BLOCKING_FUNCTIONS] = {
    MIGRT_BLOCKING(LISTED)};

const migrt_site migrt_wait_site = {"wait", "migrt:libc", 0, "1111111111"};
