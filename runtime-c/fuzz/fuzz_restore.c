/* fuzz_restore.c: one input of libFuzzer: an image, restored up to where the
 * program would go on.
 *
 * Reader, matching, conversion and sizes run in this process, with stand-ins for
 * what lasts (stand_ins.h). Now and then the same image is restored by the
 * runtime as it is, the heap at its addresses and the C library's state
 * included, in a process of its own. */
#define _POSIX_C_SOURCE 200809L
#include "fuzz_restore.h"

#include "memory.h"
#include "squeeze.h"
#include "stand_ins.h"

#include "../src/main_restore.h"
#include "../src/state.h"
#include "../src/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* One in so many is restored for real. */
enum { REAL = 64 };

/* Of each byte of the image, and at least: what the reader may allocate. */
enum { MEASURE = 64, LEAST = 16 << 20 };

static bool restore(void)
{
    static migrt_restore r;
    const bool say = getenv("FUZZ_SAY") != NULL; /* before environ changes */
    bool good;
    memset(&r, 0, sizeof r);
    good = migrt_restore_image(&r, "fuzz.mig");
    if (say)
        fprintf(stderr, "%s\n", good ? "restored" : r.error.text);
    return good;
}

bool fuzz_image(const unsigned char *image, size_t size)
{
    char **variables = environ;
    migrt_state state = migrt_here;
    bool good;
    stand_in_image(image, size);
    standing_in = true;
    stand_in_again();
    memory_begin(LEAST + MEASURE * size);
    good = restore();
    memory_end();
    standing_in = false;
    migrt_here = state;
    environ = variables;
    return good;
}

/* What the C library's text asks for (files opened, another directory) lasts, so
 * it happens in a process that ends. */
static void for_real(void)
{
    int status = 0;
    pid_t child = fork();
    if (child < 0)
        return;
    if (child == 0) {
        alarm(20);
        _exit(restore() ? 0 : 87);
    }
    while (waitpid(child, &status, 0) < 0)
        ;
    if (WIFEXITED(status) &&
        (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == 87))
        return;
    fprintf(stderr, "restored for real it ended with %x\n", (unsigned)status);
    abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    size_t image_size;
    unsigned char *image = expand(data, size, &image_size);
    bool good;
    if (image == NULL)
        return 0;
    good = fuzz_image(image, image_size);
    if (getenv("FUZZ_REAL") != NULL ||
        (good && migrt_checksum_of(data, size) % REAL == 0))
        for_real();
    free(image);
    return 0;
}
