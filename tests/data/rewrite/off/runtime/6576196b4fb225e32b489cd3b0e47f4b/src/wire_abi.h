/* wire_abi.h: how a machine represents C's types: the self-testing part of an
 * image's header. */
#ifndef MIGRT_WIRE_ABI_H
#define MIGRT_WIRE_ABI_H

#include "error.h"

#include <stddef.h>
#include <stdint.h>

enum migrt_ldouble_format {
    MIGRT_LD_DOUBLE = 1, /* IEEE binary64 */
    MIGRT_LD_X87 = 2,    /* x87 extended */
    MIGRT_LD_IBM = 3,    /* pair of doubles */
    MIGRT_LD_QUAD = 4    /* IEEE binary128 */
};

/* In the order of the header's bytes 88 to 103. */
typedef struct migrt_abi {
    uint8_t byte_order; /* 1 little, 2 big */
    uint8_t size_pointer;
    uint8_t size_short;
    uint8_t size_int;
    uint8_t size_long;
    uint8_t size_long_long;
    uint8_t size_size;
    uint8_t size_wchar;
    uint8_t size_ldouble;
    uint8_t ldouble_format;
    uint8_t char_signed;
    uint8_t align_double;
    uint8_t align_long_long;
    uint8_t align_ldouble;
    uint8_t align_pointer;
    uint8_t wchar_signed;
} migrt_abi;

const migrt_abi *migrt_abi_here(void);
const char *migrt_abi_name(void); /* of this architecture */

/* Raw bytes mean the same on both (plain char's sign does not matter: the
 * bytes of a char are the same). */
bool migrt_abi_same_bytes(const migrt_abi *a, const migrt_abi *b);

/* Header bytes 88..103 and 112..191. `header` points to the image's byte 0. */
void migrt_abi_write(unsigned char *header);

/* Fails if the description is not one this runtime knows, or the samples
 * contradict it. */
bool migrt_abi_read(const unsigned char *header, migrt_abi *abi,
                    migrt_error *error);

#endif
