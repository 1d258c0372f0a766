/* fuzz_restore.h: what libFuzzer and replay.c call. */
#ifndef MIGRT_FUZZ_RESTORE_H
#define MIGRT_FUZZ_RESTORE_H

#include <stdbool.h>
#include <stddef.h>

/* Restores an image in this process; false: refused. */
bool fuzz_image(const unsigned char *image, size_t size);

/* The same of a squeezed one; now and then for real, besides. */
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

/* Changes a squeezed image; returns its new size, at most `most`. */
size_t LLVMFuzzerCustomMutator(unsigned char *data, size_t size, size_t most,
                               unsigned seed);

/* libFuzzer's own changes, or replay.c's in their place. */
size_t LLVMFuzzerMutate(unsigned char *data, size_t size, size_t most);

#endif
