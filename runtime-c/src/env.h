/* env.h: the environment contract: what MIGRT_* variables ask for. */
#ifndef MIGRT_ENV_H
#define MIGRT_ENV_H

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

enum migrt_when { MIGRT_NEVER, MIGRT_AT_POLL, MIGRT_AT_TIME, MIGRT_EVERY };
enum migrt_after {
    MIGRT_AFTER_DEFAULT,
    MIGRT_AFTER_EXIT,
    MIGRT_AFTER_CONTINUE
};

typedef struct migrt_config {
    const char *image;   /* MIGRT_IMAGE; NULL: ./PROG.PID.mig */
    const char *restore; /* MIGRT_RESTORE; NULL: start afresh */
    const char *key;     /* MIGRT_KEY, from the root; NULL: none */
    const char *stats;   /* MIGRT_STATS; NULL: none */
    bool gaps;           /* MIGRT_STATS_GAPS=1 */
    int signal;          /* MIGRT_SIGNAL; 0: none */
    enum migrt_when when;
    uint64_t polls;   /* poll:K */
    uint64_t time_ns; /* time: and every: */
    enum migrt_after after;
    int exit_code;
    unsigned keep; /* MIGRT_KEEP: images, the newest one included */
} migrt_config;

/* Reads the environment; a value that means nothing is an error that names
 * the variable and what may stand there. */
bool migrt_config_read(migrt_config *config, migrt_error *error);

#endif
