/* image_write_sums.h: the checksums of a large heap, computed by a process of
 * its own while this one writes.
 *
 * The sum of a gigabyte takes about as long as a fast disk needs for a tenth of
 * it, and memory written past the page cache is not in any cache: summing it
 * first would be time added. */
#ifndef MIGRT_IMAGE_WRITE_SUMS_H
#define MIGRT_IMAGE_WRITE_SUMS_H

#include <stdint.h>

typedef struct migrt_sums migrt_sums;

/* Begins to sum every span of the heap that has raw bytes, in order; NULL when
 * that is not worth a process, or none is to be had. The heap must not change
 * before migrt_sums_end. */
migrt_sums *migrt_sums_begin(void);

/* Waits; the sums, one for each such span. Never fails: what the other process
 * did not finish is computed here. Valid until migrt_sums_free. */
const uint64_t *migrt_sums_end(migrt_sums *sums);
void migrt_sums_free(migrt_sums *sums);

#endif
