#include <pthread.h>
#include <semaphore.h>
#include <threads.h>
#include "migrt.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; // finds
pthread_cond_t ready; // finds
static sem_t places[3]; // finds

struct queue {
    pthread_rwlock_t guard; // finds
    int n;
    mtx_t other; // finds
};

int once_only(void)
{
    static pthread_mutex_t inside; // finds
    return pthread_mutex_trylock(&inside);
}

typedef pthread_mutex_t my_lock;
my_lock renamed; // finds

extern pthread_mutex_t elsewhere; // near miss
static pthread_mutex_t *pointer; // near miss
static pthread_once_t once; // near miss
static pthread_spinlock_t spin; // near miss
static MIGRT_TRANSIENT pthread_mutex_t unsaved; // near miss

struct view {
    pthread_mutex_t *lock; // near miss
    MIGRT_TRANSIENT sem_t unsaved; // near miss
};

typedef struct { int held; } mutex;
static mutex own; // near miss

int automatic(void)
{
    pthread_mutex_t local = PTHREAD_MUTEX_INITIALIZER; // near miss
    return pthread_mutex_lock(&local) + once + own.held + (int)spin;
}
