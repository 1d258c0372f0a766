/* prim_time.c: the clock and the timer. */
#define _POSIX_C_SOURCE 200809L
#include "prim.h"
#include "prim_fault.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#define SECOND 1000000000u

uint64_t migrt_prim_now_ns(void)
{
    struct timespec now = {0, 0};
    int saved = errno;
    clock_gettime(CLOCK_MONOTONIC, &now);
    errno = saved;
    return (uint64_t)now.tv_sec * SECOND + (uint64_t)now.tv_nsec;
}

MIGRT_CALL(int, timer_create,
           (clockid_t clock, struct sigevent *event, timer_t *made),
           (clock, event, made))
MIGRT_CALL(int, timer_settime,
           (timer_t which, int flags, const struct itimerspec *when),
           (which, flags, when, NULL))

static timer_t timer;
static bool timer_made;

static struct timespec timespec_of(uint64_t ns)
{
    struct timespec time;
    time.tv_sec = (time_t)(ns / SECOND);
    time.tv_nsec = (long)(ns % SECOND);
    return time;
}

static int timer_set(uint64_t first_ns, uint64_t period_ns)
{
    struct itimerspec when;
    when.it_value = timespec_of(first_ns);
    when.it_interval = timespec_of(period_ns);
    return call_timer_settime(timer, 0, &when) ? errno : 0;
}

int migrt_prim_timer(int signal_number, uint64_t first_ns, uint64_t period_ns)
{
    int saved = errno;
    int error = 0;
    if (!timer_made) {
        struct sigevent event;
        memset(&event, 0, sizeof event);
        event.sigev_notify = SIGEV_SIGNAL;
        event.sigev_signo = signal_number;
        error = call_timer_create(CLOCK_MONOTONIC, &event, &timer) ? errno : 0;
        timer_made = error == 0;
    }
    if (!error)
        error = timer_set(first_ns ? first_ns : 1, period_ns);
    errno = saved;
    return error;
}

int migrt_prim_timer_stop(void)
{
    int saved = errno;
    int error = timer_made ? timer_set(0, 0) : 0;
    errno = saved;
    return error;
}

uint64_t migrt_prim_calendar(void)
{
    return (uint64_t)time(NULL);
}
