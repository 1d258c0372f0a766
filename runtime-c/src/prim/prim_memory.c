/* prim_memory.c: address space and pages. */
#define _GNU_SOURCE       /* MAP_ANONYMOUS, MAP_NORESERVE */
#define _FILE_OFFSET_BITS 64
#include "prim.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

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
    void *got =
        mmap(at, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
    if (got != MAP_FAILED && at && got != at) {
        munmap(got, bytes);
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
    return result(mprotect(start, bytes, PROT_READ | PROT_WRITE), saved);
}

/* Linux zeroes private anonymous pages on MADV_DONTNEED; an emulator may ignore
 * the advice, and a file mapping shows the file again: map anew instead. */
int migrt_prim_discard(void *start, size_t bytes)
{
    int saved = errno;
    void *got =
        mmap(start, bytes, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
    return result(got == MAP_FAILED ? -1 : 0, saved);
}

int migrt_prim_unmap(void *start, size_t bytes)
{
    int saved = errno;
    return result(munmap(start, bytes), saved);
}

int migrt_prim_map_file(void *start, size_t bytes, int fd, uint64_t offset)
{
    int saved = errno;
    if (bytes == 0)
        return 0;
    if (sizeof(off_t) < 8 && offset > INT32_MAX)
        return EOVERFLOW;
    void *got = mmap(start, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_FIXED, fd, (off_t)offset);
    return result(got == MAP_FAILED ? -1 : 0, saved);
}
