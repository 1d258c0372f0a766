/* Pointers to whole arrays, to rows of them, to arrays of run-time length, to
 * members of all kinds, and flexible arrays of structs, held across captures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int turns = 9;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

struct point {
    short x;
    long y;
};

/* A header and its structs, one of which holds an array of pointers. */
struct path {
    int count;
    struct path *parent;
    struct step {
        char kind;
        struct point at;
        long *marks[2];
    } steps[];
};

struct grid {
    int (*rows)[5];
    int (*all)[3][5];
    struct point (*corner)[2];
    int cells[3][5];
};

static struct grid shared = {
    .rows = shared.cells + 1,
    .all = &shared.cells,
    .corner = &(struct point[2]){{1, 2}, {3, 4}},
};

union word {
    unsigned number;
    int signed_number;
    float real;
};

static long sum_of(int (*rows)[5], int count)
{
    long sum = 0;
    for (int (*row)[5] = rows; row < rows + count; row++)
        for (int *cell = *row; cell != *row + 5; cell++)
            sum += pause_here(*cell);
    return sum;
}

static void fixed_arrays(void)
{
    for (int i = 0; i < 15; i++)
        (*shared.all)[i / 5][i % 5] = pause_here(i);
    expect("rows", sum_of(shared.rows, 2), 5 * 7 + 5 * 12);
    shared.rows++;
    (*shared.rows)[4] += pause_here(100);
    expect("last", shared.cells[2][4], 114);
    expect("row", shared.rows - *shared.all, 2);
    (*shared.corner)[1].y += pause_here(5);
    expect("corner", (*shared.corner)[1].y + (*shared.corner)[0].x, 10);
    struct grid *copy = malloc(sizeof *copy);
    if (!copy)
        exit(2);
    *copy = shared;
    copy->all = &copy->cells;
    copy->rows = &(*copy->all)[pause_here(1)];
    memset(copy->rows, 0, sizeof *copy->rows);
    expect("copy", sum_of(*copy->all, 3), 10 + 0 + 60 + 100);
    free(copy);
}

/* n rows of m numbers, each pointer of a type that depends on m. */
static long variable_arrays(int n, int m)
{
    int (*rows)[m] = malloc(sizeof(int[n][m]));
    int (*last)[m] = rows + n - 1;
    long sum = 0;
    if (!rows)
        exit(2);
    for (int (*row)[m] = rows; row <= last; row++)
        for (int i = 0; i < m; i++)
            (*row)[i] = (int)(row - rows) * 10 + pause_here(i);
    int (*transposed)[n] = malloc(sizeof(int[m][n]));
    if (!transposed)
        exit(2);
    for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
            transposed[i][j] = rows[j][i];
    for (int i = 0; i < m; i++)
        sum = sum * 3 + transposed[i][n - 1] * pause_here(1);
    sum += (*last)[0] + (long)(sizeof *last / sizeof(int)) * 1000;
    free(rows);
    free(transposed);
    return sum;
}

static struct path *extended(struct path *parent, int count)
{
    struct path *path = malloc(sizeof *path + count * sizeof(struct step));
    if (!path)
        exit(2);
    path->count = count;
    path->parent = parent;
    for (int i = 0; i < count; i++)
        path->steps[i] = (struct step){
            .kind = (char)('a' + pause_here(i)),
            .at = {(short)-i, i * 1000L},
            .marks = {&path->steps[0].at.y,
                      parent ? &parent->steps[parent->count - 1].at.y : NULL}};
    return path;
}

/* Writes through pointers to members inside the flexible arrays. */
static void paths(void)
{
    struct path *path = NULL;
    long sum = 0, *best = NULL;
    for (int count = 2; count < 7; count++) {
        path = extended(path, count);
        struct step *middle = &path->steps[count / 2];
        char *kind = &middle->kind;
        short *x = &middle->at.x;
        best = path->parent ? middle->marks[1] : &middle->at.y;
        *kind += pause_here(1);
        *x *= 2;
        *best += *middle->marks[0] + *kind - 'a';
    }
    expect("best", *best, 4000 + 4);
    while (path) {
        struct path *parent = path->parent;
        for (int i = 0; i < path->count; i++)
            sum += path->steps[i].at.x + path->steps[i].at.y +
                   path->steps[i].kind - pause_here('a');
        free(path);
        path = parent;
    }
    expect("sum", sum, 35010);
}

/* All members of a union have the same width: no selector is needed. */
static void words(void)
{
    union word local[3] = {{.real = 1.5f}, {.signed_number = -7}, {0}};
    union word *heap = malloc(4 * sizeof *heap);
    if (!heap)
        exit(2);
    for (int i = 0; i < 4; i++)
        heap[i].real = (float)pause_here(i) / 4;
    int *sign = &local[1].signed_number;
    float *real = &heap[3].real;
    *sign += pause_here(1);
    *real *= 2;
    heap[0].number = 0x80000000u + (unsigned)pause_here(1);
    expect("signed", local[1].signed_number, -6);
    expect("real", (long)(heap[3].real * 100 + local[0].real * 2), 153);
    expect("number", heap[0].number == 0x80000001u, 1);
    free(heap);
}

int main(void)
{
    printf("array pointers\n");
    fixed_arrays();
    expect("variable", variable_arrays(4, 6), 11099 + 30 + 6000);
    printf("halfway\n");
    expect("variable", variable_arrays(2, 3) - variable_arrays(1, 3), 140);
    paths();
    words();
    printf("done\n");
    return failures != 0;
}
