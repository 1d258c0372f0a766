#include "stand_ins.h"

#include "memory.h"

#include "../src/heap.h"
#include "../src/image_read_match.h"
#include "../src/libc.h"
#include "../src/prim/prim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool standing_in;

/* ---- the image: a stream, from memory ------------------------------------------- */

enum { DESCRIPTOR = 1 << 20 };

static const unsigned char *image;
static size_t image_size, image_at;

void stand_in_image(const unsigned char *bytes, size_t size)
{
    image = bytes;
    image_size = size;
    image_at = 0;
}

int __wrap_migrt_prim_open_read(const char *path, int *fd)
{
    (void)path;
    image_at = 0;
    *fd = DESCRIPTOR;
    return 0;
}

int __wrap_migrt_prim_size(int fd, uint64_t *bytes)
{
    (void)fd;
    *bytes = 0;
    return ESPIPE;
}

int __wrap_migrt_prim_read_some(int fd, void *to, size_t bytes, size_t *got)
{
    size_t rest = image_size - image_at;
    (void)fd;
    *got = bytes < rest ? bytes : rest;
    memcpy(to, image + image_at, *got);
    image_at += *got;
    return 0;
}

/* ---- objects --------------------------------------------------------------------- */

typedef struct shadow {
    const migrt_object *object;
    char *bytes, *original;
} shadow;

static shadow *shadows;
static size_t shadows_count;

char *__real_migrt_object_address(const migrt_object *object);

static bool is_constant(const migrt_object *object)
{
    return (object->flags &
            (MIGRT_O_CONST | MIGRT_O_LITERAL | MIGRT_O_SIZES)) != 0;
}

static shadow *shadow_of(const migrt_object *object)
{
    shadow *one;
    char *original;
    for (size_t i = 0; i < shadows_count; i++)
        if (shadows[i].object == object)
            return &shadows[i];
    original = __real_migrt_object_address(object);
    shadows = realloc(shadows, (shadows_count + 1) * sizeof *shadows);
    one = &shadows[shadows_count++];
    one->object = object;
    one->original = original;
    one->bytes = original;
    if (is_constant(object))
        return one; /* as it is: where nobody can write */
    one->bytes = malloc(object->size + (object->size == 0));
    memcpy(one->bytes, original, object->size);
    return one;
}

char *__wrap_migrt_object_address(const migrt_object *object)
{
    return standing_in ? shadow_of(object)->bytes
                       : __real_migrt_object_address(object);
}

static size_t block_bytes;

void stand_in_again(void)
{
    block_bytes = 0;
    for (size_t i = 0; i < shadows_count; i++)
        if (shadows[i].bytes != shadows[i].original)
            memcpy(shadows[i].bytes, shadows[i].original,
                   shadows[i].object->size);
}

/* ---- the heap: each block by itself ------------------------------------------------ */

/* Zeros that an image need not hold may be as many as a machine has room for;
 * more than that is more of the same, and takes long. */
enum { LARGEST = 1 << 20 };

bool __real_migrt_heap_restore_begin(uint64_t base);
bool __wrap_migrt_heap_restore_begin(uint64_t base)
{
    return standing_in ? true : __real_migrt_heap_restore_begin(base);
}

migrt_span *__real_migrt_heap_place_span(uint64_t address, uint64_t bytes,
                                         uint64_t slot_size,
                                         uint64_t slot_count);
migrt_span *__wrap_migrt_heap_place_span(uint64_t address, uint64_t bytes,
                                         uint64_t slot_size,
                                         uint64_t slot_count)
{
    return standing_in ? NULL
                       : __real_migrt_heap_place_span(address, bytes, slot_size,
                                                      slot_count);
}

static void *block(size_t size, size_t alignment)
{
    if (size > LARGEST || block_bytes + size > 64 * (size_t)LARGEST)
        return NULL;
    block_bytes += size;
    memory_allow(size + 1);
    return memory_take(size + (size == 0), alignment);
}

void *__real_migrt_heap_place(uint64_t at, size_t size,
                              const migrt_alloc *site);
void *__wrap_migrt_heap_place(uint64_t at, size_t size, const migrt_alloc *site)
{
    return standing_in ? block(size, 16)
                       : __real_migrt_heap_place(at, size, site);
}

void *__real_migrt_memalign_at(size_t align, size_t size,
                               const migrt_alloc *site);
void *__wrap_migrt_memalign_at(size_t align, size_t size,
                               const migrt_alloc *site)
{
    return standing_in ? block(size, align < 16 ? 16 : align)
                       : __real_migrt_memalign_at(align, size, site);
}

/* Kept for good by the runtime, in memory that is given back here. */
const migrt_alloc *__real_migrt_compound_site(const migrt_alloc *base,
                                              const migrt_alloc *tail,
                                              size_t offset);
const migrt_alloc *__wrap_migrt_compound_site(const migrt_alloc *base,
                                              const migrt_alloc *tail,
                                              size_t offset)
{
    return standing_in ? base : __real_migrt_compound_site(base, tail, offset);
}

/* ---- the C library: what it changes lasts ------------------------------------------- */

bool __real_migrt_libc_restore(const char *text, size_t size, char *why,
                               size_t room);
bool __wrap_migrt_libc_restore(const char *text, size_t size, char *why,
                               size_t room)
{
    return standing_in || __real_migrt_libc_restore(text, size, why, room);
}
