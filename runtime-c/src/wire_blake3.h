/* wire_blake3.h: the hash BLAKE3 with a key, and keys derived with it.
 *
 * The reference is "BLAKE3: one function, fast everywhere" (O'Connor, Aumasson,
 * Neves, Wilcox-O'Hearn, 2021); names are its names, sections its sections.
 * Only the first 32 bytes of output are ever made. */
#ifndef MIGRT_WIRE_BLAKE3_H
#define MIGRT_WIRE_BLAKE3_H

#include <stddef.h>
#include <stdint.h>

enum {
    MIGRT_BLAKE3_KEY = 32,
    MIGRT_BLAKE3_OUT = 32,
    MIGRT_BLAKE3_BLOCK = 64,
    MIGRT_BLAKE3_DEPTH = 54 /* levels of the tree over 2^64 bytes */
};

/* Holds what follows from the key: whoever owns one wipes it. */
typedef struct migrt_blake3 {
    uint32_t key[8], flags;
    uint64_t chunk; /* the number of the one below */
    uint32_t chaining[8], blocks;
    unsigned char block[MIGRT_BLAKE3_BLOCK];
    size_t filled;
    uint32_t subtree[MIGRT_BLAKE3_DEPTH][8];
    unsigned depth;
} migrt_blake3;

/* keyed_hash: of all bytes added between begin and end. */
void migrt_blake3_begin(migrt_blake3 *hash,
                        const unsigned char key[MIGRT_BLAKE3_KEY]);
void migrt_blake3_add(migrt_blake3 *hash, const void *bytes, size_t count);
void migrt_blake3_end(const migrt_blake3 *hash,
                      unsigned char out[MIGRT_BLAKE3_OUT]);

/* derive_key: different contexts give keys that tell nothing of each other. */
void migrt_blake3_derive(const char *context, const void *material,
                         size_t count, unsigned char out[MIGRT_BLAKE3_OUT]);

#endif
