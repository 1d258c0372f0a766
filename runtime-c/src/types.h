/* types.h: questions about type descriptors of this program. */
#ifndef MIGRT_TYPES_H
#define MIGRT_TYPES_H

#include "../include/migrt_abi.h"

#include <stdbool.h>
#include <stdint.h>

/* Where bit-field number `field` of `type` lies here, by asking set_bits; as
 * docs/image-format.md counts. MIGRT_NO_BITS (all ones): nowhere to be found. */
uint64_t migrt_probe_bits(const migrt_type *type, unsigned field);

#endif
