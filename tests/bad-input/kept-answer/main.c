/* The machine's byte order, asked once and kept. */
#include <stdio.h>

static int little = -1;
static unsigned noise = 7;

static int is_little(void)
{
    if (little < 0) {
        unsigned one = 1;
        little = *(char *)&one;
    }
    return little;
}

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    if (!is_little())
        puts("big-endian");
    work();
    puts(is_little() ? "little-endian" : "big-endian");
    return 0;
}
