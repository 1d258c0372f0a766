/* wire.h: the bytes of an image's metadata, and checksums over all of it.
 *
 * Only this file knows that metadata is little-endian. docs/image-format.md is
 * its specification. */
#ifndef MIGRT_WIRE_H
#define MIGRT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- fixed-width integers -------------------------------------------------- */

uint16_t migrt_get16(const unsigned char *at);
uint32_t migrt_get32(const unsigned char *at);
uint64_t migrt_get64(const unsigned char *at);
void migrt_set16(unsigned char *at, uint16_t value);
void migrt_set32(unsigned char *at, uint32_t value);
void migrt_set64(unsigned char *at, uint64_t value);

/* ---- a growing buffer ------------------------------------------------------ */

/* `failed` is set when memory runs out; puts do nothing from then on, so only
 * the owner has to look, once, at the end. */
typedef struct migrt_buffer {
    unsigned char *bytes;
    size_t size;
    size_t room;
    bool failed;
} migrt_buffer;

void migrt_put8(migrt_buffer *buffer, uint8_t value);
void migrt_put16(migrt_buffer *buffer, uint16_t value);
void migrt_put32(migrt_buffer *buffer, uint32_t value);
void migrt_put64(migrt_buffer *buffer, uint64_t value);
void migrt_put_bytes(migrt_buffer *buffer, const void *bytes, size_t count);
void migrt_buffer_free(migrt_buffer *buffer);

/* ---- checksum -------------------------------------------------------------- */

typedef struct migrt_checksum {
    uint64_t lane[4];
    uint64_t length;
} migrt_checksum;

void migrt_checksum_begin(migrt_checksum *sum);
/* pre: every call but the last has a `count` that is a multiple of 32. */
void migrt_checksum_add(migrt_checksum *sum, const void *bytes, size_t count);
uint64_t migrt_checksum_end(const migrt_checksum *sum);
uint64_t migrt_checksum_of(const void *bytes, size_t count);

#endif
