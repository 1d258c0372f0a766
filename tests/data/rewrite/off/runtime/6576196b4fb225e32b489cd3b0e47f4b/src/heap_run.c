/* heap_run.c: the free runs of chunks, in lists by the logarithm of their
 * length. A run in a list longer than needed always fits. */
#include "heap_impl.h"

static unsigned list_of(size_t chunks)
{
    unsigned list = 0;
    while (chunks >>= 1)
        list++;
    return list < 31 ? list : 31;
}

void migrt_runs_add(migrt_span *run)
{
    migrt_span **head = &migrt_heap.runs[list_of(run->bytes >> CHUNK_SHIFT)];
    run->state = SPAN_RUN;
    run->previous = NULL;
    run->next = *head;
    if (*head)
        (*head)->previous = run;
    *head = run;
    if (run->dirty)
        migrt_heap.dirty_bytes += run->bytes;
}

void migrt_runs_remove(migrt_span *run)
{
    if (run->previous)
        run->previous->next = run->next;
    else
        migrt_heap.runs[list_of(run->bytes >> CHUNK_SHIFT)] = run->next;
    if (run->next)
        run->next->previous = run->previous;
    run->next = run->previous = NULL;
    if (run->dirty)
        migrt_heap.dirty_bytes -= run->bytes;
}

migrt_span *migrt_runs_find(size_t chunks)
{
    unsigned list = list_of(chunks);
    migrt_span *run = migrt_heap.runs[list];
    while (run && (run->bytes >> CHUNK_SHIFT) < chunks)
        run = run->next;
    while (!run && ++list < 32)
        run = migrt_heap.runs[list];
    return run;
}
