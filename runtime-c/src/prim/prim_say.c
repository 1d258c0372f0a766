/* prim_say.c: messages on standard error, and writes that no signal follows. */
#define _GNU_SOURCE /* SIGXFSZ, sigtimedwait under -std=c99 */
#include "prim.h"
#include "prim_fault.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct calm {
    sigset_t mask, pending; /* as they were */
    bool blocked;
} calm;

/* Sent to the thread that wrote: to a pipe without a reader, to a file that may
 * not grow. */
static void signals_of_writing(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGPIPE);
    sigaddset(set, SIGXFSZ);
}

static void calm_begin(calm *c)
{
    sigset_t both;
    int saved = errno;
    signals_of_writing(&both);
    sigemptyset(&c->pending);
    sigpending(&c->pending);
    c->blocked = pthread_sigmask(SIG_BLOCK, &both, &c->mask) == 0;
    errno = saved;
}

/* What the program itself had pending stays so. */
static void calm_end(const calm *c)
{
    static const struct timespec at_once = {0, 0};
    sigset_t both, fresh;
    int saved = errno;
    signals_of_writing(&both);
    sigemptyset(&fresh);
    for (int number = 1; number < NSIG; number++)
        if (sigismember(&both, number) == 1 &&
            sigismember(&c->pending, number) == 0)
            sigaddset(&fresh, number);
    if (c->blocked) {
        while (sigtimedwait(&fresh, NULL, &at_once) > 0)
            ;
        pthread_sigmask(SIG_SETMASK, &c->mask, NULL);
    }
    errno = saved;
}

static bool say_some(const char **at, size_t *bytes)
{
    ssize_t done = -1;
    if (!migrt_fault(MIGRT_FAULT_say))
        done = write(2, *at, migrt_fault_bytes(*bytes));
    migrt_fault_after(0);
    if (done < 0)
        return errno == EINTR;
    *at += done;
    *bytes -= (size_t)done;
    return done > 0;
}

void migrt_prim_say(const char *text, size_t bytes)
{
    calm held;
    int saved = errno;
    calm_begin(&held);
    while (bytes > 0 && say_some(&text, &bytes))
        ;
    calm_end(&held);
    errno = saved;
}

int migrt_prim_write_calm(int fd, const void *from, size_t bytes)
{
    calm held;
    calm_begin(&held);
    int error = migrt_prim_write(fd, from, bytes);
    calm_end(&held);
    return error;
}

void migrt_prim_complain(const char *prefix, const char *text)
{
    migrt_prim_say(prefix, strlen(prefix));
    migrt_prim_say(text, strlen(text));
}
