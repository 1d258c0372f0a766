/* The program's life: start or restore, run, capture or end. */
#include "main.h"

#include "error.h"
#include "frames.h"
#include "libc.h"
#include "prim/prim.h"
#include "stats.h"

#include <stdlib.h>

static bool started;

int migrt_restoring(void)
{
    return !started && getenv("MIGRT_RESTORE") != NULL;
}

static void at_exit(void)
{
    migrt_hold++;
    migrt_capture_wait();
    migrt_stats_write();
}

static void start(int argc, char **argv, char **envp)
{
    migrt_error error = {0};
    started = true;
    migrt_here.argc = argc;
    migrt_here.argv = argv;
    migrt_here.envp = envp;
    if (!migrt_config_read(&migrt_here.config, &error) ||
        !migrt_policy_start(&error)) {
        migrt_say("%s", error.text);
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    atexit(at_exit);
}

int migrt_main(int argc, char **argv, char **envp,
               int (*user)(int, char **, char **))
{
    int status;
    start(argc, argv, envp);
    migrt_hold--;
    if (migrt_here.config.restore != NULL)
        status = migrt_restore_and_run(migrt_here.config.restore);
    else
        status = user(argc, argv, envp);
    if (!migrt_unwinding)
        status = migrt_exit_after_main(status);
    if (migrt_unwinding)
        migrt_capture_finish();
    migrt_hold++;
    return status;
}
