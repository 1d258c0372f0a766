/* TYPES and FIELDS: decoded, and checked to be types C could have. */
#include "../include/migrt_abi.h"
#include "heap.h"
#include "image_read.h"
#include "wire.h"

enum { DEEPEST = 200 }; /* nesting by value; C programs stay below 30 */

typedef struct checker {
    const migrt_image *image;
    unsigned char *done;
    migrt_error *error;
} checker;

static bool bad(const migrt_image *image, uint32_t index, const char *what,
                migrt_error *error)
{
    return migrt_fail(error, "%s is damaged: TYPES, record %lu: %s",
                      image->path, (unsigned long)index, what);
}

static bool read_fields(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_FIELDS].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_FIELDS);
    uint32_t types = migrt_image_count(image, MIGRT_S_TYPES);
    image->fields = migrt_image_array(count, sizeof *image->fields, error);
    for (uint32_t i = 0; i < count && !error->set; i++, at += 32) {
        migrt_ifield *field = &image->fields[i];
        field->name = migrt_image_string(image, migrt_get32(at), error);
        field->type = migrt_get32(at + 4);
        field->offset = migrt_get64(at + 8);
        field->bit_offset = migrt_get64(at + 16);
        field->bit_width = migrt_get32(at + 24);
        field->flags = migrt_get32(at + 28);
        if (field->type >= types)
            migrt_fail(error, "%s is damaged: FIELDS, record %lu: no such type",
                       image->path, (unsigned long)i);
    }
    return !error->set;
}

static bool read_type(migrt_image *image, uint32_t index,
                      const unsigned char *at, migrt_error *error)
{
    migrt_itype *type = &image->types[index];
    uint32_t first = migrt_get32(at + 32), elem = migrt_get32(at + 28);
    uint32_t fields = migrt_image_count(image, MIGRT_S_FIELDS);
    type->kind = at[0];
    type->flags = at[1];
    type->fields_count = migrt_get16(at + 2);
    type->align = migrt_get32(at + 4);
    type->size = migrt_get64(at + 8);
    type->count = migrt_get64(at + 16);
    type->name = migrt_image_string(image, migrt_get32(at + 24), error);
    type->elem = elem == 0 ? MIGRT_NONE : elem - 1;
    type->unit = migrt_get32(at + 36);
    if (first > fields || type->fields_count > fields - first)
        return bad(image, index, "its fields are out of range", error);
    type->fields = image->fields + first;
    if (type->kind > MIGRT_K_OPAQUE)
        return bad(image, index, "unknown kind", error);
    if (elem > migrt_image_count(image, MIGRT_S_TYPES) ||
        type->unit >= migrt_image_count(image, MIGRT_S_UNITS))
        return bad(image, index, "an index is out of range", error);
    return true;
}

static bool scalar_size(const migrt_image *image, const migrt_itype *type)
{
    switch (type->kind) {
    case MIGRT_K_POINTER:
        return type->size == image->abi.size_pointer;
    case MIGRT_K_LDOUBLE:
        return type->size == image->abi.size_ldouble;
    case MIGRT_K_FLOAT:
        return type->size == 2 || type->size == 4 || type->size == 8 ||
               type->size == 16 || type->size == 12;
    case MIGRT_K_BOOL:
    case MIGRT_K_CHAR:
        return type->size == 1;
    default:
        return type->size == 1 || type->size == 2 || type->size == 4 ||
               type->size == 8 || type->size == 16 || type->size == 0;
    }
}

static bool has_elements(const migrt_itype *type)
{
    return type->kind == MIGRT_K_ARRAY || type->kind == MIGRT_K_VECTOR ||
           type->kind == MIGRT_K_COMPLEX;
}

static bool check_deep(checker *c, uint32_t index, unsigned depth);

static bool check_elements(checker *c, uint32_t index, unsigned depth)
{
    const migrt_itype *type = &c->image->types[index];
    uint64_t count = type->kind == MIGRT_K_COMPLEX ? 2 : type->count;
    const migrt_itype *elem;
    if (type->elem == MIGRT_NONE)
        return bad(c->image, index, "elements without a type", c->error);
    if (!check_deep(c, type->elem, depth + 1))
        return false;
    elem = &c->image->types[type->elem];
    if (elem->size != 0 && count > UINT64_MAX / elem->size)
        return bad(c->image, index, "too many elements", c->error);
    /* vectors of three elements are as large as of four */
    if (type->kind == MIGRT_K_VECTOR ? type->size < count * elem->size
                                     : type->size != count * elem->size)
        return bad(c->image, index, "size and number of elements disagree",
                   c->error);
    return true;
}

static bool check_fields(checker *c, uint32_t index, unsigned depth)
{
    const migrt_itype *type = &c->image->types[index];
    for (unsigned i = 0; i < type->fields_count; i++) {
        const migrt_ifield *field = &type->fields[i];
        uint64_t size;
        if (!check_deep(c, field->type, depth + 1))
            return false;
        size = c->image->types[field->type].size;
        if (field->bit_width == 0 &&
            (field->offset > type->size || size > type->size - field->offset))
            return bad(c->image, index, "a field lies outside", c->error);
        if (field->bit_width != 0 && field->bit_offset != MIGRT_NO_BITS &&
            (field->bit_width > 128 ||
             field->bit_offset + field->bit_width > type->size * 8 ||
             field->bit_offset > type->size * 8))
            return bad(c->image, index, "a bit-field lies outside", c->error);
    }
    return true;
}

/* Recursion as deep as types nest by value, which is bounded here. */
static bool check_deep(checker *c, uint32_t index, unsigned depth)
{
    const migrt_itype *type = &c->image->types[index];
    if (c->done[index])
        return true;
    if (depth > DEEPEST)
        return bad(c->image, index, "contains itself", c->error);
    if (type->size > UINT64_MAX / 16)
        return bad(c->image, index, "impossibly large", c->error);
    if (has_elements(type)) {
        if (!check_elements(c, index, depth))
            return false;
    } else if (type->kind == MIGRT_K_STRUCT || type->kind == MIGRT_K_UNION) {
        if (!check_fields(c, index, depth))
            return false;
    } else if (type->kind < MIGRT_K_FUNCTION && type->kind != MIGRT_K_VOID &&
               !scalar_size(c->image, type)) {
        return bad(c->image, index, "impossible size", c->error);
    }
    c->done[index] = 1;
    return true;
}

/* Characters from which a program has cut objects were memory and no text. */
static void forget_characters(migrt_image *image)
{
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_ALLOCS); i++) {
        migrt_ialloc *site = &image->allocs[i];
        if ((site->parts || site->tail != MIGRT_NONE) &&
            site->type != MIGRT_NONE &&
            site->shape != MIGRT_A_RAW && image->types[site->type].size == 1)
            site->type = MIGRT_NONE;
    }
}

bool migrt_image_types(migrt_image *image, migrt_error *error)
{
    const unsigned char *at = image->section[MIGRT_S_TYPES].at;
    uint32_t count = migrt_image_count(image, MIGRT_S_TYPES);
    checker c = {image, NULL, error};
    if (!read_fields(image, error))
        return false;
    image->types = migrt_image_array(count, sizeof *image->types, error);
    c.done = migrt_image_array(count, 1, error);
    for (uint32_t i = 0; i < count && !error->set; i++)
        read_type(image, i, at + (size_t)i * 40, error);
    for (uint32_t i = 0; i < count && !error->set; i++)
        check_deep(&c, i, 0);
    migrt_internal_free(c.done);
    if (!error->set)
        forget_characters(image);
    return !error->set;
}
