/* libc_names.h: declares migrt_NAME for every NAME in migrt_libc.def with the
 * library's own type, so that a signature that differs does not compile.
 * Included before everything else by libc_*.c. */
#ifndef MIGRT_LIBC_NAMES_H
#define MIGRT_LIBC_NAMES_H

#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64

#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
#include <locale.h>
#include <wchar.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <dirent.h>

/* Names that this library has not, or no longer declares. */
void cfree(void *);
void *pvalloc(size_t);
FILE *fopen64(const char *, const char *);
FILE *freopen64(const char *, const char *, FILE *);
FILE *tmpfile64(void);
int open64(const char *, int, ...);
int creat64(const char *, mode_t);
int on_exit(void (*)(int, void *), void *);
char *canonicalize_file_name(const char *);

#ifndef __GLIBC__
void *mmap64(void *, size_t, int, int, int, off_t);
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations" /* siginterrupt */
#endif
#define MIGRT_WRAP(name, class)             extern __typeof__(name) migrt_##name;
#define MIGRT_WRAP_AS(name, class, wrapper) extern __typeof__(name) wrapper;
#include "../include/migrt_libc.def"
#undef MIGRT_WRAP
#undef MIGRT_WRAP_AS
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

#endif
