/* libc_save.c: what is open, as text. libc_load.c is the mirror.
 *
 *   descriptor FD GROUP FLAGS REGULAR OFFSET SIZE PATH GIVEN
 *   copy FD OF                    a copy of a descriptor the process was born with
 *   stream ID FD MODE BUFFERING BUFFER EOF ERROR POSITION UNREAD
 *   directory PATH
 *   locale NAME
 *   and the lines of libc_process.c
 *
 * A process that goes on after the capture shares its files' offsets with the
 * child that writes the image: they are looked at before the fork. */
#include "libc_names.h"

#include "heap.h"
#include "libc_calls.h"
#include "libc_open.h"
#include "libc_process.h"
#include "libc_state.h"
#include "libc_text.h"

#include <errno.h>
#include <stdarg.h>

static migrt_text noted;
static bool forked; /* this process is the child of a fork for a capture */
static bool had_children; /* before that */

struct refusal {
    char *why;
    size_t room;
};

static bool refuse(const struct refusal *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(to->why, to->room, format, arguments);
    va_end(arguments);
    return false;
}

/* ---- may it be captured? -------------------------------------------------------- */

static bool check_threads(const struct refusal *to)
{
    if (!migrt_threads_started)
        return true;
    return refuse(to,
                  "the program has started %d thread%s (first by %s), and "
                  "threads cannot be captured yet: capture before they start, "
                  "or run the program with one thread",
                  migrt_threads_started, migrt_threads_started == 1 ? "" : "s",
                  migrt_threads_started_by);
}

static bool check_children(const struct refusal *to)
{
    if (migrt_timers)
        return refuse(to, "the program has a timer made by timer_create, which "
                          "could not be made again: delete it before the "
                          "capture, or use alarm or setitimer");
    if (forked ? had_children : migrt_prim_has_children())
        return refuse(to, "the program has child processes, which cannot be "
                          "captured with it: capture once they have ended and "
                          "been waited for");
    return true;
}

static const char *flavour(const struct stat *about)
{
    return S_ISSOCK(about->st_mode)   ? "socket"
           : S_ISFIFO(about->st_mode) ? "pipe"
           : S_ISDIR(about->st_mode)  ? "directory"
           : S_ISBLK(about->st_mode)  ? "block device"
           : S_ISREG(about->st_mode)  ? "file"
                                      : "device or descriptor of another kind";
}

static bool cannot_tell(int fd, const struct refusal *to)
{
    return refuse(to,
                  "what descriptor %d is at cannot be told (%s): try again, or "
                  "close it before the capture",
                  fd, strerror(errno));
}

/* A descriptor opened behind our back, by a function that has no wrapper. */
static bool check_unlisted(int fd, const struct refusal *to)
{
    struct stat about;
    if (migrt_prim_is_ours(fd))
        return true;
    if (call_fstat(fd, &about))
        return errno == EBADF || cannot_tell(fd, to);
    return refuse(to,
                  "descriptor %d is a %s that was opened by a call the runtime "
                  "does not know, so it could not be opened again: close it "
                  "before the capture",
                  fd, flavour(&about));
}

static bool check_descriptor(const migrt_descriptor *d,
                             const struct refusal *to)
{
    struct stat about;
    if (d->kind == MIGRT_OPEN_OTHER)
        return refuse(to,
                      "descriptor %d is a %s, which cannot be opened again "
                      "elsewhere: close it before the capture",
                      d->fd, d->what);
    if (d->kind != MIGRT_OPEN_FILE)
        return true;
    if (call_fstat(d->fd, &about))
        return errno == EBADF || cannot_tell(d->fd, to);
    if (S_ISREG(about.st_mode) && about.st_nlink == 0)
        return refuse(to,
                      "file %s (descriptor %d) was removed while open, so it "
                      "could not be opened again: close it before the capture",
                      d->path, d->fd);
    if (S_ISREG(about.st_mode) || S_ISCHR(about.st_mode) ||
        S_ISDIR(about.st_mode))
        return true;
    return refuse(to,
                  "%s (descriptor %d) is a %s, which cannot be opened again "
                  "elsewhere: close it before the capture",
                  d->path, d->fd, flavour(&about));
}

