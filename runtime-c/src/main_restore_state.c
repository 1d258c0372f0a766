/* argv, environment, globals, frame records. */
#include "main_restore.h"

#include "convert_block.h"
#include "heap.h"
#include "prim/prim.h"
#include "sizes.h"
#include "state.h"
#include "stats.h"

#include <string.h>

extern char **environ;

/* ---- argv and environment --------------------------------------------------------------- */

static uint32_t count_strings(const migrt_image *image, uint32_t kind)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < migrt_image_count(image, MIGRT_S_PROCESS); i++)
        if (image->process[i].kind == kind && image->process[i].index >= count)
            count = image->process[i].index + 1;
    return count;
}

static char *empty = "";

/* What asks this very process for something must not be the image's. */
static bool is_ours(const char *variable)
{
    return strncmp(variable, "MIGRT_", 6) == 0;
}

static char **strings_of(migrt_restore *r, uint32_t kind, uint32_t count)
{
    const migrt_image *image = &r->image;
    char **array =
        migrt_image_array((uint64_t)count + 1, sizeof *array, &r->error);
    for (uint32_t i = 0; array != NULL && i < count; i++)
        array[i] = empty;
    for (uint32_t i = 0;
         array != NULL && i < migrt_image_count(image, MIGRT_S_PROCESS); i++)
        if (image->process[i].kind == kind) {
            char *copy = migrt_internal_strdup(image->process[i].text);
            if (copy == NULL)
                migrt_fail(&r->error, "no memory for the arguments");
            else
                array[image->process[i].index] = copy;
        }
    return array;
}

/* The image's variables, and those of this process that speak to the runtime. */
static char **merged(migrt_restore *r, char **restored, uint32_t count)
{
    uint32_t ours = 0, n = 0;
    char **all;
    while (environ != NULL && environ[ours] != NULL)
        ours++;
    all = migrt_image_array((uint64_t)count + ours + 1, sizeof *all, &r->error);
    if (all == NULL)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        if (!is_ours(restored[i]) && *restored[i] != '\0')
            all[n++] = restored[i];
    for (uint32_t i = 0; i < ours; i++)
        if (is_ours(environ[i]))
            all[n++] = environ[i];
    return all;
}

bool migrt_restore_process(migrt_restore *r)
{
    uint32_t arguments = count_strings(&r->image, MIGRT_P_ARGUMENT);
    uint32_t variables = count_strings(&r->image, MIGRT_P_VARIABLE);
    char **argv = strings_of(r, MIGRT_P_ARGUMENT, arguments);
    char **envp = strings_of(r, MIGRT_P_VARIABLE, variables);
    char **all = envp == NULL ? NULL : merged(r, envp, variables);
    if (argv == NULL || all == NULL || r->error.set)
        return false;
    migrt_here.argc = (int)arguments;
    migrt_here.argv = argv;
    migrt_here.restored_environ = envp;
    environ = all;
    return true;
}

/* ---- globals ------------------------------------------------------------------------------ */

static void at_object(migrt_converter *c, const migrt_iobject *object)
{
    c->where.what = "variable";
    c->where.name = object->name;
    c->where.type =
        object->type == MIGRT_NONE ? NULL : c->image->types[object->type].name;
    c->where.file = object->file;
    c->where.line = object->line;
    c->where.depth = 0;
}

/* An array whose size the declaration leaves open is its elements. */
static const migrt_plan *object_plan(migrt_converter *c,
                                     const migrt_iobject *object,
                                     const migrt_object *here, uint64_t *count)
{
    const migrt_itype *type = &c->image->types[object->type];
    const struct migrt_size_node *size = migrt_size_of_object(c, object);
    const migrt_plan *plan = NULL;
    *count = 1;
    if (size != NULL)
        plan = migrt_plan_of_sizes(c, object->type, here->type, size);
    if (plan != NULL)
        return plan;
    if (type->kind == MIGRT_K_ARRAY && here->type->kind == MIGRT_K_ARRAY &&
        type->size != object->size && type->elem != MIGRT_NONE &&
        here->type->elem != NULL && c->image->types[type->elem].size > 0 &&
        here->type->elem->size > 0) {
        uint64_t there = object->size / c->image->types[type->elem].size;
        *count = here->size / here->type->elem->size;
        if (there < *count)
            *count = there;
        return migrt_plan_of(c, type->elem, here->type->elem);
    }
    return migrt_plan_of(c, object->type, here->type);
}

static bool is_flexible(const migrt_type *type)
{
    const migrt_type *last;
    if (type->kind != MIGRT_K_STRUCT || type->fields_count == 0)
        return false;
    last = type->fields[type->fields_count - 1].type;
    return last->kind == MIGRT_K_ARRAY && last->count == 0;
}

/* A struct whose flexible array was initialised (GNU C). What both sides have
 * room for is converted: the rest is padding, which is zero. */
static migrt_shape flexible_shape(migrt_converter *c, const migrt_plan *plan,
                                  const migrt_iobject *object,
                                  const migrt_object *here)
{
    migrt_shape shape = migrt_shape_of(c, plan, object->size, true);
    uint64_t elem = shape.tail == NULL ? 1 : shape.tail->target_size;
    uint64_t room =
        here->size > shape.target_tail ? here->size - shape.target_tail : 0;
    if (elem > 0 && shape.tail_count > room / elem)
        shape.tail_count = room / elem;
    return shape;
}

