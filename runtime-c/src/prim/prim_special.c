/* prim_special.c: devices and pipes as places for an image (they cannot be
 * replaced by renaming a temporary file onto them), and shared memory. */
#define _GNU_SOURCE       /* O_CLOEXEC, MAP_ANONYMOUS under -std=c99 */
#define _FILE_OFFSET_BITS 64
#include "prim.h"
#include "prim_fault.h"
#include "prim_open.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

MIGRT_CALL_STAT(stat, const char *)

static int failed(int saved)
{
    int error = errno;
    errno = saved;
    return error;
}

int migrt_prim_open_special(const char *path, int *fd, bool *special)
{
    struct stat status;
    int saved = errno;
    *special = false;
    if (call_stat(path, &status) != 0) {
        int error = failed(saved);
        return error == ENOENT ? 0 : error;
    }
    if (S_ISREG(status.st_mode))
        return 0;
    *special = true;
    return migrt_prim_open_as(path, O_WRONLY, 0, fd);
}

void *migrt_prim_shared(size_t bytes)
{
    int saved = errno;
    void *memory = migrt_fault(MIGRT_FAULT_mmap)
                       ? MAP_FAILED
                       : mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    migrt_fault_after(0);
    errno = saved;
    return memory == MAP_FAILED ? NULL : memory;
}
