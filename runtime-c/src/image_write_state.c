/* FRAMES, ALIASES, SEGMENTS, SLOTS, PROCESS, INFO, FILES, LIBC. */
#include "frames.h"
#include "heap.h"
#include "image_write_tables.h"
#include "libc.h"
#include "lists.h"
#include "state.h"
#include "stats.h"

#include <stdio.h>
#include <string.h>

extern char **environ;

static void put_frame(migrt_tables *tables, const migrt_frame *frame)
{
    migrt_buffer *out = &tables->section[MIGRT_S_FRAMES];
    const migrt_site *site = migrt_frame_site(frame->function, frame->site);
    uint32_t aliases = 0;
    for (migrt_alias *a = frame->aliases; a != NULL; a = a->next)
        aliases++;
    if (site == NULL) {
        migrt_fail(tables->error,
                   "%s saved a frame at site %u, which it does "
                   "not have: rebuild the program",
                   frame->function->name, frame->site);
        return;
    }
    migrt_put32(out, migrt_function_id(tables, frame->function));
    migrt_put32(out, frame->site);
    migrt_put32(out, migrt_string_id(tables, site->name));
    migrt_put32(out, migrt_string_id(tables, site->file));
    migrt_put32(out, site->line);
    migrt_put32(out, migrt_string_id(tables, site->live));
    migrt_put64(out, migrt_data_add(tables, frame->record, frame->size));
    migrt_put64(out, frame->size);
    migrt_put32(out, (uint32_t)tables->count[MIGRT_S_ALIASES]);
    migrt_put32(out, aliases);
}

static void put_place(migrt_buffer *out, const migrt_alias *alias,
                      uint32_t frame)
{
    uint64_t block = (uintptr_t)alias->block;
    if (alias->block == NULL) {
        migrt_put32(out, frame);
        migrt_put32(out, (uint32_t)alias->offset);
        return;
    }
    migrt_put32(out, MIGRT_ALIAS_BLOCK | (uint32_t)(block >> 32));
    migrt_put32(out, (uint32_t)block);
}

static void put_aliases(migrt_tables *tables, const migrt_frame *frame)
{
    migrt_buffer *out = &tables->section[MIGRT_S_ALIASES];
    for (migrt_alias *a = frame->aliases; a != NULL; a = a->next) {
        migrt_put64(out, (uintptr_t)a->variable);
        migrt_put64(out, a->size);
        put_place(out, a, (uint32_t)tables->count[MIGRT_S_FRAMES]);
        tables->count[MIGRT_S_ALIASES]++;
    }
}

void migrt_tables_frames(migrt_tables *tables)
{
    const migrt_frame *frame = migrt_frames_innermost();
    if (!migrt_lists_resolved(tables->error))
        return;
    for (; frame != NULL && !tables->error->set; frame = frame->outer) {
        put_frame(tables, frame);
        put_aliases(tables, frame);
        tables->count[MIGRT_S_FRAMES]++;
    }
    migrt_counters.frames = tables->count[MIGRT_S_FRAMES];
}

/* ---- heap ------------------------------------------------------------------- */

/* Slots of one allocation site usually stand together. */
static uint32_t site_id(migrt_tables *tables, const migrt_alloc *site)
{
    static const migrt_alloc *last;
    static uint32_t last_id;
    if (site == NULL)
        return 0;
    if (site != last) {
        last_id = migrt_alloc_id(tables, site);
        last = site;
    }
    return last_id;
}

static void put_slots(migrt_tables *tables, const migrt_span *span,
                      size_t count, bool large)
{
    migrt_buffer *out = &tables->section[MIGRT_S_SLOTS];
    migrt_block block;
    for (size_t i = 0; i < count; i++) {
        bool live = migrt_heap_slot(span, i, &block);
        migrt_put32(out, live ? site_id(tables, block.site) + 1 : 0);
        migrt_put32(out, live && !large ? (uint32_t)block.size : 0);
    }
    tables->count[MIGRT_S_SLOTS] += count;
}

