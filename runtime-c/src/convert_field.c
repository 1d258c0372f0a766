#include "convert_field.h"

#include <string.h>

static unsigned named_there(const migrt_itype *type, unsigned end,
                            const char *name)
{
    unsigned count = 0;
    for (unsigned i = 0; i < end; i++)
        count += strcmp(type->fields[i].name, name) == 0;
    return count;
}

static unsigned named_here(const migrt_type *type, const char *name)
{
    unsigned count = 0;
    for (unsigned i = 0; i < type->fields_count; i++)
        count += strcmp(type->fields[i].name, name) == 0;
    return count;
}

bool migrt_field_certain(const migrt_itype *there, const migrt_type *here,
                         const char *name)
{
    return named_there(there, there->fields_count, name) ==
           named_here(here, name);
}

/* The one with so many of its name before it. */
static const migrt_field *after(const migrt_type *type, const char *name,
                                unsigned before)
{
    for (unsigned i = 0; i < type->fields_count; i++)
        if (strcmp(type->fields[i].name, name) == 0 && before-- == 0)
            return &type->fields[i];
    return NULL;
}

const migrt_field *migrt_field_here(const migrt_itype *there, unsigned index,
                                    const migrt_type *here)
{
    const char *name = there->fields[index].name;
    if (index < here->fields_count &&
        there->fields_count == here->fields_count &&
        strcmp(here->fields[index].name, name) == 0)
        return &here->fields[index];
    return migrt_field_certain(there, here, name)
               ? after(here, name, named_there(there, index, name))
               : NULL;
}
