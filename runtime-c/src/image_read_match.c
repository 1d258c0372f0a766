#include "image_read_match.h"

#include "convert_field.h"
#include "frames.h"
#include "heap.h"
#include "state.h"

#include <stdlib.h>
#include <string.h>

/* ---- names of this program ---------------------------------------------------------- */

typedef struct symbol {
    const char *name;
    const migrt_unit *unit;
    const void *thing;
    bool elsewhere; /* only declared in this unit */
} symbol;

typedef struct symbols {
    symbol *all;
    size_t count;
} symbols;

static int compare(const void *a, const void *b)
{
    const symbol *x = a, *y = b;
    int order = strcmp(x->name, y->name);
    if (order != 0)
        return order;
    return x->elsewhere < y->elsewhere ? -1 : x->elsewhere > y->elsewhere;
}

static size_t first_named(const symbols *table, const char *name)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(table->all[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* In that unit; or, if the name has external linkage, in any. */
static const void *find(const symbols *table, const char *name,
                        const migrt_unit *unit, bool internal)
{
    size_t first = first_named(table, name);
    for (size_t i = first;
         i < table->count && strcmp(table->all[i].name, name) == 0; i++)
        if (table->all[i].unit == unit)
            return table->all[i].thing;
    if (internal || first == table->count ||
        strcmp(table->all[first].name, name) != 0)
        return NULL;
    return table->all[first].thing;
}

static symbol *put(symbol *at, const char *name, const migrt_unit *unit,
                   const void *thing, bool elsewhere)
{
    at->name = name;
    at->unit = unit;
    at->thing = thing;
    at->elsewhere = elsewhere;
    return at + 1;
}

enum what { OBJECTS, CODES };

static symbols gather(enum what what, migrt_error *error)
{
    symbols table = {0};
    symbol *at;
    for (const migrt_unit *u = migrt_here.units; u != NULL; u = u->next)
        table.count += what == OBJECTS ? u->objects_count : u->codes_count;
    at = table.all = migrt_image_array(table.count, sizeof *at, error);
    for (const migrt_unit *u = migrt_here.units; at != NULL && u != NULL;
         u = u->next) {
        for (unsigned i = 0; what == OBJECTS && i < u->objects_count; i++)
            at = put(at, u->objects[i].name, u, &u->objects[i],
                     (u->objects[i].flags & MIGRT_O_EXTERN) != 0);
        for (unsigned i = 0; what == CODES && i < u->codes_count; i++)
            at = put(at, u->codes[i].name, u, &u->codes[i], false);
    }
    if (table.all != NULL)
        qsort(table.all, table.count, sizeof *table.all, compare);
    return table;
}

/* ---- units ---------------------------------------------------------------------------- */

static bool match_unit(migrt_match *match, const migrt_image *image, uint32_t i,
                       migrt_error *error)
{
    const migrt_iunit *unit = &image->units[i];
    const migrt_unit *here = migrt_unit_named(unit->name);
    match->units[i] = here;
    if (here == NULL)
        return migrt_fail(error,
                          "%s is the image of another program: it has a unit "
                          "%s, which this program lacks",
                          image->path, unit->name);
    if (strcmp(here->fingerprint, unit->fingerprint) != 0)
        return migrt_fail(error,
                          "%s was written by a program built from another "
                          "version of %s: rebuild this program from the same "
                          "source",
                          image->path, unit->name);
    return true;
}

static bool match_units(migrt_match *match, const migrt_image *image,
                        migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_UNITS);
    match->units = migrt_image_array(count, sizeof *match->units, error);
    for (uint32_t i = 0; i < count && !error->set; i++)
        match_unit(match, image, i, error);
    for (const migrt_unit *u = migrt_here.units; u != NULL && !error->set;
         u = u->next) {
        uint32_t i = 0;
        while (i < count && match->units[i] != u)
            i++;
        if (i == count)
            migrt_fail(error,
                       "%s is the image of another program: this one has a "
                       "unit %s, which the image lacks",
                       image->path, u->name);
    }
    return !error->set;
}

/* ---- allocation sites ------------------------------------------------------------------ */

static bool same_site(const migrt_alloc *here, const migrt_ialloc *site)
{
    return here->line == site->line && here->shape == site->shape &&
           strcmp(here->function == NULL ? "" : here->function,
                  site->function) == 0;
}

/* Its number in the unit, unless headers made the numbers differ; then the
 * nearest one at that line of that function. */
static const migrt_alloc *find_site(const migrt_unit *unit,
                                    const migrt_ialloc *site)
{
    const migrt_alloc *best = NULL;
    uint32_t distance = UINT32_MAX;
    if (site->index < unit->allocs_count &&
        same_site(&unit->allocs[site->index], site))
        return &unit->allocs[site->index];
    for (uint32_t i = 0; i < unit->allocs_count; i++) {
        uint32_t d = i < site->index ? site->index - i : i - site->index;
        if (same_site(&unit->allocs[i], site) && d < distance) {
            best = &unit->allocs[i];
            distance = d;
        }
    }
    return best;
}

static bool match_allocs(migrt_match *match, const migrt_image *image,
                         migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_ALLOCS);
    match->allocs = migrt_image_array(count, sizeof *match->allocs, error);
    for (uint32_t i = 0; i < count && !error->set; i++) {
        const migrt_ialloc *site = &image->allocs[i];
        if (site->unit == MIGRT_NO_UNIT)
            continue;
        match->allocs[i] = find_site(match->units[site->unit], site);
        if (match->allocs[i] == NULL)
            migrt_fail(error,
                       "%s: the allocation in %s, %s:%lu, is not in this "
                       "program: build both from the same source",
                       image->path, site->function, site->file,
                       (unsigned long)site->line);
    }
    return !error->set;
}

