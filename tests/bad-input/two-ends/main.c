/* The end of one array is the beginning of the next, and attributes keep migcc
 * from putting anything between them: on a machine that orders them otherwise
 * nobody can tell which is meant. */
#include <stdio.h>

#define KEPT __attribute__((used))

static int first[4] KEPT = { 1, 2, 3, 4 }, second[4] KEPT = { 5, 6, 7, 8 }, third[4] KEPT = { 9, 8, 7, 6 };
static unsigned noise = 7;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    int *ends[] = { first + 4, second + 4, third + 4 };
    int all = 0;
    work();
    for (int i = 0; i < 3; i++)
        all += ends[i][-1];
    printf("%d\n", all);
    return 0;
}
