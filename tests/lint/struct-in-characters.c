#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <netinet/in.h>

struct item {
    struct item *next;
    int value;
};
struct bytes {
    unsigned char head[4], body[12];
};
struct arena {
    char storage[512];
    size_t used;
};
struct flexible {
    int n;
    char data[];
};
static char storage[1024];
static unsigned char table[16][32];
int poll_input(void);

struct item *first(void)
{
    return (struct item *)storage; // finds
}

struct item *cut(struct arena *a)
{
    return (struct item *)(a->storage + a->used); // finds
}

struct item *element(int i)
{
    return (struct item *)&storage[i]; // finds
}

int local(void)
{
    char room[sizeof(struct item)];
    struct item *made = (struct item *)room; // finds
    made->value = 1;
    while (poll_input())
        made->value++;
    return made->value;
}

struct item *row(int i)
{
    return (struct item *)(void *)table[i]; // finds
}

struct item *heap(void)
{
    return (struct item *)malloc(sizeof(struct item)); // near miss
}

struct bytes *portable(void)
{
    return (struct bytes *)storage; // near miss
}

struct item *pointer(char *p)
{
    return (struct item *)p; // near miss
}

struct item *tail(struct flexible *f)
{
    return (struct item *)f->data; // near miss
}

char *text(void)
{
    return (char *)storage; // near miss
}

int not_saved(void)
{
    char room[sizeof(struct item)];
    struct item *made = (struct item *)room; // near miss
    made->value = 1;
    return made->value;
}

struct sockaddr *address(void)
{
    return (struct sockaddr *)storage; // near miss
}
