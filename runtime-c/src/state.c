#include "state.h"

#include "error.h"
#include "heap.h"
#include "prim/prim.h"
#include "wire.h"

#include <string.h>

volatile int migrt_pending;
int migrt_unwinding;

/* Held until the user's main begins: frames of constructors have no caller
 * that could unwind. */
int migrt_hold = 1;

migrt_state migrt_here;

static void adopt(migrt_unit *unit)
{
    for (unsigned i = 0; i < unit->allocs_count; i++) {
        migrt_alloc *site = &unit->allocs[i];
        site->unit = unit;
        if (site->tail != NULL)
            site->whole = migrt_compound_site(site, site->tail, site->offset);
    }
    for (unsigned i = 0; i < unit->functions_count; i++)
        unit->functions[i]->unit = unit;
}

void migrt_register(migrt_unit *unit)
{
    if (unit->abi_version != MIGRT_ABI_VERSION) {
        migrt_say("unit %s was built for version %u of the runtime, this is "
                  "version %u: rebuild it with the same migcc",
                  unit->name, unit->abi_version, MIGRT_ABI_VERSION);
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    adopt(unit);
    unit->next = migrt_here.units;
    migrt_here.units = unit;
    migrt_here.units_count++;
}

const migrt_unit *migrt_unit_named(const char *name)
{
    const migrt_unit *unit = migrt_here.units;
    while (unit != NULL && strcmp(unit->name, name) != 0)
        unit = unit->next;
    return unit;
}

uint64_t migrt_program_fingerprint(void)
{
    uint64_t sum = 0;
    const migrt_unit *unit;
    for (unit = migrt_here.units; unit != NULL; unit = unit->next) {
        migrt_buffer text = {0};
        migrt_put_bytes(&text, unit->name, strlen(unit->name) + 1);
        migrt_put_bytes(&text, unit->fingerprint,
                        strlen(unit->fingerprint) + 1);
        sum += migrt_checksum_of(text.bytes, text.size);
        migrt_buffer_free(&text);
    }
    return sum;
}

const char *migrt_reason_name(enum migrt_reason reason)
{
    static const char *const names[] = {"none",  "poll",   "time",
                                        "every", "signal", "api"};
    return names[reason];
}
