/* A value is a number or, as a NaN, a pointer. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double values[2];
static unsigned noise = 7;

static void work(void)
{
    do
        noise = noise * 1664525u + 1013904223u;
    while (noise >> 26);
}

int main(void)
{
    int *number = malloc(sizeof *number);
    uint64_t boxed = 0xfffc000000000000u | (uint64_t)(uintptr_t)number;
    *number = 5;
    values[0] = 1.5;
    memcpy(&values[1], &boxed, sizeof boxed);
    boxed = 0;
    work();
    memcpy(&boxed, &values[1], sizeof boxed);
    number = (int *)(uintptr_t)(boxed & 0xffffffffffffu);
    printf("%g %d\n", values[0], *number);
    return 0;
}
