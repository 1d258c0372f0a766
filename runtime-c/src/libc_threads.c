#include "libc.h"
int migrt_threads_started;
const char *migrt_threads_started_by;
