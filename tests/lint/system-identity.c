#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <unistd.h>

int step(int);
static pid_t self;
static char host[64];
static struct utsname machine;
struct owner { pid_t pid; pthread_t thread; long page; };

void start(struct owner *owner)
{
    self = getpid(); // finds
    owner->pid = getpid(); // finds
    owner->thread = pthread_self(); // finds
    owner->page = sysconf(_SC_PAGESIZE); // finds
    gethostname(host, sizeof host); // finds
    uname(&machine); // finds
}

int across(int n)
{
    pid_t me = getpid(); // finds
    while (n--)
        step(n);
    return me;
}

static pid_t who(void)
{
    return getppid(); // finds
}

static pid_t parent;

void remember(void)
{
    parent = who();
}

void printed(void)
{
    printf("%d\n", (int)getpid()); // near miss
}

int privileged(void)
{
    return getuid() == 0; // near miss
}

void seed(void)
{
    srand(getpid()); // near miss
}

void notify(void)
{
    kill(getpid(), SIGUSR1); // near miss
}

int soon(void)
{
    pid_t me = getpid(); // near miss
    return printf("%d\n", (int)me);
}

static long pages(long n)
{
    return n / sysconf(_SC_PAGESIZE); // near miss
}

void shown(long n)
{
    printf("%ld\n", pages(n));
}

void local_name(void)
{
    char name[64];
    gethostname(name, sizeof name); // near miss
    puts(name);
}
