/* libc_unread.c: what a stream has read ahead of the program. Neither C nor
 * POSIX tells; glibc publishes the layout of FILE, musl has functions. */
#include "libc_names.h"

#include "heap.h"
#include "libc_calls.h"
#include "libc_open.h"
#include "prim/prim.h"
#include "prim/prim_initialised.h"

#ifdef __GLIBC__

#define IN_BACKUP 0x100 /* _IO_IN_BACKUP: reading what ungetc put back */

/* The library fills its buffers where no sanitizer sees it. */
static void filled(const char *bytes, size_t count)
{
    if (count)
        MIGRT_INITIALISED(bytes, count);
    (void)bytes; /* in other builds */
}

char *migrt_unread(FILE *file, size_t *count)
{
    size_t first = (size_t)(file->_IO_read_end - file->_IO_read_ptr);
    bool backup = file->_flags & IN_BACKUP;
    size_t second =
        backup ? (size_t)(file->_IO_save_end - file->_IO_save_base) : 0;
    char *bytes = migrt_internal_alloc(first + second + 1);
    if (!bytes)
        return NULL;
    filled(file->_IO_read_ptr, first);
    filled(file->_IO_save_base, second);
    if (first)
        memcpy(bytes, file->_IO_read_ptr, first);
    if (second)
        memcpy(bytes + first, file->_IO_save_base, second);
    *count = first + second;
    return bytes;
}

const char *migrt_peek(FILE *file, size_t *count)
{
    *count = (size_t)(file->_IO_read_end - file->_IO_read_ptr);
    filled(file->_IO_read_ptr, *count);
    return file->_IO_read_ptr;
}

void migrt_skip(FILE *file, size_t count)
{
    file->_IO_read_ptr += count;
}

void migrt_stream_set_error(FILE *file)
{
    file->_flags |= _IO_ERR_SEEN;
}

#else

size_t __freadahead(FILE *);
const char *__freadptr(FILE *, size_t *);
void __freadptrinc(FILE *, size_t);
void __fseterr(FILE *);

bool migrt_has_unread(FILE *file)
{
    return __freadahead(file) > 0;
}

const char *migrt_peek(FILE *file, size_t *count)
{
    *count = 0;
    return __freadptr(file, count);
}

void migrt_skip(FILE *file, size_t count)
{
    if (count)
        __freadptrinc(file, count);
}

char *migrt_unread(FILE *file, size_t *count)
{
    *count = __freadahead(file);
    char *bytes = migrt_internal_alloc(*count + 1);
    const char *from = *count ? __freadptr(file, count) : NULL;
    if (bytes && from)
        memcpy(bytes, from, *count);
    return bytes;
}

void migrt_stream_set_error(FILE *file)
{
    __fseterr(file);
}

#endif

/* A pipe stands in for the stream's descriptor while the library reads the
 * bytes into its own buffer; what it gave us of them goes back by ungetc, which
 * for the byte just read every library does. */
bool migrt_unread_put(FILE *file, const char *bytes, size_t count)
{
    int ends[2], fd = fileno(file);
    if (count == 0)
        return true;
    if (count > MIGRT_UNREAD_MOST || fd < 0 || call_pipe(ends))
        return false;
    bool good = migrt_prim_write(ends[1], bytes, count) == 0;
    call_close(ends[1]);
    int kept = call_dup(fd);
    if (good && kept >= 0 && call_dup2(ends[0], fd) == fd) {
        int c = getc(file);
        good = c != EOF && ungetc(c, file) == c;
        good = call_dup2(kept, fd) == fd && good;
    } else {
        good = false;
    }
    call_close(ends[0]);
    if (kept >= 0)
        call_close(kept);
    size_t now = 0;
    migrt_internal_free(good ? migrt_unread(file, &now) : NULL);
    return good && now == count;
}
