/* The names of limits have a type of their own in glibc's C, for whoever asks
 * for all it has. */
#ifndef MIGRT_PRIM_LIMIT_H
#define MIGRT_PRIM_LIMIT_H

#include <sys/resource.h>

#ifdef __GLIBC__
typedef __rlimit_resource_t migrt_limit_name;
#else
typedef int migrt_limit_name;
#endif

#endif
