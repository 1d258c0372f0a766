/* image.h: numbers of the image format, for writer and reader alike. The
 * specification is docs/image-format.md. */
#ifndef MIGRT_IMAGE_H
#define MIGRT_IMAGE_H

#include <stdint.h>

#define MIGRT_IMAGE_MAGIC "\x8dMIG\r\n\x1a\n"

enum {
    MIGRT_IMAGE_VERSION = 1,
    MIGRT_HEADER_SIZE = 256,
    MIGRT_TOC_ENTRY = 48,
    MIGRT_RAW_ALIGN = 65536,
    MIGRT_DATA_ALIGN = 32
};

enum migrt_header_field {
    MIGRT_H_VERSION = 8,
    MIGRT_H_HEADER_SIZE = 12,
    MIGRT_H_FILE_SIZE = 16,
    MIGRT_H_TOC_OFFSET = 24,
    MIGRT_H_TOC_COUNT = 32,
    MIGRT_H_TOC_CHECKSUM = 40,
    MIGRT_H_CHECKSUM = 48,
    MIGRT_H_ARENA = 56,
    MIGRT_H_ARENA_SIZE = 64,
    MIGRT_H_TIME = 72,
    MIGRT_H_PID = 80,
    MIGRT_H_PAGE_SIZE = 104,
    MIGRT_H_POLLS = 192,
    MIGRT_H_FINGERPRINT = 200,
    MIGRT_H_SERIAL = 208,
    MIGRT_H_SEAL = 216,
    MIGRT_H_KEY_ID = 220,
    MIGRT_H_MAC = 224
};

enum migrt_seal_kind { MIGRT_SEAL_NONE, MIGRT_SEAL_BLAKE3 };

/* Contexts in which keys are derived from the contents of a key file. */
#define MIGRT_SEAL_KEY_CONTEXT "migcc 2026-11 checkpoint image signature"
#define MIGRT_SEAL_ID_CONTEXT "migcc 2026-11 checkpoint image key id"

enum migrt_section {
    MIGRT_S_STRINGS = 1,
    MIGRT_S_UNITS,
    MIGRT_S_TYPES,
    MIGRT_S_FIELDS,
    MIGRT_S_ALLOCS,
    MIGRT_S_FUNCTIONS,
    MIGRT_S_CODES,
    MIGRT_S_OBJECTS,
    MIGRT_S_FRAMES,
    MIGRT_S_ALIASES,
    MIGRT_S_SEGMENTS,
    MIGRT_S_SLOTS,
    MIGRT_S_PROCESS,
    MIGRT_S_INFO,
    MIGRT_S_FILES,
    MIGRT_S_LIBC,
    MIGRT_S_DATA,
    MIGRT_S_RAW,
    MIGRT_S_COUNT = MIGRT_S_RAW /* numbers of sections begin at 1 */
};

/* Bytes per record. */
#define MIGRT_RECORD_SIZES                                                     \
    {                                                                          \
        0, 1, 16, 40, 32, 32, 16, 24, 48, 48, 24, 56, 8, 32, 8, 16, 1, 1, 1    \
    }

enum migrt_process_kind {
    MIGRT_P_ARGV = 1,
    MIGRT_P_ARGUMENT,
    MIGRT_P_ENVIRON,
    MIGRT_P_VARIABLE
};

/* Flag of an alias: its last 63 bits are the address of a block of the heap. */
#define MIGRT_ALIAS_BLOCK UINT32_C(0x80000000)

#define MIGRT_NO_DATA UINT64_MAX /* object without a saved value */
#define MIGRT_NO_BITS UINT64_MAX /* bit-field that was not found */
#define MIGRT_NO_UNIT UINT32_MAX /* the unknown allocation site's unit */

#endif
