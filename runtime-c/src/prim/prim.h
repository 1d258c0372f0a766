/* prim.h: the runtime's only contact with the operating system.
 *
 * Everything else in runtime-c is arithmetic on memory, apart from libc_*.c,
 * which stand in for C library functions the user's source calls.
 *
 * Result contract, unless a function says otherwise: 0 for success, else the
 * errno value of the failure. errno itself is left as it was. No function
 * here calls malloc, and none returns a partial result: reads and writes are
 * repeated until done. */
#ifndef MIGRT_PRIM_H
#define MIGRT_PRIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- memory (prim_memory.c) ---------------------------------------------- */

/* Bytes per page of this system. */
size_t migrt_prim_page_size(void);

/* Address space without memory behind it.
 * pre:  bytes > 0, a multiple of the page size; at is page-aligned or NULL.
 * post: with `at`, exactly [at, at + bytes) or NULL: never another place, and
 *       nothing that was mapped there before is harmed.
 *       Without, a place of the system's choice, or NULL. */
void *migrt_prim_reserve(void *at, size_t bytes);

/* The same, readable, writable and zero. */
void *migrt_prim_map(void *at, size_t bytes);

/* Makes reserved pages readable, writable and (the first time) zero.
 * pre:  [start, start + bytes) lies in one reservation, page-aligned. */
int migrt_prim_commit(void *start, size_t bytes);

/* Drops the contents of committed pages: they stay usable and read as zero.
 * pre:  page-aligned. */
int migrt_prim_discard(void *start, size_t bytes);

/* Gives address space back.
 * pre:  page-aligned, ours. */
int migrt_prim_unmap(void *start, size_t bytes);

/* Puts the file's bytes at [start, start + bytes), replacing what is there;
 * writes stay private (copy on write).
 * pre:  page-aligned start, bytes and offset; the pages are ours. */
int migrt_prim_map_file(void *start, size_t bytes, int fd, uint64_t offset);

/* The most memory this process had at once, in bytes; 0: the system does not
 * tell. (prim_peak.c) */
uint64_t migrt_prim_peak_memory(void);

/* Zeroed memory that a forked child shares with its parent, for good; NULL
 * when there is none. (prim_special.c) */
void *migrt_prim_shared(size_t bytes);

/* ---- files (prim_file.c) -------------------------------------------------- */

/* Descriptors made here are close-on-exec and at least 64 where the system
 * allows, so that they do not take the numbers the program expects. */
int migrt_prim_open_read(const char *path, int *fd);
/* True for a descriptor that was opened here and not closed yet. */
bool migrt_prim_is_ours(int fd);

/* Opens `path` for writing if it exists and is no regular file (a device, a
 * pipe): *special tells. Otherwise opens nothing. (prim_special.c) */
int migrt_prim_open_special(const char *path, int *fd, bool *special);

/* The same file once more, for migrt_prim_write_at past the page cache; -1 when
 * its file system cannot. Memory, offset and size of such a write should be
 * multiples of a page. */
int migrt_prim_open_direct(const char *path);

/* All of `bytes`, or an error; a short read at end of file is EPIPE. */
int migrt_prim_write(int fd, const void *from, size_t bytes);
/* Sends the process no signal when a pipe has no reader or a file may not grow,
 * whatever the program does with those signals. (prim_say.c) */
int migrt_prim_write_calm(int fd, const void *from, size_t bytes);
int migrt_prim_write_at(int fd, const void *from, size_t bytes,
                        uint64_t offset);
int migrt_prim_read(int fd, void *to, size_t bytes);
int migrt_prim_read_at(int fd, void *to, size_t bytes, uint64_t offset);
/* Up to `bytes`; *got is less only at end of file. */
int migrt_prim_read_some(int fd, void *to, size_t bytes, size_t *got);

int migrt_prim_seek(int fd, uint64_t offset);
int migrt_prim_size(int fd, uint64_t *bytes); /* ESPIPE: not a regular file */
/* Everything written is on the device; failures that a close would tell of are
 * told here. */
int migrt_prim_sync(int fd);
int migrt_prim_close(int fd);

/* Contents of a regular file that nobody else can read or change, up to `room`
 * bytes (EFBIG: it has more). Not kept anywhere but at `to`.
 * (prim_secret.c) */
enum { MIGRT_PRIM_EXPOSED = -1, MIGRT_PRIM_NO_FILE = -2 };
int migrt_prim_read_secret(const char *path, void *to, size_t room,
                           size_t *got);
/* The path from the root that means the same, whatever the program makes its
 * directory. (prim_secret.c) */
int migrt_prim_absolute(const char *path, char *to, size_t room);

#define MIGRT_PRIM_FDS 1024