static void put_segment(migrt_tables *tables, const migrt_span *span)
{
    migrt_buffer *out = &tables->section[MIGRT_S_SEGMENTS];
    bool large = span->slot_size == span->bytes;
    size_t slots = span->fresh < span->count ? span->fresh : span->count;
    migrt_put64(out, (uintptr_t)span->start);
    migrt_put64(out, span->bytes);
    migrt_put64(out, span->slot_size);
    migrt_put64(out, tables->count[MIGRT_S_SLOTS]);
    migrt_put64(out, large ? span->large_size : 0);
    migrt_put32(out, (uint32_t)slots);
    migrt_put32(out, 0);
    migrt_put64(out, 0);
    put_slots(tables, span, slots, large);
    tables->count[MIGRT_S_SEGMENTS]++;
}

void migrt_tables_heap(migrt_tables *tables)
{
    uint64_t blocks, bytes;
    const migrt_span *span = NULL;
    while ((span = migrt_heap_next_span(span)) != NULL)
        put_segment(tables, span);
    migrt_heap_count(&blocks, &bytes);
    migrt_counters.blocks = blocks;
    migrt_counters.objects = tables->count[MIGRT_S_OBJECTS];
}

/* ---- arguments, environment, facts ------------------------------------------- */

static void put_process(migrt_tables *tables, uint32_t kind, uint32_t index,
                        const void *at, size_t size, const char *text)
{
    migrt_buffer *out = &tables->section[MIGRT_S_PROCESS];
    migrt_put32(out, kind);
    migrt_put32(out, index);
    migrt_put64(out, (uintptr_t)at);
    migrt_put64(out, size);
    migrt_put32(out, migrt_string_id(tables, text));
    migrt_put32(out, 0);
    tables->count[MIGRT_S_PROCESS]++;
}

static void put_strings(migrt_tables *tables, uint32_t kind, char **array)
{
    uint32_t n = 0;
    if (array == NULL)
        return;
    for (; array[n] != NULL; n++)
        put_process(tables, kind + 1, n, array[n], strlen(array[n]) + 1,
                    array[n]);
    put_process(tables, kind, 0, (const void *)array, (n + 1) * sizeof(char *),
                "");
}

static void put_info(migrt_tables *tables, const char *key, const char *value)
{
    migrt_buffer *out = &tables->section[MIGRT_S_INFO];
    migrt_put32(out, migrt_string_id(tables, key));
    migrt_put32(out, migrt_string_id(tables, value));
    tables->count[MIGRT_S_INFO]++;
}

void migrt_tables_process(migrt_tables *tables)
{
    put_strings(tables, MIGRT_P_ARGV, migrt_here.argv);
    put_strings(tables, MIGRT_P_ENVIRON, environ);
    if (migrt_here.argc > 0)
        put_info(tables, "program", migrt_here.argv[0]);
#ifdef __VERSION__
    put_info(tables, "compiler", __VERSION__);
#endif
    put_info(tables, "errno", migrt_errno_name(migrt_here.error_number));
    put_info(tables, "reason", migrt_reason_name(migrt_here.reason));
}

/* Numbers of streams are small; asking for each costs nothing. */
enum { FILE_IDS = 65536 };

/* ---- the C library ----------------------------------------------------------- */

static int put_text(void *to, const void *bytes, size_t count)
{
    migrt_put_bytes(to, bytes, count);
    return 0;
}

void migrt_tables_libc(migrt_tables *tables)
{
    migrt_buffer *out = &tables->section[MIGRT_S_FILES];
    char why[600];
    int problem;
    if (!migrt_libc_check(why, sizeof why)) {
        migrt_fail(tables->error, "%s", why);
        return;
    }
    problem = migrt_libc_capture(put_text, &tables->section[MIGRT_S_LIBC]);
    if (problem != 0) {
        migrt_fail(tables->error, "the state of open files cannot be saved: %s",
                   strerror(problem));
        return;
    }
    for (uint32_t id = 0; id < FILE_IDS; id++) {
        const void *file = migrt_file_of(id);
        if (file == NULL)
            continue;
        migrt_put64(out, (uintptr_t)file);
        migrt_put32(out, id);
        migrt_put32(out, 0);
        tables->count[MIGRT_S_FILES]++;
    }
}