/* ---- objects and functions --------------------------------------------------------------- */

char *migrt_object_address(const migrt_object *object)
{
    return object->get != NULL ? object->get() : object->address;
}

/* A value without a place here would be lost. The C library's own objects and
 * constants differ between systems, and nothing is lost with them. */
static bool may_be_absent(const migrt_iobject *object)
{
    return object->data == NULL || (object->flags & MIGRT_O_LIBRARY) != 0;
}

/* "Is this machine little-endian?" has another answer here. */
static void refuse_answer(const migrt_image *image, const migrt_iobject *object,
                          const migrt_object *here, migrt_error *error)
{
    const migrt_abi *own = migrt_abi_here();
    bool same = own->byte_order == image->abi.byte_order &&
                own->size_pointer == image->abi.size_pointer;
    if (same || object->data == NULL || (here->flags & MIGRT_O_ANSWER) == 0)
        return;
    migrt_fail(error,
               "%s: the variable %s, %s:%lu, holds what the program asked about "
               "its machine (byte order, word size), and the answer is another "
               "here: mark it MIGRT_TRANSIENT and ask again in a function named "
               "by MIGRT_ON_RESTORE",
               image->path, object->name, object->file,
               (unsigned long)object->line);
}

static bool match_objects(migrt_match *match, const migrt_image *image,
                          migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_OBJECTS);
    symbols table = gather(OBJECTS, error);
    match->objects = migrt_image_array(count, sizeof *match->objects, error);
    for (uint32_t i = 0; i < count && !error->set; i++) {
        const migrt_iobject *object = &image->objects[i];
        match->objects[i] =
            find(&table, object->name, match->units[object->unit],
                 (object->flags & (MIGRT_O_STATIC | MIGRT_O_LITERAL)) != 0);
        if (match->objects[i] == NULL && !may_be_absent(object))
            migrt_fail(error,
                       "%s: the variable %s, %s:%lu, is not in this program: "
                       "build both from the same source",
                       image->path, object->name, object->file,
                       (unsigned long)object->line);
        if (match->objects[i] != NULL)
            refuse_answer(image, object, match->objects[i], error);
    }
    migrt_internal_free(table.all);
    return !error->set;
}

static bool match_codes(migrt_match *match, const migrt_image *image,
                        migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_CODES);
    symbols table = gather(CODES, error);
    match->codes = migrt_image_array(count, sizeof *match->codes, error);
    for (uint32_t i = 0; i < count && !error->set; i++)
        match->codes[i] = find(&table, image->codes[i].name,
                               match->units[image->codes[i].unit],
                               (image->codes[i].flags & MIGRT_O_STATIC) != 0);
    migrt_internal_free(table.all);
    return !error->set;
}

/* ---- functions with frames ---------------------------------------------------------------- */

static const migrt_function *function_named(const migrt_unit *unit,
                                            const char *name)
{
    for (unsigned i = 0; i < unit->functions_count; i++)
        if (strcmp(unit->functions[i]->name, name) == 0)
            return unit->functions[i];
    return NULL;
}