static void convert_object(migrt_restore *r, const migrt_iobject *object,
                           const migrt_object *here, const migrt_plan *plan,
                           uint64_t count)
{
    migrt_converter *c = &r->converter;
    unsigned char *target = (unsigned char *)migrt_object_address(here);
    migrt_shape shape;
    if (!is_flexible(here->type)) {
        migrt_convert(c, plan, object->data, target, count);
        return;
    }
    shape = flexible_shape(c, plan, object, here);
    migrt_shape_convert(c, &shape, object->data, target);
}

/* A constant's value is the program's own, and cannot be written to. An image of
 * the same source has none for it; the C library's may differ. */
static bool is_variable(migrt_restore *r, const migrt_iobject *object,
                        const migrt_object *here)
{
    const unsigned fixed = MIGRT_O_CONST | MIGRT_O_LITERAL | MIGRT_O_SIZES;
    if ((here->flags & fixed) == 0)
        return true;
    if ((here->flags & MIGRT_O_LIBRARY) == 0) {
        at_object(&r->converter, object);
        migrt_refuse_here(&r->converter, NULL, 0,
                          "the image has a value for it, and here it is a "
                          "constant: build both from the same source");
    }
    return false;
}

static void restore_object(migrt_restore *r, uint32_t i)
{
    migrt_converter *c = &r->converter;
    const migrt_iobject *object = &r->image.objects[i];
    const migrt_object *here = r->match.objects[i];
    const migrt_plan *plan;
    unsigned char *target;
    uint64_t count;
    if (object->data == NULL || object->type == MIGRT_NONE || here == NULL ||
        here->type == NULL ||
        (here->flags & MIGRT_O_TRANSIENT) != 0 ||
        !is_variable(r, object, here))
        return;
    at_object(c, object);
    plan = object_plan(c, object, here, &count);
    if (plan == NULL)
        return;
    if (plan->source_size * count > object->size ||
        plan->target_size * count > here->size) {
        migrt_refuse_here(c, NULL, 0, "its size does not match its type");
        return;
    }
    target = (unsigned char *)migrt_object_address(here);
    c->pointers->lenient = (here->flags & MIGRT_O_LIBRARY) != 0;
    if (!c->pointers->lenient && !plan->same)
        memset(target, 0, here->size);
    convert_object(r, object, here, plan, count);
    c->pointers->lenient = false;
}

bool migrt_restore_objects(migrt_restore *r)
{
    uint32_t count = migrt_image_count(&r->image, MIGRT_S_OBJECTS);
    for (uint32_t i = 0; i < count && !r->error.set; i++)
        restore_object(r, i);
    migrt_counters.objects = count;
    return !r->error.set;
}

/* ---- frames ------------------------------------------------------------------------------- */

bool migrt_restore_records(migrt_restore *r)
{
    uint32_t count = migrt_image_count(&r->image, MIGRT_S_FRAMES);
    unsigned char **records =
        migrt_image_array(count, sizeof *records, &r->error);
    r->pointers.records = records;
    r->frames = migrt_image_array(count, sizeof *r->frames, &r->error);
    for (uint32_t i = 0; i < count && !r->error.set; i++) {
        uint32_t function = r->image.frames[i].function;
        const migrt_function *here = r->match.functions[function];
        records[i] = migrt_internal_aligned(
            migrt_record_size(here),
            here->record == NULL ? 0 : here->record->align);
        if (records[i] == NULL)
            migrt_fail(&r->error, "no memory for %lu frames",
                       (unsigned long)count);
        r->frames[count - 1 - i].function = here;
        r->frames[count - 1 - i].record = records[i];
    }
    migrt_counters.frames = count;
    return !r->error.set;
}

static void at_frame(migrt_converter *c, const migrt_iframe *frame)
{
    c->where.what = "function";
    c->where.name = c->image->functions[frame->function].name;
    c->where.type = NULL;
    c->where.file = frame->file;
    c->where.line = frame->line;
    c->where.depth = 0;
}

static void restore_frame(migrt_restore *r, uint32_t i)
{
    migrt_converter *c = &r->converter;
    const migrt_iframe *frame = &r->image.frames[i];
    const migrt_function *here = r->match.functions[frame->function];
    uint32_t record = r->image.functions[frame->function].record;
    const migrt_plan *plan;
    at_frame(c, frame);
    if (record != MIGRT_NONE && here->record != NULL) {
        plan = migrt_plan_of(c, record, here->record);
        if (plan != NULL)
            migrt_convert(c, plan, frame->data, r->pointers.records[i], 1);
    }
    memcpy(r->pointers.records[i], &r->match.sites[i], sizeof(unsigned));
}

bool migrt_restore_frames(migrt_restore *r)
{
    uint32_t count = migrt_image_count(&r->image, MIGRT_S_FRAMES);
    for (uint32_t i = 0; i < count && !r->error.set; i++)
        restore_frame(r, i);
    return !r->error.set;
}
