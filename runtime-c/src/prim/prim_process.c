/* prim_process.c: processes, environment, the lock. */
#define _POSIX_C_SOURCE 200809L
#include "prim.h"
#include "prim_fault.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

MIGRT_CALL(pid_t, fork, (void), ())
MIGRT_CALL(pid_t, waitpid, (pid_t child, int *status, int options),
           (child, status, options))
MIGRT_CALL(int, waitid, (idtype_t kind, id_t id, siginfo_t *info, int options),
           (kind, id, info, options))

/* One image is written at a time. */
static pid_t own_child;
static bool own_reaped;
static int own_status;

int migrt_prim_fork(pid_t *child)
{
    int saved = errno;
    *child = call_fork();
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

bool migrt_prim_at_work(pid_t child)
{
    int saved = errno, status;
    pid_t got = call_waitpid(child, &status, WNOHANG);
    if (got > 0)
        migrt_prim_reaped(got, status);
    errno = saved;
    return got == 0;
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
        got = call_waitpid(child, status, 0);
    while (got < 0 && errno == EINTR);
    int error = got < 0 ? errno : 0;
    errno = saved;
    return error;
}

bool migrt_prim_has_children(void)
{
    siginfo_t info;
    int saved = errno;
    bool has = call_waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
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
    migrt_fault_report();
    _exit(status);
}

void migrt_prim_abort(void)
{
    abort();
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
