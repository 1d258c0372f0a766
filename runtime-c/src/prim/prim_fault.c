/* prim_fault.c: which call of which point fails. The counts lie in memory shared
 * with the processes that write images, so that "the third write" is one call,
 * whoever makes it. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "prim_fault.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

bool migrt_faults_watched;

static uint64_t *calls; /* by point; NULL: not armed */
static const migrt_fault_rule *rules;
static size_t rules_count;
static const char *report;
static bool shorten, kill_after, stop_after; /* the call under way */

bool migrt_fault_arm(const migrt_fault_rule *wanted, size_t count,
                     const char *file)
{
    void *shared =
        mmap(NULL, MIGRT_FAULT_COUNT * sizeof *calls, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED)
        return false;
    calls = shared;
    rules = wanted;
    rules_count = count;
    report = file;
    return true;
}

bool migrt_fault_watch(bool on)
{
    bool before = migrt_faults_watched;
    migrt_faults_watched = on && calls != NULL;
    return before;
}

static void die(void)
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

static bool applies(const migrt_fault_rule *rule, enum migrt_fault_point point)
{
    return rule->point == point && (rule->onwards ? calls[point] >= rule->call
                                                  : calls[point] == rule->call);
}

bool migrt_fault_hit(enum migrt_fault_point point)
{
    bool fails = false;
    shorten = kill_after = stop_after = false;
    calls[point]++;
    for (const migrt_fault_rule *rule = rules; rule < rules + rules_count;
         rule++) {
        if (!applies(rule, point))
            continue;
        if (rule->kind == MIGRT_FAULT_KILL)
            die();
        shorten |= rule->kind == MIGRT_FAULT_SHORT;
        kill_after |= rule->kind == MIGRT_FAULT_KILL_AFTER;
        stop_after |= rule->kind == MIGRT_FAULT_STOP;
        if (rule->kind == MIGRT_FAULT_ERROR) {
            errno = rule->error;
            fails = true;
        }
    }
    return fails;
}

size_t migrt_fault_shorter(size_t bytes)
{
    return shorten && bytes > 1 ? bytes / 2 : bytes;
}

void migrt_fault_end(void)
{
    if (kill_after)
        die();
    if (stop_after)
        kill(getpid(), SIGSTOP);
}

void migrt_fault_report(void)
{
    static const char *const names[] = {
#define MIGRT_FAULT_NAMED(name) #name,
        MIGRT_FAULT_POINTS(MIGRT_FAULT_NAMED)
#undef MIGRT_FAULT_NAMED
    };
    char line[64];
    int saved = errno;
    int fd = report == NULL
                 ? -1
                 : open(report, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    for (size_t i = 0; fd >= 0 && i < MIGRT_FAULT_COUNT; i++) {
        int length = snprintf(line, sizeof line, "%s %llu\n", names[i],
                              (unsigned long long)calls[i]);
        if (write(fd, line, (size_t)length) < length)
            break;
    }
    if (fd >= 0)
        close(fd);
    errno = saved;
}
