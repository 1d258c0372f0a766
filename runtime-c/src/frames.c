#include "frames.h"

#include "error.h"
#include "heap.h"
#include "prim/prim.h"
#include "state.h"

#include <string.h>

/* Records are cut from chunks: a hundred thousand frames are a few dozen
 * allocations, and nothing is ever given back, since the process ends once the
 * image is written. */
#ifdef MIGRT_TINY
enum { CHUNK = 256, ALIGN = 16 };
#else
enum { CHUNK = 256 * 1024, ALIGN = 16 };
#endif

static migrt_frame *innermost, *outermost;
static char *chunk;
static size_t chunk_left;

static struct {
    migrt_resumable *frames;
    size_t count;
    size_t current; /* the frame migrt_frame_load gives next */
} resuming;

static void out_of_memory(void)
{
    migrt_say("capture refused: no memory left for frame records");
    migrt_prim_exit(MIGRT_EXIT_REFUSED);
}

static void *take(size_t size)
{
    void *at;
    size = (size + ALIGN - 1) / ALIGN * ALIGN;
    if (size > chunk_left) {
        size_t room = size > CHUNK ? size : CHUNK;
        chunk = migrt_internal_alloc(room);
        if (chunk == NULL)
            out_of_memory();
        chunk_left = room;
    }
    at = chunk;
    chunk += size;
    chunk_left -= size;
    return at;
}

/* Emitted code stores into a record as its type allows, over-aligned members
 * included. */
static void *take_record(const migrt_function *function, size_t size)
{
    size_t align = function->record != NULL ? function->record->align : 0;
    void *at = align <= ALIGN ? take(size) : migrt_internal_aligned(size, align);
    if (at == NULL)
        out_of_memory();
    return at;
}

size_t migrt_record_size(const migrt_function *function)
{
    size_t size = function->record != NULL ? function->record->size : 0;
    return size < sizeof(unsigned) ? sizeof(unsigned) : size;
}

void *migrt_frame_save(const migrt_function *function, unsigned site)
{
    migrt_frame *frame = take(sizeof *frame);
    frame->outer = NULL;
    frame->function = function;
    frame->site = site;
    frame->size = migrt_record_size(function);
    frame->record = take_record(function, frame->size);
    frame->aliases = NULL;
    memcpy(frame->record, &site, sizeof site);
    if (innermost == NULL)
        innermost = frame;
    else
        outermost->outer = frame;
    outermost = frame;
    return frame->record;
}

static migrt_alias *add_alias(const void *variable, size_t size)
{
    migrt_alias *alias = take(sizeof *alias);
    alias->variable = variable;
    alias->size = size;
    alias->offset = 0;
    alias->block = NULL;
    alias->next = outermost->aliases;
    outermost->aliases = alias;
    return alias;
}

void migrt_frame_take(void *field, const void *variable, migrt_size size)
{
    migrt_alias *alias = add_alias(variable, size);
    memcpy(field, variable, size);
    alias->offset = (size_t)((char *)field - (char *)outermost->record);
}

void migrt_frame_moved(const void *variable, size_t size, const void *block)
{
    add_alias(variable, size)->block = block;
}

const migrt_frame *migrt_frames_innermost(void)
{
    return innermost;
}

const migrt_frame *migrt_frames_outermost(void)
{
    return outermost;
}

const migrt_site *migrt_frame_site(const migrt_function *function,
                                   unsigned site)
{
    if (site == 0 || site > function->sites_count)
        return NULL;
    return &function->sites[site - 1];
}

/* More than a frame's worth, and what the program may need to go on. */
enum { MARGIN = 192 * 1024, LIKELY_FRAME = 1024 };

static uintptr_t stack_floor;

void migrt_frames_resume(migrt_resumable *frames, size_t count)
{
    stack_floor = migrt_prim_stack_floor(count * LIKELY_FRAME, MARGIN);
    resuming.frames = frames;
    resuming.count = count;
    resuming.current = 0;
}

bool migrt_frames_resuming(void)
{
    return resuming.current < resuming.count;
}

/* The emitted code and the records do not belong together: a fault of migcc,
 * found before it can do harm. */
static void broken_chain(const char *wanted)
{
    migrt_say("restore stopped: the frame to resume is not one of %s", wanted);
    migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
}

/* The frames of this machine may be larger than those of the one that was left,
 * or its stack smaller. */
static void stack_full(const migrt_function *function)
{
    migrt_say("restore refused: the stack is full after %lu of %lu frames (in "
              "%s): give the program a larger one (ulimit -s) and restore again",
              (unsigned long)resuming.current, (unsigned long)resuming.count,
              function->name);
    migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
}

void *migrt_frame_load(const migrt_function *function)
{
    char here;
    if ((uintptr_t)&here < stack_floor)
        stack_full(function);
    if (resuming.current >= resuming.count ||
        resuming.frames[resuming.current].function != function)
        broken_chain(function->name);
    resuming.current++;
    /* A function that calls setjmp says itself when it is ready. */
    if ((function->flags & MIGRT_O_ARMS) == 0)
        migrt_jump_ready();
    return resuming.frames[resuming.current - 1].record;
}

void migrt_frame_done(void *record)
{
    migrt_internal_free(record);
}

migrt_resume migrt_next(void)
{
    if (resuming.current >= resuming.count)
        broken_chain("the frame inside it");
    return resuming.frames[resuming.current].function->resume;
}
