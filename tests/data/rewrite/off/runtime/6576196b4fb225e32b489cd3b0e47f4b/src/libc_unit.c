/* libc_unit.c: the unit "migrt:libc": descriptors of the library's state, by
 * hand what migcc emits for a unit of the program. */
#include "libc_names.h"

#include "libc_blocks.h"
#include "libc_state.h"

/* ---- types ---------------------------------------------------------------------- */

enum {
    T_WAIT = MIGRT_WAIT_TYPE,
    T_CHAR,
    T_WCHAR,
    T_INT,
    T_UNSIGNED,
    T_LONG,
    T_SIZE,
    T_USHORT,
    T_U32,
    T_U64,
    T_VOID,
    T_VOID_P,
    T_CHAR_P,
    T_CODE,
    T_CODE_P,
    T_WORDS,
    T_OLD48,
    T_GENERATOR,
    T_GENERATOR_P,
    T_RANDOM,
    T_BUFFER,
    T_INTERNED,
    T_INTERNED_P,
    T_TIME_TEXT,
    T_STATIC,
    T_TM,
    T_TMS,
    T_EXIT,
    T_EXIT_P,
    T_DISPOSITION,
    T_DISPOSITIONS,
    T_COUNT
};

#define FIELD(s, f, t)                                                         \
    {                                                                          \
#f, &migrt_libc_types[t], offsetof(s, f), 0, 0                         \
    }

static const migrt_field generator_fields[] = {
    FIELD(migrt_generator, ready, T_U32),
    FIELD(migrt_generator, algorithm, T_U32),
    FIELD(migrt_generator, degree, T_U32),
    FIELD(migrt_generator, front, T_U32),
    FIELD(migrt_generator, rear, T_U32),
    FIELD(migrt_generator, word, T_WORDS),
    FIELD(migrt_generator, buffer, T_CHAR_P),
    FIELD(migrt_generator, next, T_GENERATOR_P),
};

static const migrt_field random_fields[] = {
    FIELD(migrt_random_state, initial, T_GENERATOR),
    FIELD(migrt_random_state, current, T_GENERATOR_P),
    FIELD(migrt_random_state, others, T_GENERATOR_P),
    FIELD(migrt_random_state, rand_musl, T_U64),
    FIELD(migrt_random_state, x48, T_U64),
    FIELD(migrt_random_state, a48, T_U64),
    FIELD(migrt_random_state, c48, T_U32),
    FIELD(migrt_random_state, ready48, T_U32),
    FIELD(migrt_random_state, old48, T_OLD48),
};

static const migrt_field interned_fields[] = {
    FIELD(migrt_interned, next, T_INTERNED_P),
    FIELD(migrt_interned, text, T_CHAR_P),
};

static const migrt_field static_fields[] = {
    FIELD(migrt_static_state, strtok_next, T_CHAR_P),
    FIELD(migrt_static_state, interned, T_INTERNED_P),
    FIELD(migrt_static_state, time_text, T_TIME_TEXT),
};

/* The fields both glibc and musl have; padding is not state. */
static const migrt_field tm_fields[] = {
    FIELD(struct tm, tm_sec, T_INT),     FIELD(struct tm, tm_min, T_INT),
    FIELD(struct tm, tm_hour, T_INT),    FIELD(struct tm, tm_mday, T_INT),
    FIELD(struct tm, tm_mon, T_INT),     FIELD(struct tm, tm_year, T_INT),
    FIELD(struct tm, tm_wday, T_INT),    FIELD(struct tm, tm_yday, T_INT),
    FIELD(struct tm, tm_isdst, T_INT),   FIELD(struct tm, tm_gmtoff, T_LONG),
    FIELD(struct tm, tm_zone, T_CHAR_P),
};

static const migrt_field exit_fields[] = {
    FIELD(migrt_exit_handler, next, T_EXIT_P),
    FIELD(migrt_exit_handler, plain, T_CODE_P),
    FIELD(migrt_exit_handler, with_status, T_CODE_P),
    FIELD(migrt_exit_handler, argument, T_VOID_P),
    FIELD(migrt_exit_handler, kind, T_U32),
};

