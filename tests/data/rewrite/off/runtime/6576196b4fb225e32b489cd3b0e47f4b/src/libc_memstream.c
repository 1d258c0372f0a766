/* libc_memstream.c: open_memstream with its buffer on the user's heap, since the
 * program frees that. While it is open a capture is refused. */
#include "libc_names.h"

#include "heap.h"
#include "libc_open.h"
#include "libc_state.h"

#include <errno.h>

struct memory {
    char **out; /* the program's variables */
    size_t *out_size;
    char *bytes;
    size_t size, room, position;
};

static bool reach(struct memory *m, size_t size)
{
    if (size < m->room)
        return true;
    size_t room = size + size / 2 + 64;
    char *bigger =
        migrt_realloc_at(m->bytes, room, &migrt_libc_sites[MIGRT_SITE_CHARS]);
    if (!bigger)
        return false;
    memset(bigger + m->room, 0, room - m->room);
    m->bytes = bigger;
    m->room = room;
    return true;
}

static void publish(const struct memory *m)
{
    *m->out = m->bytes;
    *m->out_size = m->position < m->size ? m->position : m->size;
}

static ssize_t memory_write(void *cookie, const char *from, size_t count)
{
    struct memory *m = cookie;
    if (count > PTRDIFF_MAX - m->position || !reach(m, m->position + count)) {
        errno = ENOMEM;
        return 0;
    }
    memcpy(m->bytes + m->position, from, count);
    m->position += count;
    if (m->size < m->position)
        m->size = m->position;
    m->bytes[m->size] = 0;
    publish(m);
    return (ssize_t)count;
}

static int memory_seek(void *cookie, off64_t *offset, int whence)
{
    struct memory *m = cookie;
    off64_t from = whence == SEEK_SET   ? 0
                   : whence == SEEK_CUR ? (off64_t)m->position
                                        : (off64_t)m->size;
    if (*offset < -from || *offset > PTRDIFF_MAX / 2 - from ||
        !reach(m, (size_t)(from + *offset)))
        return -1;
    *offset += from;
    m->position = (size_t)*offset;
    publish(m);
    return 0;
}

static int memory_close(void *cookie)
{
    migrt_internal_free(cookie);
    return 0;
}

FILE *migrt_open_memstream(char **out, size_t *out_size)
{
    static const cookie_io_functions_t calls = {
        .write = memory_write, .seek = memory_seek, .close = memory_close};
    struct memory *m = migrt_internal_alloc(sizeof *m);
    if (!m || !reach(m, 0)) {
        migrt_internal_free(m);
        errno = ENOMEM;
        return NULL;
    }
    m->out = out;
    m->out_size = out_size;
    publish(m);
    FILE *file = fopencookie(m, "w", calls);
    if (!migrt_stream_add(file, MIGRT_OPEN_OTHER, "stream in memory", "w")) {
        if (file)
            fclose(file); /* frees m */
        else
            migrt_internal_free(m);
        return NULL;
    }
    return file;
}
