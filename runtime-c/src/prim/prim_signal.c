/* prim_signal.c: signals the runtime itself takes. */
#define _GNU_SOURCE
#include "prim.h"
#include "prim_fault.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define SIGNALS 128

MIGRT_CALL(int, sigaction,
           (int number, const struct sigaction *action,
            struct sigaction *before),
           (number, action, before))

static struct sigaction former[SIGNALS];
static bool caught[SIGNALS];

int migrt_prim_catch(int signal_number, void (*handler)(int), bool interrupts)
{
    if (signal_number <= 0 || signal_number >= SIGNALS)
        return EINVAL;
    int saved = errno;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = interrupts ? 0 : SA_RESTART;
    sigemptyset(&action.sa_mask);
    struct sigaction before;
    int error = call_sigaction(signal_number, &action, &before) ? errno : 0;
    if (!error && !caught[signal_number]) {
        former[signal_number] = before;
        caught[signal_number] = true;
    }
    errno = saved;
    return error;
}

int migrt_prim_uncatch(int signal_number)
{
    if (signal_number <= 0 || signal_number >= SIGNALS ||
        !caught[signal_number])
        return EINVAL;
    int saved = errno;
    int error =
        call_sigaction(signal_number, &former[signal_number], NULL) ? errno : 0;
    caught[signal_number] = false;
    errno = saved;
    return error;
}

bool migrt_prim_former(int signal_number, void *out)
{
    if (signal_number <= 0 || signal_number >= SIGNALS ||
        !caught[signal_number])
        return false;
    memcpy(out, &former[signal_number], sizeof former[signal_number]);
    return true;
}

static const struct {
    const char *name;
    int number;
} names[] = {
    {"HUP", SIGHUP},   {"INT", SIGINT},     {"QUIT", SIGQUIT},
    {"ABRT", SIGABRT}, {"TERM", SIGTERM},   {"ALRM", SIGALRM},
    {"USR1", SIGUSR1}, {"USR2", SIGUSR2},   {"CHLD", SIGCHLD},
    {"CONT", SIGCONT}, {"TSTP", SIGTSTP},   {"TTIN", SIGTTIN},
    {"TTOU", SIGTTOU}, {"PIPE", SIGPIPE},   {"URG", SIGURG},
    {"XCPU", SIGXCPU}, {"XFSZ", SIGXFSZ},   {"VTALRM", SIGVTALRM},
    {"PROF", SIGPROF}, {"WINCH", SIGWINCH}, {"IO", SIGIO},
    {"PWR", SIGPWR},   {"SYS", SIGSYS},     {"ILL", SIGILL},
    {"TRAP", SIGTRAP}, {"BUS", SIGBUS},     {"FPE", SIGFPE},
    {"SEGV", SIGSEGV},
};

int migrt_prim_signal_number(const char *name)
{
    if (strncmp(name, "SIG", 3) == 0)
        name += 3;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0)
            return names[i].number;
    char *end;
    int saved = errno;
    long number = strtol(name, &end, 10);
    errno = saved;
    return *name && !*end && number > 0 && number < SIGNALS ? (int)number : 0;
}

const char *migrt_prim_signal_name(int number)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].number == number)
            return names[i].name;
    return NULL;
}
