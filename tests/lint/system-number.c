#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int step(int);
struct request { int error, flags; };
static int last_error, kept_flags;
static volatile sig_atomic_t caught;

void failed(struct request *request, int fd)
{
    request->error = errno; // finds
    last_error = errno; // finds
    kept_flags = fcntl(fd, F_GETFL); // finds
}

static void handler(int number)
{
    caught = number; // finds
}

void install(void)
{
    signal(SIGINT, handler);
}

int across(int n)
{
    int error = errno; // finds
    while (n--)
        step(n);
    return error;
}

void copied(struct request *request)
{
    int error = errno; // finds
    request->error = error;
}

void put_back(int fd)
{
    int saved = errno; // near miss
    close(fd);
    errno = saved; // near miss
}

int again(void)
{
    return errno == EINTR; // near miss
}

int negative(void)
{
    return -errno; // near miss
}

void complain(void)
{
    fprintf(stderr, "%s\n", strerror(errno)); // near miss
    errno = 0; // near miss
}

static int ordinary;

void not_a_handler(int number)
{
    ordinary = number; // near miss
}

void nonblocking(int fd)
{
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); // near miss
}

enum { NONE, AGAIN };

void mapped(struct request *request)
{
    request->error = errno == EAGAIN ? AGAIN : NONE; // near miss
}
