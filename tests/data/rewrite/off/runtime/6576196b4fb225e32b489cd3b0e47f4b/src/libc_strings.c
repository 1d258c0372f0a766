/* libc_strings.c: functions whose answer is a block the program frees: on the
 * user's heap, with the type of its elements. */
#include "libc_names.h"

#include "heap.h"
#include "libc_state.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>

#define CHARS (&migrt_libc_sites[MIGRT_SITE_CHARS])

static char *copy_of(const char *text, size_t length)
{
    char *copy = migrt_malloc_at(length + 1, CHARS);
    if (copy) {
        memcpy(copy, text, length);
        copy[length] = 0;
    }
    return copy;
}

char *migrt_strdup(const char *text)
{
    return copy_of(text, strlen(text));
}

char *migrt_strndup(const char *text, size_t most)
{
    return copy_of(text, strnlen(text, most));
}

wchar_t *migrt_wcsdup(const wchar_t *text)
{
    size_t bytes = (wcslen(text) + 1) * sizeof *text;
    wchar_t *copy = migrt_malloc_at(bytes, &migrt_libc_sites[MIGRT_SITE_WIDE]);
    return copy ? memcpy(copy, text, bytes) : NULL;
}

int migrt_vasprintf(char **out, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    *out = NULL;
    if (length < 0)
        return -1;
    char *text = migrt_malloc_at((size_t)length + 1, CHARS);
    if (!text)
        return -1;
    length = vsnprintf(text, (size_t)length + 1, format, arguments);
    if (length < 0) {
        migrt_free(text);
        return -1;
    }
    *out = text;
    return length;
}

int migrt_asprintf(char **out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = migrt_vasprintf(out, format, arguments);
    va_end(arguments);
    return length;
}

/* ---- paths ------------------------------------------------------------------------- */

char *migrt_realpath(const char *path, char *resolved)
{
    if (resolved)
        return realpath(path, resolved);
    char *found = realpath(path, NULL); /* the C library's block */
    char *copy = found ? migrt_strdup(found) : NULL;
    int saved = errno;
    free(found);
    errno = saved;
    return copy;
}

char *migrt_canonicalize_file_name(const char *path)
{
    return migrt_realpath(path, NULL);
}

char *migrt_getcwd(char *buffer, size_t size)
{
    if (buffer)
        return getcwd(buffer, size);
    char here[PATH_MAX];
    if (!getcwd(here, sizeof here))
        return NULL;
    size_t needed = strlen(here) + 1;
    if (size && size < needed) {
        errno = ERANGE;
        return NULL;
    }
    char *block = migrt_malloc_at(size ? size : needed, CHARS);
    return block ? memcpy(block, here, needed) : NULL;
}

char *migrt_get_current_dir_name(void)
{
    return migrt_getcwd(NULL, 0);
}
