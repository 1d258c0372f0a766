/* Parts of types: what a pointer into an object may point to. */
#include "pointers_carve.h"

#include "types.h"

#include <string.h>

/* Units describe a type they share each for itself. */
bool migrt_type_equal(const migrt_itype *a, const migrt_itype *b)
{
    return a == b || (a->kind == b->kind && a->size == b->size &&
                      a->fields_count == b->fields_count &&
                      strcmp(a->name, b->name) == 0);
}

static bool is_integer(const migrt_itype *type)
{
    return type->kind == MIGRT_K_SINT || type->kind == MIGRT_K_UINT ||
           type->kind == MIGRT_K_ENUM;
}

bool migrt_type_alike(const migrt_image *image, const migrt_itype *a,
                  const migrt_itype *b)
{
    if (a->kind == MIGRT_K_POINTER && b->kind == MIGRT_K_POINTER &&
        a->elem != MIGRT_NONE && b->elem != MIGRT_NONE)
        return a->elem == b->elem || migrt_type_equal(&image->types[a->elem],
                                                      &image->types[b->elem]);
    return migrt_type_equal(a, b) ||
           (a->size == b->size &&
            is_integer(a) && is_integer(b));
}

static bool field_has(const migrt_image *image, const migrt_ifield *field,
                      uint64_t offset, const migrt_itype *inner)
{
    const migrt_itype *type = &image->types[field->type];
    bool flexible = type->kind == MIGRT_K_ARRAY && type->count == 0;
    return field->bit_width == 0 && field->offset <= offset &&
           (flexible || offset - field->offset < type->size) &&
           migrt_type_has(image, type, offset - field->offset, inner);
}

bool migrt_type_has(const migrt_image *image, const migrt_itype *outer,
                    uint64_t offset, const migrt_itype *inner)
{
    if (outer->kind != MIGRT_K_ARRAY && outer->size > 0)
        offset %= outer->size;
    if (offset == 0 && migrt_type_alike(image, outer, inner))
        return true;
    if (outer->kind == MIGRT_K_STRUCT || outer->kind == MIGRT_K_UNION) {
        for (unsigned i = 0; i < outer->fields_count; i++)
            if (field_has(image, &outer->fields[i], offset, inner))
                return true;
        return false;
    }
    return outer->kind == MIGRT_K_ARRAY && outer->elem != MIGRT_NONE &&
           migrt_type_has(image, &image->types[outer->elem], offset, inner);
}

typedef struct belief {
    migrt_converter *c;
    bool shaken;
} belief;

static void look_at(void *context, uint64_t value, const migrt_op *op)
{
    belief *b = context;
    migrt_iblock block;
    uintptr_t here;
    b->shaken |= !migrt_pointer_constant(b->c, value, &here) &&
                 !migrt_find_block(b->c->image, value, &block) &&
                 migrt_find_region(b->c, value, op) == NULL;
}

bool migrt_elements_believable(migrt_converter *c, const migrt_plan *plan,
                               const unsigned char *source, uint64_t count)
{
    belief b = {.c = c};
    migrt_each_pointer(c, plan, source, count, look_at, &b);
    return !b.shaken;
}