static bool check_open(const struct refusal *to)
{
    bool open[MIGRT_PRIM_FDS];
    for (migrt_stream *s = migrt_streams; s; s = s->next)
        if (s->kind == MIGRT_OPEN_OTHER)
            return refuse(to,
                          "a %s is open, which cannot be opened again "
                          "elsewhere: close it before the capture",
                          s->what);
    migrt_prim_fds_open(open);
    for (int fd = 0; fd < MIGRT_PRIM_FDS; fd++) {
        const migrt_descriptor *d = open[fd] ? migrt_descriptor_of(fd) : NULL;
        if (d ? !check_descriptor(d, to)
              : open[fd] && !migrt_inherited(fd) && !check_unlisted(fd, to))
            return false;
    }
    return true;
}

/* ---- what is noted ------------------------------------------------------------------ */

/* open(2)'s flags have other numbers elsewhere. */
static void note_flags(int flags)
{
    char letters[16];
    size_t n = 0;
    int access = flags & O_ACCMODE;
    letters[n++] = access == O_WRONLY ? 'w' : access == O_RDWR ? 'b' : 'r';
    if (flags & O_APPEND)
        letters[n++] = 'a';
    if (flags & O_NONBLOCK)
        letters[n++] = 'n';
    if (flags & O_SYNC)
        letters[n++] = 's';
    if (flags & O_CLOEXEC)
        letters[n++] = 'e';
    letters[n] = 0;
    migrt_text_word(&noted, letters);
}

/* The parent of a fork moves on: only what was noted before it is right. */
static int64_t noted_before(int64_t place)
{
    if (place < 0)
        errno = EIO;
    return place;
}

static int64_t descriptor_offset(const migrt_descriptor *d)
{
    return forked ? noted_before(d->before_fork)
                  : (int64_t)call_lseek(d->fd, 0, SEEK_CUR);
}

static int64_t stream_position(const migrt_stream *s)
{
    return forked ? noted_before(s->before_fork)
                  : (int64_t)call_ftello(s->file);
}

/* What the system did not take is lost to whoever goes on from the image; where
 * nobody reads it any more, it is lost to the program itself. */
static bool flush_all(void)
{
    return call_fflush(NULL) == 0 || errno == EBADF || errno == EPIPE;
}

bool migrt_libc_before_fork(void)
{
    int saved = errno;
    /* or both processes would write what the buffers hold */
    bool good = flush_all();
    int problem = errno;
    migrt_file_of(0);
    for (migrt_descriptor *d = migrt_descriptors; d; d = d->next)
        d->before_fork = (int64_t)call_lseek(d->fd, 0, SEEK_CUR);
    for (migrt_stream *s = migrt_streams; s; s = s->next)
        s->before_fork =
            s->kind == MIGRT_OPEN_OTHER ? -1 : call_ftello(s->file);
    had_children = migrt_prim_has_children();
    errno = good ? saved : problem;
    return good;
}

void migrt_libc_after_fork(bool child)
{
    forked = child;
}

static bool note_descriptor(const migrt_descriptor *d, const struct refusal *to)
{
    struct stat about;
    if (call_fstat(d->fd, &about)) /* EBADF: closed behind our back */
        return errno == EBADF || cannot_tell(d->fd, to);
    if (d->kind == MIGRT_OPEN_STREAM) {
        migrt_text_word(&noted, "copy");
        migrt_text_number(&noted, d->fd);
        migrt_text_number(&noted, d->flags);
        migrt_text_end_line(&noted);
        return true;
    }
    bool regular = S_ISREG(about.st_mode);
    int64_t offset = regular ? descriptor_offset(d) : 0;
    if (offset < 0)
        return cannot_tell(d->fd, to);
    migrt_text_word(&noted, "descriptor");
    migrt_text_number(&noted, d->fd);
    migrt_text_number(&noted, d->group);
    note_flags(d->flags);
    migrt_text_number(&noted, regular);
    migrt_text_number(&noted, offset);
    migrt_text_number(&noted, regular ? (int64_t)about.st_size : 0);
    migrt_text_word(&noted, d->path);
    migrt_text_word(&noted, d->given);
    migrt_text_end_line(&noted);
    return true;
}

