#include "wire.h"

#include "heap.h"
#include "wire_order.h"

#include <string.h>

uint16_t migrt_get16(const unsigned char *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

uint32_t migrt_get32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

uint64_t migrt_get64(const unsigned char *at)
{
    return (uint64_t)migrt_get32(at) | (uint64_t)migrt_get32(at + 4) << 32;
}

void migrt_set16(unsigned char *at, uint16_t value)
{
    at[0] = (unsigned char)(value & 255);
    at[1] = (unsigned char)(value >> 8);
}

void migrt_set32(unsigned char *at, uint32_t value)
{
    migrt_set16(at, (uint16_t)(value & 0xFFFF));
    migrt_set16(at + 2, (uint16_t)(value >> 16));
}

void migrt_set64(unsigned char *at, uint64_t value)
{
    migrt_set32(at, (uint32_t)(value & 0xFFFFFFFFu));
    migrt_set32(at + 4, (uint32_t)(value >> 32));
}

/* Room for `count` more bytes, or NULL. */
static unsigned char *extend(migrt_buffer *buffer, size_t count)
{
    unsigned char *at;
    if (buffer->failed)
        return NULL;
    if (count > buffer->room - buffer->size) {
        size_t room = buffer->room * 2 + 4096;
        unsigned char *bytes;
        if (room < buffer->size + count)
            room = buffer->size + count;
        bytes = migrt_internal_realloc(buffer->bytes, room);
        if (bytes == NULL) {
            buffer->failed = true;
            return NULL;
        }
        buffer->bytes = bytes;
        buffer->room = room;
    }
    at = buffer->bytes + buffer->size;
    buffer->size += count;
    return at;
}

void migrt_put8(migrt_buffer *buffer, uint8_t value)
{
    migrt_put_bytes(buffer, &value, 1);
}

void migrt_put16(migrt_buffer *buffer, uint16_t value)
{
    unsigned char *at = extend(buffer, 2);
    if (at != NULL)
        migrt_set16(at, value);
}

void migrt_put32(migrt_buffer *buffer, uint32_t value)
{
    unsigned char *at = extend(buffer, 4);
    if (at != NULL)
        migrt_set32(at, value);
}

void migrt_put64(migrt_buffer *buffer, uint64_t value)
{
    unsigned char *at = extend(buffer, 8);
    if (at != NULL)
        migrt_set64(at, value);
}

void migrt_put_bytes(migrt_buffer *buffer, const void *bytes, size_t count)
{
    unsigned char *at = extend(buffer, count);
    if (at != NULL && count > 0)
        memcpy(at, bytes, count);
}

void migrt_buffer_free(migrt_buffer *buffer)
{
    migrt_internal_free(buffer->bytes);
    memset(buffer, 0, sizeof *buffer);
}

/* ---- checksum: constants and steps as in docs/image-format.md --------------- */

#define P1 UINT64_C(0x9E3779B185EBCA87)
#define P2 UINT64_C(0xC2B2AE3D27D4EB4F)
#define P3 UINT64_C(0x165667B19E3779F9)

static uint64_t rotate(uint64_t value, unsigned by)
{
    return value << by | value >> (64 - by);
}

void migrt_checksum_begin(migrt_checksum *sum)
{
    uint64_t lane = 0;
    for (int i = 0; i < 4; i++)
        sum->lane[i] = lane += P1;
    sum->length = 0;
}

static uint64_t little_endian(uint64_t word)
{
    return migrt_big_endian() ? migrt_swap64(word) : word;
}

/* The lanes are independent, so four multiplications are in flight at once and
 * memory, not the multiplier, is the limit. */
static void add_stripes(migrt_checksum *sum, const unsigned char *at,
                        size_t stripes)
{
    uint64_t a = sum->lane[0], b = sum->lane[1];
    uint64_t c = sum->lane[2], d = sum->lane[3];
    for (; stripes > 0; stripes--, at += 32) {
        uint64_t word[4];
        memcpy(word, at, 32);
        a = rotate(a ^ little_endian(word[0]), 29) * P1;
        b = rotate(b ^ little_endian(word[1]), 29) * P1;
        c = rotate(c ^ little_endian(word[2]), 29) * P1;
        d = rotate(d ^ little_endian(word[3]), 29) * P1;
    }
    sum->lane[0] = a;
    sum->lane[1] = b;
    sum->lane[2] = c;
    sum->lane[3] = d;
}

void migrt_checksum_add(migrt_checksum *sum, const void *bytes, size_t count)
{
    size_t rest = count % 32;
    if (count == 0)
        return;
    sum->length += count;
    add_stripes(sum, bytes, count / 32);
    if (rest > 0) {
        unsigned char last[32] = {0};
        memcpy(last, (const unsigned char *)bytes + count - rest, rest);
        add_stripes(sum, last, 1);
    }
}

uint64_t migrt_checksum_end(const migrt_checksum *sum)
{
    uint64_t h = sum->length * P3;
    for (int i = 0; i < 4; i++)
        h = rotate(h ^ sum->lane[i], 27) * P2;
    h ^= h >> 32;
    h *= P3;
    return h ^ h >> 29;
}

uint64_t migrt_checksum_of(const void *bytes, size_t count)
{
    migrt_checksum sum;
    migrt_checksum_begin(&sum);
    migrt_checksum_add(&sum, bytes, count);
    return migrt_checksum_end(&sum);
}
