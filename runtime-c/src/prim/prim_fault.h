/* prim_fault.h: fault points: every contact with the system can be made to fail,
 * so that what follows a failure can be tried, call by call (docs/faults.md).
 *
 * Compiled in always: what is tried is then what is shipped, and anybody can try
 * it on their own program. Where MIGRT_FAULT is not set a point costs one branch
 * on a variable that nothing ever stores to, beside a system call. */
#ifndef MIGRT_PRIM_FAULT_H
#define MIGRT_PRIM_FAULT_H

#include "prim_initialised.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Named like the calls; "alloc" is the runtime's own memory, "say" a message on
 * standard error. */
#define MIGRT_FAULT_POINTS(X)                                                  \
    X(alloc) X(say)                                                            \
    X(open) X(fcntl) X(flock) X(stat) X(lstat) X(fstat) X(lseek)               \
    X(read) X(pread) X(write) X(pwrite) X(fsync) X(close)                      \
    X(rename) X(link) X(unlink) X(poll)                                        \
    X(mmap) X(mprotect) X(munmap) X(getrlimit) X(setrlimit)                    \
    X(fork) X(waitpid) X(waitid) X(sigaction)                                  \
    X(timer_create) X(timer_settime)                                           \
    X(dup) X(dup2) X(dup3) X(pipe) X(chdir)                                    \
    X(fdopen) X(fflush) X(ftello) X(fseeko)

enum migrt_fault_point {
#define MIGRT_FAULT_NAMED(name) MIGRT_FAULT_##name,
    MIGRT_FAULT_POINTS(MIGRT_FAULT_NAMED)
#undef MIGRT_FAULT_NAMED
        MIGRT_FAULT_COUNT
};

enum migrt_fault_kind {
    MIGRT_FAULT_ERROR,      /* fails with `error`, nothing done */
    MIGRT_FAULT_SHORT,      /* moves half of the bytes */
    MIGRT_FAULT_KILL,       /* SIGKILL instead of the call */
    MIGRT_FAULT_KILL_AFTER, /* SIGKILL after the call */
    MIGRT_FAULT_STOP        /* SIGSTOP after the call */
};

typedef struct migrt_fault_rule {
    enum migrt_fault_point point;
    enum migrt_fault_kind kind;
    uint64_t call; /* the first is 1 */
    bool onwards;  /* that call and all later ones */
    int error;
} migrt_fault_rule;

enum { MIGRT_FAULT_RULES = 8 };

/* From now on these rules hold, for this process and its children, which count
 * together; `report` (NULL: none) gets a line "POINT CALLS" for each point when
 * the process ends. Both must live as long as the process.
 * False: no memory to count in. */
bool migrt_fault_arm(const migrt_fault_rule *rules, size_t count,
                     const char *report);

/* Points count while the runtime works, not while the program runs. Returns how
 * it was before. */
bool migrt_fault_watch(bool on);

/* Writes the counts, if anybody asked for them. */
void migrt_fault_report(void);

/* ---- for those who make the calls ---------------------------------------------- */

extern bool migrt_faults_watched;

bool migrt_fault_hit(enum migrt_fault_point point);
size_t migrt_fault_shorter(size_t bytes);
void migrt_fault_end(void);

/* Before a call: true when it must fail; errno is set. */
static inline bool migrt_fault(enum migrt_fault_point point)
{
    return migrt_faults_watched && migrt_fault_hit(point);
}

/* How many bytes the call may move. */
static inline size_t migrt_fault_bytes(size_t bytes)
{
    return migrt_faults_watched ? migrt_fault_shorter(bytes) : bytes;
}

/* After a call; passes its result on. */
static inline int64_t migrt_fault_after(int64_t result)
{
    if (migrt_faults_watched)
        migrt_fault_end();
    return result;
}

/* call_NAME is NAME with its fault point. */
#define MIGRT_CALL(type, name, parameters, arguments)                          \
    static inline type call_##name parameters                                  \
    {                                                                          \
        if (migrt_fault(MIGRT_FAULT_##name))                                   \
            return (type) - 1;                                                 \
        return (type)migrt_fault_after(name arguments);                        \
    }

/* The same for calls that say something about a file. glibc has had them as
 * functions since 2.33, and the sanitizer of clang 14 does not know them. */
#define MIGRT_CALL_STAT(name, place_type)                                      \
    static inline int call_##name(place_type place, struct stat *about)        \
    {                                                                          \
        int failed = -1;                                                       \
        if (!migrt_fault(MIGRT_FAULT_##name))                                  \
            failed = (int)migrt_fault_after(name(place, about));               \
        if (!failed)                                                           \
            MIGRT_INITIALISED(about, sizeof *about);                           \
        return failed;                                                         \
    }

/* The same for calls that move `bytes`. */
#define MIGRT_CALL_BYTES(name, parameters, arguments)                          \
    static inline ssize_t call_##name parameters                               \
    {                                                                          \
        if (migrt_fault(MIGRT_FAULT_##name))                                   \
            return -1;                                                         \
        bytes = migrt_fault_bytes(bytes);                                      \
        return (ssize_t)migrt_fault_after(name arguments);                     \
    }

#endif