static bool match_functions(migrt_match *match, const migrt_image *image,
                            migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_FUNCTIONS);
    match->functions =
        migrt_image_array(count, sizeof *match->functions, error);
    for (uint32_t i = 0; i < count && !error->set; i++) {
        const migrt_ifunction *function = &image->functions[i];
        match->functions[i] =
            function_named(match->units[function->unit], function->name);
        if (match->functions[i] == NULL)
            migrt_fail(error,
                       "%s: the function %s of %s cannot be resumed in this "
                       "program: build both from the same source",
                       image->path, function->name,
                       image->units[function->unit].name);
    }
    return !error->set;
}

static unsigned site_named(const migrt_function *function, const char *name,
                           unsigned hint)
{
    const migrt_site *site = migrt_frame_site(function, hint);
    if (site != NULL && strcmp(site->name, name) == 0)
        return hint;
    for (unsigned i = 1; i <= function->sites_count; i++)
        if (strcmp(migrt_frame_site(function, i)->name, name) == 0)
            return i;
    return 0;
}

static const char *live_missing(const migrt_image *image,
                                const migrt_iframe *frame,
                                const migrt_function *here, unsigned site)
{
    const migrt_type *record = here->record;
    uint32_t type = image->functions[frame->function].record;
    const char *live = here->sites[site - 1].live;
    size_t known = live == NULL ? 0 : strlen(live);
    if (record == NULL)
        return NULL;
    for (unsigned i = 1; i < record->fields_count && i < known; i++) {
        if (live[i] == '1' &&
            (type == MIGRT_NONE ||
             !migrt_field_certain(&image->types[type], record,
                                  record->fields[i].name)))
            return record->fields[i].name;
    }
    return NULL;
}

static bool is_held(const migrt_function *function, const char *name)
{
    static const char held[] = "held: ";
    for (unsigned i = 1; i <= function->sites_count; i++) {
        const char *other = migrt_frame_site(function, i)->name;
        if (strncmp(other, held, sizeof held - 1) == 0 &&
            strcmp(other + sizeof held - 1, name) == 0)
            return true;
    }
    return false;
}

static bool no_site(const migrt_image *image, const migrt_iframe *frame,
                    const migrt_function *here, migrt_error *error)
{
    if (is_held(here, frame->site_name))
        return migrt_fail(error,
                          "%s was captured in %s at %s (%s:%lu), where captures "
                          "wait on this machine: what is in use there means "
                          "something else here; say capture = \"wait\" of the "
                          "function in migcc.toml, or restore elsewhere",
                          image->path, here->name, frame->site_name,
                          frame->file, (unsigned long)frame->line);
    return migrt_fail(error,
                      "%s was captured in %s at %s (%s:%lu), a place this "
                      "program does not have: build both from the same "
                      "source with the same options",
                      image->path, here->name, frame->site_name, frame->file,
                      (unsigned long)frame->line);
}

static bool match_site(migrt_match *match, const migrt_image *image, uint32_t i,
                       migrt_error *error)
{
    const migrt_iframe *frame = &image->frames[i];
    const migrt_function *here = match->functions[frame->function];
    unsigned site = site_named(here, frame->site_name, frame->site);
    const char *missing;
    match->sites[i] = site;
    if (site == 0)
        return no_site(image, frame, here, error);
    if (migrt_frame_site(here, site)->line != frame->line)
        return migrt_fail(error,
                          "%s was captured in %s at %s (%s:%lu), which is "
                          "another place in this program (line %lu): what "
                          "comes before it is compiled differently here",
                          image->path, here->name, frame->site_name,
                          frame->file, (unsigned long)frame->line,
                          (unsigned long)migrt_frame_site(here, site)->line);
    missing = live_missing(image, frame, here, site);
    if (missing != NULL)
        return migrt_fail(error,
                          "%s: the variable %s of %s is in use at %s:%lu but "
                          "is not in the image: build both from the same "
                          "source",
                          image->path, missing, here->name, frame->file,
                          (unsigned long)frame->line);
    return true;
}

static bool match_sites(migrt_match *match, const migrt_image *image,
                        migrt_error *error)
{
    uint32_t count = migrt_image_count(image, MIGRT_S_FRAMES);
    match->sites = migrt_image_array(count, sizeof *match->sites, error);
    if (count == 0)
        migrt_fail(error, "%s has no frame to resume", image->path);
    for (uint32_t i = 0; i < count && !error->set; i++)
        match_site(match, image, i, error);
    return !error->set;
}

bool migrt_match_all(migrt_match *match, const migrt_image *image,
                     migrt_error *error)
{
    memset(match, 0, sizeof *match);
    return match_units(match, image, error) &&
           match_functions(match, image, error) &&
           match_sites(match, image, error) &&
           match_allocs(match, image, error) &&
           match_objects(match, image, error) &&
           match_codes(match, image, error);
}
