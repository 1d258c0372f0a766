/* libc_signal.c: handlers of the program's. They run with migrt_hold raised: a
 * poll inside one must not begin a capture, for the frames between it and the
 * interrupted code are the system's. What is installed is recorded by numbers
 * of our own, since the systems' numbers differ. */
#include "libc_names.h"

#include "frames.h"
#include "libc_blocks.h"
#include "libc_state.h"

#include <errno.h>

migrt_disposition migrt_dispositions[MIGRT_SIGNALS];
volatile unsigned migrt_handlers_run, migrt_handlers_interrupting;

/* The order is part of images: append only. The real-time signals follow from
 * FIRST_REAL. */
static const int numbers[] = {
    SIGHUP,  SIGINT,    SIGQUIT, SIGILL,   SIGTRAP, SIGABRT, SIGBUS,
    SIGFPE,  SIGUSR1,   SIGSEGV, SIGUSR2,  SIGPIPE, SIGALRM, SIGTERM,
    SIGCHLD, SIGCONT,   SIGTSTP, SIGTTIN,  SIGTTOU, SIGURG,  SIGXCPU,
    SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO,   SIGPWR,  SIGSYS,
};

#define NAMED      (sizeof numbers / sizeof *numbers)
#define FIRST_REAL 32

/* Our number of a signal; MIGRT_SIGNALS: it has none. */
static unsigned ours(int number)
{
    for (unsigned i = 0; i < NAMED; i++)
        if (numbers[i] == number)
            return i;
    if (number >= SIGRTMIN && number <= SIGRTMAX &&
        number - SIGRTMIN < MIGRT_SIGNALS - FIRST_REAL)
        return FIRST_REAL + (unsigned)(number - SIGRTMIN);
    return MIGRT_SIGNALS;
}

/* The system's number; 0: this system has no such signal. */
static int theirs(unsigned index)
{
    if (index < NAMED)
        return numbers[index];
    int number = SIGRTMIN + (int)(index - FIRST_REAL);
    return index >= FIRST_REAL && number <= SIGRTMAX ? number : 0;
}

uint64_t migrt_signal_bits(const void *set)
{
    static const sigset_t none; /* both libraries' empty set is all zeros */
    uint64_t bits = 0;
    if (memcmp(set, &none, MIGRT_SIGNALS / 8) == 0)
        return 0;
    for (unsigned i = 0; i < MIGRT_SIGNALS; i++)
        if (theirs(i) && sigismember(set, theirs(i)) == 1)
            bits |= UINT64_C(1) << i;
    return bits;
}

void migrt_signal_set(uint64_t bits, void *set)
{
    sigemptyset(set);
    for (unsigned i = 0; i < MIGRT_SIGNALS; i++)
        if (theirs(i) && (bits >> i & 1))
            sigaddset(set, theirs(i));
}

/* ---- running a handler ------------------------------------------------------------ */

volatile uint64_t migrt_signals_postponed;

/* While frames are being saved or rebuilt there is nothing a handler could jump
 * to, and what it writes might be lost: it has to wait. */
static bool too_early(int number)
{
    if (!migrt_unwinding && !migrt_frames_resuming())
        return false;
    migrt_signals_postponed |= UINT64_C(1) << ours(number);
    return true;
}

void migrt_signals_deliver(void)
{
    uint64_t now = migrt_signals_postponed;
    for (unsigned i = 0; now != 0 && i < MIGRT_SIGNALS; i++) {
        uint64_t bit = UINT64_C(1) << i;
        if ((now & bit) == 0)
            continue;
        migrt_signals_postponed &= ~bit;
        if (theirs(i))
            raise(theirs(i));
    }
}

static const migrt_disposition *enter(int number)
{
    const migrt_disposition *d = &migrt_dispositions[ours(number)];
    migrt_hold++;
    migrt_handlers_run++;
    if (!(d->flags & MIGRT_SA_RESTART))
        migrt_handlers_interrupting++;
    return d;
}

static void run_plain(int number)
{
    if (too_early(number))
        return;
    void (*handler)(int) = enter(number)->handler;
    handler(number);
    migrt_hold--;
}

typedef void info_handler(int, siginfo_t *, void *);

static void run_info(int number, siginfo_t *info, void *context)
{
    if (too_early(number))
        return;
    info_handler *handler =
        (info_handler *)(void (*)(void))enter(number)->handler;
    handler(number, info, context);
    migrt_hold--;
}

/* ---- between sigaction and what is recorded ------------------------------------------ */

static const struct {
    int theirs;
    uint32_t ours;
} flag_pairs[] = {
    {SA_RESTART, MIGRT_SA_RESTART},          {SA_NODEFER, MIGRT_SA_NODEFER},
    {(int)SA_RESETHAND, MIGRT_SA_RESETHAND}, {SA_NOCLDSTOP, MIGRT_SA_NOCLDSTOP},
    {SA_NOCLDWAIT, MIGRT_SA_NOCLDWAIT},      {SA_ONSTACK, MIGRT_SA_ONSTACK},
};

