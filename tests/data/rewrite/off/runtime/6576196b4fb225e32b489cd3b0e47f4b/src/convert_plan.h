/* convert_plan.h: the parts of the making of plans. */
#ifndef MIGRT_CONVERT_PLAN_H
#define MIGRT_CONVERT_PLAN_H

#include "convert.h"

/* Where a value stands in both elements and what it is called. */
typedef struct migrt_spot {
    size_t source, target;
    const char *name;
    const migrt_plan *record; /* whose offsets and names these are; or NULL */
} migrt_spot;

migrt_op migrt_plan_op(migrt_spot s, migrt_opcode code, size_t count);
migrt_op *migrt_plan_append(migrt_converter *c, migrt_plan *plan, migrt_op op);

/* Field number `index` of the record at `s`. */
void migrt_plan_field(migrt_converter *c, migrt_plan *plan, migrt_spot s,
                      const migrt_itype *source, unsigned index,
                      const migrt_type *target);

/* A whole record by its own plan. */
void migrt_plan_nested(migrt_converter *c, migrt_plan *plan, migrt_spot s,
                       uint32_t source, const migrt_type *target);

/* A union of which nobody knows what is in use. */
void migrt_plan_union(migrt_converter *c, migrt_plan *plan,
                      const migrt_itype *source, const migrt_type *target);

void migrt_plan_classify(const migrt_converter *c, migrt_plan *plan);

/* ---- unions with a selector (convert_select.c) ----------------------------- */

/* The selector of the union of type `target` at `s`; NULL: it has none. */
const migrt_selector *migrt_select_at(migrt_spot s, const migrt_type *target);

/* A union inside the struct of type `target` at `s` has one. */
bool migrt_select_within(migrt_spot s, const migrt_type *target);

void migrt_plan_select(migrt_converter *c, migrt_plan *plan, migrt_spot s,
                       const migrt_selector *select, uint32_t source,
                       const migrt_type *target);

/* Unions come last: their selectors look at the rest. */
void migrt_plan_settle(migrt_plan *plan);

bool migrt_choice_in_place(const migrt_choice *choice);

/* The operations of the case a value has. NULL: none, or refused. */
const migrt_plan *migrt_choose(migrt_converter *c, const migrt_op *op,
                               long long value, const unsigned char *source);

#endif
