/* stats.h: the counters behind MIGRT_STATS. */
#ifndef MIGRT_STATS_H
#define MIGRT_STATS_H

#include <stdint.h>

typedef struct migrt_stats {
    uint64_t polls;
    uint64_t captures;
    uint64_t captures_refused;
    uint64_t capture_ns; /* of the last one, unwinding included */
    uint64_t write_ns;   /* the part of it that writes the image */
    uint64_t restore_ns;
    uint64_t convert_ns; /* the part of it that converts */
    uint64_t image_bytes;
    uint64_t max_poll_gap_ns;
    uint64_t blocks;  /* heap blocks in the image */
    uint64_t objects; /* globals and the like */
    uint64_t frames;
    uint64_t pointers; /* translated by the restore */
    uint64_t dangling; /* of them, to nothing */
    uint64_t rounded;  /* floating values that lost precision */
} migrt_stats;

extern migrt_stats migrt_counters;

/* Writes them as JSON to MIGRT_STATS, if that is set. */
void migrt_stats_write(void);

/* For MIGRT_STATS_GAPS: notes the time since the last poll. */
void migrt_stats_gap(void);

#endif
