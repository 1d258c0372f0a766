/* libc_child.c: children and timers. A child of the runtime's own, which writes
 * an image, is not one the program should hear of. */
#include "libc_names.h"

#include "libc_process.h"
#include "libc_state.h"

pid_t migrt_waitpid(pid_t which, int *status, int options)
{
    int got_status = 0;
    pid_t got;
    do
        got = waitpid(which, &got_status, options);
    while (got > 0 && migrt_prim_reaped(got, got_status));
    if (got > 0 && status)
        *status = got_status;
    return got;
}

pid_t migrt_wait(int *status)
{
    return migrt_waitpid(-1, status, 0);
}

/* The library runs a thread for each expiry of a SIGEV_THREAD timer. */
int migrt_timer_create(clockid_t clock, struct sigevent *event, timer_t *timer)
{
    if (event && event->sigev_notify == SIGEV_THREAD)
        migrt_thread_started("timer_create");
    int result = timer_create(clock, event, timer);
    if (result == 0)
        migrt_timers++;
    return result;
}

int migrt_timer_delete(timer_t timer)
{
    int result = timer_delete(timer);
    if (result == 0)
        migrt_timers--;
    return result;
}
