/* libc_waits.c: calls that wait: they leave for a capture with nothing taken,
 * and issued again they go on; handlers interrupt them as they should. */
#include "../src/libc_names.h"

#include "../src/heap.h"
#include "../src/libc.h"
#include "../src/libc_blocks.h"
#include "../src/prim/prim.h"
#include "check.h"
#include "core.h"

#include <errno.h>
#include <sys/time.h>

static int ends[2];
static FILE *input;

static void open_input(void)
{
    CHECK(pipe(ends) == 0);
    input = fdopen(ends[0], "r");
    CHECK(input != NULL);
}

static void close_input(void)
{
    fclose(input);
    close(ends[1]);
}

static void feed(const char *text)
{
    CHECK(write(ends[1], text, strlen(text)) == (ssize_t)strlen(text));
}

static void ask_capture(void)
{
    core_polls = 0;
    core_capture_at = 1;
    migrt_pending = 1;
}

/* The call made just before has left for a capture; its resume function. */
static void (*left(const migrt_function *expected))(void)
{
    CHECK(migrt_unwinding == 1);
    migrt_pending = 0;
    const migrt_function *function = core_saved();
    CHECK(function == expected);
    CHECK(function->record->flags & MIGRT_T_RECORD);
    return function->resume;
}

static double seconds_since(uint64_t begin)
{
    return (double)(migrt_prim_now_ns() - begin) / 1e9;
}

/* ---- input ----------------------------------------------------------------------- */

static void bytes(void)
{
    char to[10] = "";
    ask_capture();
    migrt_read(ends[0], to, 5);
    ssize_t (*again)(void) = (ssize_t(*)(void))left(&migrt_block_read);
    feed("hello");
    CHECK(again() == 5 && memcmp(to, "hello", 5) == 0);
    ask_capture(); /* what is there is read, capture or not */
    feed("x");
    CHECK(migrt_read(ends[0], to, 5) == 1 && !migrt_unwinding);
    CHECK(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0);
    CHECK(migrt_read(ends[0], to, 5) == -1 && errno == EAGAIN);
    CHECK(!migrt_unwinding && fcntl(ends[0], F_SETFL, 0) == 0);
    migrt_pending = 0;
}

static void characters(void)
{
    ask_capture();
    migrt_getc(input);
    int (*again)(void) = (int (*)(void))left(&migrt_block_getc);
    feed("abc");
    CHECK(again() == 'a');
    ask_capture();
    CHECK(migrt_getc(input) == 'b' && migrt_fgetc(input) == 'c');
    CHECK(core_polls == 0 && !migrt_unwinding);
    migrt_pending = 0;
}

static void lines(void)
{
    char to[20];
    ask_capture();
    migrt_fgets(to, sizeof to, input);
    char *(*again)(void) = (char *(*)(void))left(&migrt_block_fgets);
    feed("one\ntwo\nthree");
    CHECK(again() == to && strcmp(to, "one\n") == 0);
    char *line = NULL;
    size_t room = 0;
    CHECK(migrt_getline(&line, &room, input) == 4 &&
          strcmp(line, "two\n") == 0);
    CHECK(migrt_heap_contains(line) && room >= 5);
    CHECK(migrt_fread(to, 1, 5, input) == 5 && memcmp(to, "three", 5) == 0);
    ask_capture();
    migrt_getline(&line, &room, input);
    ssize_t (*line_again)(void) = (ssize_t(*)(void))left(&migrt_block_getdelim);
    for (int i = 0; i < 300; i++)
        feed("0123456789");
    feed("\n");
    CHECK(line_again() == 3001 && strlen(line) == 3001 && room > 3001);
    ask_capture();
    migrt_fread(to, 2, 3, input);
    size_t (*block_again)(void) = (size_t(*)(void))left(&migrt_block_fread);
    feed("abcdef");
    CHECK(block_again() == 3);
    close(ends[1]);
    CHECK(migrt_getline(&line, &room, input) == -1 && feof(input));
    CHECK(migrt_getc(input) == EOF);
    migrt_free(line);
}

static void readiness(void)
{
    struct pollfd fd = {.fd = ends[0], .events = POLLIN};
    ask_capture();
    migrt_poll_wait(&fd, 1, -1);
    int (*again)(void) = (int (*)(void))left(&migrt_block_poll);
    feed("x");
    CHECK(again() == 1 && fd.revents == POLLIN);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(ends[0], &in);
    FD_SET(ends[1], &out);
    CHECK(migrt_select(ends[1] + 1, &in, &out, NULL, NULL) == 2);
    CHECK(FD_ISSET(ends[0], &in) && FD_ISSET(ends[1], &out));
    CHECK(fgetc(input) == 'x');
    ask_capture();
    struct timeval limit = {10, 0};
    migrt_select(ends[0] + 1, &in, NULL, NULL, &limit);
    CHECK(FD_ISSET(ends[0], &in)); /* not yet touched */
    int (*select_again)(void) = (int (*)(void))left(&migrt_block_select);
    feed("y");
    CHECK(select_again() == 1 && FD_ISSET(ends[0], &in));
    CHECK(limit.tv_sec < 10 || limit.tv_usec == 0);
    CHECK(fgetc(input) == 'y');
    limit.tv_sec = 0;
    limit.tv_usec = 20000;
    uint64_t begin = migrt_prim_now_ns();
    CHECK(migrt_select(ends[0] + 1, &in, NULL, NULL, &limit) == 0);
    CHECK(!FD_ISSET(ends[0], &in) && limit.tv_usec == 0);
    CHECK(seconds_since(begin) >= 0.02);
    CHECK(migrt_poll_wait(&fd, 1, 10) == 0 && migrt_poll_wait(&fd, 1, 0) == 0);
}

