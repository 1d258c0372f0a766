/* error.h: the first error wins, and messages to the person at the terminal.
 *
 * A function that can fail takes a `migrt_error *` and calls migrt_fail once it
 * knows what, why and what to do. Later failures are consequences of the first
 * and are dropped. */
#ifndef MIGRT_ERROR_H
#define MIGRT_ERROR_H

#include <stdbool.h>

#if defined(__GNUC__) || defined(__clang__)
#define MIGRT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define MIGRT_PRINTF(f, a)
#endif

typedef struct migrt_error {
    bool set;
    char text[4000];
} migrt_error;

/* Always false, so that a checker can `return migrt_fail(...)`. */
bool migrt_fail(migrt_error *error, const char *format, ...) MIGRT_PRINTF(2, 3);

enum migrt_level {
    MIGRT_SILENT,
    MIGRT_ERROR,
    MIGRT_WARN,
    MIGRT_INFO,
    MIGRT_DEBUG
};

/* To stderr if MIGRT_LOG asks for this level. */
void migrt_log(enum migrt_level level, const char *format, ...)
    MIGRT_PRINTF(2, 3);

/* To stderr, always: refusals. */
void migrt_say(const char *format, ...) MIGRT_PRINTF(1, 2);

/* Level of MIGRT_LOG, set once by the reader of the environment. */
extern int migrt_log_level;

#endif
