/* The program's life: start or restore, run, capture or end. */
#define _GNU_SOURCE /* at_quick_exit under -std=c99 */
#include "main.h"

#include "error.h"
#include "fault.h"
#include "frames.h"
#include "libc.h"
#include "prim/prim.h"
#include "prim/prim_fault.h"
#include "seal.h"
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
    migrt_fault_watch(true);
    migrt_capture_wait();
    migrt_stats_write();
    migrt_fault_report();
}

/* Rather now than at the first capture, hours later. A restore looks by itself,
 * and says so in its own way. */
static bool key_is_good(const migrt_config *config, migrt_error *error)
{
    return config->key == NULL || config->restore != NULL ||
           migrt_seal_key_good(config->key, error);
}

static void start(int argc, char **argv, char **envp)
{
    migrt_error error = {0};
    started = true;
    migrt_here.argc = argc;
    migrt_here.argv = argv;
    migrt_here.envp = envp;
    if (!migrt_fault_read(migrt_prim_env("MIGRT_FAULT"), &error) ||
        !migrt_config_read(&migrt_here.config, &error) ||
        !key_is_good(&migrt_here.config, &error) ||
        !migrt_policy_start(&error)) {
        migrt_say("%s", error.text);
        migrt_prim_exit(MIGRT_EXIT_REFUSED);
    }
    atexit(at_exit);
    at_quick_exit(at_exit);
}

int migrt_main(int argc, char **argv, char **envp,
               int (*user)(int, char **, char **))
{
    int status;
    start(argc, argv, envp);
    migrt_hold--;
    if (migrt_here.config.restore != NULL) {
        status = migrt_restore_and_run(migrt_here.config.restore);
    } else {
        migrt_fault_watch(false);
        status = user(argc, argv, envp);
    }
    if (!migrt_unwinding)
        status = migrt_exit_after_main(status);
    if (migrt_unwinding)
        migrt_capture_finish();
    migrt_hold++;
    return status;
}
