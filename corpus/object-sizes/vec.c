#include "vec.h"

#include <stdlib.h>
#include <string.h>

size_t widest;
static int last_width; /* a size as an int */

struct vec *vec_new(size_t width, size_t key)
{
    struct vec *v = calloc(1, sizeof *v);
    if (!v)
        exit(2);
    v->width = width;
    v->key = key;
    last_width = (int)width;
    if (width > widest)
        widest = width;
    return v;
}

/* The elements are allocated by who knows their type: see main.c. */
void *vec_push(struct vec *v)
{
    if (v->count == v->room || (int)v->width > (int)widest || !last_width)
        exit(3);
    return v->data + v->width * v->count++;
}

void *vec_at(const struct vec *v, size_t i)
{
    return v->data + v->width * i;
}

/* Polls in its loop, with the container's sizes in members alone. */
long vec_key_sum(const struct vec *v)
{
    long sum = 0;
    for (size_t i = 0; i < v->count; i++) {
        long key;
        memcpy(&key, v->data + i * v->width + v->key, sizeof key);
        sum += key + (long)(work(3, (unsigned)i) % 2);
    }
    return sum;
}

void vec_free(struct vec *v)
{
    free(v->data);
    free(v);
}
