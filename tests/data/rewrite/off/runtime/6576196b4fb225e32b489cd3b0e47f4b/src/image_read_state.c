/* OBJECTS, FRAMES, ALIASES, SEGMENTS, SLOTS, RAW. */
#include "../include/migrt_abi.h"
#include "image_read.h"

#include "wire.h"

static bool bad(const migrt_image *image, const char *section, uint32_t index,
                const char *what, migrt_error *error)
{
    return migrt_fail(error, "%s is damaged: %s, record %lu: %s", image->path,
                      section, (unsigned long)index, what);
}

/* Bytes [offset, offset + size) of DATA, or NULL and an error. */
static const unsigned char *data_at(const migrt_image *image, uint64_t offset,
                                    uint64_t size, const char *section,
                                    uint32_t index, migrt_error *error)
{
    const migrt_isection *data = &image->section[MIGRT_S_DATA];
    if (offset <= data->size && size <= data->size - offset)
        return data->at + offset;
    bad(image, section, index, "its bytes lie outside DATA", error);
    return NULL;
}

static bool read_object(migrt_image *image, uint32_t i, const unsigned char *at,
                        migrt_error *error)
{
    migrt_iobject *object = &image->objects[i];
    uint64_t data = migrt_get64(at + 16);
    uint32_t type = migrt_get32(at + 32);
    object->address = migrt_get64(at);
    object->size = migrt_get64(at + 8);
    object->name = migrt_image_string(image, migrt_get32(at + 24), error);
    object->unit = migrt_get32(at + 28);
    object->flags = migrt_get32(at + 36);
    object->file = migrt_image_string(image, migrt_get32(at + 40), error);
    object->line = migrt_get32(at + 44);
    object->type = type == 0 ? MIGRT_NONE : type - 1;
    if (object->unit >= migrt_image_count(image, MIGRT_S_UNITS) ||
        type > migrt_image_count(image, MIGRT_S_TYPES))
        return bad(image, "OBJECTS", i, "an index is out of range", error);
    if (data == MIGRT_NO_DATA)
        return true;
    if (type == 0 && (object->flags & MIGRT_O_SIZES) == 0)
        return bad(image, "OBJECTS", i, "a value without a type", error);
    object->data = data_at(image, data, object->size, "OBJECTS", i, error);
    if (object->data == NULL)
        return false;
    if ((object->flags & MIGRT_O_LITERAL) != 0)
        object->data = NULL; /* ours has the same text: it is found by it */
    return true;
}

static bool read_frame(migrt_image *image, uint32_t i, const unsigned char *at,
                       migrt_error *error)
{
    migrt_iframe *frame = &image->frames[i];
    uint32_t aliases = migrt_image_count(image, MIGRT_S_ALIASES);
    const migrt_ifunction *function;
    frame->function = migrt_get32(at);
    frame->site = migrt_get32(at + 4);
    frame->site_name = migrt_image_string(image, migrt_get32(at + 8), error);
    frame->file = migrt_image_string(image, migrt_get32(at + 12), error);
    frame->line = migrt_get32(at + 16);
    frame->live = migrt_image_string(image, migrt_get32(at + 20), error);
    frame->size = migrt_get64(at + 32);
    frame->first_alias = migrt_get32(at + 40);
    frame->alias_count = migrt_get32(at + 44);
    if (frame->function >= migrt_image_count(image, MIGRT_S_FUNCTIONS) ||
        frame->first_alias > aliases ||
        frame->alias_count > aliases - frame->first_alias)
        return bad(image, "FRAMES", i, "an index is out of range", error);
    function = &image->functions[frame->function];
    if (function->record != MIGRT_NONE &&
        image->types[function->record].size != frame->size)
        return bad(image, "FRAMES", i, "not as large as its type", error);
    frame->data =
        data_at(image, migrt_get64(at + 24), frame->size, "FRAMES", i, error);
    return frame->data != NULL;
}

static bool read_alias(migrt_image *image, uint32_t i, const unsigned char *at,
                       migrt_error *error)
{
    migrt_ialias *alias = &image->aliases[i];
    uint64_t size;
    alias->address = migrt_get64(at);
    alias->size = migrt_get64(at + 8);
    alias->frame = migrt_get32(at + 16);
    alias->offset = migrt_get32(at + 20);
    if (alias->frame >= migrt_image_count(image, MIGRT_S_FRAMES))
        return bad(image, "ALIASES", i, "no such frame", error);
    size = image->frames[alias->frame].size;
    if (alias->offset > size || alias->size > size - alias->offset)
        return bad(image, "ALIASES", i, "lies outside its frame", error);
    return true;
}

