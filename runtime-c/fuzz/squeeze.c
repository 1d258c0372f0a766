#include "squeeze.h"

#include "../src/image.h"
#include "../src/wire.h"

#include <stdlib.h>
#include <string.h>

/* However many sections a table claims to have: padding must not blow it up. */
enum { MOST = 8 << 20 };

static uint32_t entries(const unsigned char *head, size_t size)
{
    uint64_t fit = (size - MIGRT_HEADER_SIZE) / MIGRT_TOC_ENTRY;
    uint32_t count = migrt_get32(head + MIGRT_H_TOC_COUNT);
    return count < fit ? count : (uint32_t)fit;
}

static size_t place(size_t at, uint32_t kind)
{
    size_t align = kind == MIGRT_S_RAW ? MIGRT_RAW_ALIGN : 16;
    return (at + align - 1) / align * align;
}

static void add64(unsigned char *at, uint64_t value)
{
    migrt_set64(at, migrt_get64(at) + value);
}

static void xor64(unsigned char *at, uint64_t value)
{
    migrt_set64(at, migrt_get64(at) ^ value);
}

static void end_head(unsigned char *image, size_t toc, size_t size)
{
    uint64_t own = migrt_get64(image + MIGRT_H_CHECKSUM);
    add64(image + MIGRT_H_FILE_SIZE, size);
    xor64(image + MIGRT_H_TOC_CHECKSUM,
          migrt_checksum_of(image + MIGRT_HEADER_SIZE, toc));
    migrt_set64(image + MIGRT_H_CHECKSUM, 0);
    migrt_set64(image + MIGRT_H_CHECKSUM,
                own ^ migrt_checksum_of(image, MIGRT_HEADER_SIZE));
}

/* Where the sections of `count` entries end; with `image`, puts them there. */
static size_t lay_out(const unsigned char *squeezed, size_t size,
                      uint32_t count, size_t *from, unsigned char *image)
{
    size_t to = *from;
    for (uint32_t i = 0; i < count; i++) {
        size_t offset = MIGRT_HEADER_SIZE + (size_t)i * MIGRT_TOC_ENTRY;
        const unsigned char *entry = squeezed + offset;
        uint64_t bytes = migrt_get64(entry + 16);
        size_t at = place(to, migrt_get32(entry));
        if (at > MOST)
            break;
        if (bytes > size - *from)
            bytes = size - *from;
        to = at + (size_t)bytes;
        if (image != NULL) {
            memcpy(image + at, squeezed + *from, (size_t)bytes);
            add64(image + offset + 8, at);
            xor64(image + offset + 32,
                  migrt_checksum_of(image + at, (size_t)bytes));
        }
        *from += (size_t)bytes;
    }
    return to;
}

unsigned char *expand(const unsigned char *squeezed, size_t size,
                      size_t *image_size)
{
    uint32_t count = size < MIGRT_HEADER_SIZE ? 0 : entries(squeezed, size);
    size_t toc = (size_t)count * MIGRT_TOC_ENTRY;
    size_t head = size < MIGRT_HEADER_SIZE ? size : MIGRT_HEADER_SIZE + toc;
    size_t from = head, rest = head;
    size_t to = lay_out(squeezed, size, count, &from, NULL);
    unsigned char *image = calloc(1, to + size - from + 1);
    if (image == NULL)
        return NULL;
    memcpy(image, squeezed, head);
    lay_out(squeezed, size, count, &rest, image);
    memcpy(image + to, squeezed + from, size - from);
    *image_size = to + size - from;
    if (size >= MIGRT_HEADER_SIZE)
        end_head(image, toc, *image_size);
    return image;
}

unsigned char *squeeze(const unsigned char *image, size_t size,
                       size_t *squeezed_size)
{
    uint32_t count = size < MIGRT_HEADER_SIZE ? 0 : entries(image, size);
    size_t toc = (size_t)count * MIGRT_TOC_ENTRY;
    size_t to = MIGRT_HEADER_SIZE + toc, expected = to;
    unsigned char *out = calloc(1, size);
    if (out == NULL || count == 0) {
        free(out);
        return NULL;
    }
    memcpy(out, image, to);
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry =
            out + MIGRT_HEADER_SIZE + (size_t)i * MIGRT_TOC_ENTRY;
        uint64_t at = migrt_get64(entry + 8), bytes = migrt_get64(entry + 16);
        if (at > size || bytes > size - at || bytes > size - to) {
            free(out);
            return NULL;
        }
        memcpy(out + to, image + at, (size_t)bytes);
        to += (size_t)bytes;
        expected = place(expected, migrt_get32(entry));
        migrt_set64(entry + 8, at - expected);
        migrt_set64(entry + 32, 0);
        expected += (size_t)bytes;
    }
    migrt_set64(out + MIGRT_H_FILE_SIZE, 0);
    migrt_set64(out + MIGRT_H_TOC_CHECKSUM, 0);
    migrt_set64(out + MIGRT_H_CHECKSUM, 0);
    *squeezed_size = to;
    return out;
}
