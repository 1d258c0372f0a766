/* libc_map.c: memory the program has from the system itself. What such a
 * mapping means elsewhere (a file, shared memory, devices, a heap of the
 * program's own) cannot be told, so a capture is refused while there is one. */
#include "libc_names.h"

#include "error.h"
#include "heap.h"
#include "libc.h"
#include "prim/prim.h"

#include <stdint.h>
#include <sys/mman.h>

typedef struct mapping {
    struct mapping *next;
    uintptr_t start, end;
    const char *call;
    const migrt_alloc *site; /* NULL: called through a pointer */
} mapping;

static mapping *mappings;

static void note(const void *at, size_t size, const char *call,
                 const migrt_alloc *site)
{
    mapping *m = migrt_internal_alloc(sizeof *m);
    if (m == NULL)
        return;
    m->start = (uintptr_t)at;
    m->end = m->start + size;
    m->call = call;
    m->site = site;
    m->next = mappings;
    mappings = m;
}

/* Of a mapping cut in its middle the lower part is remembered: that there is
 * one is all that matters. */
static void forget(uintptr_t start, uintptr_t end)
{
    mapping **at = &mappings;
    while (*at != NULL) {
        mapping *m = *at;
        if (m->start < start && m->end > start)
            m->end = start;
        else if (m->start >= start && m->start < end)
            m->start = m->end < end ? m->end : end;
        if (m->start < m->end) {
            at = &m->next;
            continue;
        }
        *at = m->next;
        migrt_internal_free(m);
    }
}

static void *noted_map(void *at, size_t size, int protection, int flags, int fd,
                       off_t offset, const migrt_alloc *site)
{
    void *got = mmap(at, size, protection, flags, fd, offset);
    if (got != MAP_FAILED) {
        migrt_prim_lock();
        forget((uintptr_t)got, (uintptr_t)got + size);
        note(got, size, "mmap", site);
        migrt_prim_unlock();
    }
    return got;
}

/* The offset has 64 bits whatever the program's off_t is. */
void *migrt_mmap_at(void *at, migrt_size size, int protection, int flags,
                    int fd, long long offset, const migrt_alloc *site)
{
    return noted_map(at, size, protection, flags, fd, (off_t)offset, site);
}

void *migrt_mmap64_at(void *at, migrt_size size, int protection, int flags,
                      int fd, long long offset, const migrt_alloc *site)
{
    return noted_map(at, size, protection, flags, fd, (off_t)offset, site);
}

int migrt_munmap(void *at, size_t size)
{
    int result = munmap(at, size);
    if (result == 0) {
        migrt_prim_lock();
        forget((uintptr_t)at, (uintptr_t)at + size);
        migrt_prim_unlock();
    }
    return result;
}

void *migrt_sbrk_at(intptr_t more, const migrt_alloc *site)
{
    void *got = sbrk(more);
    if (got != (void *)-1 && more > 0) {
        migrt_prim_lock();
        note(got, (size_t)more, "sbrk", site);
        migrt_prim_unlock();
    }
    return got;
}

bool migrt_nothing_mapped(migrt_error *error)
{
    const mapping *m = mappings;
    if (m == NULL)
        return true;
    return migrt_fail(error,
                      "%lu bytes that %s gave the program in %s, %s:%u, are "
                      "still in use, and what the system's memory holds cannot "
                      "be moved: release it before the capture, or take the "
                      "memory from malloc",
                      (unsigned long)(m->end - m->start), m->call,
                      m->site != NULL ? m->site->function : "a library",
                      m->site != NULL ? m->site->file : "?",
                      m->site != NULL ? m->site->line : 0);
}
