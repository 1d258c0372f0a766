/* check.h: for self-checking tests: CHECK counts, and a failure ends the test
 * with the place. */
#ifndef MIGRT_CHECK_H
#define MIGRT_CHECK_H

#include <stdio.h>
#include <stdlib.h>

static unsigned long checks_done;

#define CHECK(condition)                                                       \
    do {                                                                       \
        checks_done++;                                                         \
        if (!(condition)) {                                                    \
            fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__,         \
                    #condition);                                               \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

/* A test that reports no check has not run. */
#define CHECKS_DONE()                                                          \
    (printf("%s: %lu checks\n", __FILE__, checks_done), checks_done ? 0 : 1)

#endif
