/* libc_restored.c: what follows once the typed objects have their values. */
#include "libc_names.h"

#include "libc.h"
#include "libc_process.h"
#include "libc_state.h"

void migrt_libc_restored(void)
{
    migrt_signals_restored();
    migrt_exit_restored();
    migrt_process_restored(); /* last: signals may come from here on */
}
