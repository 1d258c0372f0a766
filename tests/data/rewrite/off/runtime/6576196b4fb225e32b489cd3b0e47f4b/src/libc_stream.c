/* libc_stream.c: streams the program opens. */
#include "libc_names.h"

#include "heap.h"
#include "libc_open.h"
#include "libc_state.h"

#include <errno.h>

migrt_stream *migrt_streams;
static uint32_t next_id = 3;
static migrt_stream standard[3];

static void list_standard(void)
{
    FILE *files[3];
    if (standard[0].file)
        return;
    files[0] = stdin;
    files[1] = stdout;
    files[2] = stderr;
    for (uint32_t i = 0; i < 3; i++) {
        standard[i].file = files[i];
        standard[i].id = i;
        standard[i].kind = MIGRT_OPEN_STREAM;
        standard[i].buffering = -1;
        standard[i].before_fork = -1;
        memcpy(standard[i].mode, i ? "w" : "r", 2);
        standard[i].next = i < 2 ? &standard[i + 1] : migrt_streams;
    }
    migrt_streams = &standard[0];
}

migrt_stream *migrt_stream_of(const FILE *file)
{
    list_standard();
    migrt_stream *stream = migrt_streams;
    while (stream && stream->file != file)
        stream = stream->next;
    return stream;
}

int migrt_mode_flags(const char *mode)
{
    int flags = *mode == 'r'   ? 0
                : *mode == 'w' ? O_CREAT | O_TRUNC
                : *mode == 'a' ? O_CREAT | O_APPEND
                               : -1;
    if (flags < 0)
        return -1;
    flags |= strchr(mode, '+') ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
    for (const char *c = mode; *c && *c != ','; c++)
        flags |= *c == 'e' ? O_CLOEXEC : *c == 'x' ? O_EXCL : 0;
    return flags;
}

/* "rb+" -> "r+": what fdopen must be told to make such a stream again. */
static void set_mode(migrt_stream *stream, const char *mode)
{
    stream->mode[0] = *mode;
    stream->mode[1] = strchr(mode, '+') ? '+' : 0;
    stream->mode[2] = 0;
}

migrt_stream *migrt_stream_add(FILE *file, enum migrt_open_kind kind,
                               const char *what, const char *mode)
{
    list_standard();
    migrt_stream *stream = file ? migrt_internal_alloc(sizeof *stream) : NULL;
    if (!stream)
        return NULL;
    stream->file = file;
    stream->kind = kind;
    stream->what = what;
    stream->buffering = -1;
    stream->before_fork = -1;
    set_mode(stream, mode);
    migrt_guard();
    stream->id = next_id++;
    stream->next = migrt_streams;
    migrt_streams = stream;
    migrt_unguard();
    return stream;
}

void migrt_stream_number(migrt_stream *stream, uint32_t id)
{
    stream->id = id;
    if (next_id <= id)
        next_id = id + 1;
}

static void unlist(FILE *file)
{
    migrt_guard();
    list_standard();
    migrt_stream **link = &migrt_streams;
    while (*link && (*link)->file != file)
        link = &(*link)->next;
    migrt_stream *gone = *link;
    if (gone) {
        *link = gone->next;
        if (gone->id > 2)
            migrt_internal_free(gone);
    }
    migrt_unguard();
}

/* ---- for pointers in an image ---------------------------------------------------------- */

bool migrt_file_id(const void *file, uint32_t *id)
{
    const migrt_stream *stream = migrt_stream_of(file);
    if (stream)
        *id = stream->id;
    return stream != NULL;
}

void *migrt_file_of(uint32_t id)
{
    list_standard();
    const migrt_stream *stream = migrt_streams;
    while (stream && stream->id != id)
        stream = stream->next;
    return stream ? stream->file : NULL;
}

/* ---- what the program calls -------------------------------------------------------------- */

static FILE *opened(FILE *file, const char *path, const char *mode)
{
    int saved = errno;
    if (file) {
        migrt_stream_add(file, MIGRT_OPEN_STREAM, NULL, mode);
        migrt_descriptor_add(fileno(file), MIGRT_OPEN_FILE, NULL, path,
                             migrt_mode_flags(mode));
    }
    errno = saved;
    return file;
}

FILE *migrt_fopen(const char *path, const char *mode)
{
    return opened(fopen(path, mode), path, mode);
}

FILE *migrt_fopen64(const char *path, const char *mode)
{
    return migrt_fopen(path, mode);
}

FILE *migrt_fdopen(int fd, const char *mode)
{
    FILE *file = fdopen(fd, mode);
    migrt_stream_add(file, MIGRT_OPEN_STREAM, NULL, mode);
    return file;
}

FILE *migrt_freopen(const char *path, const char *mode, FILE *file)
{
    migrt_stream *stream = migrt_stream_of(file);
    migrt_descriptor_remove(fileno(file));
    FILE *result = freopen(path, mode, file);
    if (!result) {
        unlist(file);
        return NULL;
    }
    int saved = errno;
    if (stream)
        set_mode(stream, mode);
    else
        migrt_stream_add(result, MIGRT_OPEN_STREAM, NULL, mode);
    if (path)
        migrt_descriptor_add(fileno(result), MIGRT_OPEN_FILE, NULL, path,
                             migrt_mode_flags(mode));
    errno = saved;
    return result;
}

FILE *migrt_freopen64(const char *path, const char *mode, FILE *file)
{
    return migrt_freopen(path, mode, file);
}

int migrt_fclose(FILE *file)
{
    migrt_descriptor_remove(fileno(file)); /* -1, of a stream without: none */
    unlist(file);
    return fclose(file);
}

static FILE *special(FILE *file, const char *what, const char *mode)
{
    int saved = errno;
    if (file) {
        migrt_stream_add(file, MIGRT_OPEN_OTHER, what, mode);
        migrt_descriptor_add(fileno(file), MIGRT_OPEN_OTHER, what, NULL, 0);
    }
    errno = saved;
    return file;
}

FILE *migrt_tmpfile(void)
{
    return special(tmpfile(), "temporary file without a name", "w+");
}

FILE *migrt_tmpfile64(void)
{
    return migrt_tmpfile();
}

FILE *migrt_fmemopen(void *buffer, size_t size, const char *mode)
{
    return special(fmemopen(buffer, size, mode), "stream in memory", mode);
}

FILE *migrt_popen(const char *command, const char *mode)
{
    return special(popen(command, mode), "pipe to a command", mode);
}

int migrt_pclose(FILE *file)
{
    migrt_descriptor_remove(fileno(file));
    unlist(file);
    return pclose(file);
}

/* ---- buffering ------------------------------------------------------------------------------ */

static void buffered(FILE *file, int how, size_t size)
{
    migrt_stream *stream = migrt_stream_of(file);
    if (stream) {
        stream->buffering = how;
        stream->buffer_size = size;
    }
}

int migrt_setvbuf(FILE *file, char *buffer, int how, size_t size)
{
    int result = setvbuf(file, buffer, how, size);
    if (result == 0)
        buffered(file, how, size);
    return result;
}

void migrt_setbuf(FILE *file, char *buffer)
{
    setbuf(file, buffer);
    buffered(file, buffer ? _IOFBF : _IONBF, BUFSIZ);
}

void migrt_setbuffer(FILE *file, char *buffer, size_t size)
{
    setvbuf(file, buffer, buffer ? _IOFBF : _IONBF, size);
    buffered(file, buffer ? _IOFBF : _IONBF, size);
}

void migrt_setlinebuf(FILE *file)
{
    setvbuf(file, NULL, _IOLBF, 0);
    buffered(file, _IOLBF, 0);
}
