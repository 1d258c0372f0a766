/* lists.h: va_lists over memory of our own. */
#ifndef MIGRT_LISTS_H
#define MIGRT_LISTS_H

#include "../include/migrt_abi.h"
#include "error.h"

#include <stdarg.h>
#include <stdbool.h>

/* So that it can be passed by address whatever va_list is. */
typedef struct migrt_list {
    va_list list;
} migrt_list;

/* Takes one argument of a type; `out` (NULL: nobody wants it) has room for it. */
void migrt_argument_next(migrt_list *at, const migrt_type *type, void *out);

/* The struct type of a block that holds a call's arguments. */
const migrt_type *migrt_arguments_of(const void *block);

/* False, with the error set, if a va_list of the capture has no meaning. */
bool migrt_lists_resolved(migrt_error *error);

/* The arguments in `block` as this ABI passes them in memory; to be given back
 * with migrt_internal_free. NULL: out of memory. */
unsigned char *migrt_arguments_lay_out(const void *block,
                                       const migrt_type *type);

/* Both stand at the same argument. */
bool migrt_list_same(const migrt_list *a, const migrt_list *b);

/* A va_list that takes its first argument at `memory`. */
void migrt_list_over(migrt_list *list, unsigned char *memory);

#endif
