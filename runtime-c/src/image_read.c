/* The file, its header, its table of contents, its checksums. */
#include "image_read.h"

#include "heap.h"
#include "prim/prim.h"
#include "seal.h"
#include "wire.h"

#include <errno.h>
#include <string.h>

/* What a reader can do nothing about but the file's history can: it is gone, or
 * its device has lost some of it. */
static bool is_accident(int problem)
{
    return problem == ENOENT || problem == EIO || problem == EBADMSG;
}

static bool cannot(migrt_image *image, int problem, migrt_error *error)
{
    image->unfit |= !is_accident(problem);
    return migrt_fail(error, "cannot read the image %s: %s", image->path,
                      strerror(problem));
}

static bool too_short(const migrt_image *image, migrt_error *error)
{
    return migrt_fail(error,
                      "%s is not a whole image: it has %llu bytes, less "
                      "than a header",
                      image->path, (unsigned long long)image->size);
}

static bool header_is_whole(const migrt_image *image)
{
    unsigned char h[MIGRT_HEADER_SIZE];
    memcpy(h, image->bytes, sizeof h);
    memset(h + MIGRT_H_CHECKSUM, 0, 8);
    return migrt_checksum_of(h, sizeof h) ==
           migrt_get64(image->bytes + MIGRT_H_CHECKSUM);
}

static bool check_magic(migrt_image *image, migrt_error *error)
{
    const unsigned char *h = image->bytes;
    uint32_t version;
    if (image->size < MIGRT_HEADER_SIZE || memcmp(h + 1, "MIG", 3) != 0)
        return migrt_fail(error, "%s is not a checkpoint image", image->path);
    if (memcmp(h, MIGRT_IMAGE_MAGIC, 8) != 0)
        return migrt_fail(error,
                          "%s was damaged by a transfer as text: copy it again "
                          "in binary mode",
                          image->path);
    version = migrt_get32(h + MIGRT_H_VERSION);
    /* a header that is not whole says nothing, not even its version */
    if (version != MIGRT_IMAGE_VERSION && header_is_whole(image)) {
        image->unfit = true;
        return migrt_fail(error,
                          "%s has version %lu of the image format, this "
                          "program reads version %d: rebuild with the migcc "
                          "that wrote it",
                          image->path, (unsigned long)version,
                          MIGRT_IMAGE_VERSION);
    }
    return true;
}

static bool grow(migrt_image *image, size_t *room, uint64_t upto,
                 migrt_error *error)
{
    uint64_t more = (uint64_t)*room * 2 + 65536;
    unsigned char *grown;
    if (more > upto)
        more = upto;
    grown = more > SIZE_MAX / 2
                ? NULL
                : migrt_internal_realloc(image->bytes, (size_t)more);
    if (grown == NULL)
        return cannot(image, ENOMEM, error);
    image->bytes = grown;
    *room = (size_t)more;
    return true;
}

/* Reads on until there are `upto` bytes or it ends. */
static bool read_upto(migrt_image *image, size_t *room, uint64_t upto,
                      migrt_error *error)
{
    while (image->size < upto) {
        size_t had = (size_t)image->size, got;
        int problem;
        if (had == *room && !grow(image, room, upto, error))
            return false;
        problem = migrt_prim_read_some(image->fd, image->bytes + had,
                                       *room - had, &got);
        if (problem != 0)
            return cannot(image, problem, error);
        image->size += got;
        if (image->size < *room)
            break;
    }
    return true;
}

/* No more than the header asks for, and one byte to see that it is the end:
 * what sends may go on for ever, and may be no image at all. */
static bool read_stream(migrt_image *image, migrt_error *error)
{
    size_t room = 0;
    uint64_t size;
    if (!read_upto(image, &room, MIGRT_HEADER_SIZE, error))
        return false;
    if (image->size < MIGRT_HEADER_SIZE)
        return too_short(image, error);
    if (!check_magic(image, error))
        return false;
    size = migrt_get64(image->bytes + MIGRT_H_FILE_SIZE);
    return read_upto(image, &room, size < UINT64_MAX ? size + 1 : size, error);
}

static uint64_t whole_pages(uint64_t bytes)
{
    uint64_t page = migrt_prim_page_size();
    return (bytes + page - 1) / page * page;
}

static bool map_file(migrt_image *image, uint64_t size, migrt_error *error)
{
    uint64_t bytes = whole_pages(size);
    int problem;
    if (bytes > SIZE_MAX / 2)
        return cannot(image, EFBIG, error);
    image->bytes = migrt_prim_reserve(NULL, (size_t)bytes);
    if (image->bytes == NULL)
        return cannot(image, ENOMEM, error);
    image->size = size;
    image->mapped = true;
    problem = migrt_prim_map_file(image->bytes, (size_t)bytes, image->fd, 0);
    return problem == 0 || cannot(image, problem, error);
}

