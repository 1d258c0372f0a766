#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int step(int);
static int server;

int listener(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0); // finds
    if (listen(fd, 5)) {
        close(fd);
        return -1;
    }
    return fd;
}

void next(void)
{
    int client = accept(server, NULL, NULL); // finds
    while (step(client))
        ;
    close(client);
}

int both(int *fds)
{
    return socketpair(AF_UNIX, SOCK_STREAM, 0, fds); // finds
}

void kept(void)
{
    server = socket(AF_UNIX, SOCK_DGRAM, 0); // finds
}

int (*opener)(int, int, int) = socket; // finds

struct connection { int fd; };

int into(struct connection *c)
{
    if ((c->fd = accept4(server, NULL, NULL, 0)) < 0) // finds
        return -1;
    return 0;
}

int is_there(const struct sockaddr_un *at)
{
    int fd = socket(AF_UNIX, SOCK_STREAM, 0); // near miss
    int there = connect(fd, (const struct sockaddr *)at, sizeof *at) == 0;
    close(fd);
    return there;
}

static int expect(int token) { return token; }
#define accept_token expect

int parse(void)
{
    return accept_token(3); // near miss
}

int say(const char *text)
{
    return send(server, text, strlen(text), 0); // near miss
}

struct sockaddr_un address; // near miss

int file(void)
{
    return fileno(fopen("socket", "r")); // near miss
}

struct api { int (*socket)(void); };

int member(struct api *api)
{
    return api->socket(); // near miss
}
