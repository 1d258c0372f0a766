/* fuzz_image.c: damages an image in ways its checksums do not show, and restores
 * it. Whatever the bytes say, the reader and the converter must end with a
 * refusal or a restored state, never with a crash; run it under ASan and UBSan.
 *
 * fuzz_image IMAGE ROUNDS SEED; 0 rounds: restores the image as it is. */
#define main walk_main
#include "walk.c"
#undef main

#include "../src/image.h"
#include "../src/main_restore.h"
#include "../src/wire.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t state;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    size_t room = 0, got;
    *size = 0;
    if (file == NULL)
        exit(2);
    do {
        room += 65536;
        bytes = realloc(bytes, room);
        got = fread(bytes + *size, 1, room - *size, file);
        *size += got;
    } while (*size == room);
    fclose(file);
    return bytes;
}

/* Values that tend to be at the edge of something. */
static uint64_t odd_value(void)
{
    static const uint64_t edges[] = {0, 1, 2, 255, 256, 65535, 65536,
                                     INT32_MAX, UINT32_MAX, INT64_MAX,
                                     UINT64_MAX, UINT64_MAX - 7};
    uint64_t pick = next();
    if (pick % 3 == 0)
        return edges[next() % (sizeof edges / sizeof *edges)];
    return pick % 3 == 1 ? next() % 64 : next();
}

static void mutate(unsigned char *bytes, size_t size)
{
    uint32_t count = migrt_get32(bytes + MIGRT_H_TOC_COUNT);
    uint64_t index = next() % count;
    unsigned char *entry =
        bytes + MIGRT_HEADER_SIZE + index * MIGRT_TOC_ENTRY;
    uint64_t offset = migrt_get64(entry + 8), length = migrt_get64(entry + 16);
    size_t at;
    if (next() % 16 == 0) { /* the table of contents or the header */
        offset = next() % 2 ? MIGRT_HEADER_SIZE : 56;
        length = offset == 56 ? 200 : (uint64_t)count * MIGRT_TOC_ENTRY;
    }
    if (length < 8 || offset + length > size)
        return;
    at = (size_t)(offset + next() % (length - 7));
    if (next() % 4 != 0)
        at = (size_t)(offset + (at - offset) / 4 * 4);
    switch (next() % 3) {
    case 0:
        bytes[at] ^= (unsigned char)(1u << next() % 8);
        break;
    case 1:
        migrt_set32(bytes + at, (uint32_t)(odd_value() & UINT32_MAX));
        break;
    default:
        migrt_set64(bytes + at, odd_value());
    }
}

static void mend_sums(unsigned char *bytes, size_t size)
{
    uint32_t count = migrt_get32(bytes + MIGRT_H_TOC_COUNT);
    uint64_t toc = (uint64_t)count * MIGRT_TOC_ENTRY;
    if (toc > size - MIGRT_HEADER_SIZE)
        return;
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *entry =
            bytes + MIGRT_HEADER_SIZE + (size_t)i * MIGRT_TOC_ENTRY;
        uint64_t offset = migrt_get64(entry + 8);
        uint64_t length = migrt_get64(entry + 16);
        if (offset <= size && length <= size - offset)
            migrt_set64(entry + 32, migrt_checksum_of(bytes + offset,
                                                      (size_t)length));
    }
    migrt_set64(bytes + MIGRT_H_TOC_CHECKSUM,
                migrt_checksum_of(bytes + MIGRT_HEADER_SIZE, (size_t)toc));
    migrt_set64(bytes + MIGRT_H_CHECKSUM, 0);
    migrt_set64(bytes + MIGRT_H_CHECKSUM,
                migrt_checksum_of(bytes, MIGRT_HEADER_SIZE));
}

static void restore_quietly(const char *path)
{
    static migrt_restore r;
    alarm(20);
    _exit(migrt_restore_image(&r, path) ? 0 : 87);
}

static int run(const unsigned char *bytes, size_t size, const char *path)
{
    FILE *file = fopen(path, "wb");
    int status = 0;
    pid_t child;
    if (file == NULL || fwrite(bytes, 1, size, file) != size ||
        fclose(file) != 0)
        exit(2);
    child = fork();
    if (child == 0)
        restore_quietly(path);
    waitpid(child, &status, 0);
    if (WIFEXITED(status) &&
        (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 87))
        return WEXITSTATUS(status);
    return -1;
}

/* For the person who looks into it. */
static void keep(const unsigned char *bytes, size_t size, const char *image)
{
    char path[4096];
    FILE *file;
    snprintf(path, sizeof path, "%s.crash", image);
    file = fopen(path, "wb");
    if (file != NULL) {
        fwrite(bytes, 1, size, file);
        fclose(file);
    }
}

int main(int argc, char **argv)
{
    size_t size;
    unsigned char *good, *bytes;
    char path[4096];
    long rounds, accepted = 0, refused = 0, crashed = 0;
    if (argc < 4)
        return 2;
    if (atol(argv[2]) == 0) /* just this image, as it is */
        restore_quietly(argv[1]);
    good = read_file(argv[1], &size);
    bytes = malloc(size);
    rounds = atol(argv[2]);
    snprintf(path, sizeof path, "%s.fuzz.%ld", argv[1], (long)getpid());
    for (long i = 0; i < rounds; i++) {
        state = (uint64_t)i * 2654435761u + (uint64_t)atol(argv[3]) * 97 + 1;
        for (int warm = 0; warm < 8; warm++)
            next();
        memcpy(bytes, good, size);
        for (uint64_t n = 1 + next() % 3; n > 0; n--)
            mutate(bytes, size);
        mend_sums(bytes, size);
        switch (run(bytes, size, path)) {
        case 0:
            accepted++;
            break;
        case 87:
            refused++;
            break;
        default:
            crashed++;
            printf("round %ld crashed\n", i);
            keep(bytes, size, argv[1]);
        }
    }
    unlink(path);
    printf("accepted %ld refused %ld crashed %ld\n", accepted, refused,
           crashed);
    return crashed != 0;
}
