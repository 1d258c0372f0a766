/* Requests of `migctl checkpoint`: a signal carries no wish, so the wish lies in
 * a file next to the image, IMAGE.after, with the word "continue" or "exit". */
#include "main.h"
#include "prim/prim.h"

#include <stdio.h>
#include <string.h>

enum migrt_after migrt_requested_after(void)
{
    char name[4300], word[16];
    size_t got = 0;
    int fd, problem;
    int length = snprintf(name, sizeof name, "%s.after", migrt_image_path(NULL));
    if (length < 0 || (size_t)length >= sizeof name)
        return MIGRT_AFTER_DEFAULT;
    if (migrt_prim_open_read(name, &fd) != 0)
        return MIGRT_AFTER_DEFAULT;
    problem = migrt_prim_read_some(fd, word, sizeof word - 1, &got);
    migrt_prim_close(fd);
    migrt_prim_unlink(name);
    if (problem != 0)
        return MIGRT_AFTER_DEFAULT;
    word[got] = '\0';
    if (strcmp(word, "continue\n") == 0)
        return MIGRT_AFTER_CONTINUE;
    return strcmp(word, "exit\n") == 0 ? MIGRT_AFTER_EXIT : MIGRT_AFTER_DEFAULT;
}
