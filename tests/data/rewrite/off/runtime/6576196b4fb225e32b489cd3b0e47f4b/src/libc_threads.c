/* libc_threads.c: threads are counted: with them the heap takes its lock, and a
 * capture is refused. */
#include "libc_names.h"

#include "libc.h"
#include "libc_process.h"
#include "libc_state.h"

int migrt_threads_started;
const char *migrt_threads_started_by;

/* A child of fork() has but one thread; the lock must not be another's. */
static void before_fork(void)
{
    migrt_prim_lock();
}

static void after_fork(void)
{
    migrt_prim_unlock();
}

void migrt_thread_started(const char *by)
{
    if (migrt_threads_started == 0) {
        migrt_threads_started_by = by;
        pthread_atfork(before_fork, after_fork, after_fork);
    }
    migrt_threads_started++;
}

/* Names the call for the message of a refused capture. */
static void thread_started_at(const char *by, const migrt_alloc *site)
{
    static char text[512];
    if (migrt_threads_started == 0 && site != NULL)
        snprintf(text, sizeof text, "%s, %s:%u in %s", by, site->file,
                 site->line, site->function);
    migrt_thread_started(text[0] != '\0' ? text : by);
}

int migrt_pthread_create_at(pthread_t *thread, const pthread_attr_t *attributes,
                            void *(*start)(void *), void *argument,
                            const migrt_alloc *site)
{
    thread_started_at("pthread_create", site);
    return pthread_create(thread, attributes, start, argument);
}

int migrt_thrd_create_at(thrd_t *thread, thrd_start_t start, void *argument,
                         const migrt_alloc *site)
{
    thread_started_at("thrd_create", site);
    return thrd_create(thread, start, argument);
}

int migrt_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                         void *(*start)(void *), void *argument)
{
    migrt_thread_started("pthread_create");
    return pthread_create(thread, attributes, start, argument);
}

int migrt_thrd_create(thrd_t *thread, thrd_start_t start, void *argument)
{
    migrt_thread_started("thrd_create");
    return thrd_create(thread, start, argument);
}
