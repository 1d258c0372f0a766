/* heap_class.c: size classes.
 *
 * Slot sizes, in units of 16 bytes: 1, 2, ... 16, then eight to a doubling
 * (18, 20, ... 32, 36, ...), so at most 1/8 of a slot is lost. A block of
 * `size` bytes needs size + 1, see heap.h. */
#include "heap_impl.h"

static unsigned floor_log2(size_t value)
{
#if defined(__GNUC__) || defined(__clang__)
    return (unsigned)(sizeof(unsigned long) * 8) - 1u -
           (unsigned)__builtin_clzl((unsigned long)value);
#else
    unsigned log = 0;
    while (value >>= 1)
        log++;
    return log;
#endif
}

unsigned migrt_class_of(size_t size)
{
    size_t units = (size >> UNIT_SHIFT) + 1;
    if (units <= 16)
        return (unsigned)units - 1;
    unsigned doubling = floor_log2(units - 1); /* 2^doubling < units */
    return 16 + (doubling - 4) * 8 +
           (unsigned)((units - 1 - ((size_t)1 << doubling)) >> (doubling - 3));
}

size_t migrt_class_slot(unsigned class_number)
{
    size_t units = class_number + 1;
    if (class_number >= 16) {
        unsigned doubling = 4 + (class_number - 16) / 8;
        size_t step = (class_number - 16) % 8 + 1;
        units = ((size_t)1 << doubling) + (step << (doubling - 3));
    }
    return units << UNIT_SHIFT;
}

unsigned migrt_class_aligned(size_t size, size_t alignment)
{
    if (size >= SLOT_MAX || alignment > CHUNK)
        return CLASSES;
    unsigned class_number = migrt_class_of(size);
    for (; class_number < CLASSES; class_number++) {
        size_t slot = migrt_class_slot(class_number);
        if (slot > SLOT_MAX)
            return CLASSES;
        if (slot % alignment == 0)
            return class_number;
    }
    return CLASSES;
}
