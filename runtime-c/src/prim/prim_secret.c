/* prim_secret.c: files whose contents nobody else may know. */
#define _POSIX_C_SOURCE   200809L
#define _FILE_OFFSET_BITS 64
#include "prim.h"
#include "prim_initialised.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* As ssh looks at private keys: ours is for us alone. One that root gave us is
 * root's to share with a group. */
static bool exposed(const struct stat *about)
{
    bool is_root_s = about->st_uid == 0 && geteuid() != 0;
    if (about->st_uid != geteuid() && !is_root_s)
        return true;
    return (about->st_mode & (is_root_s ? 027 : 077)) != 0;
}

static int check(int fd, size_t room)
{
    struct stat about;
    if (fstat(fd, &about) != 0)
        return errno;
    MIGRT_INITIALISED(&about, sizeof about); /* as MIGRT_CALL_STAT */
    if (!S_ISREG(about.st_mode))
        return MIGRT_PRIM_NO_FILE;
    if (exposed(&about))
        return MIGRT_PRIM_EXPOSED;
    return about.st_size > (off_t)room ? EFBIG : 0;
}

static int read_all(int fd, char *to, size_t room, size_t *got)
{
    *got = 0;
    while (*got < room) {
        ssize_t done = read(fd, to + *got, room - *got);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return errno;
        if (done == 0)
            break;
        *got += (size_t)done;
    }
    return 0;
}

int migrt_prim_read_secret(const char *path, void *to, size_t room, size_t *got)
{
    int saved = errno, problem;
    /* Without waiting, should it be a pipe. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    *got = 0;
    problem = fd < 0 ? errno : check(fd, room);
    if (problem == 0)
        problem = read_all(fd, to, room, got);
    if (fd >= 0)
        close(fd);
    errno = saved;
    return problem;
}

int migrt_prim_absolute(const char *path, char *to, size_t room)
{
    int saved = errno, problem = 0;
    size_t length = 0;
    if (path[0] != '/') {
        if (getcwd(to, room) == NULL)
            problem = errno;
        else
            length = strlen(to);
    }
    if (problem == 0 && length + 1 + strlen(path) >= room)
        problem = ENAMETOOLONG;
    if (problem == 0) {
        if (length > 0)
            to[length++] = '/';
        memcpy(to + length, path, strlen(path) + 1);
    }
    errno = saved;
    return problem;
}