static bool read_segment(migrt_image *image, uint32_t i,
                         const unsigned char *at, migrt_error *error)
{
    migrt_isegment *segment = &image->segments[i];
    const migrt_isection *slots = &image->section[MIGRT_S_SLOTS];
    uint64_t first = migrt_get64(at + 24);
    segment->address = migrt_get64(at);
    segment->bytes = migrt_get64(at + 8);
    segment->slot_size = migrt_get64(at + 16);
    segment->large_size = migrt_get64(at + 32);
    segment->slot_count = migrt_get32(at + 40);
    segment->large = segment->slot_size == segment->bytes;
    if (segment->bytes > UINT64_MAX / 4 ||
        segment->address > UINT64_MAX - segment->bytes)
        return bad(image, "SEGMENTS", i, "beyond the end of memory", error);
    if (i > 0 && segment->address < segment[-1].address + segment[-1].bytes)
        return bad(image, "SEGMENTS", i, "overlaps the one before", error);
    if (segment->slot_size == 0 ||
        segment->slot_count > segment->bytes / segment->slot_size)
        return bad(image, "SEGMENTS", i, "its slots do not fit", error);
    if (first > slots->count || segment->slot_count > slots->count - first)
        return bad(image, "SEGMENTS", i, "its slots are not in SLOTS", error);
    segment->slots = slots->at + first * 8;
    return true;
}

bool migrt_image_slot(const migrt_isegment *segment, uint32_t slot,
                      uint32_t *alloc, uint64_t *size)
{
    const unsigned char *at = segment->slots + (size_t)slot * 8;
    uint32_t site = migrt_get32(at);
    if (site == 0)
        return false;
    *alloc = site - 1;
    *size = segment->large ? segment->large_size : migrt_get32(at + 4);
    return true;
}

static bool check_slots(const migrt_image *image, uint32_t i,
                        migrt_error *error)
{
    const migrt_isegment *segment = &image->segments[i];
    uint32_t allocs = migrt_image_count(image, MIGRT_S_ALLOCS), alloc;
    uint64_t size;
    for (uint32_t slot = 0; slot < segment->slot_count; slot++) {
        if (!migrt_image_slot(segment, slot, &alloc, &size))
            continue;
        if (alloc >= allocs)
            return bad(image, "SLOTS", slot, "no such allocation site", error);
        if (size >= segment->slot_size)
            return bad(image, "SLOTS", slot, "a block larger than its slot",
                       error);
    }
    return true;
}

/* RAW sections begin where segments begin. Both are in ascending order. */
static bool attach_raw(migrt_image *image, migrt_error *error)
{
    uint32_t segments = migrt_image_count(image, MIGRT_S_SEGMENTS), s = 0;
    for (uint32_t i = MIGRT_S_RAW - 1; i < image->toc_count; i++) {
        const unsigned char *entry = image->toc + (size_t)i * MIGRT_TOC_ENTRY;
        uint64_t address = migrt_get64(entry + 40);
        if (migrt_get32(entry) != MIGRT_S_RAW)
            continue;
        while (s < segments && image->segments[s].address < address)
            s++;
        if (s == segments || image->segments[s].address != address ||
            migrt_get64(entry + 16) > image->segments[s].bytes)
            return bad(image, "RAW", i, "belongs to no segment", error);
        image->segments[s].raw_offset = migrt_get64(entry + 8);
        image->segments[s].raw = image->bytes + migrt_get64(entry + 8);
        image->segments[s].raw_bytes = migrt_get64(entry + 16);
        if (image->segments[s].raw_offset % MIGRT_RAW_ALIGN != 0)
            return bad(image, "RAW", i, "not aligned", error);
        s++;
    }
    return true;
}

typedef bool read_record(migrt_image *image, uint32_t i,
                         const unsigned char *at, migrt_error *error);

static bool read_all(migrt_image *image, enum migrt_section kind, size_t step,
                     read_record *read, migrt_error *error)
{
    const unsigned char *at = image->section[kind].at;
    uint32_t count = migrt_image_count(image, kind);
    for (uint32_t i = 0; i < count; i++)
        if (!read(image, i, at + (size_t)i * step, error) || error->set)
            return false;
    return true;
}

#define ARRAY(name, kind)                                                      \
    (image->name = migrt_image_array(migrt_image_count(image, kind),           \
                                     sizeof *image->name, error))

bool migrt_image_state(migrt_image *image, migrt_error *error)
{
    if (!ARRAY(objects, MIGRT_S_OBJECTS) || !ARRAY(frames, MIGRT_S_FRAMES) ||
        !ARRAY(aliases, MIGRT_S_ALIASES) || !ARRAY(segments, MIGRT_S_SEGMENTS))
        return false;
    if (!read_all(image, MIGRT_S_OBJECTS, 48, read_object, error) ||
        !read_all(image, MIGRT_S_FRAMES, 48, read_frame, error) ||
        !read_all(image, MIGRT_S_ALIASES, 24, read_alias, error) ||
        !read_all(image, MIGRT_S_SEGMENTS, 56, read_segment, error) ||
        !attach_raw(image, error))
        return false;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_SEGMENTS); i++)
        if (!check_slots(image, i, error))
            return false;
    return true;
}
