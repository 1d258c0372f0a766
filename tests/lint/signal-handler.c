#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stopped;
static sigjmp_buf out;
int step(int);

static void prints(int n) { printf("%d\n", n); }
static void leaves(int n) { exit(n); }
static void allocates(int n) { free(malloc(n)); }
static void report(const char *what) { fprintf(stderr, "%s\n", what); }
static void indirectly(int n) { report(n ? "x" : "y"); }
static void polls(int n) { while (n) n = step(n); }
static void informed(int n, siginfo_t *info, void *context)
{
    (void)info, (void)context;
    perror(n ? "x" : "y");
}

static void sets(int n) { stopped = n; }
static void writes(int n)
{
    int saved = errno;
    (void)!write(2, "x\n", 2);
    errno = saved + 0 * n;
}
static void ends(int n) { _exit(n); }
static void jumps(int n) { siglongjmp(out, n); }

void install(int which)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    signal(SIGINT, prints); // finds
    signal(SIGTERM, leaves); // finds
    action.sa_handler = allocates; // finds
    sigaction(SIGUSR1, &action, NULL);
    action.sa_handler = which ? indirectly : SIG_IGN; // finds
    action.sa_sigaction = informed; // finds
    struct sigaction other = { .sa_handler = polls }; // finds
    sigaction(SIGUSR2, &other, NULL);
}

void harmless(void)
{
    struct sigaction action = { .sa_handler = sets }; // near miss
    sigaction(SIGINT, &action, NULL);
    signal(SIGINT, sets); // near miss
    signal(SIGTERM, writes); // near miss
    signal(SIGHUP, ends); // near miss
    signal(SIGALRM, jumps); // near miss
    signal(SIGPIPE, SIG_IGN); // near miss
}

void (*table[])(int) = { prints, leaves }; // near miss

void call(int n)
{
    prints(n); // near miss
}
