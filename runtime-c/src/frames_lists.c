/* Variable arguments and the va_lists that walk them.
 *
 * A va_list is an address into a frame of the machine, so it moves as what it
 * means: "argument n of that call". The caller of a variadic function tells it
 * what the arguments are (migrt_va_site). When such a function's frame is saved,
 * its arguments are read into a block of the heap, whose type is a struct of the
 * arguments' types. The va_lists of this frame and of those inside it are found
 * by walking a copy from the first argument on until it equals them.
 *
 * A restored frame gets a va_list over memory laid out as its ABI lays out
 * arguments that no register has room for (list_layout.c). */
#include "error.h"
#include "frames.h"
#include "heap.h"
#include "lists.h"
#include "prim/prim.h"
#include "state.h"

#include <stdarg.h>
#include <string.h>

const migrt_alloc *migrt_va_site;
void (*migrt_va_callee)(void);

/* ---- walking ----------------------------------------------------------------- */

void migrt_argument_next(migrt_list *at, const migrt_type *type, void *out)
{
    union {
        int whole;
        long long wide;
        double real;
        long double extended;
        void *pointer;
    } value;
    size_t size = type->size;
    if (type->kind == MIGRT_K_POINTER)
        value.pointer = va_arg(at->list, void *);
    else if (type->kind == MIGRT_K_FLOAT)
        value.real = va_arg(at->list, double);
    else if (type->kind == MIGRT_K_LDOUBLE)
        value.extended = va_arg(at->list, long double);
    else if (size == sizeof(int))
        value.whole = va_arg(at->list, int);
    else
        value.wide = va_arg(at->list, long long);
    if (out != NULL)
        memcpy(out, &value, size);
}

/* ---- saving ------------------------------------------------------------------- */

/* A va_list whose call has not been met yet. */
typedef struct waiting {
    struct waiting *next;
    migrt_list at;
    void **block;
    unsigned *position;
    const char *name;
    const migrt_frame *frame;
} waiting;

static waiting *unresolved;

void migrt_frame_list(void **block, unsigned *position, const char *name,
                      __builtin_va_list list)
{
    waiting *one = migrt_internal_alloc(sizeof *one);
    if (one == NULL) {
        migrt_say("capture refused: no memory left for frame records");
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    va_copy(one->at.list, list);
    one->block = block;
    one->position = position;
    one->name = name;
    one->frame = migrt_frames_outermost();
    one->next = unresolved;
    unresolved = one;
}

/* Gives a meaning to all that stand at argument `position`. */
static void resolve(const migrt_list *here, void *block, unsigned position)
{
    waiting **at = &unresolved;
    while (*at != NULL) {
        waiting *one = *at;
        if (!migrt_list_same(&one->at, here)) {
            at = &one->next;
            continue;
        }
        *one->block = block;
        *one->position = position;
        *at = one->next;
        migrt_internal_free(one);
    }
}

static void *new_block(const migrt_alloc *site)
{
    void *block = migrt_malloc_at(site->type->size, site);
    if (block == NULL) {
        migrt_say("capture refused: no memory left for the arguments of %s "
                  "(%s:%u)",
                  site->function, site->file, site->line);
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    memset(block, 0, site->type->size);
    return block;
}

void *migrt_frame_arguments(const migrt_alloc *site, __builtin_va_list start,
                            void *block)
{
    migrt_list at;
    const migrt_type *all;
    bool fresh = block == NULL;
    if (fresh)
        block = new_block(site);
    all = migrt_arguments_of(block);
    va_copy(at.list, start);
    for (unsigned i = 0; i < all->fields_count; i++) {
        const migrt_field *field = &all->fields[i];
        resolve(&at, block, i);
        migrt_argument_next(&at, field->type,
                            fresh ? (char *)block + field->offset : NULL);
    }
    resolve(&at, block, all->fields_count);
    return block;
}

bool migrt_lists_resolved(migrt_error *error)
{
    const migrt_site *site;
    if (unresolved == NULL)
        return true;
    site = migrt_frame_site(unresolved->frame->function, unresolved->frame->site);
    return migrt_fail(
        error,
        "the va_list %s in %s (%s:%u) does not belong to a call that is under "
        "way in code built with migcc: capture where it is not in use",
        unresolved->name, unresolved->frame->function->name,
        site != NULL ? site->file : "?", site != NULL ? site->line : 0);
}

/* ---- after a restore ------------------------------------------------------------- */

/* The memory a restored call's va_lists walk. */
typedef struct area {
    struct area *next;
    const void *block;
    unsigned char *memory;
} area;

static area *areas;

const migrt_type *migrt_arguments_of(const void *block)
{
    migrt_block found;
    if (!migrt_heap_find(block, &found) || found.start != block ||
        found.site == NULL || found.site->type == NULL) {
        migrt_say("restore stopped: the arguments of a call are not there");
        migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
    }
    return found.site->type;
}

static unsigned char *memory_of(const void *block)
{
    area *one = areas;
    while (one != NULL && one->block != block)
        one = one->next;
    if (one != NULL)
        return one->memory;
    one = migrt_internal_alloc(sizeof *one);
    if (one != NULL)
        one->memory = migrt_arguments_lay_out(block, migrt_arguments_of(block));
    if (one == NULL || one->memory == NULL) {
        migrt_say("restore stopped: no memory for the arguments of a call");
        migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
    }
    one->block = block;
    one->next = areas;
    areas = one;
    return one->memory;
}

void migrt_list_begin(__builtin_va_list *list, void *block, unsigned position)
{
    migrt_list at;
    const migrt_type *all;
    memset(&at, 0, sizeof at);
    if (block == NULL) {
        memcpy(list, &at.list, sizeof at.list);
        return;
    }
    migrt_list_over(&at, memory_of(block));
    all = migrt_arguments_of(block);
    for (unsigned i = 0; i < position && i < all->fields_count; i++)
        migrt_argument_next(&at, all->fields[i].type, NULL);
    memcpy(list, &at.list, sizeof at.list);
}

void migrt_list_end(void *block)
{
    for (area **at = &areas; *at != NULL; at = &(*at)->next) {
        area *one = *at;
        if (one->block != block)
            continue;
        *at = one->next;
        migrt_internal_free(one->memory);
        migrt_internal_free(one);
        break;
    }
    migrt_free(block);
}
