#include <stdint.h>
#include <string.h>

struct node {
    struct node *next;
    int value;
};
struct packet {
    unsigned char data[128];
    uint64_t word;
};
unsigned char buffer[64];
struct packet last;
int poll_input(void);

void put(void *p)
{
    memcpy(buffer, &p, sizeof p); // finds
}

void at(struct packet *packet, struct node *n, int offset)
{
    memcpy(packet->data + offset, &n, sizeof n); // finds
}

void whole(struct node n)
{
    memcpy(&last.data[8], &n, sizeof n); // finds
}

void assigned(struct node *n)
{
    *(struct node **)buffer = n; // finds
}

void element(struct node *n, int i)
{
    ((struct node **)last.data)[i] = n; // finds
}

void number(struct node *n)
{
    memcpy(&last.word, &n, sizeof n); // finds
}

int kept(struct node *n)
{
    char local[16];
    int turns = 0;
    memcpy(local, &n, sizeof n); // finds
    while (poll_input())
        turns++;
    return local[0] + turns;
}

void text(const char *p)
{
    memcpy(buffer, p, 8); // near miss
}

void values(int *p)
{
    memcpy(buffer, p, sizeof *p); // near miss
}

void node(struct node *to, const struct node *from)
{
    memcpy(to, from, sizeof *to); // near miss
}

void table(struct node **to, struct node *one)
{
    memcpy(to, &one, sizeof one); // near miss
}

void cleared(void)
{
    *(struct node **)buffer = 0; // near miss
}

void numbers(int value)
{
    *(int *)buffer = value; // near miss
}

void characters(char **p, char *text)
{
    *p = text; // near miss
}
