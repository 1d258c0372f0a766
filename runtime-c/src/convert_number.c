/* Integers and bit-fields. */
#include "convert.h"

#include "pointers.h"
#include "wire_order.h"

#include <string.h>

uint64_t migrt_load_integer(const unsigned char *at, unsigned width,
                            bool big_endian, bool is_signed)
{
    bool swap = big_endian != migrt_big_endian();
    uint64_t value;
    uint32_t v32;
    uint16_t v16;
    switch (width) {
    case 1:
        value = *at;
        break;
    case 2:
        memcpy(&v16, at, 2);
        value = swap ? migrt_swap16(v16) : v16;
        break;
    case 4:
        memcpy(&v32, at, 4);
        value = swap ? migrt_swap32(v32) : v32;
        break;
    default:
        memcpy(&value, at, 8);
        return swap ? migrt_swap64(value) : value;
    }
    if (is_signed && value >> (width * 8 - 1))
        value |= UINT64_MAX << (width * 8);
    return value;
}

void migrt_store_integer(unsigned char *at, unsigned width, uint64_t value)
{
    uint32_t v32 = (uint32_t)(value & UINT32_MAX);
    uint16_t v16 = (uint16_t)(value & UINT16_MAX);
    switch (width) {
    case 1:
        *at = (unsigned char)(value & 255);
        break;
    case 2:
        memcpy(at, &v16, 2);
        break;
    case 4:
        memcpy(at, &v32, 4);
        break;
    default:
        memcpy(at, &value, 8);
    }
}

static void swap_bytes(unsigned char *target, const unsigned char *source,
                       unsigned width, size_t count)
{
    for (size_t i = 0; i < count; i++, source += width, target += width)
        for (unsigned j = 0; j < width; j++)
            target[j] = source[width - 1 - j];
}

/* Plain loops over words, which compilers turn into vector shuffles. */
void migrt_swap_run(unsigned char *target, const unsigned char *source,
                    unsigned width, size_t count)
{
    uint64_t v64;
    uint32_t v32;
    uint16_t v16;
    switch (width) {
    case 2:
        for (size_t i = 0; i < count; i++) {
            memcpy(&v16, source + 2 * i, 2);
            v16 = migrt_swap16(v16);
            memcpy(target + 2 * i, &v16, 2);
        }
        break;
    case 4:
        for (size_t i = 0; i < count; i++) {
            memcpy(&v32, source + 4 * i, 4);
            v32 = migrt_swap32(v32);
            memcpy(target + 4 * i, &v32, 4);
        }
        break;
    case 8:
        for (size_t i = 0; i < count; i++) {
            memcpy(&v64, source + 8 * i, 8);
            v64 = migrt_swap64(v64);
            memcpy(target + 8 * i, &v64, 8);
        }
        break;
    default:
        swap_bytes(target, source, width, count);
    }
}

/* `value` as a field of `bits` bits gives the same number again. All ones of
 * an unsigned type stand for its greatest value ((size_t)-1, UINT_MAX) and
 * become all ones of the narrower type. */
static bool fits(uint64_t value, unsigned bits, unsigned source_bits,
                 bool is_signed)
{
    uint64_t top;
    if (bits >= 64)
        return true;
    if (is_signed) {
        top = value >> (bits - 1);
        return top == 0 || top == UINT64_MAX >> (bits - 1);
    }
    return value >> bits == 0 || value == UINT64_MAX >> (64 - source_bits);
}

/* Quiet NaNs with more in them than a number needs (IEEE 754-2019 6.2.1):
 * where interpreters keep pointers. */
static bool is_boxed(uint64_t value)
{
    return (value >> 48 & 0x7FF8) == 0x7FF8;
}

/* The integer is the address of a block in use, perhaps with flags in its low
 * bits or boxed in a NaN. A count of 37 bits may be one by chance; refusing it
 * costs another capture, taking an address for a count costs the program. */
static bool is_address(const migrt_converter *c, uint64_t value,
                       migrt_iblock *block)
{
    bool boxed;
    if (migrt_find_block(c->image, value, block))
        return value - block->address < block->size || block->size == 0;
    boxed = is_boxed(value);
    value &= UINT64_MAX >> 16;
    return boxed && migrt_find_block(c->image, value, block) &&
           value == block->address;
}

static void refuse_address(migrt_converter *c, const migrt_op *op,
                           uint64_t index, uint64_t value,
                           const migrt_iblock *block)
{
    const migrt_ialloc *site = &c->image->allocs[block->alloc];
    migrt_refuse_here(c, op, index,
                      "the integer 0x%llx is an address in the block allocated "
                      "in %s (%s:%lu), which is elsewhere on this machine: "
                      "keep a pointer or an index in its place; if it is a "
                      "mere number, capture at another moment",
                      (unsigned long long)value, site->function, site->file,
                      (unsigned long)site->line);
}

