/* types.h: questions about type descriptors of this program. */
#ifndef MIGRT_TYPES_H
#define MIGRT_TYPES_H

#include "../include/migrt_abi.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where bit-field number `field` of `type` lies here, by asking set_bits; as
 * docs/image-format.md counts. MIGRT_NO_BITS (all ones): nowhere to be found. */
uint64_t migrt_probe_bits(const migrt_type *type, unsigned field);

/* The type of a variant's case. A unit that knows the base may not know the
 * type: then one that does is asked. NULL: none does. */
const migrt_type *migrt_case_type(const migrt_type *base,
                                  const migrt_selector *select,
                                  unsigned number);

/* The selector of a base's variants; NULL: it has none. */
const migrt_selector *migrt_variants_of(const migrt_type *type);

/* The selector that tells where what lies behind a record begins; NULL: the
 * record has none. */
const migrt_selector *migrt_tail_of(const migrt_type *type);

/* What tells the type behind the pointer at an offset of the type; NULL: its
 * own type does. */
const migrt_selector *migrt_pointee_of(const migrt_type *type, size_t offset);
bool migrt_has_pointees(const migrt_type *type);

/* The index with which the pointer at an offset of the type leads into its
 * object; NULL: it lies there by itself. */
const migrt_selector *migrt_outside_of(const migrt_type *type, size_t offset);
bool migrt_has_outside(const migrt_type *type);

/* The unit whose table holds a type; NULL: the C library's. */
const migrt_unit *migrt_unit_of_type(const migrt_type *type);

#endif
