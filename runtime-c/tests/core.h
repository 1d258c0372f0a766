#ifndef MIGRT_CORE_H
#define MIGRT_CORE_H

#include "../include/migrt_abi.h"

extern const migrt_unit *core_unit;     /* registered last */
extern int core_polls;                  /* calls of migrt_poll */
extern int core_capture_at;             /* the one that begins a capture */
const migrt_function *core_saved(void); /* ends the unwinding */

#endif
