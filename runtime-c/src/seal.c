#include "seal.h"

#include "image.h"
#include "prim/prim.h"
#include "wire.h"

#include <errno.h>
#include <string.h>

enum { LEAST_KEY = 16, LONGEST_KEY = 4096 };

/* ---- memory that must not be found again ---------------------------------------- */

static void wipe(void *at, size_t count)
{
    volatile unsigned char *byte = at;
    while (count-- > 0)
        *byte++ = 0;
}

static void clear_stack(void)
{
    unsigned char space[4096];
    wipe(space, sizeof space);
}

/* Overwrites what the hash left below this frame. Called through a pointer that
 * may change at any time, as far as a compiler knows, so that the call stays. */
static void (*volatile burn)(void) = clear_stack;

void migrt_seal_wipe(migrt_seal *seal)
{
    wipe(seal, sizeof *seal);
    burn();
}

/* ---- the key ---------------------------------------------------------------------- */

static bool unusable(const char *path, int problem, migrt_error *error)
{
    if (problem == MIGRT_PRIM_EXPOSED)
        return migrt_fail(error,
                          "MIGRT_KEY: others than you can read or change the "
                          "key %s: chmod 600 it, and make a new one if they "
                          "may have done so",
                          path);
    if (problem == MIGRT_PRIM_NO_FILE)
        return migrt_fail(error, "MIGRT_KEY: %s is not a regular file", path);
    if (problem == EFBIG)
        return migrt_fail(error,
                          "MIGRT_KEY: %s has more than %d bytes, so it is "
                          "hardly a key",
                          path, LONGEST_KEY);
    return migrt_fail(error, "MIGRT_KEY: cannot read the key %s: %s", path,
                      strerror(problem));
}

/* A line end that an editor or echo put there is no part of the key. */
static size_t without_line_end(const unsigned char *text, size_t size)
{
    if (size > 0 && text[size - 1] == '\n')
        size--;
    if (size > 0 && text[size - 1] == '\r')
        size--;
    return size;
}

static bool read_key(const char *path, unsigned char text[LONGEST_KEY],
                     size_t *size, migrt_error *error)
{
    int problem = migrt_prim_read_secret(path, text, LONGEST_KEY, size);
    if (problem != 0)
        return unusable(path, problem, error);
    *size = without_line_end(text, *size);
    return *size >= LEAST_KEY ||
           migrt_fail(error,
                      "MIGRT_KEY: %s has only %lu bytes, and a key has at "
                      "least %d: (umask 077; head -c 32 /dev/urandom >%s)",
                      path, (unsigned long)*size, LEAST_KEY, path);
}

/* What the key is used for is derived from it, so that its name in images tells
 * nothing about the hash. */
static void derive(migrt_seal *seal, const unsigned char *text, size_t size)
{
    unsigned char derived[MIGRT_BLAKE3_OUT];
    migrt_blake3_derive(MIGRT_SEAL_ID_CONTEXT, text, size, derived);
    seal->key_id = migrt_get32(derived);
    migrt_blake3_derive(MIGRT_SEAL_KEY_CONTEXT, text, size, derived);
    migrt_blake3_begin(&seal->hash, derived);
    wipe(derived, sizeof derived);
}

bool migrt_seal_begin(migrt_seal *seal, const char *key_path,
                      migrt_error *error)
{
    unsigned char text[LONGEST_KEY];
    size_t size = 0;
    bool good = read_key(key_path, text, &size, error);
    if (good)
        derive(seal, text, size);
    wipe(text, sizeof text);
    burn();
    return good;
}

bool migrt_seal_key_good(const char *key_path, migrt_error *error)
{
    migrt_seal seal;
    if (!migrt_seal_begin(&seal, key_path, error))
        return false;
    migrt_seal_wipe(&seal);
    return true;
}

/* ---- the signature ------------------------------------------------------------------ */

void migrt_seal_add(migrt_seal *seal, const void *bytes, size_t count)
{
    migrt_blake3_add(&seal->hash, bytes, count);
}

/* The header comes last: it has a fixed size and says how long the table before
 * it is, so no two files give the same bytes. Wipes the seal. */
