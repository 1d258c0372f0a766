#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct record {
    int id;
    long amount;
};
struct node {
    struct node *next;
};
struct bytes {
    unsigned char head[4], body[60];
};

void save(FILE *f, const struct record *r)
{
    fwrite(r, sizeof *r, 1, f); // finds
}

void load(FILE *f, struct record *r)
{
    if (fread(r, sizeof *r, 1, f) != 1) // finds
        r->id = 0;
}

void number(int fd, uint32_t n)
{
    if (write(fd, &n, sizeof n) < 0) // finds
        return;
}

void pointers(FILE *f, struct node *n)
{
    fwrite((const char *)n, 1, sizeof *n, f); // finds
}

void array(FILE *f, double values[8])
{
    fwrite(values, sizeof *values, 8, f); // finds
}

void sent(int fd, struct record r)
{
    send(fd, &r, sizeof r, 0); // finds
}

void text(FILE *f, const char *s)
{
    fwrite(s, 1, strlen(s), f); // near miss
}

void block(int fd, struct bytes *b)
{
    if (write(fd, b, sizeof *b) < 0) // near miss
        return;
}

void line(FILE *f, const struct record *r)
{
    fprintf(f, "%d %ld\n", r->id, r->amount); // near miss
}

void untyped(FILE *f, const void *p, size_t n)
{
    fwrite(p, 1, n, f); // near miss
}

void small(FILE *f, unsigned char c)
{
    fwrite(&c, 1, 1, f); // near miss
}

void copied(struct record *to, const struct record *from)
{
    memcpy(to, from, sizeof *to); // near miss
}
