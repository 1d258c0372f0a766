/* libc_sleep.c: calls that wait for time to pass; what was left of it at the
 * capture is waited for after the restore. */
#include "libc_names.h"

#include "libc_blocks.h"

#include <errno.h>

#define SECOND UINT64_C(1000000000)

/* Sleeps; *left is what remained. */
static enum migrt_outcome doze(uint64_t nanoseconds, uint64_t *left)
{
    int ready;
    uint64_t deadline = migrt_deadline(nanoseconds);
    enum migrt_outcome outcome = migrt_await(NULL, 0, &ready, deadline, false);
    *left = migrt_left(deadline);
    return outcome;
}

/* ---- sleep ---------------------------------------------------------------------- */

static unsigned sleep_for(uint64_t nanoseconds)
{
    uint64_t left;
    switch (doze(nanoseconds, &left)) {
    case MIGRT_CAPTURED:
        migrt_block_save(&migrt_block_sleep)->nanoseconds = left;
        return 0;
    case MIGRT_INTERRUPTED:
        return (unsigned)((left + SECOND / 2) / SECOND);
    default:
        return 0;
    }
}

unsigned migrt_sleep(unsigned seconds)
{
    return sleep_for(seconds * SECOND);
}

static unsigned resume_sleep(void)
{
    return sleep_for(migrt_block_load(&migrt_block_sleep).nanoseconds);
}

MIGRT_BLOCK_DEFINE(sleep, resume_sleep);

/* ---- usleep ---------------------------------------------------------------------- */

static int usleep_for(uint64_t nanoseconds)
{
    uint64_t left;
    switch (doze(nanoseconds, &left)) {
    case MIGRT_CAPTURED:
        migrt_block_save(&migrt_block_usleep)->nanoseconds = left;
        return 0;
    case MIGRT_INTERRUPTED:
        errno = EINTR;
        return -1;
    default:
        return 0;
    }
}

int migrt_usleep(useconds_t microseconds)
{
    return usleep_for((uint64_t)microseconds * 1000);
}

static int resume_usleep(void)
{
    return usleep_for(migrt_block_load(&migrt_block_usleep).nanoseconds);
}

MIGRT_BLOCK_DEFINE(usleep, resume_usleep);

/* ---- nanosleep, clock_nanosleep ----------------------------------------------------- */

static bool valid(const struct timespec *time)
{
    return time->tv_sec >= 0 && time->tv_nsec >= 0 &&
           time->tv_nsec < (long)SECOND;
}

/* Saturates: 584 years are enough. */
static uint64_t nanoseconds_of(const struct timespec *time)
{
    uint64_t seconds = (uint64_t)time->tv_sec;
    if (seconds > UINT64_MAX / SECOND - 2)
        return MIGRT_FOREVER - 1;
    return seconds * SECOND + (uint64_t)time->tv_nsec;
}

/* The error number, 0 for none. */
static int sleep_rest(uint64_t nanoseconds, struct timespec *rest,
                      const migrt_function *function)
{
    uint64_t left;
    migrt_wait_record *record;
    switch (doze(nanoseconds, &left)) {
    case MIGRT_CAPTURED:
        record = migrt_block_save(function);
        record->nanoseconds = left;
        record->first = rest;
        return 0;
    case MIGRT_INTERRUPTED:
        if (rest) {
            rest->tv_sec = (time_t)(left / SECOND);
            rest->tv_nsec = (long)(left % SECOND);
        }
        return EINTR;
    default:
        return 0;
    }
}

static int failed(int error)
{
    if (error)
        errno = error;
    return error ? -1 : 0;
}

int migrt_nanosleep(const struct timespec *time, struct timespec *rest)
{
    if (!valid(time))
        return failed(EINVAL);
    return failed(
        sleep_rest(nanoseconds_of(time), rest, &migrt_block_nanosleep));
}

static int resume_nanosleep(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_nanosleep);
    return failed(sleep_rest(r.nanoseconds, r.first, &migrt_block_nanosleep));
}

MIGRT_BLOCK_DEFINE(nanosleep, resume_nanosleep);

/* A wait until a time of some clock becomes one for what is left until then:
 * the other machine's monotonic clock shows another time. */
int migrt_clock_nanosleep(clockid_t clock, int flags,
                          const struct timespec *time, struct timespec *rest)
{
    struct timespec now;
    if (!valid(time) || clock_gettime(clock, &now))
        return EINVAL;
    uint64_t nanoseconds = nanoseconds_of(time);
    if (flags & TIMER_ABSTIME) {
        uint64_t passed = nanoseconds_of(&now);
        nanoseconds = nanoseconds > passed ? nanoseconds - passed : 0;
        rest = NULL;
    }
    return sleep_rest(nanoseconds, rest, &migrt_block_clock_nanosleep);
}

static int resume_clock_nanosleep(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_clock_nanosleep);
    return sleep_rest(r.nanoseconds, r.first, &migrt_block_clock_nanosleep);
}

MIGRT_BLOCK_DEFINE(clock_nanosleep, resume_clock_nanosleep);

/* ---- pause ---------------------------------------------------------------------------- */

int migrt_pause(void)
{
    int ready;
    if (migrt_await(NULL, 0, &ready, MIGRT_FOREVER, false) == MIGRT_CAPTURED) {
        migrt_block_save(&migrt_block_pause);
        return 0;
    }
    errno = EINTR;
    return -1;
}

static int resume_pause(void)
{
    migrt_block_load(&migrt_block_pause);
    return migrt_pause();
}

MIGRT_BLOCK_DEFINE(pause, resume_pause);
