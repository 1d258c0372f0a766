/* stand_ins.h: a restore that touches nothing but memory of its own, so that
 * thousands can follow each other in one process. The linker puts these in the
 * places of the runtime's functions (--wrap). */
#ifndef MIGRT_FUZZ_STAND_INS_H
#define MIGRT_FUZZ_STAND_INS_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes that migrt_image_open reads, whatever its path. */
void stand_in_image(const unsigned char *bytes, size_t size);

/* False: the runtime's own functions again, for a process that ends afterwards. */
extern bool standing_in;

/* Objects of the program as they were, in blocks of their own size; an empty
 * heap. */
void stand_in_again(void);

#endif
