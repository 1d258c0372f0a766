/* mutate.c: changes to squeezed images that keep their structure, so that most
 * get past the checks of the table of contents. */
#include "fuzz_restore.h"

#include "../src/image.h"
#include "../src/wire.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static uint64_t state;

static uint64_t below(uint64_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
}

/* A section as it lies in the squeezed image. */
typedef struct part {
    unsigned char *entry;
    size_t at, size, record;
} part;

static size_t record_size(uint32_t kind)
{
    static const uint8_t sizes[] = MIGRT_RECORD_SIZES;
    return kind < sizeof sizes && sizes[kind] > 0 ? sizes[kind] : 1;
}

/* A section that is not empty; `entry` NULL: none was met. */
static part pick(unsigned char *data, size_t size)
{
    part found = {NULL, 0, 0, 0};
    uint32_t count = migrt_get32(data + MIGRT_H_TOC_COUNT), seen = 0;
    size_t at = MIGRT_HEADER_SIZE + (size_t)count * MIGRT_TOC_ENTRY;
    if (count > (size - MIGRT_HEADER_SIZE) / MIGRT_TOC_ENTRY)
        return found;
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry =
            data + MIGRT_HEADER_SIZE + (size_t)i * MIGRT_TOC_ENTRY;
        uint64_t bytes = migrt_get64(entry + 16);
        if (bytes > size - at)
            break;
        if (bytes > 0 && below(++seen) == 0)
            found = (part){entry, at, (size_t)bytes,
                           record_size(migrt_get32(entry))};
        at += (size_t)bytes;
    }
    return found;
}

/* Values that tend to be at the edge of something. */
static uint64_t odd_value(uint64_t had)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     2,
                                     7,
                                     8,
                                     255,
                                     256,
                                     4095,
                                     4096,
                                     65535,
                                     65536,
                                     INT32_MAX,
                                     UINT32_MAX,
                                     INT64_MAX,
                                     UINT64_MAX,
                                     UINT64_MAX - 7,
                                     UINT64_MAX / 2};
    switch (below(5)) {
    case 0:
        return edges[below(sizeof edges / sizeof *edges)];
    case 1:
        return below(64);
    case 2:
        return had + 1;
    case 3:
        return had - 1;
    default:
        return had ^ (uint64_t)1 << below(64);
    }
}

static void put_value(unsigned char *at, size_t room)
{
    if (room >= 8 && below(2) == 0)
        migrt_set64(at, odd_value(migrt_get64(at)));
    else if (room >= 4)
        migrt_set32(at, (uint32_t)(odd_value(migrt_get32(at)) & UINT32_MAX));
    else
        *at = (unsigned char)(odd_value(*at) & 255);
}

static void change_value(unsigned char *data, const part *where)
{
    size_t offset = (size_t)below(where->size) / 4 * 4;
    put_value(data + where->at + offset, where->size - offset);
}

/* A field of one record becomes that of another: good by itself. */
static void copy_field(unsigned char *data, const part *where)
{
    size_t records = where->size / where->record;
    size_t field = where->record < 4 ? 0 : (size_t)below(where->record / 4) * 4;
    size_t bytes = where->record - field < 4 ? where->record - field : 4;
    unsigned char *start = data + where->at + field;
    if (records > 1)
        memmove(start + below(records) * where->record,
                start + below(records) * where->record, bytes);
}

/* Some bytes as libFuzzer likes them, among them those it saw compared. */
static void change_bytes(unsigned char *data, const part *where)
{
    size_t offset = (size_t)below(where->size);
    size_t room = where->size - offset < 32 ? where->size - offset : 32;
    LLVMFuzzerMutate(data + where->at + offset, room, room);
}

static size_t resize(unsigned char *data, size_t size, size_t most,
                     const part *where)
{
    size_t at = where->at +
                (size_t)below(where->size / where->record + 1) * where->record;
    size_t step = where->record;
    uint64_t records = migrt_get64(where->entry + 24);
    if (below(2) == 0 && size + step <= most && at >= where->at + step) {
        memmove(data + at + step, data + at, size - at);
        memcpy(data + at, data + at - step, step); /* twice the same */
        migrt_set64(where->entry + 16, where->size + step);
        migrt_set64(where->entry + 24, records + (records > 0));
        return size + step;
    }
    if (at + step > where->at + where->size)
        return size;
    memmove(data + at, data + at + step, size - at - step);
    migrt_set64(where->entry + 16, where->size - step);
    migrt_set64(where->entry + 24, records - (records > 0));
    return size - step;
}

static size_t change(unsigned char *data, size_t size, size_t most)
{
    part where;
    if (size < MIGRT_HEADER_SIZE + MIGRT_TOC_ENTRY || below(40) == 0)
        return LLVMFuzzerMutate(data, size, most);
    where = pick(data, size);
    if (where.entry == NULL)
        return LLVMFuzzerMutate(data, size, most);
    switch (below(10)) {
    case 0:
        return resize(data, size, most, &where);
    case 1: /* header and table of contents */
        where.size = where.at = 0;
        where.size = MIGRT_HEADER_SIZE + MIGRT_TOC_ENTRY * (size_t)18;
        where.size = where.size > size ? size : where.size;
        change_value(data, &where);
        return size;
    case 2:
    case 3:
        copy_field(data, &where);
        return size;
    case 4:
    case 5:
        change_bytes(data, &where);
        return size;
    default:
        change_value(data, &where);
        return size;
    }
}

size_t LLVMFuzzerCustomMutator(unsigned char *data, size_t size, size_t most,
                               unsigned seed)
{
    state = (uint64_t)seed * UINT64_C(2654435761) + 88172645463325252u;
    for (uint64_t n = 1 + below(4); n > 0; n--)
        size = change(data, size, most);
    return size;
}