static const migrt_field disposition_fields[] = {
    FIELD(migrt_disposition, handler, T_CODE_P),
    FIELD(migrt_disposition, what, T_U32),
    FIELD(migrt_disposition, flags, T_U32),
    FIELD(migrt_disposition, mask, T_U64),
};

static const migrt_field wait_fields[] = {
    FIELD(migrt_wait_record, migrt_site, T_UNSIGNED),
    FIELD(migrt_wait_record, number, T_INT),
    FIELD(migrt_wait_record, option, T_INT),
    FIELD(migrt_wait_record, first, T_VOID_P),
    FIELD(migrt_wait_record, second, T_VOID_P),
    FIELD(migrt_wait_record, third, T_VOID_P),
    FIELD(migrt_wait_record, fourth, T_VOID_P),
    FIELD(migrt_wait_record, size, T_SIZE),
    FIELD(migrt_wait_record, count, T_SIZE),
    FIELD(migrt_wait_record, nanoseconds, T_U64),
};

#define ALIGN_OF(T)                                                            \
    ((unsigned)offsetof(                                                       \
        struct {                                                               \
            char c;                                                            \
            T t;                                                               \
        },                                                                     \
        t))
#if WCHAR_MIN < 0
#define WCHAR_KIND MIGRT_K_SINT
#else
#define WCHAR_KIND MIGRT_K_UINT
#endif
#define SCALAR(k, T, n)                                                        \
    {                                                                          \
        .kind = k, .size = sizeof(T), .align = ALIGN_OF(T), .name = n          \
    }
#define POINTER(t, n)                                                          \
    {                                                                          \
        .kind = MIGRT_K_POINTER, .size = sizeof(void *),                       \
        .align = ALIGN_OF(void *), .name = n, .elem = &migrt_libc_types[t]     \
    }
#define ARRAY(t, T, c, n)                                                      \
    {                                                                          \
        .kind = MIGRT_K_ARRAY, .size = sizeof(T) * (c), .align = ALIGN_OF(T),  \
        .count = c, .name = n, .elem = &migrt_libc_types[t]                    \
    }
#define STRUCT(T, f, n)                                                        \
    {                                                                          \
        .kind = MIGRT_K_STRUCT, .size = sizeof(T), .align = ALIGN_OF(T),       \
        .fields_count = sizeof f / sizeof *f, .fields = f, .name = n           \
    }
