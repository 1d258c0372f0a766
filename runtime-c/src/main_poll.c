/* Polls: when does a capture begin. */
#define _XOPEN_SOURCE 600 /* SIGVTALRM under -std=c99 */
#include "error.h"
#include "libc.h"
#include "main.h"
#include "prim/prim.h"
#include "stats.h"

#include <signal.h>

/* Sent by our timer only: programs that profile themselves use SIGPROF. */
enum { TIMER_SIGNAL = SIGVTALRM };

static volatile sig_atomic_t requested; /* by MIGRT_SIGNAL */
static volatile sig_atomic_t timed;     /* by the timer */
static bool counting;                   /* every poll must be counted */
static bool poll_done;                  /* poll:K has had its capture */

static void on_request(int number)
{
    (void)number;
    requested = 1;
    migrt_pending = 1;
}

static void on_timer(int number)
{
    (void)number;
    timed = 1;
    migrt_pending = 1;
}

static bool start_timer(const migrt_config *config, migrt_error *error)
{
    uint64_t period = config->when == MIGRT_EVERY ? config->time_ns : 0;
    int problem = migrt_prim_catch(TIMER_SIGNAL, on_timer, false);
    if (problem == 0)
        problem = migrt_prim_timer(TIMER_SIGNAL, config->time_ns, period);
    return problem == 0 ||
           migrt_fail(error,
                      "MIGRT_CHECKPOINT_AT: no timer to be had from the "
                      "system (error %d): use poll:K or the signal",
                      problem);
}

bool migrt_policy_start(migrt_error *error)
{
    const migrt_config *config = &migrt_here.config;
    int problem;
    counting = config->when == MIGRT_AT_POLL || config->stats != NULL;
    if (counting)
        migrt_pending = 1;
    if (config->signal != 0) {
        problem = migrt_prim_catch(config->signal, on_request, false);
        if (problem != 0)
            return migrt_fail(error,
                              "MIGRT_SIGNAL: signal %d cannot be caught "
                              "(error %d): choose another",
                              config->signal, problem);
    }
    if (config->when == MIGRT_AT_TIME || config->when == MIGRT_EVERY)
        return start_timer(config, error);
    return true;
}

static enum migrt_reason due(void)
{
    const migrt_config *config = &migrt_here.config;
    if (requested)
        return MIGRT_BY_SIGNAL;
    if (timed)
        return config->when == MIGRT_EVERY ? MIGRT_BY_EVERY : MIGRT_BY_TIME;
    if (config->when == MIGRT_AT_POLL && !poll_done &&
        migrt_counters.polls >= config->polls)
        return MIGRT_BY_POLL;
    return MIGRT_BY_NONE;
}

/* The request is being served. A signal between the two stores is not lost:
 * it sets migrt_pending again. */
static void served(enum migrt_reason reason)
{
    if (reason == MIGRT_BY_POLL)
        poll_done = true;
    else if (reason == MIGRT_BY_SIGNAL)
        requested = 0;
    else
        timed = 0;
    counting = (migrt_here.config.when == MIGRT_AT_POLL && !poll_done) ||
               migrt_here.config.stats != NULL;
    migrt_pending = counting;
    if (requested || timed)
        migrt_pending = 1;
}

static bool continues(enum migrt_reason reason)
{
    enum migrt_after after = MIGRT_AFTER_DEFAULT;
    if (reason == MIGRT_BY_SIGNAL)
        after = migrt_requested_after();
    if (after == MIGRT_AFTER_DEFAULT)
        after = migrt_here.config.after;
    if (after == MIGRT_AFTER_DEFAULT)
        return reason == MIGRT_BY_EVERY;
    return after == MIGRT_AFTER_CONTINUE;
}

/* A period shorter than a capture takes would leave the program no time: what is
 * due while the image before is still being written is left out. */
static bool too_early(enum migrt_reason reason)
{
    if (reason != MIGRT_BY_EVERY || !migrt_capture_at_work())
        return false;
    migrt_log(MIGRT_INFO, "no capture: the one before is still at work");
    return true;
}

int migrt_poll(void)
{
    enum migrt_reason reason;
    if (migrt_unwinding)
        return 1;
    migrt_counters.polls++;
    if (migrt_here.config.gaps)
        migrt_stats_gap();
    reason = due();
    if (reason == MIGRT_BY_NONE || migrt_hold)
        return 0;
    served(reason);
    if (too_early(reason))
        return 0;
    return migrt_capture_begin(reason, NULL, continues(reason)) == 1;
}
