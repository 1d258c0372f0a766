#include <string.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#define ANY (PROT_READ | PROT_WRITE), (MAP_PRIVATE | MAP_ANONYMOUS), -1, 0

int use(void *);
static char *base;

void *reserve(size_t n)
{
    return mmap(NULL, n, ANY); // finds
}

void grow(size_t n)
{
    base = sbrk(n); // finds
}

int shared(int id)
{
    return use(shmat(id, NULL, 0)); // finds
}

int between(size_t n)
{
    void *p = mmap(NULL, n, ANY); // finds
    int result = use(p);
    munmap(p, n);
    return result;
}

void *(*mapper)(void *, size_t, int, int, int, off_t) = mmap; // finds

char *table(size_t n)
{
    char *p = mmap(NULL, n, ANY); // finds
    if (p == MAP_FAILED)
        return NULL;
    if (*p)
        munmap(p, n);
    return p;
}

int head(int fd)
{
    char *p = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0); // near miss
    int first = *p;
    munmap(p, 4096);
    return first;
}

void *end(void)
{
    return sbrk(0); // near miss
}

void release(void *p, size_t n)
{
    munmap(p, n); // near miss
}

void advise(void *p, size_t n)
{
    madvise(p, n, MADV_DONTNEED); // near miss
}

static void *map(size_t n) { return memset(base, 0, n); }

void *own(size_t n)
{
    return map(n); // near miss
}

int synced(void *p)
{
    return msync(p, 4096, MS_SYNC); // near miss
}
