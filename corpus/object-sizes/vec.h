#include <stddef.h>

typedef unsigned long (*hash_fn)(const void *);

/* Elements of any type, whose size the caller tells. */
struct vec {
    char *data;
    size_t width, key; /* of an element; where its key lies */
    size_t count, room;
    hash_fn hash;
};

struct vec *vec_new(size_t width, size_t key);
void *vec_push(struct vec *v);
void *vec_at(const struct vec *v, size_t i);
long vec_key_sum(const struct vec *v);
void vec_free(struct vec *v);
unsigned work(unsigned depth, unsigned seed);

extern size_t widest;
