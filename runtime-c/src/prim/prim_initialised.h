/* prim_initialised.h: what clang's MemorySanitizer cannot know to be initialised.
 * Nothing in other builds. Each use says why it is right: it hides real mistakes
 * where it is not. */
#ifndef MIGRT_PRIM_INITIALISED_H
#define MIGRT_PRIM_INITIALISED_H

#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <stddef.h>
void __msan_unpoison(const volatile void *start, size_t bytes);
#define MIGRT_INITIALISED(start, bytes) __msan_unpoison(start, bytes)
#endif
#endif

#ifndef MIGRT_INITIALISED
#define MIGRT_INITIALISED(start, bytes) ((void)0)
#endif

#endif