void migrt_refuse_addresses(migrt_converter *c, const migrt_op *op,
                            const unsigned char *source, uint64_t count)
{
    uint32_t segments = migrt_image_count(c->image, MIGRT_S_SEGMENTS);
    const migrt_isegment *first = c->image->segments;
    uint64_t low, size;
    migrt_iblock block;
    if (segments == 0 || c->rehearsal)
        return;
    low = first->address;
    size = first[segments - 1].address + first[segments - 1].bytes - low;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t value;
        memcpy(&value, source + 8 * i, 8);
        if (c->swap)
            value = migrt_swap64(value);
        if ((value - low < size || is_boxed(value)) &&
            is_address(c, value, &block)) {
            refuse_address(c, op, i, value, &block);
            return;
        }
    }
}

static void refuse(migrt_converter *c, const migrt_op *op, uint64_t index,
                   uint64_t value, unsigned bits)
{
    migrt_iblock block;
    if (c->addresses_move && is_address(c, value, &block)) {
        refuse_address(c, op, index, value, &block);
        return;
    }
    migrt_refuse_here(c, op, index,
                      "the value %s%llu does not fit into the %u bits it has "
                      "on this machine: restore on a machine with wider "
                      "types, or use a fixed-width type such as int64_t",
                      op->is_signed && (int64_t)value < 0 ? "-" : "",
                      (unsigned long long)(op->is_signed && (int64_t)value < 0
                                               ? 0 - value
                                               : value),
                      bits);
}

bool migrt_grown_ones(const migrt_op *op, uint64_t value)
{
    return op->from == 4 && op->to == 8 && !op->is_signed &&
           value == UINT32_MAX;
}

void migrt_refuse_all_ones(migrt_converter *c, const migrt_op *op,
                           uint64_t index)
{
    migrt_refuse_here(c, op, index,
                      "the value 4294967295 is the greatest of its type there "
                      "but not here, and since the program stores (size_t)-1 "
                      "through pointers it may be such a mark: use a "
                      "fixed-width type such as uint32_t, or [[size]] with "
                      "value = \"number\" in migcc.toml");
}

bool migrt_store_number(migrt_converter *c, const migrt_op *op, uint64_t index,
                        uint64_t value, unsigned char *target)
{
    if (op->to < op->from &&
        !fits(value, op->to * 8u, op->from * 8u, op->is_signed)) {
        refuse(c, op, index, value, op->to * 8u);
        return false;
    }
    migrt_store_integer(target, op->to, value);
    return true;
}

void migrt_convert_integers(migrt_converter *c, const migrt_op *op,
                            const unsigned char *source, unsigned char *target,
                            uint64_t count)
{
    bool big = c->source.byte_order == 2;
    for (uint64_t i = 0; i < count; i++) {
        uint64_t value = migrt_load_integer(source + i * op->from, op->from,
                                            big, op->is_signed);
        if (c->marks && migrt_grown_ones(op, value)) {
            migrt_refuse_all_ones(c, op, i);
            return;
        }
        if (!migrt_store_number(c, op, i, value, target + i * op->to))
            return;
    }
}

/* ---- bit-fields: positions count as docs/image-format.md says -------------------- */

/* Bit `i` (from the least significant) of a field at `first`. */
static uint64_t position(uint64_t first, unsigned bits, unsigned i, bool big)
{
    return big ? first + bits - 1 - i : first + i;
}

static unsigned in_byte(uint64_t bit, bool big)
{
    return big ? 7 - (unsigned)(bit & 7) : (unsigned)(bit & 7);
}

void migrt_convert_bits(migrt_converter *c, const migrt_op *op,
                        const unsigned char *source, unsigned char *target)
{
    bool there = c->source.byte_order == 2, here = migrt_big_endian();
    unsigned bits = op->source_bits < 64 ? op->source_bits : 64;
    uint64_t value = 0;
    for (unsigned i = 0; i < bits; i++) {
        uint64_t bit = position(op->source_bit, op->source_bits, i, there);
        value |= (uint64_t)(source[bit >> 3] >> in_byte(bit, there) & 1) << i;
    }
    if (op->is_signed && bits < 64 && value >> (bits - 1))
        value |= UINT64_MAX << bits;
    if (!fits(value, op->target_bits, bits, op->is_signed)) {
        refuse(c, op, 0, value, op->target_bits);
        return;
    }
    for (unsigned i = 0; i < op->target_bits && i < 64; i++) {
        uint64_t bit = position(op->target_bit, op->target_bits, i, here);
        unsigned char mask = (unsigned char)(1u << in_byte(bit, here));
        if (value >> i & 1)
            target[bit >> 3] |= mask;
        else
            target[bit >> 3] &= (unsigned char)~mask;
    }
}
