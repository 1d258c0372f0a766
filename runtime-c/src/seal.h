/* seal.h: the signature of an image: a keyed hash over all of its bytes.
 *
 * It says that whoever wrote or signed the image had the key; the checksums only
 * say that no accident befell it. docs/image-format.md, "Signature", is the
 * specification.
 *
 * The key is read when it is needed and wiped from memory when it was used, so
 * that neither a core file nor a debugger finds it in a program that runs. */
#ifndef MIGRT_SEAL_H
#define MIGRT_SEAL_H

#include "error.h"
#include "wire_blake3.h"

#include <stddef.h>
#include <stdint.h>

typedef struct migrt_seal {
    migrt_blake3 hash;
    uint32_t key_id;
} migrt_seal;

/* Reads the key. Where it is true, migrt_seal_sign or migrt_seal_wipe must
 * follow. */
bool migrt_seal_begin(migrt_seal *seal, const char *key_path,
                      migrt_error *error);

/* The bytes behind the table of contents, in their order. */
void migrt_seal_add(migrt_seal *seal, const void *bytes, size_t count);

/* Puts the signature into a complete header, which the table of contents
 * follows, and wipes the seal.
 * pre: the header's own checksum is still zero. */
void migrt_seal_sign(migrt_seal *seal, unsigned char *head, size_t head_size);
void migrt_seal_wipe(migrt_seal *seal);

/* Whether the file is a key that can be used. */
bool migrt_seal_key_good(const char *key_path, migrt_error *error);

/* Whether an image in memory carries the signature of the key. Without a key
 * every image does.
 * pre: its header is good, and nobody else can change these bytes. */
bool migrt_seal_check(const char *key_path, const char *image_path,
                      const unsigned char *bytes, uint64_t size,
                      migrt_error *error);

#endif
