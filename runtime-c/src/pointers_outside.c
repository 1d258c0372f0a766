/* Pointers outside of their objects.
 *
 * Compressors keep `base = text - position`, so that `base + position` is the
 * text at any position: an address before the buffer, often in no object, by
 * chance in another one. C does not define it (C11 6.5.6p8); with flat addresses
 * it works. What it belongs to only the user can say: `[[outside]]` names an
 * index with which it is a pointer into its object.
 *
 * The pass that follows pointers asks for the index and follows that pointer.
 * Functions keep copies of such members in variables. They are known by their
 * value: a pointer to elements of the same size with the same address is taken
 * for the same. */
#include "pointers_outside.h"

#include "heap.h"
#include "state.h"
#include "types.h"

bool migrt_any_outside(void)
{
    for (const migrt_unit *unit = migrt_here.units; unit != NULL;
         unit = unit->next)
        for (unsigned i = 0; i < unit->types_count; i++)
            if (migrt_has_outside(&unit->types[i]))
                return true;
    return false;
}

/* Of what a pointer points to, in the sender; characters for void. */
static uint64_t size_there(const migrt_converter *c, const migrt_op *op)
{
    const migrt_itype *type =
        op->elem == MIGRT_NONE ? NULL : &c->image->types[op->elem];
    return type == NULL || type->kind == MIGRT_K_VOID || type->size == 0
               ? 1
               : type->size;
}

static int64_t size_here(const migrt_op *op)
{
    return op->target_elem == NULL || op->target_elem->kind == MIGRT_K_VOID ||
                   op->target_elem->size == 0
               ? 1
               : (int64_t)op->target_elem->size;
}

/* What it is with its index, in the sender. */
static uint64_t meant(const migrt_converter *c, const migrt_outside *outside)
{
    uint64_t value = outside->value + (uint64_t)outside->index * outside->size;
    return c->source.size_pointer == 8 ? value : (uint32_t)value;
}

static bool known(const migrt_pointers *p, const migrt_outside *outside)
{
    for (size_t i = 0; i < p->outsides_count; i++)
        if (p->outsides[i].value == outside->value &&
            p->outsides[i].size == outside->size &&
            p->outsides[i].index == outside->index)
            return true;
    return false;
}

static void keep(migrt_converter *c, const migrt_outside *outside)
{
    migrt_pointers *p = c->pointers;
    if (known(p, outside))
        return;
    if (p->outsides_count == p->outsides_room) {
        size_t room = p->outsides_room * 2 + 16;
        migrt_outside *list =
            migrt_internal_realloc(p->outsides, room * sizeof *list);
        if (list == NULL) {
            migrt_fail(c->error, "no memory to follow the program's pointers");
            return;
        }
        p->outsides = list;
        p->outsides_room = room;
    }
    p->outsides[p->outsides_count++] = *outside;
}

uint64_t migrt_outside_seen(migrt_converter *c, const migrt_plan *plan,
                            const unsigned char *source, const migrt_op *op,
                            uint64_t value)
{
    migrt_outside outside = {value, size_there(c, op), 0};
    const migrt_selector *select =
        plan->target == NULL ? NULL
                             : migrt_outside_of(plan->target, op->target);
    long long index = 0;
    if (select == NULL)
        return value;
    if (!migrt_rehearse(c, plan, select, source, &index)) {
        migrt_refuse_here(c, op, 0,
                          "lies outside of its object, and the index `%s` "
                          "(%s:%u) that leads into it cannot be converted",
                          select->text, select->file, select->line);
        return value;
    }
    outside.index = index;
    keep(c, &outside);
    return meant(c, &outside);
}

bool migrt_outside_pointer(migrt_converter *c, uint64_t value,
                           const migrt_op *op, uint64_t index, uintptr_t *out)
{
    const migrt_pointers *p = c->pointers;
    bool found = false;
    for (size_t i = 0; i < p->outsides_count; i++) {
        const migrt_outside *outside = &p->outsides[i];
        uintptr_t here = 0;
        if (outside->value != value || outside->size != size_there(c, op) ||
            !migrt_pointer_resolve(c, meant(c, outside), op, index, &here))
            continue;
        here -= (uintptr_t)(outside->index * size_here(op));
        if (found && here != *out) {
            migrt_refuse_here(c, op, index,
                              "lies outside of its object, and of two objects "
                              "it may belong to only one could keep its place");
            return true;
        }
        found = true;
        *out = here;
    }
    return found;
}

void migrt_outside_forget(migrt_pointers *pointers)
{
    pointers->outsides_count = 0;
}
