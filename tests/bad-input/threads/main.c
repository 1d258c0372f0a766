/* Starts a thread and loops while it lives: a capture must be refused. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static long handed_over;

static void *wait_for_the_gate(void *unused)
{
    (void)unused;
    pthread_mutex_lock(&gate);
    handed_over += 1;
    pthread_mutex_unlock(&gate);
    return NULL;
}

static long step(long sum, int round)
{
    return sum * 3 % 1000003 + round;
}

int main(void)
{
    pthread_t thread;
    long sum = 1;
    printf("begin\n");
    pthread_mutex_lock(&gate);
    if (pthread_create(&thread, NULL, wait_for_the_gate, NULL) != 0)
        return 1;
    for (int round = 0; round < 4000000; round++)
        sum = step(sum, round);
    pthread_mutex_unlock(&gate);
    if (pthread_join(thread, NULL) != 0)
        return 1;
    printf("sum %ld, handed over %ld\n", sum, handed_over);
    return 0;
}
