/* libc_files.c: open files, saved by one process and opened again by another:
 * a child captures, the parent, which has opened nothing yet, restores. */
#include "../src/libc_names.h"

#include "../src/heap.h"
#include "../src/libc.h"
#include "../src/prim/prim.h"
#include "check.h"

#include <errno.h>
#include <sys/stat.h>
#include <sys/time.h>

static char directory[] = "/tmp/migrt-files-XXXXXX";
static char why[600];

struct sink {
    char bytes[20000];
    size_t count;
};

static int put(void *to, const void *bytes, size_t count)
{
    struct sink *sink = to;
    CHECK(sink->count + count <= sizeof sink->bytes);
    memcpy(sink->bytes + sink->count, bytes, count);
    sink->count += count;
    return 0;
}

static void store(const char *name, const void *bytes, size_t count)
{
    FILE *file = fopen(name, "w");
    CHECK(file && fwrite(bytes, 1, count, file) == count && fclose(file) == 0);
}

static size_t load(const char *name, char *to, size_t room)
{
    FILE *file = fopen(name, "r");
    CHECK(file != NULL);
    size_t count = fread(to, 1, room - 1, file);
    to[count] = 0;
    fclose(file);
    return count;
}

static void expect_file(const char *name, const char *content)
{
    char bytes[2000];
    load(name, bytes, sizeof bytes);
    CHECK(strcmp(bytes, content) == 0);
}

/* A pipe with `text` in it and no writer becomes stdin. */
static void feed_stdin(const char *text)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text));
    CHECK(dup2(ends[0], 0) == 0);
    close(ends[0]);
    close(ends[1]);
}

static void save(void)
{
    static struct sink sink;
    sink.count = 0;
    bool good = migrt_libc_check(why, sizeof why);
    if (!good)
        fprintf(stderr, "refused: %s\n", why);
    CHECK(good);
    CHECK(migrt_libc_capture(put, &sink) == 0);
    store("state", sink.bytes, sink.count);
}

static bool restore(void)
{
    static char text[20000];
    size_t count = load("state", text, sizeof text);
    return migrt_libc_restore(text, count, why, sizeof why);
}

/* Runs `part` in a child that must end well. */
static void in_child(void (*part)(void))
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        part();
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- files keep their places --------------------------------------------------- */

static uint32_t ids[6];

static void note_id(int i, FILE *file)
{
    CHECK(file && migrt_file_id(file, &ids[i]));
}

static void places_before(void)
{
    FILE *out = migrt_fopen("out", "w"), *in = migrt_fopen("in", "r");
    FILE *more = migrt_fopen("more", "a"), *both = migrt_fopen("both", "r+");
    FILE *end = migrt_fopen("short", "r");
    int fd = migrt_open("raw", O_RDWR | O_CREAT | O_TRUNC, 0600);
    int copy = migrt_dup2(fd, 57);
    CHECK(fd >= 0 && copy == 57 && write(fd, "abc", 3) == 3);
    fputs("hello ", out);
    CHECK(fgetc(in) == 'A' && fgetc(in) == 'B' && ungetc('B', in) == 'B');
    fputs("two\n", more);
    CHECK(fseek(both, 4, SEEK_SET) == 0 && fgetc(both) == '4');
    while (fgetc(end) != EOF)
        ;
    CHECK(feof(end));
    char line[100];
    feed_stdin("line 1\nline 2\n");
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "line 1\n") == 0);
    note_id(0, out);
    note_id(1, in);
    note_id(2, more);
    note_id(3, both);
    note_id(4, end);
    note_id(5, stdout);
    CHECK(ids[5] == 1);
    store("ids", ids, sizeof ids);
    store("fd", &fd, sizeof fd);
    save();
}

static FILE *file_numbered(int i)
{
    FILE *file = migrt_file_of(ids[i]);
    CHECK(file != NULL);
    return file;
}

