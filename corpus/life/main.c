/* Conway's life on a torus: one byte a cell with two planes, and 64 cells a
 * word with bit-sliced counting. Both must agree. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 64
#define COLS 64

typedef unsigned char plane[ROWS][COLS];

static plane planes[2];
static uint64_t rows[ROWS];
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void put(plane p, int r, int c, const char *picture)
{
    for (int x = c; *picture; picture++)
        if (*picture == '\n') {
            r++;
            x = c;
        } else {
            p[r][x++] = *picture == '#';
        }
}

static void step_bytes(plane from, plane to)
{
    for (int r = 0; r < ROWS; r++) {
        const unsigned char *up = from[(r + ROWS - 1) % ROWS], *here = from[r],
                            *down = from[(r + 1) % ROWS];
        for (int c = 0; c < COLS; c++) {
            int w = (c + COLS - 1) % COLS, e = (c + 1) % COLS;
            int n = up[w] + up[c] + up[e] + here[w] + here[e] + down[w] + down[c] + down[e];
            to[r][c] = n == 3 || (n == 2 && here[c]);
        }
    }
}

static uint64_t turn(uint64_t v, int by)
{
    return by > 0 ? v << 1 | v >> 63 : v >> 1 | v << 63;
}

/* Adds one bit plane to counters of three bits (they saturate at 4 and more). */
static void add(uint64_t *one, uint64_t *two, uint64_t *four, uint64_t bit)
{
    uint64_t carry = *one & bit;
    *one ^= bit;
    *four |= *two & carry;
    *two ^= carry;
}

static void step_bits(uint64_t *plane)
{
    uint64_t next[ROWS];
    for (int r = 0; r < ROWS; r++) {
        uint64_t one = 0, two = 0, four = 0;
        for (int d = -1; d <= 1; d++) {
            uint64_t v = plane[(r + d + ROWS) % ROWS];
            add(&one, &two, &four, turn(v, 1));
            add(&one, &two, &four, turn(v, -1));
            if (d)
                add(&one, &two, &four, v);
        }
        next[r] = two & ~four & (one | plane[r]);
    }
    memcpy(plane, next, sizeof next);
}

static void pack(plane p, uint64_t *into)
{
    for (int r = 0; r < ROWS; r++) {
        into[r] = 0;
        for (int c = 0; c < COLS; c++)
            into[r] |= (uint64_t)p[r][c] << c;
    }
}

static int population(const uint64_t *p)
{
    int n = 0;
    for (int r = 0; r < ROWS; r++)
        for (uint64_t v = p[r]; v; v &= v - 1)
            n++;
    return n;
}

int main(void)
{
    unsigned char (*now)[COLS] = planes[0], (*next)[COLS] = planes[1];
    uint64_t *packed = malloc(sizeof rows);
    if (!packed)
        return 2;
    puts("life: start");
    put(now, 2, 2, ".#\n..#\n###");              /* glider */
    put(now, 30, 30, ".##\n##\n.#");             /* R-pentomino */
    put(now, 50, 10, ".#....\n...#..\n##..###"); /* acorn */
    pack(now, rows);
    int died = 0, previous = population(rows);
    for (int generation = 1; generation <= 400; generation++) {
        step_bytes(now, next);
        unsigned char (*t)[COLS] = now;
        now = next;
        next = t;
        step_bits(rows);
        pack(now, packed);
        check("bytes and bits", memcmp(packed, rows, sizeof rows) == 0);
        int alive = population(rows);
        died += alive < previous;
        previous = alive;
        if (generation % 80 == 0)
            printf("generation %d: %d alive\n", generation, alive);
    }
    printf("fewer in %d generations\n", died);
    /* A lone glider is itself again after 4 * 64 generations on a torus. */
    memset(planes, 0, sizeof planes);
    put(planes[0], 1, 1, ".#\n..#\n###");
    for (int i = 0; i < 256; i++)
        step_bytes(planes[i % 2], planes[(i + 1) % 2]);
    memset(planes[1], 0, sizeof planes[1]);
    put(planes[1], 1, 1, ".#\n..#\n###");
    check("glider came home", memcmp(planes[0], planes[1], sizeof planes[0]) == 0);
    free(packed);
    puts(failures ? "life: FAILED" : "life: ok");
    return failures != 0;
}
