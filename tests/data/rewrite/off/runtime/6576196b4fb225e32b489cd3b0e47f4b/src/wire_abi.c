#include "wire_abi.h"

#include "wire.h"
#include "wire_order.h"

#include <float.h>
#include <limits.h>
#include <string.h>
#include <wchar.h>

enum {
    AT_ABI = 88,
    AT_SAMPLES = 112,
    AT_U32 = 116,
    AT_U64 = 120,
    AT_FLOAT = 128,
    AT_DOUBLE = 136,
    AT_LDOUBLE = 144,
    AT_POINTER = 160,
    AT_NAME = 168,
    NAME_ROOM = 24
};

#if LDBL_MANT_DIG == 53
#define LDOUBLE_FORMAT MIGRT_LD_DOUBLE
#elif LDBL_MANT_DIG == 64
#define LDOUBLE_FORMAT MIGRT_LD_X87
#elif LDBL_MANT_DIG == 106
#define LDOUBLE_FORMAT MIGRT_LD_IBM
#elif LDBL_MANT_DIG == 113
#define LDOUBLE_FORMAT MIGRT_LD_QUAD
#else
#error "migrt: unknown format of long double"
#endif

#if defined(__x86_64__)
#define NAME "x86_64"
#elif defined(__i386__)
#define NAME "i386"
#elif defined(__aarch64__)
#define NAME "aarch64"
#elif defined(__arm__)
#define NAME "arm"
#elif defined(__riscv)
#define NAME "riscv64"
#elif defined(__s390x__)
#define NAME "s390x"
#elif defined(__powerpc64__)
#define NAME "ppc64"
#elif defined(__powerpc__)
#define NAME "ppc"
#elif defined(__mips__)
#define NAME "mips"
#else
#define NAME "unknown"
#endif

struct align_double {
    char c;
    double m;
};
struct align_long_long {
    char c;
    long long m;
};
struct align_ldouble {
    char c;
    long double m;
};
struct align_pointer {
    char c;
    void *m;
};

const migrt_abi *migrt_abi_here(void)
{
    static migrt_abi here;
    here.byte_order = migrt_big_endian() ? 2 : 1;
    here.size_pointer = sizeof(void *);
    here.size_short = sizeof(short);
    here.size_int = sizeof(int);
    here.size_long = sizeof(long);
    here.size_long_long = sizeof(long long);
    here.size_size = sizeof(size_t);
    here.size_wchar = sizeof(wchar_t);
    here.size_ldouble = sizeof(long double);
    here.ldouble_format = LDOUBLE_FORMAT;
    here.char_signed = CHAR_MIN < 0;
    here.align_double = offsetof(struct align_double, m);
    here.align_long_long = offsetof(struct align_long_long, m);
    here.align_ldouble = offsetof(struct align_ldouble, m);
    here.align_pointer = offsetof(struct align_pointer, m);
    here.wchar_signed = WCHAR_MIN < 0;
    return &here;
}

const char *migrt_abi_name(void)
{
    return NAME;
}

bool migrt_abi_same_bytes(const migrt_abi *a, const migrt_abi *b)
{
    migrt_abi x = *a, y = *b;
    x.char_signed = y.char_signed = 0;
    x.wchar_signed = y.wchar_signed = 0;
    return memcmp(&x, &y, sizeof x) == 0;
}

void migrt_abi_write(unsigned char *header)
{
    const uint16_t sample16 = 0x0102;
    const uint32_t sample32 = 0x01020304;
    const uint64_t sample64 = UINT64_C(0x0102030405060708);
    const uintptr_t pointer = 0x01020304;
    const float sample_float = 370.5f;
    const double sample_double = 370.5;
    const long double sample_ldouble = 370.5L;
    size_t ldouble_bytes = LDBL_MANT_DIG == 64 ? 10 : sizeof(long double);

    memcpy(header + AT_ABI, migrt_abi_here(), sizeof(migrt_abi));
    memcpy(header + AT_SAMPLES, &sample16, sizeof sample16);
    memcpy(header + AT_U32, &sample32, sizeof sample32);
    memcpy(header + AT_U64, &sample64, sizeof sample64);
    memcpy(header + AT_FLOAT, &sample_float, sizeof sample_float);
    memcpy(header + AT_DOUBLE, &sample_double, sizeof sample_double);
    memcpy(header + AT_LDOUBLE, &sample_ldouble, ldouble_bytes);
    memcpy(header + AT_POINTER, &pointer, sizeof pointer);
    strncpy((char *)header + AT_NAME, NAME, NAME_ROOM - 1);
}