bool migrt_image_load(migrt_image *image, migrt_error *error)
{
    uint64_t size;
    int problem = migrt_prim_open_read(image->path, &image->fd);
    if (problem != 0) {
        image->fd = -1;
        return cannot(image, problem, error);
    }
    problem = migrt_prim_size(image->fd, &size);
    /* Another process can change a file while it is mapped, after its signature
     * was found good: what is checked must be a copy of our own. */
    image->unfit |= problem == ESPIPE;
    if (problem == ESPIPE || (problem == 0 && image->key != NULL))
        return read_stream(image, error);
    if (problem != 0)
        return cannot(image, problem, error);
    if (size < MIGRT_HEADER_SIZE) {
        image->size = size;
        return too_short(image, error);
    }
    return map_file(image, size, error);
}

/* ---- header ------------------------------------------------------------------ */

static bool check_header_sum(const migrt_image *image, migrt_error *error)
{
    if (!header_is_whole(image))
        return migrt_fail(error,
                          "%s is damaged: the checksum of its header is "
                          "wrong",
                          image->path);
    return true;
}

bool migrt_image_header(migrt_image *image, migrt_error *error)
{
    const unsigned char *h = image->bytes;
    uint64_t size;
    if (!check_magic(image, error) || !check_header_sum(image, error))
        return false;
    if (!migrt_abi_read(h, &image->abi, error)) {
        image->unfit = true;
        return false;
    }
    size = migrt_get64(h + MIGRT_H_FILE_SIZE);
    if (size != image->size)
        return migrt_fail(
            error, "%s is %s: it has %llu bytes and should have %llu",
            image->path, image->size < size ? "truncated" : "too long",
            (unsigned long long)image->size, (unsigned long long)size);
    if (migrt_get64(h + MIGRT_H_TOC_OFFSET) != MIGRT_HEADER_SIZE ||
        migrt_get32(h + MIGRT_H_HEADER_SIZE) != MIGRT_HEADER_SIZE)
        return migrt_fail(error, "%s: its header has an unknown size",
                          image->path);
    memcpy(image->machine, h + 168, sizeof image->machine - 1);
    image->arena = migrt_get64(h + MIGRT_H_ARENA);
    image->polls = migrt_get64(h + MIGRT_H_POLLS);
    image->fingerprint = migrt_get64(h + MIGRT_H_FINGERPRINT);
    image->serial = migrt_get64(h + MIGRT_H_SERIAL);
    image->toc_count = migrt_get32(h + MIGRT_H_TOC_COUNT);
    image->toc = h + MIGRT_HEADER_SIZE;
    return true;
}

/* ---- table of contents -------------------------------------------------------- */

static bool damaged(const migrt_image *image, const char *section,
                    uint64_t index, const char *what, migrt_error *error)
{
    return migrt_fail(error, "%s is damaged: %s, entry %llu: %s", image->path,
                      section, (unsigned long long)index, what);
}

static const char *section_name(uint32_t kind)
{
    static const char *const names[] = {
        "?",       "STRINGS",   "UNITS", "TYPES",   "FIELDS",
        "ALLOCS",  "FUNCTIONS", "CODES", "OBJECTS", "FRAMES",
        "ALIASES", "SEGMENTS",  "SLOTS", "PROCESS", "INFO",
        "FILES",   "LIBC",      "DATA",  "RAW"};
    return kind <= MIGRT_S_COUNT ? names[kind] : "an unknown section";
}

static bool check_sum(const migrt_image *image, const unsigned char *entry,
                      uint32_t index, migrt_error *error)
{
    uint64_t offset = migrt_get64(entry + 8), size = migrt_get64(entry + 16);
    if (migrt_checksum_of(image->bytes + offset, (size_t)size) !=
        migrt_get64(entry + 32))
        return damaged(image, section_name(migrt_get32(entry)), index,
                       "its checksum is wrong", error);
    return true;
}

