/* Mechanism of a capture: fork or not, unwind, write, end. */
#define _XOPEN_SOURCE 600 /* SIGXFSZ under -std=c99 */
#include "error.h"
#include "frames.h"
#include "heap.h"
#include "image_write.h"
#include "libc.h"
#include "main.h"
#include "prim/prim.h"
#include "prim/prim_fault.h"
#include "stats.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static pid_t child; /* that writes an image; 0: none */
static pid_t owner; /* whose child it is: not a process the program forked */
static char *child_path; /* of its image */
static uint64_t began;

/* What the child has to say, seen by the parent. */
static struct report {
    migrt_stats counters;
    enum { KILLED, COMPLETE, REFUSED } outcome;
} * report;

const char *migrt_image_path(const char *asked)
{
    static char path[4200];
    const char *program = "program";
    const char *slash;
    if (asked != NULL)
        return asked;
    if (migrt_here.config.image != NULL)
        return migrt_here.config.image;
    if (migrt_here.argc > 0 && migrt_here.argv[0] != NULL)
        program = migrt_here.argv[0];
    slash = strrchr(program, '/');
    if (slash != NULL && slash[1] != '\0')
        program = slash + 1;
    snprintf(path, sizeof path, "./%s.%ld.mig", program,
             (long)migrt_prim_pid());
    return path;
}

static bool allowed(migrt_error *error)
{
    if (migrt_threads_started > 0)
        return migrt_fail(error,
                          "the program has started %d thread%s (first "
                          "in %s), and threads cannot be captured yet: "
                          "capture before they start, or run it with "
                          "one thread",
                          migrt_threads_started,
                          migrt_threads_started == 1 ? "" : "s",
                          migrt_threads_started_by);
    return migrt_nothing_mapped(error);
}

static void refused(const migrt_error *error)
{
    migrt_counters.captures_refused++;
    migrt_say("capture refused: %s", error->text);
}

static int cannot_split(const migrt_error *error)
{
    refused(error);
    return -1;
}

/* 1 in the child, 0 in the parent, -1 without a child. */
static int split(void)
{
    migrt_error error = {0};
    pid_t pid;
    int problem;
    migrt_capture_wait();
    if (report == NULL)
        report = migrt_prim_shared(sizeof *report);
    if (report != NULL)
        report->outcome = KILLED;
    if (!migrt_libc_before_fork()) {
        migrt_fail(&error,
                   "what the program has printed cannot be written: %s; free "
                   "some space and capture again",
                   strerror(errno));
        return cannot_split(&error);
    }
    problem = migrt_prim_fork(&pid);
    if (problem != 0) {
        migrt_fail(&error, "no process to write the image with: %s",
                   strerror(problem));
        return cannot_split(&error);
    }
    migrt_libc_after_fork(pid == 0);
    if (pid != 0) {
        child = pid;
        owner = migrt_prim_pid();
        child_path = migrt_internal_strdup(migrt_here.path);
        return 0;
    }
    migrt_here.child = true;
    return 1;
}

static int begin(enum migrt_reason reason, const char *path, bool and_continue)
{
    migrt_error error = {0};
    began = migrt_prim_now_ns();
    migrt_here.error_number = errno;
    /* The child of an earlier capture is ours, not the program's. */
    migrt_capture_wait();
    if (!allowed(&error)) {
        refused(&error);
        if (and_continue)
            return -1;
        migrt_stats_write();
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    migrt_here.path = migrt_image_path(path);
    migrt_here.reason = reason;
    migrt_log(MIGRT_INFO, "capture begins (%s) at poll %llu",
              migrt_reason_name(reason),
              (unsigned long long)migrt_counters.polls);
    if (and_continue) {
        int who = split();
        errno = migrt_here.error_number;
        if (who != 1)
            return who;
    }
    migrt_prim_timer_stop();
    migrt_hooks_capture();
    migrt_unwinding = 1;
    return 1;
}

int migrt_capture_begin(enum migrt_reason reason, const char *path,
                        bool and_continue)
{
    int who;
    migrt_fault_watch(true);
    who = begin(reason, path, and_continue);
    migrt_fault_watch(who == 1);
    return who;
}

static void take_report(void)
{
    if (report == NULL)
        return;
    migrt_counters.capture_ns = report->counters.capture_ns;
    migrt_counters.write_ns = report->counters.write_ns;
    migrt_counters.image_bytes = report->counters.image_bytes;
    migrt_counters.blocks = report->counters.blocks;
    migrt_counters.objects = report->counters.objects;
    migrt_counters.frames = report->counters.frames;
}

/* A program that ignores SIGCHLD never learns how a child ended; what the child
 * has left in memory tells. */
static bool child_succeeded(void)
{
    int status = 0;
    bool good =
        migrt_prim_wait(child, &status) == 0 && migrt_prim_ended_well(status);
    return report == NULL ? good : report->outcome == COMPLETE;
}

/* A child that refuses has said so itself; one that was killed could not. */
static void child_failed(void)
{
    migrt_counters.captures_refused++;
    if (report == NULL || report->outcome != KILLED || child_path == NULL) {
        migrt_log(MIGRT_WARN,
                  "the capture did not take place; the program goes on");
        return;
    }
    migrt_say("the capture did not take place: the process that wrote the "
              "image %s was killed; the program goes on",
              child_path);
    migrt_prim_drop_temporary(child_path, child);
}

bool migrt_capture_at_work(void)
{
    bool works, watched = migrt_fault_watch(true);
    works = child != 0 && owner == migrt_prim_pid() && migrt_prim_at_work(child);
    migrt_fault_watch(watched);
    return works;
}

int migrt_capture_wait(void)
{
    bool watched, good;
    if (child == 0 || owner != migrt_prim_pid())
        return 0;
    watched = migrt_fault_watch(true);
    good = child_succeeded();
    if (good) {
        migrt_counters.captures++;
        migrt_here.serial++;
        take_report();
    } else {
        child_failed();
    }
    child = 0;
    migrt_internal_free(child_path);
    child_path = NULL;
    migrt_fault_watch(watched);
    return good ? 0 : -1;
}

static void ignore(int number)
{
    (void)number;
}

void migrt_capture_finish(void)
{
    migrt_error error = {0};
    uint64_t started = migrt_prim_now_ns();
    bool good;
    /* a file that may not grow, a reader that is gone: errors, not death */
    migrt_prim_catch(SIGXFSZ, ignore, false);
    migrt_prim_catch(SIGPIPE, ignore, false);
    good = migrt_image_write(migrt_here.path, &error);
    migrt_counters.write_ns = migrt_prim_now_ns() - started;
    migrt_counters.capture_ns = migrt_prim_now_ns() - began;
    if (good) {
        migrt_counters.captures++;
        migrt_log(MIGRT_INFO, "image %s is complete, %llu bytes",
                  migrt_here.path,
                  (unsigned long long)migrt_counters.image_bytes);
    } else {
        refused(&error);
    }
    if (migrt_here.child && report != NULL) {
        report->counters = migrt_counters;
        report->outcome = good ? COMPLETE : REFUSED;
    }
    migrt_stats_write();
    if (!good)
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    migrt_prim_exit(migrt_here.child ? 0 : migrt_here.config.exit_code);
}