static void places_after(void)
{
    char bytes[sizeof ids + 1], line[100];
    feed_stdin("line 3\n");
    CHECK(load("ids", bytes, sizeof bytes) == sizeof ids);
    memcpy(ids, bytes, sizeof ids);
    int fd;
    CHECK(load("fd", bytes, sizeof bytes) == sizeof fd);
    memcpy(&fd, bytes, sizeof fd);
    bool good = restore();
    if (!good)
        fprintf(stderr, "refused: %s\n", why);
    CHECK(good);
    CHECK(file_numbered(5) == stdout);
    CHECK(fgetc(file_numbered(1)) == 'B' && fgetc(file_numbered(1)) == 'C');
    CHECK(ftell(file_numbered(3)) == 5 && fgetc(file_numbered(3)) == '5');
    CHECK(feof(file_numbered(4)) && ftell(file_numbered(4)) == 3);
    CHECK(!feof(file_numbered(1)));
    fputs("world\n", file_numbered(0));
    fputs("three\n", file_numbered(2));
    CHECK(migrt_fclose(file_numbered(0)) == 0);
    CHECK(migrt_file_of(ids[0]) == NULL);
    CHECK(migrt_fclose(file_numbered(2)) == 0);
    expect_file("out", "hello world\n");
    expect_file("more", "one\ntwo\nthree\n");
    CHECK(write(fd, "def", 3) == 3 && write(57, "ghi", 3) == 3);
    expect_file("raw", "abcdefghi"); /* one offset for both */
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "line 2\n") == 0);
    CHECK(fgets(line, sizeof line, stdin) && strcmp(line, "line 3\n") == 0);
    CHECK(fgets(line, sizeof line, stdin) == NULL && feof(stdin));
    CHECK(migrt_libc_check(why, sizeof why)); /* and once more */
}

static void places(void)
{
    store("in", "ABCDEF", 6);
    store("more", "one\n", 4);
    store("both", "0123456789", 10);
    store("short", "xyz", 3);
    in_child(places_before);
    in_child(places_after);
    store("more", "one\ntwo\nother\n", 14); /* has grown */
    in_child(places_before);
    store("more", "one\ntwo\nother\ntwo\nx", 19);
    CHECK(!restore() && strstr(why, "more") && strstr(why, "grown"));
}

/* ---- standard input from a file --------------------------------------------------- */

static void stdin_before(void)
{
    CHECK(freopen("in", "r", stdin) && fgetc(stdin) == 'A');
    save();
}

static void stdin_same(void)
{
    CHECK(freopen("in", "r", stdin) && restore() && fgetc(stdin) == 'B');
}

static void stdin_other(void)
{
    feed_stdin("something else");
    CHECK(!restore() && strstr(why, "standard input"));
}

static void stdin_reopened(void)
{
    CHECK(migrt_freopen("in", "r", stdin) && fgetc(stdin) == 'A');
    save();
}

static void stdin_again(void)
{
    feed_stdin("something else");
    CHECK(restore() && fgetc(stdin) == 'B');
}

/* ---- refusals ------------------------------------------------------------------------ */

static void expect_refusal(const char *word)
{
    CHECK(!migrt_libc_check(why, sizeof why));
    if (!strstr(why, word))
        fprintf(stderr, "got: %s\n", why);
    CHECK(strstr(why, word) != NULL);
}

static void refusals(void)
{
    int ends[2];
    CHECK(migrt_pipe(ends) == 0);
    expect_refusal("pipe");
    migrt_close(ends[0]);
    migrt_close(ends[1]);
    CHECK(migrt_libc_check(why, sizeof why));
    int fd = migrt_socket(AF_UNIX, SOCK_STREAM, 0);
    expect_refusal("socket");
    migrt_close(fd);
    FILE *file = migrt_tmpfile();
    expect_refusal("temporary");
    migrt_fclose(file);
    CHECK(pipe(ends) == 0); /* no wrapper saw it */
    expect_refusal("does not know");
    close(ends[0]);
    close(ends[1]);
    file = migrt_fopen("gone", "w");
    CHECK(unlink("gone") == 0);
    expect_refusal("removed");
    migrt_fclose(file);
    char *text;
    size_t size;
    file = migrt_open_memstream(&text, &size);
    fprintf(file, "%d-%s", 42, "x");
    expect_refusal("memory");
    migrt_fclose(file);
    CHECK(size == 4 && strcmp(text, "42-x") == 0 && migrt_heap_contains(text));
    migrt_free(text);
    CHECK(migrt_libc_check(why, sizeof why));
}

static void missing_before(void)
{
    CHECK(migrt_fopen("missing", "r") != NULL);
    save();
}

static void missing(void)
{
    store("missing", "1234", 4);
    in_child(missing_before);
    store("missing", "123", 3);
    CHECK(!restore() && strstr(why, "missing") && strstr(why, "3 bytes"));
    CHECK(unlink("missing") == 0);
    CHECK(!restore() && strstr(why, "missing") &&
          strstr(why, "cannot be opened"));
}

/* ---- directory ---------------------------------------------------------------------------- */

static void directory_before(void)
{
    CHECK(mkdir("sub", 0700) == 0);
    CHECK(migrt_fopen("in", "r") != NULL);
    CHECK(migrt_chdir("sub") == 0 && chdir("..") == 0);
    save();
}

static void directory_after(void)
{
    char here[600];
    CHECK(restore() && getcwd(here, sizeof here));
    CHECK(strcmp(here + strlen(here) - 4, "/sub") == 0);
}

/* ---- the process that goes on ------------------------------------------------------------------ */

