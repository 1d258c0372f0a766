/* prim_peak.c: how much memory the process has had. getrusage() would do if its
 * ru_maxrss were not that of the parent where the parent had more (Linux keeps
 * it across exec). */
#include "prim.h"

#include <stdlib.h>
#include <string.h>

uint64_t migrt_prim_peak_memory(void)
{
    static const char name[] = "\nVmHWM:";
    char text[4096];
    const char *line;
    size_t got = 0;
    int fd;
    if (migrt_prim_open_read("/proc/self/status", &fd) != 0)
        return 0;
    if (migrt_prim_read_some(fd, text, sizeof text - 1, &got) != 0)
        got = 0;
    migrt_prim_close(fd);
    text[got] = '\0';
    line = strstr(text, name);
    /* proc(5): in units of 1024 bytes, whatever they are called there. */
    return line == NULL ? 0 : strtoull(line + sizeof name - 1, NULL, 10) * 1024;
}
