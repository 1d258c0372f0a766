/* libc_calls.h: the calls that save and load open files, with fault points. */
#ifndef MIGRT_LIBC_CALLS_H
#define MIGRT_LIBC_CALLS_H

#include "libc_names.h"
#include "prim/prim_fault.h"

#include <sys/stat.h>

MIGRT_CALL(int, open, (const char *path, int flags), (path, flags))
MIGRT_CALL(int, close, (int fd), (fd))
MIGRT_CALL_STAT(fstat, int)
MIGRT_CALL(off_t, lseek, (int fd, off_t offset, int whence),
           (fd, offset, whence))
MIGRT_CALL(int, dup, (int fd), (fd))
MIGRT_CALL(int, dup2, (int from, int to), (from, to))
MIGRT_CALL(int, dup3, (int from, int to, int flags), (from, to, flags))
MIGRT_CALL(int, pipe, (int ends[2]), (ends))
MIGRT_CALL(int, chdir, (const char *path), (path))
MIGRT_CALL(int, fflush, (FILE * file), (file))
MIGRT_CALL(off_t, ftello, (FILE * file), (file))
MIGRT_CALL(int, fseeko, (FILE * file, off_t offset, int whence),
           (file, offset, whence))

static inline FILE *call_fdopen(int fd, const char *mode)
{
    FILE *file = migrt_fault(MIGRT_FAULT_fdopen) ? NULL : fdopen(fd, mode);
    migrt_fault_after(0);
    return file;
}

#endif
