#include "wire_blake3.h"

#include "wire_order.h"

#include <string.h>

enum { CHUNK = 1024, BLOCK = MIGRT_BLAKE3_BLOCK };

/* Table 3. */
enum {
    CHUNK_START = 1,
    CHUNK_END = 2,
    PARENT = 4,
    ROOT = 8,
    KEYED_HASH = 16,
    DERIVE_KEY_CONTEXT = 32,
    DERIVE_KEY_MATERIAL = 64
};

/* Table 1. */
static const uint32_t initial[8] = {0x6A09E667, 0xBB67AE85, 0x3C6EF372,
                                    0xA54FF53A, 0x510E527F, 0x9B05688C,
                                    0x1F83D9AB, 0x5BE0CD19};

/* Table 2, applied 0 to 6 times: which words each round takes. */
static const uint8_t schedule[7][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8},
    {3, 4, 10, 12, 13, 2, 7, 14, 6, 5, 9, 0, 11, 15, 8, 1},
    {10, 7, 12, 9, 14, 3, 13, 15, 4, 0, 11, 2, 5, 8, 1, 6},
    {12, 13, 9, 11, 15, 10, 14, 8, 7, 2, 5, 3, 0, 1, 6, 4},
    {9, 14, 11, 5, 8, 12, 15, 1, 13, 3, 0, 10, 2, 6, 4, 7},
    {11, 15, 5, 0, 1, 9, 8, 6, 14, 10, 2, 12, 3, 4, 7, 13},
};

static void load_words(uint32_t *words, const unsigned char *at, size_t count)
{
    memcpy(words, at, count * 4);
    for (size_t i = 0; migrt_big_endian() && i < count; i++)
        words[i] = migrt_swap32(words[i]);
}

static void store_words(unsigned char *at, const uint32_t words[8])
{
    for (int i = 0; i < 8; i++) {
        uint32_t word = migrt_big_endian() ? migrt_swap32(words[i]) : words[i];
        memcpy(at + i * 4, &word, 4);
    }
}

static inline uint32_t rotate(uint32_t value, unsigned by)
{
    return value >> by | value << (32 - by);
}

/* ---- the compression function (section 2.2) ---------------------------------- */

static inline void mix(uint32_t *v, int a, int b, int c, int d, uint32_t x,
                       uint32_t y)
{
    v[a] = v[a] + v[b] + x;
    v[d] = rotate(v[d] ^ v[a], 16);
    v[c] = v[c] + v[d];
    v[b] = rotate(v[b] ^ v[c], 12);
    v[a] = v[a] + v[b] + y;
    v[d] = rotate(v[d] ^ v[a], 8);
    v[c] = v[c] + v[d];
    v[b] = rotate(v[b] ^ v[c], 7);
}

static inline void round_of(uint32_t *v, const uint32_t *m, const uint8_t *s)
{
    mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
    mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
    mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
    mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
    mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
    mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
    mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
    mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
}

/* The chaining value in `chaining` becomes the next one. Rounds are written out
 * so that a compiler knows which words each takes. */
static void compress(uint32_t chaining[8], const unsigned char *block,
                     size_t length, uint64_t counter, uint32_t flags)
{
    uint32_t m[16], v[16];
    load_words(m, block, 16);
    memcpy(v, chaining, 32);
    memcpy(v + 8, initial, 16);
    v[12] = (uint32_t)(counter & 0xFFFFFFFFu);
    v[13] = (uint32_t)(counter >> 32);
    v[14] = (uint32_t)length;
    v[15] = flags;
    round_of(v, m, schedule[0]);
    round_of(v, m, schedule[1]);
    round_of(v, m, schedule[2]);
    round_of(v, m, schedule[3]);
    round_of(v, m, schedule[4]);
    round_of(v, m, schedule[5]);
    round_of(v, m, schedule[6]);
    for (int i = 0; i < 8; i++)
        chaining[i] = v[i] ^ v[i + 8];
}

/* ---- the tree (sections 2.4 and 5.1.2) ---------------------------------------- */

