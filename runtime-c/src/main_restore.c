#define _XOPEN_SOURCE 600 /* SIGBUS under -std=c99 */
#include "main_restore.h"

#include "generations.h"
#include "heap.h"
#include "libc.h"
#include "main.h"
#include "pointers_carve.h"
#include "prim/prim.h"
#include "prim/prim_fault.h"
#include "sizes.h"
#include "stats.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Every allocation site's type, as a plan; NULL: bytes or unknown. */
static bool plan_sites(migrt_restore *r)
{
    const migrt_image *image = &r->image;
    uint32_t count = migrt_image_count(image, MIGRT_S_ALLOCS);
    r->pointers.sites =
        migrt_image_array(count, sizeof *r->pointers.sites, &r->error);
    for (uint32_t i = 0; i < count && !r->error.set; i++) {
        const migrt_ialloc *site = &image->allocs[i];
        const migrt_alloc *here = r->match.allocs[i];
        if (site->type == MIGRT_NONE || here == NULL)
            continue;
        if (here->type == NULL) {
            migrt_fail(&r->error,
                       "%s: the allocation in %s, %s:%lu is of type %s in the "
                       "image and of unknown type here: build both from the "
                       "same source",
                       image->path, site->function, site->file,
                       (unsigned long)site->line,
                       image->types[site->type].name);
            continue;
        }
        if (image->types[site->type].size > 0)
            r->pointers.sites[i] =
                migrt_plan_of(&r->converter, site->type, here->type);
    }
    return !r->error.set;
}

static bool prepare(migrt_restore *r)
{
    uint32_t segments = migrt_image_count(&r->image, MIGRT_S_SEGMENTS);
    r->converter.pointers = &r->pointers;
    r->pointers.match = &r->match;
    r->converter.pointers_match = &r->match;
    r->pointers.placed =
        migrt_image_array(segments, sizeof *r->pointers.placed, &r->error);
    r->mapped = migrt_image_array(segments, sizeof *r->mapped, &r->error);
    return !r->error.set && migrt_sizes_gather(&r->converter, &r->match) &&
           plan_sites(r);
}

static bool restore_libc(migrt_restore *r)
{
    const migrt_isection *text = &r->image.section[MIGRT_S_LIBC];
    char why[600] = "";
    return migrt_libc_restore((const char *)text->at, (size_t)text->size, why,
                              sizeof why) ||
           migrt_fail(&r->error, "%s", why);
}

static bool convert_all(migrt_restore *r)
{
    return migrt_restore_records(r) && migrt_pointers_regions(&r->converter) &&
           migrt_restore_objects(r) && migrt_restore_frames(r) &&
           migrt_restore_blocks(r);
}

bool migrt_restore_image(migrt_restore *r, const char *path)
{
    uint64_t started;
    bool good;
    if (!migrt_image_open_newest(&r->image, path, migrt_here.config.key,
                                 &r->error) ||
        !migrt_match_all(&r->match, &r->image, &r->error) ||
        !migrt_converter_init(&r->converter, &r->image, &r->error) ||
        !prepare(r) || !migrt_restore_process(r) || !restore_libc(r))
        return false;
    started = migrt_prim_now_ns();
    good = migrt_pointers_regions(&r->converter) &&
           migrt_infer_types(&r->converter, &r->reached) &&
           migrt_restore_place(r) && convert_all(r);
    migrt_counters.convert_ns = migrt_prim_now_ns() - started;
    return good;
}

static void release(migrt_restore *r)
{
    const migrt_converter *c = &r->converter;
    for (uint32_t i = 0; i < migrt_image_count(&r->image, MIGRT_S_SEGMENTS);
         i++) {
        migrt_internal_free(r->pointers.placed[i].target);
        migrt_internal_free(r->pointers.placed[i].plan);
        migrt_internal_free(r->pointers.placed[i].carving);
    }
    migrt_carvings_free(&r->converter);
    migrt_sizes_free(&r->converter);
    migrt_reached_free(&r->reached, &r->image);
    migrt_internal_free(r->pointers.placed);
    migrt_internal_free((void *)r->pointers.sites);
    migrt_internal_free(r->pointers.regions);
    migrt_internal_free(r->pointers.outsides);
    migrt_internal_free(r->pointers.records);
    migrt_internal_free(r->mapped);
    for (size_t i = 0; i < c->plans_count; i++) {
        migrt_internal_free(c->plans[i]->ops);
        migrt_internal_free((void *)c->plans[i]->variants);
        migrt_internal_free((void *)(uintptr_t)c->plans[i]);
    }
    migrt_internal_free((void *)c->plans);
    migrt_internal_free((void *)c->table);
    migrt_internal_free((void *)r->match.units);
    migrt_internal_free((void *)r->match.allocs);
    migrt_internal_free((void *)r->match.objects);
    migrt_internal_free((void *)r->match.codes);
    migrt_internal_free((void *)r->match.functions);
    migrt_internal_free(r->match.sites);
    migrt_image_close(&r->image);
    migrt_internal_free(r);
}

/* From here on nothing can be refused. */
static void commit(migrt_restore *r)
{
    const char *error = migrt_image_info(&r->image, "errno");
    migrt_heap_restore_end();
    migrt_frames_resume(r->frames,
                        migrt_image_count(&r->image, MIGRT_S_FRAMES));
    migrt_here.serial = r->image.serial + 1;
    migrt_life = (unsigned)migrt_here.serial;
    migrt_libc_restored();
    migrt_here.error_number = error == NULL ? 0 : migrt_errno_number(error);
}

/* The image is mapped, so that a failure to read it is a signal. */
static void unreadable(int number)
{
    (void)number;
    migrt_prim_complain("migrt: restore refused: ",
                        "the image cannot be read to its end: its device "
                        "fails, or the file was cut short meanwhile\n");
    migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
}

int migrt_restore_and_run(const char *path)
{
    uint64_t started = migrt_prim_now_ns();
    migrt_restore *r = migrt_internal_alloc(sizeof *r);
    migrt_resume resume;
    migrt_prim_catch(SIGBUS, unreadable, false);
    if (r == NULL || !migrt_restore_image(r, path)) {
        migrt_say("restore refused: %s",
                  r == NULL ? "no memory" : r->error.text);
        migrt_stats_write();
        migrt_prim_exit(MIGRT_EXIT_IMAGE_REFUSED);
    }
    migrt_prim_uncatch(SIGBUS);
    migrt_log(MIGRT_INFO, "restored %s", r->image.path);
    commit(r);
    release(r);
    migrt_counters.restore_ns = migrt_prim_now_ns() - started;
    migrt_fault_watch(false);
    migrt_hooks_restore();
    resume = migrt_next();
    errno = migrt_here.error_number;
    return ((int (*)(void))resume)();
}