#define FLAGS (sizeof flag_pairs / sizeof *flag_pairs)

static migrt_disposition recorded(const struct sigaction *action)
{
    migrt_disposition d = {NULL, MIGRT_SIG_HANDLER, 0, 0};
    for (size_t i = 0; i < FLAGS; i++)
        if (action->sa_flags & flag_pairs[i].theirs)
            d.flags |= flag_pairs[i].ours;
    d.mask = migrt_signal_bits(&action->sa_mask);
    if (action->sa_handler == SIG_DFL)
        d.what = MIGRT_SIG_DEFAULT;
    else if (action->sa_handler == SIG_IGN)
        d.what = MIGRT_SIG_IGNORE;
    else if (action->sa_flags & SA_SIGINFO)
        d.what = MIGRT_SIG_INFO;
    if (d.what == MIGRT_SIG_INFO)
        d.handler = (void (*)(int))(void (*)(void))action->sa_sigaction;
    else if (d.what == MIGRT_SIG_HANDLER)
        d.handler = action->sa_handler;
    return d;
}

/* `shown`: as the program sees it; else as the system is told. */
static struct sigaction action_of(const migrt_disposition *d, bool shown)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    for (size_t i = 0; i < FLAGS; i++)
        if (d->flags & flag_pairs[i].ours)
            action.sa_flags |= flag_pairs[i].theirs;
    migrt_signal_set(d->mask, &action.sa_mask);
    if (d->what == MIGRT_SIG_INFO) {
        action.sa_flags |= SA_SIGINFO;
        action.sa_sigaction =
            shown ? (info_handler *)(void (*)(void))d->handler : run_info;
    } else {
        action.sa_handler = d->what == MIGRT_SIG_IGNORE    ? SIG_IGN
                            : d->what != MIGRT_SIG_HANDLER ? SIG_DFL
                            : shown                        ? d->handler
                                                           : run_plain;
    }
    return action;
}

/* ---- what the program calls -------------------------------------------------------------- */

/* What the program would be told without us. */
static int tell(int number, unsigned index, struct sigaction *old)
{
    if (migrt_dispositions[index].what != MIGRT_SIG_UNTOUCHED) {
        *old = action_of(&migrt_dispositions[index], true);
        return 0;
    }
    return migrt_prim_former(number, old) ? 0 : sigaction(number, NULL, old);
}

int migrt_sigaction(int number, const struct sigaction *action,
                    struct sigaction *old)
{
    unsigned index = ours(number);
    if (index == MIGRT_SIGNALS)
        return sigaction(number, action, old);
    struct sigaction before;
    memset(&before, 0, sizeof before);
    if (old && tell(number, index, &before))
        return -1;
    if (action) {
        migrt_disposition former = migrt_dispositions[index];
        sigset_t all, mask;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &mask);
        migrt_dispositions[index] = recorded(action);
        struct sigaction real = action_of(&migrt_dispositions[index], false);
        real.sa_mask = action->sa_mask;
        int result = sigaction(number, &real, NULL);
        if (result)
            migrt_dispositions[index] = former;
        pthread_sigmask(SIG_SETMASK, &mask, NULL);
        if (result)
            return -1;
    }
    if (old)
        *old = before;
    return 0;
}

static volatile uint64_t interrupting; /* siginterrupt() asked for it */

/* BSD semantics, as signal() has in glibc and musl. */
void (*migrt_signal(int number, void (*handler)(int)))(int)
{
    struct sigaction action, old;
    unsigned index = ours(number);
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags =
        index < MIGRT_SIGNALS && (interrupting >> index & 1) ? 0 : SA_RESTART;
    sigemptyset(&action.sa_mask);
    if (handler == SIG_ERR) {
        errno = EINVAL;
        return SIG_ERR;
    }
    return migrt_sigaction(number, &action, &old) ? SIG_ERR : old.sa_handler;
}

int migrt_siginterrupt(int number, int on)
{
    struct sigaction action;
    unsigned index = ours(number);
    if (migrt_sigaction(number, NULL, &action))
        return -1;
    if (index < MIGRT_SIGNALS)
        interrupting = on ? interrupting | UINT64_C(1) << index
                          : interrupting & ~(UINT64_C(1) << index);
    action.sa_flags =
        on ? action.sa_flags & ~SA_RESTART : action.sa_flags | SA_RESTART;
    return migrt_sigaction(number, &action, NULL);
}

/* ---- after a restore ------------------------------------------------------------------------ */

void migrt_signals_restored(void)
{
    for (unsigned i = 0; i < MIGRT_SIGNALS; i++) {
        const migrt_disposition *d = &migrt_dispositions[i];
        struct sigaction action = action_of(d, false);
        if (d->what != MIGRT_SIG_UNTOUCHED && theirs(i))
            sigaction(theirs(i), &action, NULL);
    }
}