/* A stream on a regular file has a position; of any other the bytes it has read
 * ahead are kept, since nobody else has them any more. */
static bool note_place(const migrt_stream *s, const struct stat *about,
                       const struct refusal *to)
{
    size_t count = 0;
    bool placed = S_ISREG(about->st_mode) && s->id != 1 && s->id != 2;
    int64_t position = placed ? stream_position(s) : -1;
    if (placed && position < 0)
        return cannot_tell(fileno(s->file), to);
    migrt_text_number(&noted, position < 0 ? -1 : position);
    char *unread = position < 0 ? migrt_unread(s->file, &count) : NULL;
    if (position < 0 && !unread)
        return refuse(to, "no memory left to note what stream %u has read",
                      (unsigned)s->id);
    if (count > MIGRT_UNREAD_MOST) {
        migrt_internal_free(unread);
        return refuse(
            to,
            "stream %u has read %zu bytes ahead, more than can be put "
            "back: capture after they are read, or give it a smaller "
            "buffer",
            (unsigned)s->id, count);
    }
    migrt_text_bytes(&noted, unread ? unread : "", count);
    migrt_internal_free(unread);
    return true;
}

static bool note_stream(const migrt_stream *s, const struct refusal *to)
{
    struct stat about;
    int fd = fileno(s->file);
    if (fd < 0)
        return true;
    if (call_fstat(fd, &about)) /* EBADF: nothing more to be had */
        return errno == EBADF || cannot_tell(fd, to);
    migrt_text_word(&noted, "stream");
    migrt_text_number(&noted, s->id);
    migrt_text_number(&noted, fd);
    migrt_text_word(&noted, s->mode);
    migrt_text_word(&noted, s->buffering == _IOFBF   ? "full"
                            : s->buffering == _IOLBF ? "line"
                            : s->buffering == _IONBF ? "none"
                                                     : "default");
    migrt_text_number(&noted, (int64_t)s->buffer_size);
    migrt_text_number(&noted, feof(s->file) != 0);
    migrt_text_number(&noted, ferror(s->file) != 0);
    bool good = note_place(s, &about, to);
    migrt_text_end_line(&noted);
    return good;
}

/* Oldest first: both lists have the newest in front. */
static bool note_streams(const migrt_stream *s, const struct refusal *to)
{
    return !s || (note_streams(s->next, to) && note_stream(s, to));
}

static bool note_descriptors(const migrt_descriptor *d,
                             const struct refusal *to)
{
    return !d || (note_descriptors(d->next, to) && note_descriptor(d, to));
}

static bool check_written(const struct refusal *to)
{
    return flush_all() ||
           refuse(to,
                  "what the program has printed cannot be written: %s; free "
                  "some space and capture again",
                  strerror(errno));
}

static void note_word(const char *key, const char *value)
{
    if (!value)
        return;
    migrt_text_word(&noted, key);
    migrt_text_word(&noted, value);
    migrt_text_end_line(&noted);
}

bool migrt_libc_check(char *why, size_t room)
{
    struct refusal to = {why, room};
    int saved = errno;
    migrt_file_of(0); /* lists the standard streams */
    bool good = check_threads(&to) && check_children(&to) && check_open(&to) &&
                check_written(&to);
    if (good) {
        noted.size = 0;
        good = note_descriptors(migrt_descriptors, &to) &&
               note_streams(migrt_streams, &to);
        note_word("directory", migrt_directory);
        note_word("locale", setlocale(LC_ALL, NULL));
        migrt_note_process(&noted);
    }
    if (good && noted.failed)
        good = refuse(&to, "no memory left to note the open files");
    errno = saved;
    return good;
}

int migrt_libc_capture(migrt_put *put, void *to)
{
    return noted.failed ? ENOMEM : put(to, noted.bytes, noted.size);
}