/* Fills open[fd] for the descriptors below MIGRT_PRIM_FDS. */
void migrt_prim_fds_open(bool open[MIGRT_PRIM_FDS]);
/* Once, before the program opens anything: notes what is open. */
void migrt_prim_start(void);
/* What was open then. */
const bool *migrt_prim_fds_at_start(void);

/* ---- files that replace others (prim_replace.c) ------------------------------ */

/* A new file next to `path`, to be renamed to it; its name goes to `temporary`:
 * PATH.tmp or, while another living process writes that, PATH.tmp.PID. A
 * PATH.tmp that a killed process left behind is removed first. The file is
 * locked until `fd` is closed: close it after the rename. `secret`: only its
 * owner can read it.
 * pre:  room >= strlen(path) + 32, else ENAMETOOLONG. */
int migrt_prim_open_temporary(const char *path, bool secret, char *temporary,
                              size_t room, int *fd);
/* Removes what `process`, which has ended, left of its attempt at `path`. */
void migrt_prim_drop_temporary(const char *path, pid_t process);

int migrt_prim_rename(const char *from, const char *to); /* atomic */
int migrt_prim_link(const char *from, const char *to);
int migrt_prim_unlink(const char *path);
/* Something of that name, a dangling symbolic link included. */
bool migrt_prim_exists(const char *path);
/* Renames in the directory of `path` survive a power failure from now on. */
int migrt_prim_sync_directory(const char *path);

/* ---- process (prim_process.c) ---------------------------------------------- */

int migrt_prim_fork(pid_t *child); /* *child is 0 in the child */
/* Waits for `child` to end; *status as waitpid() gives it. */
int migrt_prim_wait(pid_t child, int *status);
/* Whether `child`, made by migrt_prim_fork, has not ended yet. */
bool migrt_prim_at_work(pid_t child);
/* Whether a status that migrt_prim_wait gave says: ended by itself with 0. */
int migrt_prim_ended_well(int status);
/* Of a child that the program's own wait() has met: true when it is one made by
 * migrt_prim_fork; its status is kept for migrt_prim_wait. */
bool migrt_prim_reaped(pid_t child, int status);
/* Whether this process has children, running or not yet waited for.
 * pre:  those of migrt_prim_fork have been waited for. */
bool migrt_prim_has_children(void);
pid_t migrt_prim_pid(void);
long migrt_prim_processors(void); /* at work now; at least 1 */
const char *migrt_prim_env(const char *name); /* NULL: not set; not a copy */
void migrt_prim_exit(int status);             /* at once: no atexit handlers */
void migrt_prim_abort(void);

/* To stderr, calmly; nothing is kept, and nobody is told of failures.
 * (prim_say.c) */
void migrt_prim_say(const char *text, size_t bytes);
void migrt_prim_complain(const char *prefix, const char *text); /* both */

/* Taken only by programs that have started threads.
 * One lock for the whole runtime; a thread may take it again while it has it. */
void migrt_prim_lock(void);
void migrt_prim_unlock(void);

/* ---- time and signals (prim_time.c, prim_signal.c) ------------------------- */

uint64_t migrt_prim_now_ns(void); /* monotonic; epoch of no meaning */

/* Calls `handler` on `signal_number`, restarting interrupted system calls
 * unless `interrupts`. Saves the former disposition for migrt_prim_uncatch. */
int migrt_prim_catch(int signal_number, void (*handler)(int), bool interrupts);
int migrt_prim_uncatch(int signal_number);

/* The disposition that migrt_prim_catch replaced, into a struct sigaction; false
 * when the runtime does not catch that signal. */
bool migrt_prim_former(int signal_number, void *sigaction);

/* Number of "USR2", "SIGUSR2" or "12"; 0 when there is no such signal. */
int migrt_prim_signal_number(const char *name);
const char *migrt_prim_signal_name(int number); /* "USR2"; NULL: unknown */

/* Asks the system to begin writing these bytes of a file to its device; it need
 * not, and says nothing.
 * pre:  fd is open for writing. */
void migrt_prim_start_writeback(int fd, uint64_t offset, uint64_t bytes);

/* The lowest address the stack may reach, less `margin` (or a quarter of the
 * stack, if that is less), after asking for a stack of `wanted` bytes; 0: not
 * known.
 * pre: called on the stack of main. */
uintptr_t migrt_prim_stack_floor(size_t wanted, size_t margin);

/* Seconds since 1970-01-01 00:00 UTC. */
uint64_t migrt_prim_calendar(void);

/* A timer on the monotonic clock that sends SIGALRM-like `signal_number` to
 * this process after first_ns and then each period_ns (0: once). Uses
 * timer_create, so the program's own alarm() and setitimer() are untouched. */
int migrt_prim_timer(int signal_number, uint64_t first_ns, uint64_t period_ns);
int migrt_prim_timer_stop(void);

#endif
