/* wire_order.h: byte order of this machine, and swaps. */
#ifndef MIGRT_WIRE_ORDER_H
#define MIGRT_WIRE_ORDER_H

#include <stdbool.h>
#include <stdint.h>

/* A constant to every optimiser; asks the machine, not the preprocessor, so
 * it is right with any compiler. */
static inline bool migrt_big_endian(void)
{
    const uint16_t probe = 0x0102;
    return *(const unsigned char *)&probe == 0x01;
}

static inline uint16_t migrt_swap16(uint16_t v)
{
    return (uint16_t)(v >> 8 | v << 8);
}

static inline uint32_t migrt_swap32(uint32_t v)
{
#if defined(__GNUC__)
    return __builtin_bswap32(v);
#else
    return v >> 24 | (v >> 8 & 0xFF00u) | (v << 8 & 0xFF0000u) | v << 24;
#endif
}

static inline uint64_t migrt_swap64(uint64_t v)
{
#if defined(__GNUC__)
    return __builtin_bswap64(v);
#else
    return (uint64_t)migrt_swap32((uint32_t)v) << 32 |
           migrt_swap32((uint32_t)(v >> 32));
#endif
}

#endif
