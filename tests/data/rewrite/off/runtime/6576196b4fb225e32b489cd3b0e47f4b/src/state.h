/* state.h: what the runtime knows of the running program. One instance. */
#ifndef MIGRT_STATE_H
#define MIGRT_STATE_H

#include "../include/migrt_abi.h"
#include "env.h"

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

enum { MIGRT_EXIT_REFUSED = 86, MIGRT_EXIT_IMAGE_REFUSED = 87 };

/* Why a capture takes place. */
enum migrt_reason {
    MIGRT_BY_NONE,
    MIGRT_BY_POLL,
    MIGRT_BY_TIME,
    MIGRT_BY_EVERY,
    MIGRT_BY_SIGNAL,
    MIGRT_BY_API
};

typedef struct migrt_state {
    migrt_config config;
    migrt_unit *units; /* registered, newest first */
    unsigned units_count;
    int argc;
    char **argv;
    char **envp;             /* environ as it was when the program began */
    char **restored_environ; /* environment strings of the image, by number */

    /* the capture that is under way, from migrt_poll to migrt_main */
    enum migrt_reason reason;
    const char *path; /* of its image */
    bool child;       /* this process is the fork that writes it */
    uint64_t serial;  /* captures before it, hops included */
    int error_number; /* errno as the program left it */
} migrt_state;

extern migrt_state migrt_here;

const char *migrt_reason_name(enum migrt_reason reason);

/* The unit of that name, or NULL. */
const migrt_unit *migrt_unit_named(const char *name);

/* Of names and fingerprints of all units; the order does not matter. */
uint64_t migrt_program_fingerprint(void);

#endif
