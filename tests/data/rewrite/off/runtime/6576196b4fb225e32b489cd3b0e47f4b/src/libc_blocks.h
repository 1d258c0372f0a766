/* libc_blocks.h: library calls that may wait. While one waits and a capture is
 * asked for, it saves a frame record and returns, as emitted code does; the
 * resume function calls it again with the arguments recorded. A capture never
 * begins once a byte of input has been taken. */
#ifndef MIGRT_LIBC_BLOCKS_H
#define MIGRT_LIBC_BLOCKS_H

#include "../include/migrt_abi.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* One record for all: what a call uses of it is its own affair. */
typedef struct migrt_wait_record {
    unsigned migrt_site;
    int number;
    int option;
    void *first, *second, *third, *fourth;
    size_t size, count;
    uint64_t nanoseconds; /* still to wait; MIGRT_FOREVER */
} migrt_wait_record;

#define MIGRT_FOREVER UINT64_MAX

/* The functions that have records; fgetc and the like share getc's. */
#define MIGRT_BLOCKING(X)                                                      \
    X(sleep)                                                                   \
    X(usleep)                                                                  \
    X(nanosleep)                                                               \
    X(clock_nanosleep)                                                         \
    X(pause)                                                                   \
    X(poll)                                                                    \
    X(select)                                                                  \
    X(read)                                                                    \
    X(getc)                                                                    \
    X(fgets)                                                                   \
    X(fread)                                                                   \
    X(getdelim)                                                                \
    X(exit)

#define MIGRT_BLOCK_NUMBER(name) MIGRT_BLOCK_##name,
enum { MIGRT_BLOCKING(MIGRT_BLOCK_NUMBER) MIGRT_BLOCKING_FUNCTIONS };
#undef MIGRT_BLOCK_NUMBER

#define MIGRT_BLOCK_DECLARE(name) extern migrt_function migrt_block_##name;
MIGRT_BLOCKING(MIGRT_BLOCK_DECLARE)
#undef MIGRT_BLOCK_DECLARE

extern migrt_function *const migrt_blocking_functions[MIGRT_BLOCKING_FUNCTIONS];
extern const migrt_type migrt_libc_types[]; /* libc_unit.c */
#define MIGRT_WAIT_TYPE 0 /* the number there of migrt_wait_record */
extern const migrt_site migrt_wait_site;

/* Defines the descriptor of a blocking function. */
#define MIGRT_BLOCK_DEFINE(function, resume_function)                          \
    migrt_function migrt_block_##function = {                                  \
        .name = #function,                                                     \
        .record = &migrt_libc_types[MIGRT_WAIT_TYPE],                          \
        .resume = (void (*)(void))resume_function,                             \
        .sites = &migrt_wait_site,                                             \
        .sites_count = 1}

/* The record of a call that leaves; fields not set stay zero. */
static inline migrt_wait_record *
migrt_block_save(const migrt_function *function)
{
    return (migrt_wait_record *)migrt_frame_save(function, 1);
}

/* The record of the call to issue again. */
static inline migrt_wait_record migrt_block_load(const migrt_function *function)
{
    migrt_wait_record *record = (migrt_wait_record *)migrt_frame_load(function);
    migrt_wait_record copy = *record;
    migrt_frame_done(record);
    return copy;
}

enum migrt_outcome {
    MIGRT_READY, /* or failed in a way the call itself will report */
    MIGRT_TIMED_OUT,
    MIGRT_INTERRUPTED, /* by a handler of the program's */
    MIGRT_CAPTURED,    /* migrt_unwinding is set: save a record and return */
    MIGRT_AGAIN        /* libc_wait.c's own: none of these, wait on */
};

/* Waits until one of the descriptors is ready (fds[].revents is filled, *ready
 * counts) or `deadline` on the monotonic clock. `restarts`: a handler installed
 * with SA_RESTART does not end the wait. */
enum migrt_outcome migrt_await(struct pollfd *fds, nfds_t count, int *ready,
                               uint64_t deadline, bool restarts);

uint64_t migrt_deadline(uint64_t nanoseconds);
uint64_t migrt_left(uint64_t deadline); /* MIGRT_FOREVER stays that */

/* Waits for input where read() would wait for it. Never MIGRT_TIMED_OUT. */
enum migrt_outcome migrt_await_input(int fd);

/* Handlers of the program's that ran so far: all, and those installed without
 * SA_RESTART (libc_signal.c). */
extern volatile unsigned migrt_handlers_run, migrt_handlers_interrupting;

#endif
