/* prim_memory.c: address space and pages. */
#define _GNU_SOURCE       /* MAP_ANONYMOUS, MAP_NORESERVE */
#define _FILE_OFFSET_BITS 64
#include "prim.h"
#include "prim_fault.h"
#include "prim_limit.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

MIGRT_CALL(int, munmap, (void *start, size_t bytes), (start, bytes))
MIGRT_CALL(int, mprotect, (void *start, size_t bytes, int protection),
           (start, bytes, protection))
MIGRT_CALL(int, getrlimit, (migrt_limit_name resource, struct rlimit *limit),
           (resource, limit))
MIGRT_CALL(int, setrlimit,
           (migrt_limit_name resource, const struct rlimit *limit),
           (resource, limit))

static void *call_mmap(void *at, size_t bytes, int protection, int flags,
                       int fd, off_t offset)
{
    void *got = MAP_FAILED;
    if (!migrt_fault(MIGRT_FAULT_mmap))
        got = mmap(at, bytes, protection, flags, fd, offset);
    migrt_fault_after(0);
    return got;
}

size_t migrt_prim_page_size(void)
{
    static size_t size;
    if (!size)
        size = (size_t)sysconf(_SC_PAGESIZE);
    return size;
}

/* `at` is passed as a hint: unlike MAP_FIXED a hint never replaces a mapping,
 * and unlike MAP_FIXED_NOREPLACE every kernel and emulator knows it. */
static void *map(void *at, size_t bytes, int protection, int flags)
{
    int saved = errno;
    void *got = call_mmap(at, bytes, protection,
                          MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (got != MAP_FAILED && at && got != at) {
        call_munmap(got, bytes);
        got = MAP_FAILED;
    }
    errno = saved;
    return got == MAP_FAILED ? NULL : got;
}

void *migrt_prim_reserve(void *at, size_t bytes)
{
    return map(at, bytes, PROT_NONE, MAP_NORESERVE);
}

void *migrt_prim_map(void *at, size_t bytes)
{
    return map(at, bytes, PROT_READ | PROT_WRITE, 0);
}

static int result(int returned, int saved)
{
    int error = returned ? errno : 0;
    errno = saved;
    return error;
}

int migrt_prim_commit(void *start, size_t bytes)
{
    int saved = errno;
    return result(call_mprotect(start, bytes, PROT_READ | PROT_WRITE), saved);
}

/* Linux zeroes private anonymous pages on MADV_DONTNEED; an emulator may ignore
 * the advice, and a file mapping shows the file again: map anew instead. */
int migrt_prim_discard(void *start, size_t bytes)
{
    int saved = errno;
    void *got = call_mmap(
        start, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    return result(got == MAP_FAILED ? -1 : 0, saved);
}

int migrt_prim_unmap(void *start, size_t bytes)
{
    int saved = errno;
    return result(call_munmap(start, bytes), saved);
}

int migrt_prim_map_file(void *start, size_t bytes, int fd, uint64_t offset)
{
    int saved = errno;
    if (bytes == 0)
        return 0;
    if (sizeof(off_t) < 8 && offset > INT32_MAX)
        return EOVERFLOW;
    void *got = call_mmap(start, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_FIXED, fd, (off_t)offset);
    return result(got == MAP_FAILED ? -1 : 0, saved);
}

/* Linux keeps at least this much address space below the stack, however small
 * its limit was when the program began (mmap_base, arch/x86/mm/mmap.c). */
enum { STACK_GAP = 100 * 1024 * 1024 };

static void raise_stack(struct rlimit *limit, size_t wanted)
{
    rlim_t most = wanted < STACK_GAP ? wanted : STACK_GAP;
    if (limit->rlim_max != RLIM_INFINITY && most > limit->rlim_max)
        most = limit->rlim_max;
    if (most <= limit->rlim_cur)
        return;
    limit->rlim_cur = most;
    call_setrlimit(RLIMIT_STACK, limit);
    call_getrlimit(RLIMIT_STACK, limit); /* emulators do not always do it */
}

uintptr_t migrt_prim_stack_floor(size_t wanted, size_t margin)
{
    struct rlimit limit;
    uintptr_t here = (uintptr_t)&limit;
    uint64_t room;
    if (call_getrlimit(RLIMIT_STACK, &limit) != 0 ||
        limit.rlim_cur == RLIM_INFINITY)
        return 0;
    raise_stack(&limit, wanted);
    room = limit.rlim_cur;
    if (margin > room / 4)
        margin = (size_t)(room / 4);
    return room - margin < here ? here - (uintptr_t)(room - margin) : 0;
}
