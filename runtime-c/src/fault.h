/* fault.h: MIGRT_FAULT, which makes calls to the system fail on purpose, so that
 * what follows can be tried (docs/faults.md). */
#ifndef MIGRT_FAULT_H
#define MIGRT_FAULT_H

#include "error.h"

#include <stdbool.h>

/* Reads the variable's value (NULL: not set) and arms the points it names; they
 * count from here on:
 *
 *     POINT:CALL:WHAT[,...]   CALL: the 3rd is 3, the 3rd and all later ones 3+
 *                             WHAT: an errno's name, short, kill,
 *                             kill-after or stop
 *     count:FILE              how often each point is passed */
bool migrt_fault_read(const char *text, migrt_error *error);

#endif
