/* replay.c: the fuzzer's inputs without the fuzzer, for any compiler. A crash is
 * a crash.
 *
 * replay FILE...                   restores squeezed images
 * replay --mutate ROUNDS SEED FILE...   and changes of them
 * replay --damage STEP IMAGE       restores an image with every STEP-th byte
 *     changed, and cut to every STEP-th length: all must be refused
 * replay --squeeze IMAGE FILE
 * replay --expand FILE IMAGE */
#include "fuzz_restore.h"
#include "squeeze.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = NULL;
    size_t room = 0, got;
    *size = 0;
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    do {
        room += 65536;
        bytes = realloc(bytes, room);
        got = fread(bytes + *size, 1, room - *size, file);
        *size += got;
    } while (*size == room);
    fclose(file);
    return bytes;
}

static int write_file(const char *path, const unsigned char *bytes, size_t size)
{
    FILE *file = bytes == NULL ? NULL : fopen(path, "wb");
    if (file != NULL && fwrite(bytes, 1, size, file) == size &&
        fclose(file) == 0)
        return 0;
    fprintf(stderr, "%s: it cannot be made\n", path);
    return 1;
}

typedef unsigned char *change(const unsigned char *, size_t, size_t *);

static int convert(change *to, const char *from_path, const char *to_path)
{
    size_t size, result_size = 0;
    unsigned char *bytes = read_file(from_path, &size);
    unsigned char *result = to(bytes, size, &result_size);
    int status = write_file(to_path, result, result_size);
    free(result);
    free(bytes);
    return status;
}

/* ---- inputs --------------------------------------------------------------------- */

/* A copy of its own size: what lies beyond is out of bounds. */
static void restore(const unsigned char *bytes, size_t size)
{
    unsigned char *input = malloc(size + (size == 0));
    memcpy(input, bytes, size);
    LLVMFuzzerTestOneInput(input, size);
    free(input);
}

static uint64_t state = 88172645463325252u;

/* What is wanted of libFuzzer here: some other bytes. */
size_t LLVMFuzzerMutate(unsigned char *data, size_t size, size_t most)
{
    (void)most;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    if (size > 0)
        data[state % size] ^= (unsigned char)(1 + (state >> 32) % 255);
    return size;
}

/* The last input that was tried, for the person who looks into a crash. */
static void mutate(const char *path, long rounds, long seed)
{
    size_t size, most;
    unsigned char *good = read_file(path, &size), *bytes;
    const char *kept = getenv("FUZZ_KEEP");
    most = size * 2;
    bytes = malloc(most);
    for (long i = 0; i < rounds; i++) {
        size_t now = size;
        memcpy(bytes, good, size);
        for (long n = 1 + i % 3; n > 0; n--)
            now = LLVMFuzzerCustomMutator(
                bytes, now, most, (unsigned)(seed * 1000003 + i * 3 + n));
        if (kept != NULL)
            write_file(kept, bytes, now);
        restore(bytes, now);
    }
    free(bytes);
    free(good);
}

/* ---- whole images, checksums as they are ------------------------------------------ */

static int damage(const char *path, size_t step)
{
    size_t size, wrong = 0;
    unsigned char *image = read_file(path, &size);
    if (!fuzz_image(image, size)) {
        fprintf(stderr, "%s is not good to begin with\n", path);
        return 1;
    }
    for (size_t at = 0; at < size; at += step) {
        unsigned char had = image[at];
        image[at] = (unsigned char)(had ^ 1u << at / step % 8);
        if (fuzz_image(image, size)) {
            fprintf(stderr, "byte %zu changed and not refused\n", at);
            wrong++;
        }
        image[at] = had;
        if (fuzz_image(image, at)) {
            fprintf(stderr, "cut to %zu bytes and not refused\n", at);
            wrong++;
        }
    }
    free(image);
    printf("%zu wrong\n", wrong);
    return wrong > 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "--squeeze") == 0)
        return convert(squeeze, argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "--expand") == 0)
        return convert(expand, argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "--damage") == 0)
        return damage(argv[3], (size_t)atol(argv[2]));
    if (argc > 4 && strcmp(argv[1], "--mutate") == 0) {
        for (int i = 4; i < argc; i++)
            mutate(argv[i], atol(argv[2]), atol(argv[3]));
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        size_t size;
        unsigned char *bytes = read_file(argv[i], &size);
        restore(bytes, size);
        free(bytes);
    }
    return 0;
}
