/* What a context knows of codes, in a form that is the same on all machines. */
#ifndef CODES_H
#define CODES_H

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

/* The context whose codes travel; null: none. */
void codes_of(ZSTD_CCtx *context);

#endif
