/* libc_open.h: what the program has open. Lists in the runtime's own memory;
 * an image carries them as text (libc_save.c, libc_load.c are its mirror). */
#ifndef MIGRT_LIBC_OPEN_H
#define MIGRT_LIBC_OPEN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum migrt_open_kind {
    MIGRT_OPEN_FILE,   /* has a path: can be opened again */
    MIGRT_OPEN_STREAM, /* a stream on a descriptor: see that */
    MIGRT_OPEN_OTHER   /* cannot be opened again: `what` says what it is */
};

/* An open descriptor the program got from open, dup, pipe, ... */
typedef struct migrt_descriptor {
    struct migrt_descriptor *next;
    int fd;
    enum migrt_open_kind kind;
    const char *what;    /* "socket", "pipe" */
    char *path;          /* absolute */
    char *given;         /* as the program gave it */
    int flags;           /* open(2)'s */
    int64_t before_fork; /* offset noted then */
    uint32_t group; /* those made from one another by dup share an offset */
} migrt_descriptor;

/* An open stream. stdin, stdout and stderr are always listed, by 0, 1, 2. */
typedef struct migrt_stream {
    struct migrt_stream *next;
    FILE *file;
    uint32_t id;
    enum migrt_open_kind kind;
    const char *what; /* "popen", "fmemopen" */
    char mode[8];     /* for fdopen */
    int buffering;    /* _IOFBF, _IOLBF, _IONBF; -1: as the library chose */
    size_t buffer_size;
    int64_t before_fork; /* position noted then */
} migrt_stream;

extern migrt_descriptor *migrt_descriptors;
extern migrt_stream *migrt_streams;
extern char *migrt_directory; /* NULL: the program never called chdir */

/* ---- libc_fd.c ----------------------------------------------------------------- */

migrt_descriptor *migrt_descriptor_of(int fd); /* NULL: not the program's */
/* Lists `fd`, replacing what was listed under its number. Without memory the
 * descriptor stays unlisted, and a capture is refused because of it. */
migrt_descriptor *migrt_descriptor_add(int fd, enum migrt_open_kind kind,
                                       const char *what, const char *path,
                                       int flags);
void migrt_descriptor_remove(int fd);
/* `copy` is now the same open file as `fd`. */
void migrt_descriptor_copy(int fd, int copy);
/* The path made absolute, in the runtime's memory. */
char *migrt_absolute(const char *path);
/* Was open when the program began. */
bool migrt_inherited(int fd);

/* ---- libc_stream.c --------------------------------------------------------------- */

migrt_stream *migrt_stream_of(const FILE *file); /* NULL: not known */
migrt_stream *migrt_stream_add(FILE *file, enum migrt_open_kind kind,
                               const char *what, const char *mode);
void migrt_stream_number(migrt_stream *stream, uint32_t id);
/* fopen's mode as flags of open(2); -1: not one. */
int migrt_mode_flags(const char *mode);

/* ---- libc_unread.c: bytes a stream has read ahead ---------------------------------- */

#define MIGRT_UNREAD_MOST 65536 /* what a pipe takes without a reader */

/* A copy in the runtime's memory, the caller's to free. */
char *migrt_unread(FILE *file, size_t *count);
/* The next of them where they lie; none: *count is 0. */
const char *migrt_peek(FILE *file, size_t *count);
void migrt_skip(FILE *file, size_t count); /* pre: no more than that */
/* Puts them into a stream that has read nothing yet. */
bool migrt_unread_put(FILE *file, const char *bytes, size_t count);
void migrt_stream_set_error(FILE *file);

#ifdef __GLIBC__
static inline bool migrt_has_unread(FILE *file)
{
    return file->_IO_read_ptr < file->_IO_read_end;
}
#else
bool migrt_has_unread(FILE *file);
#endif

#endif
