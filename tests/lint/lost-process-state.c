#define _GNU_SOURCE
#include <fcntl.h>
#include <fenv.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>

void handler(int);
static struct rlimit limit;
static struct termios terminal;
static struct flock whole;

void changes(int fd, void *page)
{
    setrlimit(RLIMIT_STACK, &limit); // finds
    fesetround(FE_TOWARDZERO); // finds
    fcntl(fd, F_SETFL, O_NONBLOCK); // finds
    fcntl(fd, F_SETLKW, &whole); // finds
    flock(fd, LOCK_EX); // finds
    tcsetattr(fd, TCSANOW, &terminal); // finds
    (void)!nice(5); // finds
    setuid(1000); // finds
    mprotect(page, 4096, PROT_READ); // finds
    ioctl(fd, TIOCSWINSZ, &terminal); // finds
    sysv_signal(SIGUSR1, handler); // finds
}

void saved(int fd)
{
    static const struct itimerval every = { { 1, 0 }, { 1, 0 } };
    sigset_t set;
    sigemptyset(&set);
    signal(SIGUSR1, handler); // near miss
    sigprocmask(SIG_BLOCK, &set, NULL); // near miss
    umask(022); // near miss
    (void)!chdir("/"); // near miss
    setenv("A", "b", 1); // near miss
    setlocale(LC_ALL, ""); // near miss
    setitimer(ITIMER_REAL, &every, NULL); // near miss
    fcntl(fd, F_GETFL); // near miss
}

int asks(int fd)
{
    struct winsize size;
    getrlimit(RLIMIT_STACK, &limit); // near miss
    tcgetattr(fd, &terminal); // near miss
    ioctl(fd, TIOCGWINSZ, &size); // near miss
    sigaltstack(NULL, NULL); // near miss
    return fegetround() + size.ws_col; // near miss
}
