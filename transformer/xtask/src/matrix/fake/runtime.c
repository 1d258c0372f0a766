/* Stands in for the runtime in the harness's own tests. A "poll" is a line of
 * output; the "image" holds how many lines are out. The program runs in a child
 * and its output passes through here, so a capture is to stop passing it on and
 * a restore is to begin passing it on later. -DBUG=n plants a fault. */
#undef main
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int user_main(int argc, char **argv);

static long read_image(const char *path)
{
    long lines = -1;
    FILE *f = fopen(path, "r");
    if (f == NULL || fscanf(f, "image %ld", &lines) != 1) {
        fprintf(stderr, "%s: no image\n", path);
        exit(87);
    }
    fclose(f);
    return lines;
}

static void write_number(const char *path, const char *format, long number)
{
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        fprintf(stderr, "%s: cannot be written\n", path);
        exit(86);
    }
    fprintf(f, format, number);
    fclose(f);
}

int main(int argc, char **argv)
{
    const char *restore = getenv("MIGRT_RESTORE");
    const char *at = getenv("MIGRT_CHECKPOINT_AT");
    const char *image = getenv("MIGRT_IMAGE");
    const char *stats = getenv("MIGRT_STATS");
    long done = restore ? read_image(restore) : 0;
    long stop = at && strncmp(at, "poll:", 5) == 0 ? atol(at + 5) : -1;
    long lines = 0, polls = 0;
    int pipes[2], c, status;
    FILE *out;
    pid_t child;

#if BUG == 1 /* loses a line on restore */
    if (restore) done++;
#elif BUG == 2 /* crashes on restore */
    if (restore) abort();
#endif
    if (pipe(pipes) != 0 || (child = fork()) < 0)
        return 1;
    if (child == 0) {
        dup2(pipes[1], 1);
        close(pipes[0]);
        close(pipes[1]);
        exit(user_main(argc, argv));
    }
    close(pipes[1]);
    out = fdopen(pipes[0], "r");
    while ((c = getc(out)) != EOF) {
        if (lines >= done)
            putchar(c);
        if (c != '\n')
            continue;
        lines++;
        polls += lines > done;
        if (polls > 0 && polls == stop && image) {
            write_number(image, "image %ld\n", lines);
            if (stats)
                write_number(stats, "{\"polls\": %ld, \"capture_ns\": 1000, "
                                    "\"image_bytes\": 10}\n", polls);
            fflush(stdout);
            return 85;
        }
    }
    waitpid(child, &status, 0);
    if (stats)
        write_number(stats, "{\"polls\": %ld}\n", polls);
    return WEXITSTATUS(status);
}
