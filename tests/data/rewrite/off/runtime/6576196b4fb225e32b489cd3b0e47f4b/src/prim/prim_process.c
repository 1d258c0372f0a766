/* prim_process.c: processes, environment, the lock. */
#define _POSIX_C_SOURCE 200809L
#include "prim.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* One image is written at a time. */
static pid_t own_child;
static bool own_reaped;
static int own_status;

int migrt_prim_fork(pid_t *child)
{
    int saved = errno;
    *child = fork();
    int error = *child < 0 ? errno : 0;
    if (*child > 0) {
        own_child = *child;
        own_reaped = false;
    }
    errno = saved;
    return error;
}

bool migrt_prim_reaped(pid_t child, int status)
{
    if (child <= 0 || child != own_child)
        return false;
    own_reaped = true;
    own_status = status;
    return true;
}

int migrt_prim_wait(pid_t child, int *status)
{
    int saved = errno;
    pid_t got;
    if (child == own_child && own_reaped) {
        *status = own_status;
        return 0;
    }
    do
        got = waitpid(child, status, 0);
    while (got < 0 && errno == EINTR);
    int error = got < 0 ? errno : 0;
    errno = saved;
    return error;
}

bool migrt_prim_has_children(void)
{
    siginfo_t info;
    int saved = errno;
    bool has = waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
    errno = saved;
    return has;
}

pid_t migrt_prim_pid(void)
{
    return getpid();
}

long migrt_prim_processors(void)
{
    int saved = errno;
    long count = 1;
#ifdef _SC_NPROCESSORS_ONLN
    count = sysconf(_SC_NPROCESSORS_ONLN);
#endif
    errno = saved;
    return count < 1 ? 1 : count;
}

const char *migrt_prim_env(const char *name)
{
    return getenv(name);
}

void migrt_prim_exit(int status)
{
    _exit(status);
}

void migrt_prim_abort(void)
{
    abort();
}

void migrt_prim_complain(const char *prefix, const char *text)
{
    migrt_prim_write(2, prefix, strlen(prefix));
    migrt_prim_write(2, text, strlen(text));
}

/* ---- the lock -------------------------------------------------------------------- */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_t owner;
static volatile int depth; /* of the owner; 0: no one has it */

/* `owner` is read without the mutex: only the thread itself ever stores its own
 * number there, so the comparison cannot be true by accident. */
void migrt_prim_lock(void)
{
    if (depth > 0 && pthread_equal(owner, pthread_self())) {
        depth++;
        return;
    }
    pthread_mutex_lock(&mutex);
    owner = pthread_self();
    depth = 1;
}

void migrt_prim_unlock(void)
{
    if (--depth == 0)
        pthread_mutex_unlock(&mutex);
}

int migrt_prim_ended_well(int status)
{
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