const migrt_type migrt_libc_types[] = {
    [T_CHAR] = {.kind = MIGRT_K_CHAR,
                .size = 1,
                .align = 1,
                .flags = (char)-1 < 0 ? MIGRT_T_SIGNED : 0,
                .name = "char"},
    [T_WCHAR] = {.kind = WCHAR_KIND,
                 .size = sizeof(wchar_t),
                 .align = ALIGN_OF(wchar_t),
                 .name = "wchar_t"},
    [T_INT] = SCALAR(MIGRT_K_SINT, int, "int"),
    [T_UNSIGNED] = SCALAR(MIGRT_K_UINT, unsigned, "unsigned int"),
    [T_LONG] = SCALAR(MIGRT_K_SINT, long, "long"),
    [T_SIZE] = SCALAR(MIGRT_K_UINT, size_t, "size_t"),
    [T_USHORT] = SCALAR(MIGRT_K_UINT, unsigned short, "unsigned short"),
    [T_U32] = SCALAR(MIGRT_K_UINT, uint32_t, "uint32_t"),
    [T_U64] = SCALAR(MIGRT_K_UINT, uint64_t, "uint64_t"),
    [T_VOID] = {.kind = MIGRT_K_VOID, .align = 1, .name = "void"},
    [T_VOID_P] = POINTER(T_VOID, "void *"),
    [T_CHAR_P] = POINTER(T_CHAR, "char *"),
    [T_CODE] = {.kind = MIGRT_K_FUNCTION, .align = 1, .name = "void ()"},
    [T_CODE_P] = POINTER(T_CODE, "void (*)()"),
    [T_WORDS] = ARRAY(T_U32, uint32_t, MIGRT_DEGREE_MOST, "uint32_t[63]"),
    [T_OLD48] = ARRAY(T_USHORT, unsigned short, 3, "unsigned short[3]"),
    [T_GENERATOR] =
        STRUCT(migrt_generator, generator_fields, "struct migrt_generator"),
    [T_GENERATOR_P] = POINTER(T_GENERATOR, "struct migrt_generator *"),
    [T_RANDOM] =
        STRUCT(migrt_random_state, random_fields, "struct migrt_random_state"),
    [T_BUFFER] = ARRAY(T_CHAR, char, sizeof migrt_random_buffer, "char[128]"),
    [T_INTERNED] =
        STRUCT(migrt_interned, interned_fields, "struct migrt_interned"),
    [T_INTERNED_P] = POINTER(T_INTERNED, "struct migrt_interned *"),
    [T_TIME_TEXT] =
        ARRAY(T_CHAR, char, sizeof migrt_static.time_text, "char[128]"),
    [T_STATIC] =
        STRUCT(migrt_static_state, static_fields, "struct migrt_static_state"),
    [T_TM] = STRUCT(struct tm, tm_fields, "struct tm"),
    [T_TMS] = ARRAY(T_TM, struct tm, 2, "struct tm[2]"),
    [T_EXIT] =
        STRUCT(migrt_exit_handler, exit_fields, "struct migrt_exit_handler"),
    [T_EXIT_P] = POINTER(T_EXIT, "struct migrt_exit_handler *"),
    [T_DISPOSITION] = STRUCT(migrt_disposition, disposition_fields,
                             "struct migrt_disposition"),
    [T_DISPOSITIONS] = ARRAY(T_DISPOSITION, migrt_disposition, MIGRT_SIGNALS,
                             "struct migrt_disposition[64]"),
    [T_WAIT] = {.kind = MIGRT_K_STRUCT,
                .flags = MIGRT_T_RECORD,
                .size = sizeof(migrt_wait_record),
                .align = ALIGN_OF(migrt_wait_record),
                .fields_count = sizeof wait_fields / sizeof *wait_fields,
                .fields = wait_fields,
                .name = "migrt_wait_record"},
};

/* ---- objects, sites, functions ---------------------------------------------------- */

#define OBJECT(v, t)                                                           \
    {                                                                          \
        .name = #v, .address = &v, .type = &migrt_libc_types[t],               \
        .size = sizeof v, .file = "migrt:libc"                                 \
    }

static const migrt_object objects[] = {
    OBJECT(migrt_rand_state, T_RANDOM),
    OBJECT(migrt_random_buffer, T_BUFFER),
    OBJECT(migrt_static, T_STATIC),
    OBJECT(migrt_static_tm, T_TMS),
    OBJECT(migrt_exit_handlers, T_EXIT_P),
    OBJECT(migrt_dispositions, T_DISPOSITIONS),
};

#define SITE(t, f)                                                             \
    {                                                                          \
        .type = &migrt_libc_types[t], .file = "migrt:libc", .function = f      \
    }

migrt_alloc migrt_libc_sites[MIGRT_SITES] = {
    [MIGRT_SITE_CHARS] = SITE(T_CHAR, "strdup"),
    [MIGRT_SITE_WIDE] = SITE(T_WCHAR, "wcsdup"),
    [MIGRT_SITE_INTERNED] = SITE(T_INTERNED, "getenv"),
    [MIGRT_SITE_GENERATOR] = SITE(T_GENERATOR, "initstate"),
    [MIGRT_SITE_EXIT] = SITE(T_EXIT, "atexit"),
};

static migrt_unit unit = {
    .abi_version = MIGRT_ABI_VERSION,
    .name = "migrt:libc",
    .fingerprint = "1", /* changes with the meaning of what is above */
    .version = "",
    .types = migrt_libc_types,
    .types_count = T_COUNT,
    .objects = objects,
    .objects_count = sizeof objects / sizeof *objects,
    .functions = migrt_blocking_functions,
    .functions_count = MIGRT_BLOCKING_FUNCTIONS,
    .allocs = migrt_libc_sites,
    .allocs_count = MIGRT_SITES,
};

void migrt_libc_start(void)
{
    static bool started;
    if (started)
        return;
    started = true;
    migrt_prim_start();
    migrt_register(&unit);
}

MIGRT_CONSTRUCTOR static void start(void)
{
    migrt_libc_start();
}
