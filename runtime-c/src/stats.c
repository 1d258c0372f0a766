#include "stats.h"

#include "error.h"
#include "prim/prim.h"
#include "state.h"

#include <stdio.h>
#include <string.h>

migrt_stats migrt_counters;

static int print(char *text, size_t room)
{
    const migrt_stats *c = &migrt_counters;
#define N(value) (unsigned long long)(value)
    return snprintf(
        text, room,
        "{\"polls\": %llu, \"captures\": %llu, \"captures_refused\": %llu, "
        "\"capture_ns\": %llu, \"write_ns\": %llu, \"restore_ns\": %llu, "
        "\"convert_ns\": %llu, \"image_bytes\": %llu, "
        "\"max_poll_gap_ns\": %llu, \"blocks\": %llu, \"objects\": %llu, "
        "\"frames\": %llu, \"pointers\": %llu, \"dangling\": %llu, "
        "\"rounded\": %llu, \"peak_bytes\": %llu}\n",
        N(c->polls), N(c->captures), N(c->captures_refused), N(c->capture_ns),
        N(c->write_ns), N(c->restore_ns), N(c->convert_ns), N(c->image_bytes),
        N(c->max_poll_gap_ns), N(c->blocks), N(c->objects), N(c->frames),
        N(c->pointers), N(c->dangling), N(c->rounded),
        N(migrt_prim_peak_memory()));
#undef N
}

void migrt_stats_write(void)
{
    const char *path = migrt_here.config.stats;
    char text[1024], temporary[4096];
    int fd, problem;
    if (path == NULL)
        return;
    print(text, sizeof text);
    problem = migrt_prim_open_temporary(path, false, temporary,
                                        sizeof temporary, &fd);
    if (problem == 0) {
        problem = migrt_prim_write_calm(fd, text, strlen(text));
        if (problem == 0)
            problem = migrt_prim_rename(temporary, path);
        if (problem != 0)
            migrt_prim_unlink(temporary);
        migrt_prim_close(fd);
    }
    if (problem != 0)
        migrt_log(MIGRT_ERROR, "cannot write MIGRT_STATS=%s: %s", path,
                  strerror(problem));
}

void migrt_stats_gap(void)
{
    static uint64_t last;
    uint64_t now = migrt_prim_now_ns();
    if (last != 0 && now - last > migrt_counters.max_poll_gap_ns)
        migrt_counters.max_poll_gap_ns = now - last;
    last = now;
}
