/* emitted.h: shorthand for programs written by hand in the form migcc emits
 * (docs/emitted-code.md), so that the runtime can be tested without it. */
#ifndef EMITTED_H
#define EMITTED_H

#include "../include/migrt_abi.h"

#include <limits.h>
#include <stddef.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Entries of a unit's table of types. */
#define SCALAR(kind, type, flags)                                              \
    {                                                                          \
        kind, flags, 0, _Alignof(type), sizeof(type), 0, #type, 0, 0, 0        \
    }
#define POINTER_TO(type, elem)                                                 \
    {                                                                          \
        MIGRT_K_POINTER, 0, 0, _Alignof(type), sizeof(type), 0, #type, elem,   \
            0, 0                                                               \
    }
#define ARRAY_OF(type, count, elem)                                            \
    {                                                                          \
        MIGRT_K_ARRAY, 0, 0, _Alignof(type), sizeof(type), count, #type, elem, \
            0, 0                                                               \
    }
#define STRUCT(type, fields, set_bits)                                         \
    {                                                                          \
        MIGRT_K_STRUCT, 0, COUNT(fields), _Alignof(type), sizeof(type), 0,     \
            #type, 0, fields, set_bits                                         \
    }
#define UNION(type, fields)                                                    \
    {                                                                          \
        MIGRT_K_UNION, 0, COUNT(fields), _Alignof(type), sizeof(type), 0,      \
            #type, 0, fields, 0                                                \
    }
#define RECORD(type, fields)                                                   \
    {                                                                          \
        MIGRT_K_STRUCT, MIGRT_T_RECORD, COUNT(fields), _Alignof(type),         \
            sizeof(type), 0, #type, 0, fields, 0                               \
    }
#define FIELD(type, name, descriptor)                                          \
    {                                                                          \
        #name, descriptor, offsetof(type, name), 0, 0                          \
    }
#define STACK_FIELD(type, name, descriptor)                                    \
    {                                                                          \
        #name, descriptor, offsetof(type, name), 0, MIGRT_F_STACK              \
    }
#define BITS(name, descriptor, width)                                          \
    {                                                                          \
        #name, descriptor, 0, width, 0                                         \
    }

void *migrt_malloc_at(migrt_size, const migrt_alloc *);
void migrt_free(void *);

#endif
