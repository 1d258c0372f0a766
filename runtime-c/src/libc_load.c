/* libc_load.c: opens again what libc_save.c noted. Every refusal comes before
 * the program runs. The text may be anything: numbers are bounded, paths are
 * opened with the rights of the process and never created or truncated. */
#include "libc_names.h"

#include "heap.h"
#include "libc_calls.h"
#include "libc_open.h"
#include "libc_process.h"
#include "libc_state.h"
#include "libc_text.h"

#include <errno.h>
#include <stdarg.h>

struct load {
    char *why;
    size_t room;
};

static bool refuse(const struct load *load, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(load->why, load->room, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- descriptors -------------------------------------------------------------------- */

struct file {
    int fd;
    uint32_t group;
    int flags;
    bool regular;
    int64_t offset, size;
    char *path, *given;
};

static int read_flags(const char *letters)
{
    int flags = *letters == 'w'   ? O_WRONLY
                : *letters == 'b' ? O_RDWR
                                  : O_RDONLY;
    for (const char *c = letters; *c; c++)
        flags |= *c == 'a'   ? O_APPEND
                 : *c == 'n' ? O_NONBLOCK
                 : *c == 's' ? O_SYNC
                 : *c == 'e' ? O_CLOEXEC
                             : 0;
    return flags;
}

/* Where the path was, else (another machine, another home) where it is seen
 * from here. */
static int open_again(const struct file *file)
{
    int fd = call_open(file->path, file->flags);
    if (fd < 0 && errno == ENOENT && file->given[0] != '/')
        fd = call_open(file->given, file->flags);
    return fd;
}

static bool check_size(const struct file *file, int fd, const struct load *load)
{
    struct stat about;
    if (call_fstat(fd, &about))
        return refuse(load, "%s: %s", file->path, strerror(errno));
    if (S_ISREG(about.st_mode) != (file->regular ? 1 : 0))
        return refuse(load,
                      "%s is %sa regular file now, at the capture it was%s: "
                      "put back what was there",
                      file->path, file->regular ? "not " : "",
                      file->regular ? "" : " not");
    if (!file->regular)
        return true;
    if ((int64_t)about.st_size < file->size)
        return refuse(load,
                      "%s has %lld bytes, at the capture it had %lld: put the "
                      "whole file where the program finds it",
                      file->path, (long long)about.st_size,
                      (long long)file->size);
    if ((file->flags & O_APPEND) && (int64_t)about.st_size > file->size)
        return refuse(load,
                      "%s, which the program appends to, has grown since the "
                      "capture from %lld to %lld bytes: cut it back (truncate "
                      "-s %lld), or what was appended would be there twice",
                      file->path, (long long)file->size,
                      (long long)about.st_size, (long long)file->size);
    return true;
}

/* Where few descriptors are allowed, the image itself may be in the way. */
static bool in_the_way(int fd, const struct load *load)
{
    return migrt_prim_is_ours(fd) &&
           !refuse(load,
                   "descriptor %d, which the program had open, is taken by the "
                   "image: allow more open files (ulimit -n)",
                   fd);
}

static bool move_to(int from, int fd, int flags)
{
    if (from == fd)
        return true;
    int to = call_dup3(from, fd, flags & O_CLOEXEC);
    call_close(from);
    return to == fd;
}

static const migrt_descriptor *in_group(uint32_t group)
{
    const migrt_descriptor *d = migrt_descriptors;
    while (d && (d->group != group || group == 0))
        d = d->next;
    return d;
}

static bool open_file(const struct file *file, const struct load *load)
{
    const migrt_descriptor *same = in_group(file->group);
    if (in_the_way(file->fd, load))
        return false;
    int fd = same ? call_dup(same->fd) : open_again(file);
    if (fd < 0)
        return refuse(load,
                      "%s, which the program had open, cannot be opened: %s; "
                      "put it there, or correct its permissions",
                      file->path, strerror(errno));
    if (!check_size(file, fd, load)) {
        call_close(fd);
        return false;
    }
    if (!move_to(fd, file->fd, file->flags))
        return refuse(load, "%s: descriptor %d is not to be had: %s",
                      file->path, file->fd, strerror(errno));
    if (file->regular && !same &&
        call_lseek(file->fd, (off_t)file->offset, SEEK_SET) < 0)
        return refuse(load, "%s: byte %lld cannot be reached: %s", file->path,
                      (long long)file->offset, strerror(errno));
    migrt_descriptor *d = migrt_descriptor_add(file->fd, MIGRT_OPEN_FILE, NULL,
                                               file->path, file->flags);
    if (!d)
        return refuse(load, "no memory left to list the open files");
    d->group = file->group;
    return true;
}

static const char *const damaged =
    "the list of open files in the image is damaged";

static bool load_descriptor(migrt_reader *line, const struct load *load)
{
    struct file file;
    file.fd = (int)migrt_next_number(line, 0, MIGRT_PRIM_FDS - 1);
    file.group = (uint32_t)migrt_next_number(line, 0, INT32_MAX);
    char *letters = migrt_next_word(line, NULL);
    file.flags = letters ? read_flags(letters) : 0;
    file.regular = migrt_next_number(line, 0, 1) != 0;
    file.offset = migrt_next_number(line, 0, INT64_MAX);
    file.size = migrt_next_number(line, 0, INT64_MAX);
    file.path = migrt_next_word(line, NULL);
    file.given = migrt_next_word(line, NULL);
    bool good =
        line->failed ? refuse(load, "%s", damaged) : open_file(&file, load);
    migrt_internal_free(letters);
    migrt_internal_free(file.path);
    migrt_internal_free(file.given);
    return good;
}

static bool load_copy(migrt_reader *line, const struct load *load)
{
    int fd = (int)migrt_next_number(line, 0, MIGRT_PRIM_FDS - 1);
    int of = (int)migrt_next_number(line, 0, MIGRT_PRIM_FDS - 1);
    if (line->failed)
        return refuse(load, "%s", damaged);
    if (in_the_way(fd, load))
        return false;
    if (call_dup2(of, fd) != fd)
        return refuse(load,
                      "descriptor %d, which the program was started with, is "
                      "not open: start the restore with it",
                      of);
    migrt_descriptor_copy(of, fd);
    return true;
}

/* ---- streams -------------------------------------------------------------------------- */

struct place {
    int fd;
    char *mode, *buffering, *unread;
    size_t buffer_size, unread_count;
    bool end, error;
    int64_t position; /* -1: none */
};

static FILE *stream_again(uint32_t id, const struct place *place)
{
    if (id < 3)
        return migrt_file_of(id);
    FILE *file = call_fdopen(place->fd, place->mode);
    migrt_stream *stream =
        migrt_stream_add(file, MIGRT_OPEN_STREAM, NULL, place->mode);
    if (stream)
        migrt_stream_number(stream, id);
    return stream ? file : NULL;
}

static void buffer_again(FILE *file, const struct place *place)
{
    size_t size = place->buffer_size;
    if (strcmp(place->buffering, "none") == 0)
        migrt_setvbuf(file, NULL, _IONBF, 0);
    else if (strcmp(place->buffering, "line") == 0)
        migrt_setvbuf(file, NULL, _IOLBF, size);
    else if (strcmp(place->buffering, "full") == 0)
        migrt_setvbuf(file, size ? migrt_internal_alloc(size) : NULL, _IOFBF,
                      size);
    else if (place->unread_count > 1024) /* musl's buffers have 1024 bytes */
        setvbuf(file, migrt_internal_alloc(MIGRT_UNREAD_MOST), _IOFBF,
                MIGRT_UNREAD_MOST);
}

static bool seek_again(FILE *file, uint32_t id, const struct place *place,
                       const struct load *load)
{
    struct stat about;
    if (call_fstat(fileno(file), &about)) /* EBADF: it was closed, too */
        return errno == EBADF ||
               refuse(load, "stream %u cannot be looked at: %s", (unsigned)id,
                      strerror(errno));
    if (id > 0 && !S_ISREG(about.st_mode))
        return true; /* its descriptor has been checked */
    if (id == 0 && place->position > 0 &&
        (!S_ISREG(about.st_mode) || about.st_size < place->position))
        return refuse(load,
                      "standard input was a file read up to byte %lld: start "
                      "the restore with the same file as its input",
                      (long long)place->position);
    if (S_ISREG(about.st_mode) &&
        call_fseeko(file, (off_t)place->position, SEEK_SET))
        return refuse(load, "stream %u cannot be set to byte %lld: %s",
                      (unsigned)id, (long long)place->position,
                      strerror(errno));
    return true;
}

/* Has the library see the end of file, as it had. */
static bool end_again(FILE *file)
{
    int ends[2], fd = fileno(file), kept = call_dup(fd);
    bool good = false;
    if (kept < 0)
        return false;
    if (call_pipe(ends) == 0) {
        call_close(ends[1]);
        if (call_dup2(ends[0], fd) == fd) {
            getc(file);
            good = call_dup2(kept, fd) == fd;
        }
        call_close(ends[0]);
    }
    call_close(kept);
    return good;
}

static bool place_again(FILE *file, uint32_t id, const struct place *place,
                        const struct load *load)
{
    buffer_again(file, place);
    if (place->position >= 0 && !seek_again(file, id, place, load))
        return false;
    if (!migrt_unread_put(file, place->unread, place->unread_count))
        return refuse(load,
                      "%zu bytes that stream %u had read ahead cannot be put "
                      "back: start the restore with the same kind of input",
                      place->unread_count, (unsigned)id);
    if (place->end && !end_again(file))
        return refuse(load, "stream %u cannot be set to its end again: %s",
                      (unsigned)id, strerror(errno));
    if (place->error)
        migrt_stream_set_error(file);
    return true;
}

static bool load_stream(migrt_reader *line, const struct load *load)
{
    struct place place;
    uint32_t id = (uint32_t)migrt_next_number(line, 0, INT32_MAX);
    place.fd = (int)migrt_next_number(line, 0, MIGRT_PRIM_FDS - 1);
    place.mode = migrt_next_word(line, NULL);
    place.buffering = migrt_next_word(line, NULL);
    place.buffer_size = (size_t)migrt_next_number(line, 0, 1 << 30);
    place.end = migrt_next_number(line, 0, 1) != 0;
    place.error = migrt_next_number(line, 0, 1) != 0;
    place.position = migrt_next_number(line, -1, INT64_MAX);
    place.unread_count = 0;
    place.unread = migrt_next_word(line, &place.unread_count);
    bool good = !line->failed && migrt_mode_flags(place.mode) >= 0 &&
                (id < 3 || !migrt_file_of(id));
    FILE *file = good ? stream_again(id, &place) : NULL;
    if (!good)
        refuse(load, "%s", damaged);
    else if (!file && id >= 3)
        good = refuse(load, "the stream on descriptor %d cannot be made: %s",
                      place.fd, strerror(errno));
    else if (file)
        good = place_again(file, id, &place, load);
    migrt_internal_free(place.mode);
    migrt_internal_free(place.buffering);
    migrt_internal_free(place.unread);
    return good;
}

/* ---- the rest ---------------------------------------------------------------------------- */

static bool load_directory(migrt_reader *line, const struct load *load)
{
    char *path = migrt_next_word(line, NULL);
    bool good = path && migrt_chdir(path) == 0;
    if (!path)
        refuse(load, "%s", damaged);
    else if (!good)
        refuse(load,
               "the program was in directory %s, which cannot be entered: %s; "
               "make it, or correct its permissions",
               path, strerror(errno));
    migrt_internal_free(path);
    return good;
}

static bool load_locale(migrt_reader *line, const struct load *load)
{
    char *name = migrt_next_word(line, NULL);
    const char *now = setlocale(LC_ALL, NULL);
    bool good = name && ((now && strcmp(now, name) == 0) ||
                         setlocale(LC_ALL, name) != NULL);
    if (!name)
        refuse(load, "%s", damaged);
    else if (!good)
        refuse(load,
               "the program used locale %s, which this system has not: install "
               "it, or capture with LC_ALL=C",
               name);
    migrt_internal_free(name);
    return good;
}

static bool load_process(migrt_reader *line, const struct load *load)
{
    return migrt_load_process(line) || refuse(load, "%s", damaged);
}

static bool load_line(migrt_reader *line, const struct load *load)
{
    static const struct {
        const char *key;
        bool (*load)(migrt_reader *, const struct load *);
    } keys[] = {{"descriptor", load_descriptor}, {"copy", load_copy},
                {"stream", load_stream},         {"directory", load_directory},
                {"locale", load_locale},         {"process", load_process}};
    char *key = migrt_next_word(line, NULL);
    bool good = false, known = false;
    for (size_t i = 0; key && i < sizeof keys / sizeof *keys; i++)
        if (strcmp(key, keys[i].key) == 0) {
            known = true;
            good = keys[i].load(line, load);
        }
    migrt_internal_free(key);
    return known ? good : refuse(load, "%s", damaged);
}

bool migrt_libc_restore(const char *text, size_t count, char *why, size_t room)
{
    struct load load = {why, room};
    migrt_reader all = {text, text + count, false}, line;
    int saved = errno;
    bool good = true;
    while (good && migrt_next_line(&all, &line))
        good = load_line(&line, &load);
    errno = saved;
    return good;
}
