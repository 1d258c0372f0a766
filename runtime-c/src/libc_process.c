/* libc_process.c: umask, blocked signals, interval timers, errno. */
#include "libc_names.h"

#include "heap.h"
#include "libc_process.h"
#include "libc_state.h"
#include "state.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/time.h>

int migrt_timers;

/* errno values by name: the numbers differ between systems. */
#define E(name)                                                                \
    {                                                                          \
#name, name                                                            \
    }
static const struct {
    const char *name;
    int number;
} errors[] = {
    E(EPERM),        E(ENOENT),       E(ESRCH),        E(EINTR),
    E(EIO),          E(ENXIO),        E(E2BIG),        E(ENOEXEC),
    E(EBADF),        E(ECHILD),       E(EAGAIN),       E(ENOMEM),
    E(EACCES),       E(EFAULT),       E(EBUSY),        E(EEXIST),
    E(EXDEV),        E(ENODEV),       E(ENOTDIR),      E(EISDIR),
    E(EINVAL),       E(ENFILE),       E(EMFILE),       E(ENOTTY),
    E(ETXTBSY),      E(EFBIG),        E(ENOSPC),       E(ESPIPE),
    E(EROFS),        E(EMLINK),       E(EPIPE),        E(EDOM),
    E(ERANGE),       E(EDEADLK),      E(ENAMETOOLONG), E(ENOLCK),
    E(ENOSYS),       E(ENOTEMPTY),    E(ELOOP),        E(EILSEQ),
    E(EOVERFLOW),    E(ENOTSOCK),     E(EPROTO),       E(EMSGSIZE),
    E(ENOTSUP),      E(EADDRINUSE),   E(ENETDOWN),     E(ECONNRESET),
    E(ENOBUFS),      E(EISCONN),      E(ENOTCONN),     E(ETIMEDOUT),
    E(ECONNREFUSED), E(EHOSTUNREACH), E(EALREADY),     E(EINPROGRESS),
    E(ECANCELED),    E(EDQUOT),       E(ESTALE),
};
#undef E

const char *migrt_errno_name(int number)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (errors[i].number == number)
            return errors[i].name;
    return "";
}

int migrt_errno_number(const char *name)
{
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (strcmp(errors[i].name, name) == 0)
            return errors[i].number;
    return 0;
}

static uint64_t loaded_mask;
static bool have_mask;
static struct itimerval loaded_timers[3];

/* ---- noting ------------------------------------------------------------------- */

static void begin(migrt_text *text, const char *what)
{
    migrt_text_word(text, "process");
    migrt_text_word(text, what);
}

/* In the child of a capture they are the business of its parent. */
static void note_postponed(migrt_text *text)
{
    uint64_t all = migrt_here.child ? 0 : migrt_signals_postponed;
    begin(text, "postponed");
    migrt_text_number(text, (int64_t)(all & INT64_MAX));
    migrt_text_end_line(text);
}

static void note_mask(migrt_text *text)
{
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    begin(text, "blocked");
    migrt_text_number(
        text,
        (int64_t)(migrt_signal_bits(migrt_held_back ? migrt_held_back : &mask) &
                  INT64_MAX));
    migrt_text_end_line(text);
}

/* glibc declares the argument as an enumeration, musl as int. */
#ifdef __GLIBC__
#define WHICH(i) ((__itimer_which_t)timer_numbers[i])
#else
#define WHICH(i) timer_numbers[i]
#endif
static const int timer_numbers[3] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};

static void note_timer(migrt_text *text, int i)
{
    struct itimerval now;
    if (getitimer(WHICH(i), &now) ||
        (now.it_value.tv_sec == 0 && now.it_value.tv_usec == 0))
        return;
    begin(text, "timer");
    migrt_text_number(text, i);
    migrt_text_number(text, (int64_t)now.it_value.tv_sec);
    migrt_text_number(text, (int64_t)now.it_value.tv_usec);
    migrt_text_number(text, (int64_t)now.it_interval.tv_sec);
    migrt_text_number(text, (int64_t)now.it_interval.tv_usec);
    migrt_text_end_line(text);
}

void migrt_note_process(migrt_text *text)
{
    mode_t mask = umask(0);
    umask(mask);
    begin(text, "umask");
    migrt_text_number(text, (int64_t)mask);
    migrt_text_end_line(text);
    note_mask(text);
    note_postponed(text);
    for (int i = 0; i < 3; i++)
        note_timer(text, i);
}

/* ---- loading -------------------------------------------------------------------- */

static void load_umask(migrt_reader *line)
{
    int64_t mask = migrt_next_number(line, 0, 0777);
    if (!line->failed)
        umask((mode_t)mask);
}

static void load_blocked(migrt_reader *line)
{
    loaded_mask = (uint64_t)migrt_next_number(line, 0, INT64_MAX);
    have_mask = !line->failed;
}

static void load_postponed(migrt_reader *line)
{
    int64_t all = migrt_next_number(line, 0, INT64_MAX);
    if (!line->failed)
        migrt_signals_postponed = (uint64_t)all;
}

static void load_timer(migrt_reader *line)
{
    struct itimerval value;
    int i = (int)migrt_next_number(line, 0, 2);
    value.it_value.tv_sec = (time_t)migrt_next_number(line, 0, INT32_MAX);
    value.it_value.tv_usec = (suseconds_t)migrt_next_number(line, 0, 999999);
    value.it_interval.tv_sec = (time_t)migrt_next_number(line, 0, INT32_MAX);
    value.it_interval.tv_usec = (suseconds_t)migrt_next_number(line, 0, 999999);
    if (!line->failed)
        loaded_timers[i] = value;
}

bool migrt_load_process(migrt_reader *line)
{
    static const struct {
        const char *name;
        void (*load)(migrt_reader *);
    } parts[] = {{"umask", load_umask},
                 {"blocked", load_blocked},
                 {"postponed", load_postponed},
                 {"timer", load_timer}};
    char *name = migrt_next_word(line, NULL);
    bool known = false;
    for (size_t i = 0; name && i < sizeof parts / sizeof *parts; i++)
        if (strcmp(name, parts[i].name) == 0) {
            known = true;
            parts[i].load(line);
        }
    migrt_internal_free(name);
    return known && !line->failed;
}

void migrt_process_restored(void)
{
    for (int i = 0; i < 3; i++) {
        const struct timeval *first = &loaded_timers[i].it_value;
        if (first->tv_sec || first->tv_usec)
            setitimer(WHICH(i), &loaded_timers[i], NULL);
    }
    if (have_mask) {
        sigset_t mask;
        migrt_signal_set(loaded_mask, &mask);
        pthread_sigmask(SIG_SETMASK, &mask, NULL);
    }
}