static bool take_section(migrt_image *image, const unsigned char *entry,
                         uint32_t index, migrt_error *error)
{
    static const uint8_t record_size[] = MIGRT_RECORD_SIZES;
    uint32_t kind = migrt_get32(entry);
    uint64_t offset = migrt_get64(entry + 8), size = migrt_get64(entry + 16);
    uint64_t count = migrt_get64(entry + 24);
    if (offset > image->size || size > image->size - offset)
        return damaged(image, "table of contents", index,
                       "the section lies outside the file", error);
    if (!check_sum(image, entry, index, error))
        return false;
    if (kind & 0x80000000u)
        return true;
    if (index < MIGRT_S_RAW - 1 ? kind != index + 1 : kind != MIGRT_S_RAW)
        return damaged(image, "table of contents", index,
                       "not the section that belongs here", error);
    if (kind < MIGRT_S_LIBC &&
        (count > UINT32_MAX - 1 || count * record_size[kind] != size))
        return damaged(image, section_name(kind), index,
                       "size and number of records disagree", error);
    if (kind != MIGRT_S_RAW) {
        image->section[kind].at = image->bytes + offset;
        image->section[kind].size = size;
        image->section[kind].count = count;
    }
    return true;
}

/* Sections follow each other; what lies between them is padding and zero, so
 * that no byte of the file can change unnoticed. */
static bool check_gap(const migrt_image *image, uint64_t from, uint64_t to,
                      uint32_t index, migrt_error *error)
{
    if (to < from || to - from >= MIGRT_RAW_ALIGN)
        return damaged(image, "table of contents", index,
                       "the section is out of order", error);
    for (uint64_t at = from; at < to; at++)
        if (image->bytes[at] != 0)
            return damaged(image, "table of contents", index,
                           "a byte before the section has changed", error);
    return true;
}

static bool check_gaps(const migrt_image *image, uint64_t end,
                       migrt_error *error)
{
    for (uint32_t i = 0; i < image->toc_count; i++) {
        const unsigned char *entry = image->toc + (size_t)i * MIGRT_TOC_ENTRY;
        uint64_t offset = migrt_get64(entry + 8);
        if (!check_gap(image, end, offset, i, error))
            return false;
        end = offset + migrt_get64(entry + 16);
    }
    return end == image->size ||
           damaged(image, "table of contents", image->toc_count,
                   "something follows the last section", error);
}

static bool read_contents(migrt_image *image, migrt_error *error)
{
    uint64_t bytes = (uint64_t)image->toc_count * MIGRT_TOC_ENTRY;
    if (image->toc_count < MIGRT_S_RAW - 1 ||
        bytes > image->size - MIGRT_HEADER_SIZE)
        return migrt_fail(error,
                          "%s is damaged: its table of contents does "
                          "not fit",
                          image->path);
    if (migrt_checksum_of(image->toc, (size_t)bytes) !=
        migrt_get64(image->bytes + MIGRT_H_TOC_CHECKSUM))
        return migrt_fail(error,
                          "%s is damaged: the checksum of its table of "
                          "contents is wrong",
                          image->path);
    for (uint32_t i = 0; i < image->toc_count; i++)
        if (!take_section(image, image->toc + (size_t)i * MIGRT_TOC_ENTRY, i,
                          error))
            return false;
    return check_gaps(image, MIGRT_HEADER_SIZE + bytes, error);
}

static bool is_whole(migrt_image *image, migrt_error *error)
{
    if (migrt_image_load(image, error) && migrt_image_header(image, error) &&
        read_contents(image, error))
        return true;
    image->damaged = !image->unfit;
    return false;
}

/* Behind the checksums: what an accident did to an image is no forgery, and an
 * older one, signed as well, may stand in for it. */
bool migrt_image_open(migrt_image *image, const char *path, const char *key,
                      migrt_error *error)
{
    memset(image, 0, sizeof *image);
    image->path = path;
    image->key = key;
    image->fd = -1;
    return is_whole(image, error) &&
           migrt_seal_check(key, path, image->bytes, image->size, error) &&
           migrt_image_tables(image, error) &&
           migrt_image_types(image, error) && migrt_image_state(image, error);
}

void migrt_image_close(migrt_image *image)
{
    if (image->fd >= 0)
        migrt_prim_close(image->fd);
    if (image->mapped)
        migrt_prim_unmap(image->bytes, (size_t)whole_pages(image->size));
    else
        migrt_internal_free(image->bytes);
    migrt_internal_free(image->units);
    migrt_internal_free(image->fields);
    migrt_internal_free(image->types);
    migrt_internal_free(image->allocs);
    migrt_internal_free(image->functions);
    migrt_internal_free(image->codes);
    migrt_internal_free(image->objects);
    migrt_internal_free(image->frames);
    migrt_internal_free(image->aliases);
    migrt_internal_free(image->segments);
    migrt_internal_free(image->process);
    migrt_internal_free(image->files);
    memset(image, 0, sizeof *image);
    image->fd = -1;
}
