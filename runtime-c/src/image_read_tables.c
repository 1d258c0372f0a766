/* Strings, units, allocation sites, functions, codes, process, files. */
#include "image_read.h"

#include "heap.h"
#include "wire.h"

#include <string.h>

void *migrt_image_array(uint64_t count, size_t item, migrt_error *error)
{
    void *array = NULL;
    if (count < SIZE_MAX / item - 1)
        array = migrt_internal_alloc((size_t)(count + 1) * item);
    if (array == NULL)
        migrt_fail(error, "no memory to read the image's tables");
    return array;
}

const char *migrt_image_string(const migrt_image *image, uint32_t offset,
                               migrt_error *error)
{
    const migrt_isection *strings = &image->section[MIGRT_S_STRINGS];
    if (offset >= strings->size) {
        migrt_fail(error, "%s is damaged: a name lies outside STRINGS",
                   image->path);
        return "";
    }
    return (const char *)strings->at + offset;
}

/* `value` if it is an index below `count`. */
static uint32_t index_of(const migrt_image *image, uint32_t value,
                         enum migrt_section kind, const char *what,
                         uint32_t record, migrt_error *error)
{
    if (value < migrt_image_count(image, kind))
        return value;
    migrt_fail(error, "%s is damaged: %s, record %lu: an index is out of range",
               image->path, what, (unsigned long)record);
    return 0;
}

/* Index plus one, 0 for none. */
static uint32_t optional(const migrt_image *image, uint32_t value,
                         enum migrt_section kind, const char *what,
                         uint32_t record, migrt_error *error)
{
    return value == 0 ? MIGRT_NONE
                      : index_of(image, value - 1, kind, what, record, error);
}

static bool read_units(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_UNITS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_UNITS);
    image->units = migrt_image_array(count, sizeof *image->units, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 16) {
        migrt_iunit *unit = &image->units[i];
        unit->name = migrt_image_string(image, migrt_get32(at), error);
        unit->fingerprint =
            migrt_image_string(image, migrt_get32(at + 4), error);
        unit->version = migrt_image_string(image, migrt_get32(at + 8), error);
    }
    return !error->set;
}

/* Both records stand before it. */
static bool read_compound(migrt_image *image, uint32_t i,
                          const unsigned char *at, migrt_error *error)
{
    migrt_ialloc *site = &image->allocs[i];
    uint32_t base = migrt_get32(at + 4), tail = migrt_get32(at + 16);
    if (base >= i || tail >= i || image->allocs[base].tail != MIGRT_NONE ||
        image->allocs[tail].tail != MIGRT_NONE)
        return migrt_fail(error,
                          "%s is damaged: ALLOCS record %lu names "
                          "records that it cannot",
                          image->path, (unsigned long)i);
    *site = image->allocs[base];
    site->base = base;
    site->tail = tail == 0 ? MIGRT_NONE : tail;
    site->parts = tail == 0;
    site->offset = migrt_get32(at + 28);
    return true;
}

static bool read_allocs(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_ALLOCS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_ALLOCS);
    image->allocs = migrt_image_array(count, sizeof *image->allocs, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 32) {
        migrt_ialloc *site = &image->allocs[i];
        if (migrt_get32(at + 24) == MIGRT_A_COMPOUND) {
            read_compound(image, i, at, error);
            continue;
        }
        site->tail = MIGRT_NONE;
        site->unit = migrt_get32(at);
        if (site->unit != MIGRT_NO_UNIT)
            index_of(image, site->unit, MIGRT_S_UNITS, "ALLOCS", i, error);
        site->index = migrt_get32(at + 4);
        site->type = optional(image, migrt_get32(at + 8), MIGRT_S_TYPES,
                              "ALLOCS", i, error);
        site->file = migrt_image_string(image, migrt_get32(at + 12), error);
        site->line = migrt_get32(at + 16);
        site->function = migrt_image_string(image, migrt_get32(at + 20), error);
        site->shape = migrt_get32(at + 24);
    }
    return !error->set;
}

static bool read_functions(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_FUNCTIONS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_FUNCTIONS);
    image->functions =
        migrt_image_array(count, sizeof *image->functions, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 16) {
        migrt_ifunction *function = &image->functions[i];
        function->unit = index_of(image, migrt_get32(at), MIGRT_S_UNITS,
                                  "FUNCTIONS", i, error);
        function->name = migrt_image_string(image, migrt_get32(at + 4), error);
        function->record = optional(image, migrt_get32(at + 8), MIGRT_S_TYPES,
                                    "FUNCTIONS", i, error);
        function->flags = migrt_get32(at + 12);
    }
    return !error->set;
}

static bool read_codes(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_CODES].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_CODES);
    image->codes = migrt_image_array(count, sizeof *image->codes, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 24) {
        migrt_icode *code = &image->codes[i];
        code->address = migrt_get64(at);
        code->name = migrt_image_string(image, migrt_get32(at + 8), error);
        code->unit = index_of(image, migrt_get32(at + 12), MIGRT_S_UNITS,
                              "CODES", i, error);
        code->flags = migrt_get32(at + 16);
    }
    return !error->set;
}

static bool read_process(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_PROCESS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_PROCESS);
    image->process = migrt_image_array(count, sizeof *image->process, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 32) {
        migrt_iprocess *entry = &image->process[i];
        entry->kind = migrt_get32(at);
        entry->index = migrt_get32(at + 4);
        entry->address = migrt_get64(at + 8);
        entry->size = migrt_get64(at + 16);
        entry->text = migrt_image_string(image, migrt_get32(at + 24), error);
        if (entry->kind < MIGRT_P_ARGV || entry->kind > MIGRT_P_VARIABLE ||
            entry->index >= count)
            migrt_fail(error, "%s is damaged: PROCESS, record %lu", image->path,
                       (unsigned long)i);
    }
    return !error->set;
}

static bool read_files(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_FILES].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_FILES);
    image->files = migrt_image_array(count, sizeof *image->files, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 16) {
        image->files[i].address = migrt_get64(at);
        image->files[i].id = migrt_get32(at + 8);
    }
    return !error->set;
}

static bool check_info(const migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_INFO].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_INFO);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 8) {
        migrt_image_string(image, migrt_get32(at), error);
        migrt_image_string(image, migrt_get32(at + 4), error);
    }
    return !error->set;
}

bool migrt_image_tables(migrt_image *image, migrt_error *error)
{
    const migrt_isection *strings = &image->section[MIGRT_S_STRINGS];
    if (strings->size == 0 || strings->at[strings->size - 1] != '\0')
        return migrt_fail(error, "%s is damaged: STRINGS does not end a name",
                          image->path);
    if (migrt_image_count(image, MIGRT_S_ALLOCS) == 0)
        return migrt_fail(error, "%s is damaged: ALLOCS has no record 0",
                          image->path);
    return read_units(image, error) && read_allocs(image, error) &&
           read_functions(image, error) && read_codes(image, error) &&
           read_process(image, error) && read_files(image, error) &&
           check_info(image, error);
}

const char *migrt_image_info(const migrt_image *image, const char *key)
{
    const unsigned char *at = image->section[MIGRT_S_INFO].at;
    const char *strings = (const char *)image->section[MIGRT_S_STRINGS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_INFO);
    for (uint32_t i = 0; i < count; i++, at += 8)
        if (strcmp(strings + migrt_get32(at), key) == 0)
            return strings + migrt_get32(at + 4);
    return NULL;
}