static void shared_before(void)
{
    int status;
    char line[20];
    FILE *out = migrt_fopen("shared", "w"), *in = migrt_fopen("in", "r");
    int fd = migrt_open("in", O_RDONLY);
    CHECK(out && in && fd >= 0 && read(fd, line, 2) == 2);
    CHECK(fgetc(in) == 'A' && fputs("12345", out) >= 0);
    note_id(0, out);
    note_id(1, in);
    store("ids", ids, sizeof ids);
    store("fd", &fd, sizeof fd);
    migrt_libc_before_fork();
    pid_t child = fork();
    migrt_libc_after_fork(child == 0);
    if (child == 0) {
        usleep(100000);
        save(); /* after the parent has moved all offsets */
        _exit(0);
    }
    CHECK(fputs("more", out) >= 0 && fflush(out) == 0);
    CHECK(fseek(in, 0, SEEK_END) == 0 && lseek(fd, 0, SEEK_END) == 6);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static void shared_after(void)
{
    int fd;
    char bytes[sizeof ids + 1], c;
    CHECK(load("ids", bytes, sizeof bytes) == sizeof ids);
    memcpy(ids, bytes, sizeof ids);
    CHECK(load("fd", bytes, sizeof bytes) == sizeof fd);
    memcpy(&fd, bytes, sizeof fd);
    CHECK(restore());
    CHECK(ftell(file_numbered(0)) == 5 && fgetc(file_numbered(1)) == 'B');
    CHECK(read(fd, &c, 1) == 1 && c == 'C');
}

/* ---- what the system keeps ----------------------------------------------------------------- */

static void process_before(void)
{
    sigset_t set;
    struct itimerval when = {{0, 0}, {1000, 500}};
    umask(027);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    CHECK(sigprocmask(SIG_BLOCK, &set, NULL) == 0);
    CHECK(setitimer(ITIMER_REAL, &when, NULL) == 0);
    save();
}

static void process_after(void)
{
    sigset_t set;
    struct itimerval when;
    CHECK(restore() && umask(0) == 027);
    migrt_libc_restored();
    CHECK(migrt_errno_number(migrt_errno_name(EPIPE)) == EPIPE);
    CHECK(migrt_errno_number("EVERYTHING") == 0);
    CHECK(sigprocmask(SIG_BLOCK, NULL, &set) == 0);
    CHECK(sigismember(&set, SIGUSR1) && !sigismember(&set, SIGALRM));
    CHECK(getitimer(ITIMER_REAL, &when) == 0 && when.it_value.tv_sec > 900);
}

static void children(void)
{
    int status;
    CHECK(migrt_libc_check(why, sizeof why));
    pid_t own = 0, child = fork();
    if (child == 0)
        _exit(3);
    expect_refusal("child");
    CHECK(migrt_prim_fork(&own) == 0);
    if (own == 0)
        _exit(4);
    CHECK(migrt_wait(&status) == child && WEXITSTATUS(status) == 3);
    CHECK(migrt_wait(&status) == -1 && errno == ECHILD); /* not our own */
    CHECK(migrt_prim_wait(own, &status) == 0 && WEXITSTATUS(status) == 4);
    CHECK(migrt_libc_check(why, sizeof why));
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    timer_t timer;
    CHECK(migrt_timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
    expect_refusal("timer");
    CHECK(migrt_timer_delete(timer) == 0);
    CHECK(migrt_libc_check(why, sizeof why));
}

/* ---- a damaged image ------------------------------------------------------------------------ */

static uint32_t fuzz_seed;

static void damaged_once(void)
{
    static char text[20000];
    size_t count = load("good", text, sizeof text);
    for (int i = 0; i < 3; i++) {
        fuzz_seed = fuzz_seed * 1664525u + 1013904223u;
        text[(fuzz_seed >> 8) % count] = (char)(fuzz_seed >> 16);
    }
    migrt_libc_restore(text, count, why, sizeof why);
}

static void fuzz(void)
{
    static char text[20000];
    store("more", "one\ntwo\n", 8);
    in_child(places_before);
    size_t count = load("state", text, sizeof text);
    store("good", text, count);
    for (fuzz_seed = 1; fuzz_seed < 200; fuzz_seed++)
        in_child(damaged_once);
}

int main(void)
{
    migrt_libc_start();
    CHECK(mkdtemp(directory) && chdir(directory) == 0);
    places();
    in_child(stdin_before);
    in_child(stdin_same);
    in_child(stdin_other);
    in_child(stdin_reopened);
    in_child(stdin_again);
    in_child(refusals);
    in_child(missing);
    in_child(directory_before);
    in_child(directory_after);
    in_child(shared_before);
    in_child(shared_after);
    in_child(process_before);
    in_child(process_after);
    in_child(children);
    fuzz();
    return CHECKS_DONE();
}