/* ---- time ------------------------------------------------------------------------ */

static void naps(void)
{
    uint64_t begin = migrt_prim_now_ns();
    ask_capture();
    migrt_sleep(1);
    CHECK(seconds_since(begin) < 0.9);
    unsigned (*again)(void) = (unsigned (*)(void))left(&migrt_block_sleep);
    CHECK(again() == 0 && seconds_since(begin) >= 0.9);
    begin = migrt_prim_now_ns();
    struct timespec time = {0, 30000000}, rest = {7, 7};
    ask_capture();
    migrt_nanosleep(&time, &rest);
    int (*nap_again)(void) = (int (*)(void))left(&migrt_block_nanosleep);
    CHECK(nap_again() == 0 && rest.tv_sec == 7);
    CHECK(seconds_since(begin) >= 0.02);
    CHECK(migrt_usleep(1000) == 0);
    time.tv_nsec = 1000000000;
    CHECK(migrt_nanosleep(&time, NULL) == -1 && errno == EINVAL);
    clock_gettime(CLOCK_MONOTONIC, &time);
    time.tv_sec += 1;
    begin = migrt_prim_now_ns();
    CHECK(migrt_clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) ==
          0);
    CHECK(seconds_since(begin) > 0.9 && seconds_since(begin) < 5);
}

/* ---- handlers ---------------------------------------------------------------------- */

static volatile int handled, held, writes;

static void on_alarm(int number)
{
    handled = number;
    held = migrt_hold;
    if (writes)
        feed("woken");
}

static void alarm_in(long microseconds)
{
    struct itimerval when = {{0, 0}, {0, microseconds}};
    handled = 0;
    CHECK(setitimer(ITIMER_REAL, &when, NULL) == 0);
}

static void handlers(void)
{
    char to[10];
    struct sigaction action, old;
    CHECK(migrt_signal(SIGALRM, on_alarm) == SIG_DFL);
    writes = 1; /* restarted, so only input ends the wait */
    alarm_in(30000);
    CHECK(migrt_read(ends[0], to, 5) == 5 && handled == SIGALRM && held == 1);
    CHECK(migrt_hold == 0);
    memset(&action, 0, sizeof action);
    action.sa_handler = on_alarm;
    CHECK(migrt_sigaction(SIGALRM, &action, &old) == 0);
    CHECK(old.sa_handler == on_alarm && (old.sa_flags & SA_RESTART));
    writes = 0;
    alarm_in(30000);
    CHECK(migrt_read(ends[0], to, 5) == -1 && errno == EINTR && handled);
    alarm_in(30000);
    CHECK(migrt_sleep(5) == 5 && handled);
    alarm_in(30000);
    CHECK(migrt_pause() == -1 && errno == EINTR && handled);
    ask_capture(); /* a signal that asks for a capture while paused */
    migrt_pause();
    int (*again)(void) = (int (*)(void))left(&migrt_block_pause);
    alarm_in(30000);
    CHECK(again() == -1 && errno == EINTR);
}

static void reinstalled(void)
{
    handled = 0;
    CHECK(signal(SIGALRM, SIG_IGN) != SIG_ERR); /* as in a new process */
    migrt_libc_restored();
    CHECK(raise(SIGALRM) == 0 && handled == SIGALRM && held == 1);
    CHECK(migrt_signal(SIGALRM, SIG_DFL) == on_alarm);
    CHECK(migrt_signal(SIGUSR2, SIG_IGN) == SIG_DFL);
    CHECK(raise(SIGUSR2) == 0);
    CHECK(migrt_signal(SIGUSR2, SIG_DFL) == SIG_IGN);
    CHECK(migrt_signal(SIGKILL, on_alarm) == SIG_ERR);
}

int main(void)
{
    migrt_libc_start();
    static void (*const with_input[])(void) = {bytes, characters, lines,
                                               readiness, handlers};
    for (size_t i = 0; i < sizeof with_input / sizeof *with_input; i++) {
        open_input();
        with_input[i]();
        close_input();
    }
    naps();
    reinstalled();
    return CHECKS_DONE();
}
