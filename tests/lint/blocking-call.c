#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static sem_t ready;

int child(pid_t which)
{
    int status;
    waitpid(which, &status, 0); // finds
    return status;
}

int number(void)
{
    int n = 0;
    return scanf("%d", &n) == 1 ? n : 0; // finds
}

int from_input(void)
{
    int n = 0;
    fscanf(stdin, "%d", &n); // finds
    return n;
}

long receive(int fd, char *to)
{
    return recv(fd, to, 100, 0); // finds
}

void events(int fd, struct epoll_event *list)
{
    epoll_wait(fd, list, 1, -1); // finds
}

int command(const char *text)
{
    return system(text); // finds
}

void turn(void)
{
    sem_wait(&ready); // finds
}

long plain(int fd, char *to)
{
    return read(fd, to, 100); // near miss
}

int line(char *to)
{
    return fgets(to, 80, stdin) && getchar(); // near miss
}

int waits(struct pollfd *list)
{
    sleep(1); // near miss
    return poll(list, 1, 1000); // near miss
}

int look(pid_t which)
{
    int status;
    return waitpid(which, &status, WNOHANG); // near miss
}

int from_file(FILE *file)
{
    int n = 0;
    fscanf(file, "%d", &n); // near miss
    return n + getc_unlocked(file); // near miss
}

long at_once(int fd, char *to)
{
    return recv(fd, to, 100, MSG_DONTWAIT); // near miss
}

int text(const char *from)
{
    int n = 0;
    sscanf(from, "%d", &n); // near miss
    return n;
}

long (*receiver)(int, void *, size_t, int) = recv; // near miss
