#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static int ends[2];
static timer_t timer;
int step(int);

int begin(void)
{
    if (pipe(ends)) // finds
        return -1;
    return epoll_create1(0); // finds
}

int wake(void)
{
    return eventfd(0, 0); // finds
}

int watch(void)
{
    int fd = inotify_init(); // finds
    while (step(fd))
        ;
    close(fd);
    return 0;
}

int at(int directory)
{
    return openat(directory, "x", O_RDONLY); // finds
}

int scratch(char *name)
{
    int fd = mkstemp(name); // finds
    if (step(fd))
        close(fd);
    return fd;
}

int copy(int fd)
{
    return fcntl(fd, F_DUPFD, 10); // finds
}

void tick(void)
{
    timer_create(CLOCK_REALTIME, NULL, &timer); // finds
}

int plain(const char *path)
{
    return open(path, O_RDONLY); // near miss
}

int copied(int fd)
{
    return dup2(dup(fd), 5); // near miss
}

int flags(int fd)
{
    return fcntl(fd, F_GETFD); // near miss
}

int once(char *name)
{
    int fd = mkstemp(name); // near miss
    if (fd < 0)
        return -1;
    close(fd);
    return 0;
}

void fail(int);

int name_only(char *name)
{
    int fd = mkstemp(name); // near miss
    if (fd != -1)
        close(fd);
    else
        fail(1);
    while (step(fd))
        ;
    return 0;
}

int both(void)
{
    int fds[2];
    if (pipe(fds)) // near miss
        return -1;
    close(fds[0]);
    close(fds[1]);
    return 0;
}

static int pipes(int n) { return n; }

int own(void)
{
    return pipes(2); // near miss
}

char *folder(char *name)
{
    return mkdtemp(name); // near miss
}
