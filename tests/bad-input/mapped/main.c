/* Memory from mmap is in use when the capture is asked for. */
#include <stdio.h>
#include <sys/mman.h>

static unsigned noise = 1;

static long work(long n)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 29);
    return n;
}

int main(void)
{
    long *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    long sum = 0;
    if (page == MAP_FAILED)
        return 1;
    for (int i = 0; i < 500; i++) {
        page[i] = i;
        sum += work(page[i / 2]);
    }
    printf("%ld\n", sum);
    return 0;
}
