/* squeeze.h: images as the fuzzer holds them.
 *
 * A squeezed image is the header, the table of contents and the sections, one
 * behind the other without gaps. Where the format has a number that follows from
 * the rest (offsets, checksums, the file's size) it has the difference from the
 * right one. So a change anywhere gives an image whose checksums fit, unless it
 * is one of these numbers that changed, and seeds of a few kilobytes in place of
 * a few hundred. */
#ifndef MIGRT_FUZZ_SQUEEZE_H
#define MIGRT_FUZZ_SQUEEZE_H

#include <stddef.h>
#include <stdint.h>

/* The image file; NULL: no memory. The caller frees it. Anything at all may be
 * given. */
unsigned char *expand(const unsigned char *squeezed, size_t size,
                      size_t *image_size);

/* The reverse, for good images. */
unsigned char *squeeze(const unsigned char *image, size_t size,
                       size_t *squeezed_size);

#endif
