/* A user's allocator gets sizes of types as its last argument, a user's sink
 * gets counts as its: what the sink adds up has nothing to do with sizes. */
#include <stdio.h>
#include <stdlib.h>

struct stream {
    void *(*get)(void *user, unsigned items, unsigned size);
    unsigned (*put)(void *user, const char *text, unsigned count);
    void *user;
};

struct user {
    unsigned long blocks, written;
    unsigned longest;
};

struct state {
    struct state *last;
    char *text;
    long number;
};

static unsigned noise = 1;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
}

static void *get(void *user, unsigned items, unsigned size)
{
    ((struct user *)user)->blocks++;
    return calloc(items, size);
}

static unsigned put(void *user, const char *text, unsigned count)
{
    struct user *u = user;
    u->written += count;
    if (count > u->longest)
        u->longest = count;
    work();
    return text[0] == 'n' ? count : 0;
}

static struct state *push(struct stream *stream, struct state *last, long n)
{
    struct state *state = stream->get(stream->user, 1, sizeof(struct state));
    char text[30];
    unsigned count = (unsigned)snprintf(text, sizeof text, "number %ld", n);
    state->last = last;
    state->number = (long)stream->put(stream->user, text, count);
    return state;
}

int main(void)
{
    struct user *user = calloc(1, sizeof *user);
    struct stream stream = {get, put, user};
    struct state *last = NULL;
    long sum = 0;
    for (long n = 1; n < 200; n++)
        last = push(&stream, last, n * n);
    while (last != NULL) {
        struct state *before = last->last;
        sum = sum * 7 % 100003 + last->number;
        free(last);
        last = before;
    }
    printf("%lu %lu %u %ld\n", user->blocks, user->written, user->longest, sum);
    free(user);
    return 0;
}