static void parent(const migrt_blake3 *hash, const uint32_t left[8],
                   uint32_t right[8], uint32_t root)
{
    unsigned char block[BLOCK];
    store_words(block, left);
    store_words(block + 32, right);
    memcpy(right, hash->key, 32);
    compress(right, block, BLOCK, 0, hash->flags | PARENT | root);
}

static void begin_chunk(migrt_blake3 *hash)
{
    memcpy(hash->chaining, hash->key, 32);
    memset(hash->block, 0, BLOCK);
    hash->filled = 0;
    hash->blocks = 0;
}

static uint32_t start_flag(const migrt_blake3 *hash)
{
    return hash->flags | (hash->blocks == 0 ? CHUNK_START : 0);
}

/* Chunks make complete subtrees as often as the count of them ends in a zero
 * bit; what is left on the stack is one subtree for each one bit. */
static void end_chunk(migrt_blake3 *hash)
{
    uint32_t value[8];
    uint64_t count = ++hash->chunk;
    memcpy(value, hash->chaining, 32);
    compress(value, hash->block, hash->filled, count - 1,
             start_flag(hash) | CHUNK_END);
    for (; (count & 1) == 0; count >>= 1)
        parent(hash, hash->subtree[--hash->depth], value, 0);
    memcpy(hash->subtree[hash->depth++], value, 32);
    begin_chunk(hash);
}

static void end_block(migrt_blake3 *hash, const unsigned char *block)
{
    compress(hash->chaining, block, BLOCK, hash->chunk, start_flag(hash));
    hash->blocks++;
    hash->filled = 0;
}

static void begin(migrt_blake3 *hash, const uint32_t key[8], uint32_t flags)
{
    memset(hash, 0, sizeof *hash);
    memcpy(hash->key, key, 32);
    hash->flags = flags;
    begin_chunk(hash);
}

void migrt_blake3_begin(migrt_blake3 *hash,
                        const unsigned char key[MIGRT_BLAKE3_KEY])
{
    uint32_t words[8];
    load_words(words, key, 8);
    begin(hash, words, KEYED_HASH);
}

/* The last block of a chunk, and the last chunk, wait for what comes next: they
 * are compressed with other flags when nothing does. */
void migrt_blake3_add(migrt_blake3 *hash, const void *bytes, size_t count)
{
    const unsigned char *at = bytes;
    while (count > 0) {
        size_t step = BLOCK - hash->filled;
        bool last_block = hash->blocks == CHUNK / BLOCK - 1;
        if (step == 0) {
            if (last_block)
                end_chunk(hash);
            else
                end_block(hash, hash->block);
            memset(hash->block, 0, BLOCK);
            continue;
        }
        if (step == BLOCK && count > BLOCK && !last_block) {
            end_block(hash, at);
        } else {
            step = count < step ? count : step;
            memcpy(hash->block + hash->filled, at, step);
            hash->filled += step;
        }
        at += step;
        count -= step;
    }
}

void migrt_blake3_end(const migrt_blake3 *hash,
                      unsigned char out[MIGRT_BLAKE3_OUT])
{
    uint32_t value[8];
    memcpy(value, hash->chaining, 32);
    compress(value, hash->block, hash->filled, hash->chunk,
             start_flag(hash) | CHUNK_END | (hash->depth == 0 ? ROOT : 0));
    for (unsigned i = hash->depth; i > 0; i--)
        parent(hash, hash->subtree[i - 1], value, i == 1 ? ROOT : 0);
    store_words(out, value);
}

void migrt_blake3_derive(const char *context, const void *material,
                         size_t count, unsigned char out[MIGRT_BLAKE3_OUT])
{
    migrt_blake3 hash;
    uint32_t key[8];
    begin(&hash, initial, DERIVE_KEY_CONTEXT);
    migrt_blake3_add(&hash, context, strlen(context));
    migrt_blake3_end(&hash, out);
    load_words(key, out, 8);
    begin(&hash, key, DERIVE_KEY_MATERIAL);
    migrt_blake3_add(&hash, material, count);
    migrt_blake3_end(&hash, out);
}