/* What 370.5 looks like in each format, most significant byte first. */
static const unsigned char sample_float[4] = {0x43, 0xB9, 0x40};
static const unsigned char sample_double[8] = {0x40, 0x77, 0x28};
static const unsigned char sample_x87[10] = {0x40, 0x07, 0xB9, 0x40};
static const unsigned char sample_ibm[16] = {0x40, 0x77, 0x28};
static const unsigned char sample_quad[16] = {0x40, 0x07, 0x72, 0x80};
static const unsigned char sample_integer[8] = {1, 2, 3, 4, 5, 6, 7, 8};

/* `at` holds `sample` in the byte order `order`. */
static bool matches(const unsigned char *at, uint8_t order,
                    const unsigned char *sample, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (at[order == 2 ? i : size - 1 - i] != sample[i])
            return false;
    return true;
}

static bool ldouble_matches(const unsigned char *at, const migrt_abi *abi)
{
    switch (abi->ldouble_format) {
    case MIGRT_LD_DOUBLE:
        return abi->size_ldouble == 8 &&
               matches(at, abi->byte_order, sample_double, 8);
    case MIGRT_LD_X87:
        return (abi->size_ldouble == 12 || abi->size_ldouble == 16) &&
               matches(at, abi->byte_order, sample_x87, 10);
    case MIGRT_LD_IBM: /* the greater double comes first in either order */
        return abi->size_ldouble == 16 &&
               matches(at, abi->byte_order, sample_ibm, 8) &&
               matches(at + 8, abi->byte_order, sample_ibm + 8, 8);
    case MIGRT_LD_QUAD:
        return abi->size_ldouble == 16 &&
               matches(at, abi->byte_order, sample_quad, 16);
    default:
        return false;
    }
}

static bool sizes_known(const migrt_abi *abi)
{
    return (abi->byte_order == 1 || abi->byte_order == 2) &&
           (abi->size_pointer == 4 || abi->size_pointer == 8) &&
           abi->size_size == abi->size_pointer && abi->size_short == 2 &&
           abi->size_int == 4 && abi->size_long_long == 8 &&
           (abi->size_long == 4 || abi->size_long == 8) &&
           (abi->size_wchar == 2 || abi->size_wchar == 4);
}

bool migrt_abi_read(const unsigned char *header, migrt_abi *abi,
                    migrt_error *error)
{
    memcpy(abi, header + AT_ABI, sizeof *abi);
    if (!sizes_known(abi))
        return migrt_fail(error,
                          "the image's header describes a machine this "
                          "runtime does not know (byte order %u, "
                          "pointers of %u bytes)",
                          abi->byte_order, abi->size_pointer);
    if (!matches(header + AT_SAMPLES, abi->byte_order, sample_integer, 2) ||
        !matches(header + AT_U32, abi->byte_order, sample_integer, 4) ||
        !matches(header + AT_U64, abi->byte_order, sample_integer, 8) ||
        !matches(header + AT_POINTER +
                     (abi->size_pointer == 8 && abi->byte_order == 2 ? 4 : 0),
                 abi->byte_order, sample_integer, 4) ||
        !matches(header + AT_FLOAT, abi->byte_order, sample_float, 4) ||
        !matches(header + AT_DOUBLE, abi->byte_order, sample_double, 8) ||
        !ldouble_matches(header + AT_LDOUBLE, abi))
        return migrt_fail(error, "the image's header contradicts itself: a "
                                 "sample value is not what its description of "
                                 "the machine says");
    return true;
}
