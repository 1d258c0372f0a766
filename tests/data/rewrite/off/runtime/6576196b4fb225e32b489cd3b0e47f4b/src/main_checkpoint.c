/* migrt_checkpoint(): a capture the program asks for itself. To emitted code it
 * is a call that may unwind; it has a frame record and a resume clone like any
 * other function, registered in a unit of the runtime's own. */
#include "frames.h"
#include "main.h"

#ifndef __MIGCC__
#define __MIGCC__ 1 /* the real declarations, not the empty ones */
#endif
#include "../include/migrt.h"

static int resume_checkpoint(void);

static const migrt_site checkpoint_sites[] = {{"capture", "", 0, "1"}};

static migrt_function checkpoint = {
    .name = "migrt_checkpoint",
    .resume = (void (*)(void))resume_checkpoint,
    .sites = checkpoint_sites,
    .sites_count = 1,
};

static migrt_function *const functions[] = {&checkpoint};

static migrt_unit unit = {
    .abi_version = MIGRT_ABI_VERSION,
    .name = "migrt:runtime",
    .fingerprint = "1",
    .version = "",
    .functions = functions,
    .functions_count = 1,
};

MIGRT_CONSTRUCTOR static void register_unit(void)
{
    migrt_register(&unit);
}

int migrt_checkpoint(const char *path)
{
    if (migrt_hold)
        return -1;
    switch (migrt_capture_begin(MIGRT_BY_API, path, true)) {
    case 1:
        migrt_frame_save(&checkpoint, 1);
        return 0;
    case 0:
        return migrt_capture_wait();
    default:
        return -1;
    }
}

static int resume_checkpoint(void)
{
    migrt_frame_done(migrt_frame_load(&checkpoint));
    return 1;
}
