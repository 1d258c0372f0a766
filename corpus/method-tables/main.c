/* Files as databases have them: what a `struct file` really is only its table
 * of functions says; and a cursor whose state its function alone knows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "migrt.h"

struct file;
struct methods {
    const char *name;
    size_t size;
    void (*write)(struct file *, const char *, long);
    long (*sum)(const struct file *);
};
struct file {
    const struct methods *methods;
    struct file *next;
};

/* Characters in chunks. */
struct chunk {
    struct chunk *next;
    unsigned char used;
    char text[23];
};
struct memory_file {
    struct file base;
    struct chunk *first, *last;
    long written;
};

/* Only numbers about what was written. */
struct null_file {
    struct file base;
    unsigned short checks[4];
    double average;
    long count;
};

static void memory_write(struct file *base, const char *text, long n)
{
    struct memory_file *file = (struct memory_file *)base;
    for (long i = 0; i < n; i++) {
        if (file->last == NULL || file->last->used == sizeof file->last->text) {
            struct chunk *chunk = calloc(1, sizeof *chunk);
            if (chunk == NULL)
                exit(2);
            if (file->last == NULL)
                file->first = chunk;
            else
                file->last->next = chunk;
            file->last = chunk;
        }
        file->last->text[file->last->used++] = text[i];
        file->written++;
    }
}

static long memory_sum(const struct file *base)
{
    long sum = ((const struct memory_file *)base)->written;
    const struct chunk *c = ((const struct memory_file *)base)->first;
    for (; c != NULL; c = c->next)
        for (int i = 0; i < c->used; i++)
            sum = (sum * 31 + c->text[i]) % 1000003;
    return sum;
}

static void null_write(struct file *base, const char *text, long n)
{
    struct null_file *file = (struct null_file *)base;
    for (long i = 0; i < n; i++)
        file->checks[i % 4] = (unsigned short)(file->checks[i % 4] * 5u +
                                               (unsigned char)text[i]);
    file->average = (file->average * (double)file->count + (double)n) /
                    (double)(file->count + 1);
    file->count++;
}

static long null_sum(const struct file *base)
{
    const struct null_file *file = (const struct null_file *)base;
    return file->checks[0] + 3L * file->checks[1] + 7L * file->checks[2] +
           11L * file->checks[3] + (long)(file->average * 1024) + file->count;
}

static const struct methods memory_methods = {
    "memory", sizeof(struct memory_file), memory_write, memory_sum};
static const struct methods null_methods = {
    "null", sizeof(struct null_file), null_write, null_sum};

MIGRT_VARIANT(struct file,
              self->methods == &memory_methods ? 1
              : self->methods == &null_methods ? 2
                                               : 0,
              MIGRT_CASE(1, struct memory_file), MIGRT_CASE(2, struct null_file));

/* A cursor over numbers or over the files. */
struct cursor {
    long (*step)(struct cursor *);
    union {
        struct {
            short from;
            long long now;
        } number;
        const struct file *file;
    } u;
};

static long step_number(struct cursor *c)
{
    c->u.number.now = c->u.number.now * 7 % 1000003 + c->u.number.from;
    return (long)c->u.number.now;
}

static struct file *files;

static long step_file(struct cursor *c)
{
    const struct file *file = c->u.file == NULL ? files : c->u.file;
    c->u.file = file->next;
    return file->methods->sum(file);
}

MIGRT_UNION(struct cursor, u, self->step == step_number,
            MIGRT_CASE(1, number), MIGRT_CASE(0, file));

static struct file *open_file(const struct methods *methods)
{
    struct file *file = calloc(1, methods->size);
    if (file == NULL)
        exit(2);
    file->methods = methods;
    file->next = files;
    files = file;
    return file;
}

int main(void)
{
    static struct cursor numbers = {step_number, {{3, 11}}};
    struct cursor *over = calloc(1, sizeof *over);
    char line[64];
    if (over == NULL)
        return 2;
    over->step = step_file;
    for (int i = 0; i < 6; i++)
        open_file(i % 3 == 1 ? &null_methods : &memory_methods);
    for (int round = 0; round < 200; round++) {
        struct file *file = files;
        for (; file != NULL; file = file->next) {
            int n = snprintf(line, sizeof line, "%s %ld in round %d",
                             file->methods->name, numbers.step(&numbers),
                             round);
            file->methods->write(file, line, n);
        }
        if (round % 20 == 19)
            printf("%d: %ld\n", round, over->step(over));
    }
    for (const struct file *file = files; file != NULL; file = file->next)
        printf("%s: %ld\n", file->methods->name, file->methods->sum(file));
    return 0;
}