static void finish(migrt_seal *seal, const unsigned char *head,
                   size_t head_size, unsigned char mac[MIGRT_BLAKE3_OUT])
{
    unsigned char h[MIGRT_HEADER_SIZE];
    memcpy(h, head, sizeof h);
    memset(h + MIGRT_H_CHECKSUM, 0, 8);
    memset(h + MIGRT_H_MAC, 0, MIGRT_BLAKE3_OUT);
    migrt_seal_add(seal, head + sizeof h, head_size - sizeof h);
    migrt_seal_add(seal, h, sizeof h);
    migrt_blake3_end(&seal->hash, mac);
    migrt_seal_wipe(seal);
}

void migrt_seal_sign(migrt_seal *seal, unsigned char *head, size_t head_size)
{
    unsigned char mac[MIGRT_BLAKE3_OUT];
    migrt_set32(head + MIGRT_H_SEAL, MIGRT_SEAL_BLAKE3);
    migrt_set32(head + MIGRT_H_KEY_ID, seal->key_id);
    finish(seal, head, head_size, mac);
    memcpy(head + MIGRT_H_MAC, mac, sizeof mac);
}

/* As long for a wrong first byte as for a wrong last one: how long it takes
 * tells nothing about the right signature. */
static bool same(const unsigned char *a, const unsigned char *b)
{
    volatile unsigned char difference = 0;
    for (int i = 0; i < MIGRT_BLAKE3_OUT; i++)
        difference = (unsigned char)(difference | (a[i] ^ b[i]));
    return difference == 0;
}

static bool is_signed_by(const migrt_seal *seal, const unsigned char *head,
                         const char *path, migrt_error *error)
{
    uint32_t kind = migrt_get32(head + MIGRT_H_SEAL);
    uint32_t key_id = migrt_get32(head + MIGRT_H_KEY_ID);
    if (kind == 0)
        return migrt_fail(error,
                          "%s is not signed, and MIGRT_KEY asks for a "
                          "signature: capture with MIGRT_KEY, or sign it with "
                          "migctl sign if you trust it",
                          path);
    if (kind != MIGRT_SEAL_BLAKE3)
        return migrt_fail(error,
                          "%s is signed in a way (%lu) that this program does "
                          "not know: rebuild it with the migcc that wrote it",
                          path, (unsigned long)kind);
    return key_id == seal->key_id ||
           migrt_fail(error,
                      "%s is signed with another key: its key is %08lx, that "
                      "of MIGRT_KEY is %08lx",
                      path, (unsigned long)key_id, (unsigned long)seal->key_id);
}

static bool fits(migrt_seal *seal, const char *path, const unsigned char *bytes,
                 uint64_t size, migrt_error *error)
{
    unsigned char mac[MIGRT_BLAKE3_OUT];
    uint64_t head =
        MIGRT_HEADER_SIZE +
        (uint64_t)MIGRT_TOC_ENTRY * migrt_get32(bytes + MIGRT_H_TOC_COUNT);
    bool good;
    if (head > size)
        return migrt_fail(
            error, "%s is damaged: its table of contents does not fit", path);
    migrt_seal_add(seal, bytes + head, (size_t)(size - head));
    finish(seal, bytes, (size_t)head, mac);
    good = same(mac, bytes + MIGRT_H_MAC);
    wipe(mac, sizeof mac); /* the right one, for what may be a forgery */
    return good ||
           migrt_fail(error,
                      "%s does not carry the signature of the key of "
                      "MIGRT_KEY: it was changed after it was signed, by "
                      "accident or on purpose",
                      path);
}

static void note_unchecked(const unsigned char *head, const char *path)
{
    if (migrt_get32(head + MIGRT_H_SEAL) != 0)
        migrt_log(MIGRT_INFO,
                  "%s is signed (key %08lx); without MIGRT_KEY the signature "
                  "is not checked",
                  path, (unsigned long)migrt_get32(head + MIGRT_H_KEY_ID));
}

bool migrt_seal_check(const char *key_path, const char *image_path,
                      const unsigned char *bytes, uint64_t size,
                      migrt_error *error)
{
    migrt_seal seal;
    bool good;
    if (key_path == NULL) {
        note_unchecked(bytes, image_path);
        return true;
    }
    if (!migrt_seal_begin(&seal, key_path, error))
        return false;
    good = is_signed_by(&seal, bytes, image_path, error) &&
           fits(&seal, image_path, bytes, size, error);
    migrt_seal_wipe(&seal);
    return good;
}
