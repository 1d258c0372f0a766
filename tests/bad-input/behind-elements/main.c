/* A struct whose last array goes on behind it, and behind that a number that
 * only a computation finds: nothing tells the runtime what it is. */
#include <stdio.h>
#include <stdlib.h>

static unsigned noise = 7;

struct clause {
    int size;
    const char *names[2];
};

static struct clause *make(int size)
{
    size_t bytes = sizeof(struct clause) + (size - 2) * sizeof(char *);
    bytes += sizeof(unsigned);
    struct clause *made = malloc(bytes);
    if (made == NULL)
        exit(2);
    made->size = size;
    for (int i = 0; i < size; i++)
        made->names[i] = "name";
    *(unsigned *)(void *)(made->names + size) = 0x01020304u;
    return made;
}

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    struct clause *clause = make(5);
    work();
    printf("%s %u\n", clause->names[4], *(unsigned *)(void *)(clause->names + clause->size));
    return 0;
}
