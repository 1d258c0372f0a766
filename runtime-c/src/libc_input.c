/* libc_input.c: input that may have to be waited for. Once the first byte is
 * there the call is the library's own: should it wait for more, a capture
 * waits, too. */
#include "libc_names.h"

#include "heap.h"
#include "libc_blocks.h"
#include "libc_open.h"
#include "libc_state.h"
#include "prim/prim_initialised.h"

#include <errno.h>
#include <stdio_ext.h>

/* ---- read ------------------------------------------------------------------------ */

ssize_t migrt_read(int number, void *to, size_t size)
{
    enum migrt_outcome outcome = size ? migrt_await_input(number) : MIGRT_READY;
    if (outcome == MIGRT_CAPTURED) {
        migrt_wait_record *record = migrt_block_save(&migrt_block_read);
        record->number = number;
        record->first = to;
        record->size = size;
        return 0;
    }
    if (outcome == MIGRT_INTERRUPTED) {
        errno = EINTR;
        return -1;
    }
    return read(number, to, size);
}

static ssize_t resume_read(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_read);
    return migrt_read(r.number, r.first, r.size);
}

MIGRT_BLOCK_DEFINE(read, resume_read);

/* ---- streams ------------------------------------------------------------------------ */

/* glibc writes out a line-buffered stdout before it waits for a terminal: the
 * prompt. We wait first, so we do it. */
static void show_prompt(FILE *file, int fd)
{
#ifdef __GLIBC__
    const migrt_stream *stream = migrt_stream_of(file);
    bool unbuffered =
        stream && (stream->buffering == _IOLBF || stream->buffering == _IONBF);
    if (__flbf(stdout) && (unbuffered || isatty(fd)))
        fflush(stdout);
#else
    (void)file;
    (void)fd;
#endif
}

/* True when the call must leave for a capture. */
static bool wait_leaves(FILE *file)
{
    int fd = fileno(file), saved = errno;
    if (fd < 0 || feof(file)) /* a stream in memory never waits */
        return false;
    show_prompt(file, fd);
    enum migrt_outcome outcome = migrt_await_input(fd);
    errno = saved;
    return outcome == MIGRT_CAPTURED;
}

static inline bool leaves(FILE *file)
{
    return MIGRT_UNLIKELY(!migrt_has_unread(file)) && wait_leaves(file);
}

int migrt_getc(FILE *file)
{
    if (MIGRT_UNLIKELY(leaves(file))) {
        migrt_block_save(&migrt_block_getc)->first = file;
        return EOF;
    }
    int c = migrt_threads_started ? getc(file) : getc_unlocked(file);
    /* a macro of glibc reads it from a buffer that the library has filled */
    MIGRT_INITIALISED(&c, sizeof c);
    return c;
}

int migrt_fgetc(FILE *file)
{
    return migrt_getc(file);
}

int migrt_getchar(void)
{
    return migrt_getc(stdin);
}

static int resume_getc(void)
{
    return migrt_getc(migrt_block_load(&migrt_block_getc).first);
}

MIGRT_BLOCK_DEFINE(getc, resume_getc);

char *migrt_fgets(char *to, int size, FILE *file)
{
    if (leaves(file)) {
        migrt_wait_record *record = migrt_block_save(&migrt_block_fgets);
        record->first = to;
        record->number = size;
        record->second = file;
        return NULL;
    }
    return fgets(to, size, file);
}

static char *resume_fgets(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_fgets);
    return migrt_fgets(r.first, r.number, r.second);
}

MIGRT_BLOCK_DEFINE(fgets, resume_fgets);

size_t migrt_fread(void *to, size_t size, size_t count, FILE *file)
{
    if (size && count && leaves(file)) {
        migrt_wait_record *record = migrt_block_save(&migrt_block_fread);
        record->first = to;
        record->size = size;
        record->count = count;
        record->second = file;
        return 0;
    }
    return fread(to, size, count, file);
}

static size_t resume_fread(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_fread);
    return migrt_fread(r.first, r.size, r.count, r.second);
}

MIGRT_BLOCK_DEFINE(fread, resume_fread);

/* ---- getline ---------------------------------------------------------------------------- */

/* Room for `length` bytes and a zero in the program's buffer. */
static bool line_room(char **line, size_t *room, size_t length)
{
    if (*line && *room > length)
        return true;
    size_t wanted = *line ? *room * 2 : 120;
    if (wanted <= length)
        wanted = length + 1;
    char *bigger =
        migrt_realloc_at(*line, wanted, &migrt_libc_sites[MIGRT_SITE_CHARS]);
    if (!bigger)
        return false;
    *line = bigger;
    *room = wanted;
    return true;
}

/* What the stream's buffer holds of the line goes over in one piece; *done once
 * the delimiter was among it. */
static bool line_append(char **line, size_t *room, size_t *length,
                        int delimiter, FILE *file, bool *done)
{
    size_t count;
    const char *ahead = migrt_peek(file, &count);
    const char *stop = count ? memchr(ahead, delimiter, count) : NULL;
    *done = stop != NULL;
    if (stop)
        count = (size_t)(stop - ahead) + 1;
    if (!line_room(line, room, *length + count))
        return false;
    if (count)
        memcpy(*line + *length, ahead, count);
    migrt_skip(file, count);
    *length += count;
    return true;
}

static ssize_t line_read(char **line, size_t *room, int delimiter, FILE *file)
{
    size_t length = 0;
    bool done = false;
    while (!done) {
        if (!line_append(line, room, &length, delimiter, file, &done))
            return -1;
        if (done)
            break;
        int c = getc(file); /* fills the buffer */
        if (c == EOF)
            break;
        if (!line_room(line, room, length + 1))
            return -1;
        (*line)[length++] = (char)c;
        done = c == delimiter;
    }
    if (length == 0)
        return -1;
    (*line)[length] = 0;
    return (ssize_t)length;
}

ssize_t migrt_getdelim(char **line, size_t *room, int delimiter, FILE *file)
{
    if (!line || !room) {
        errno = EINVAL;
        return -1;
    }
    if (leaves(file)) {
        migrt_wait_record *record = migrt_block_save(&migrt_block_getdelim);
        record->first = line;
        record->second = room;
        record->third = file;
        record->number = delimiter;
        return -1;
    }
    flockfile(file);
    ssize_t length = line_read(line, room, delimiter, file);
    funlockfile(file);
    return length;
}

ssize_t migrt_getline(char **line, size_t *room, FILE *file)
{
    return migrt_getdelim(line, room, '\n', file);
}

static ssize_t resume_getdelim(void)
{
    migrt_wait_record r = migrt_block_load(&migrt_block_getdelim);
    return migrt_getdelim(r.first, r.second, r.number, r.third);
}

MIGRT_BLOCK_DEFINE(getdelim, resume_getdelim);
