#include <pthread.h>
#include <threads.h>

void *work(void *);
int other(void *);

int start(pthread_t *thread)
{
    return pthread_create(thread, NULL, work, NULL); // finds
}

int start_c11(thrd_t *thread)
{
    return thrd_create(thread, other, NULL); // finds
}

int (*creator)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *) = pthread_create; // finds

int maybe(int many, pthread_t *thread)
{
    if (many && pthread_create(thread, NULL, work, thread)) // finds
        return 1;
    return 0;
}

long sum(const long *list, int n)
{
    long total = 0;
#pragma omp parallel for reduction(+ : total) // finds
    for (int i = 0; i < n; i++)
        total += list[i];
#pragma omp simd // near miss
    for (int i = 0; i < n; i++)
        total += list[i];
    return total;
}

static pthread_mutex_t lock; // near miss

void locked(void)
{
    pthread_mutex_lock(&lock); // near miss
    pthread_mutex_unlock(&lock);
}

pthread_t self(void)
{
    return pthread_self(); // near miss
}

static _Thread_local int depth; // near miss

int deeper(void)
{
    return ++depth; // near miss
}

int thread_create(int n) { return n; }

int own(void)
{
    return thread_create(3); // near miss
}

unsigned long size(void)
{
    return sizeof(pthread_create(0, 0, 0, 0)); // near miss
}
