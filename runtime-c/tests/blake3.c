/* blake3.c: the hash of wire_blake3.c over cases from standard input, for a test
 * that knows the answers: u8 mode (0 keyed, 1 derived), u32 bytes added in one
 * go, u32 length, the key or context in 64 bytes that end in zeros, then the
 * bytes. Prints 64 hexadecimal digits a case. */
#include "../src/wire.h"
#include "../src/wire_blake3.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEAD = 9, KEY = 64 };

static void keyed(const unsigned char *key, const unsigned char *bytes,
                  size_t count, size_t step, unsigned char *out)
{
    migrt_blake3 hash;
    migrt_blake3_begin(&hash, key);
    for (size_t at = 0; at < count; at += step)
        migrt_blake3_add(&hash, bytes + at,
                         count - at < step ? count - at : step);
    migrt_blake3_end(&hash, out);
}

static int one_case(void)
{
    unsigned char head[HEAD], key[KEY], out[MIGRT_BLAKE3_OUT], *bytes;
    size_t count;
    if (fread(head, HEAD, 1, stdin) != 1)
        return 0;
    count = migrt_get32(head + 5);
    bytes = malloc(count + 1);
    if (bytes == NULL || fread(key, KEY, 1, stdin) != 1 ||
        fread(bytes, 1, count, stdin) != count)
        exit(2);
    if (head[0] == 0)
        keyed(key, bytes, count, migrt_get32(head + 1), out);
    else
        migrt_blake3_derive((const char *)key, bytes, count, out);
    for (int i = 0; i < MIGRT_BLAKE3_OUT; i++)
        printf("%02x", out[i]);
    putchar('\n');
    free(bytes);
    return 1;
}

int main(void)
{
    while (one_case())
        ;
    return 0;
}
