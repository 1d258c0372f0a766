#include "image_write_sums.h"

#include "heap.h"
#include "prim/prim.h"
#include "wire.h"

#include <signal.h>
#include <stddef.h>

/* Less is summed in a few milliseconds. */
#ifdef MIGRT_TINY
#define LEAST 1u
#else
#define LEAST ((uint64_t)16 << 20)
#endif

/* Shared with the process that sums. */
struct migrt_sums {
    pid_t process;
    size_t room; /* bytes of this */
    uint64_t value[];
};

static size_t count_spans(uint64_t *bytes)
{
    const migrt_span *span = NULL;
    size_t count = 0;
    *bytes = 0;
    while ((span = migrt_heap_next_span(span)) != NULL) {
        size_t raw = migrt_heap_raw_bytes(span);
        *bytes += raw;
        count += raw > 0;
    }
    return count;
}

static void sum_all(uint64_t *value)
{
    const migrt_span *span = NULL;
    while ((span = migrt_heap_next_span(span)) != NULL) {
        size_t raw = migrt_heap_raw_bytes(span);
        if (raw > 0)
            *value++ = migrt_checksum_of(span->start, raw);
    }
}

static void ignore(int number)
{
    (void)number;
}

migrt_sums *migrt_sums_begin(void)
{
    migrt_sums *sums;
    uint64_t bytes;
    size_t count = count_spans(&bytes), room;
    pid_t process;
    if (bytes < LEAST || migrt_prim_processors() < 2)
        return NULL;
    room = sizeof *sums + count * sizeof sums->value[0];
    sums = migrt_prim_shared(room);
    if (sums == NULL)
        return NULL;
    /* Its end is no business of a handler of the program. */
    migrt_prim_catch(SIGCHLD, ignore, false);
    if (migrt_prim_fork(&process) != 0) {
        migrt_prim_unmap(sums, room);
        return NULL;
    }
    if (process == 0) {
        sum_all(sums->value);
        migrt_prim_exit(0);
    }
    sums->process = process;
    sums->room = room;
    return sums;
}

const uint64_t *migrt_sums_end(migrt_sums *sums)
{
    int status = 0;
    if (migrt_prim_wait(sums->process, &status) != 0 ||
        !migrt_prim_ended_well(status))
        sum_all(sums->value);
    return sums->value;
}

void migrt_sums_free(migrt_sums *sums)
{
    migrt_prim_unmap(sums, sums->room);
}
