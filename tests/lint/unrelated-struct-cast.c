#include <stddef.h>
#include <netinet/in.h>
#include <sys/socket.h>

struct text {
    char *begin;
    long length;
};
struct number {
    double value;
};
struct other {
    short flags;
    struct text *link;
};
struct head {
    int kind;
};
struct leaf {
    struct head head;
    double value;
};
struct deep {
    struct leaf leaf;
    char *name;
};
struct first {
    int kind;
    char *name;
};
struct second {
    int kind;
    double value;
};
struct opaque;
union any {
    struct leaf leaf;
    struct text text;
};

double wrong(struct text *t)
{
    return ((struct number *)t)->value; // finds
}

struct other *stored(struct number *n)
{
    return (struct other *)n; // finds
}

void passed(struct text *t)
{
    stored((struct number *)t); // finds
}

struct text *through(struct other *o)
{
    struct text *t = (struct text *)o; // finds
    return t;
}

struct deep *unrelated(struct text *t)
{
    return (struct deep *)t; // finds
}

struct leaf *down(struct head *h)
{
    return (struct leaf *)h; // near miss
}

struct head *up(struct deep *d)
{
    return (struct head *)d; // near miss
}

struct second *sibling(struct first *f)
{
    return (struct second *)f; // near miss
}

struct text *untyped(void *p)
{
    return (struct text *)p; // near miss
}

char *bytes(struct text *t)
{
    return (char *)t; // near miss
}

struct text *unknown(struct opaque *o)
{
    return (struct text *)o; // near miss
}

int bound(int fd, struct sockaddr_in *address)
{
    return bind(fd, (struct sockaddr *)address, sizeof *address); // near miss
}

struct text *of(union any *u)
{
    return (struct text *)u; // near miss
}

struct text *outer(long *length)
{
    return (struct text *)((char *)length - offsetof(struct text, length)); // near miss
}

const struct text *constant(struct text *t)
{
    return (const struct text *)t; // near miss
}

struct number *behind(struct text *t)
{
    return (struct number *)&t[1]; // near miss
}
