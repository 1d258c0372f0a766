/* memory.h: the runtime's own memory from malloc, so that AddressSanitizer sees
 * where each block ends; all of it is given back between two images. */
#ifndef MIGRT_FUZZ_MEMORY_H
#define MIGRT_FUZZ_MEMORY_H

#include <stddef.h>

/* From here on blocks are counted, up to `most` bytes together: an image must
 * not make the reader allocate beyond its own size's measure. */
void memory_begin(size_t most);
/* What the image may ask for besides. */
void memory_allow(size_t more);
/* Gives back all that was allocated since. */
void memory_end(void);

/* A block like those of the runtime, for stand-ins. */
void *memory_take(size_t size, size_t alignment);

#endif
