/* The demonstration: something to do for a second or so, with all kinds of
 * state, and a line for every step of it.
 *
 * Each step looks for solutions of the queens problem on a board of side 13 by
 * recursion, keeps every 500th in a linked list, and multiplies matrices of
 * doubles (whole numbers, so that the sum is the same on every processor). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUEENS = 13, STEPS = QUEENS * QUEENS / 3 + 1, SIDE = 40, PRIME = 10007 };

/* A solution worth keeping: the row of the queen in each column. */
struct kept {
    struct kept *next;
    long number;
    const char *kind;
    unsigned char row[QUEENS];
};

struct board {
    unsigned char row[QUEENS];
    long solutions;
    struct kept *newest;
    void (*found)(struct board *);
};

static double (*matrix)[SIDE];

static void keep(struct board *board)
{
    struct kept *kept = malloc(sizeof *kept);
    if (kept == NULL)
        exit(2);
    memcpy(kept->row, board->row, sizeof kept->row);
    kept->number = board->solutions;
    kept->kind = board->row[0] < QUEENS / 2 ? "left" : "right";
    kept->next = board->newest;
    board->newest = kept;
}

static void found(struct board *board)
{
    if (++board->solutions % 500 == 0)
        keep(board);
}

static int is_safe(const struct board *board, int column, int row)
{
    for (int i = 0; i < column; i++) {
        int distance = column - i, other = board->row[i];
        if (other == row || other - row == distance || row - other == distance)
            return 0;
    }
    return 1;
}

static void place(struct board *board, int column)
{
    if (column == QUEENS) {
        board->found(board);
        return;
    }
    for (int row = 0; row < QUEENS; row++)
        if (is_safe(board, column, row)) {
            board->row[column] = (unsigned char)row;
            place(board, column + 1);
        }
}

/* Three of the 169 ways to place two queens belong to each step. */
static void search(struct board *board, int step)
{
    int last = 3 * step + 2;
    for (int way = 3 * step; way <= last && way < QUEENS * QUEENS; way++) {
        board->row[0] = (unsigned char)(way / QUEENS);
        if (is_safe(board, 1, way % QUEENS)) {
            board->row[1] = (unsigned char)(way % QUEENS);
            place(board, 2);
        }
    }
}

static void multiply(int step)
{
    double product[SIDE][SIDE];
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) {
            double sum = step;
            for (int k = 0; k < SIDE; k++)
                sum += matrix[i][k] * matrix[k][j];
            product[i][j] = fmod(sum, PRIME);
        }
    memcpy(matrix, product, sizeof product);
}

static double trace(void)
{
    double sum = 0;
    for (int i = 0; i < SIDE; i++)
        sum += matrix[i][i];
    return sum;
}

static void report(const struct board *board)
{
    long count = 0, sum = 0;
    for (const struct kept *kept = board->newest; kept; kept = kept->next) {
        count++;
        sum += kept->number * kept->row[QUEENS - 1] + kept->kind[0];
    }
    printf("%ld solutions, %ld kept with check sum %ld, trace %.0f\n",
           board->solutions, count, sum, trace());
}

int main(void)
{
    struct board board = {.found = found};
    matrix = malloc(SIDE * sizeof *matrix);
    if (matrix == NULL)
        return 2;
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++)
            matrix[i][j] = (i * 31 + j * 17) % 101;
    for (int step = 0; step < STEPS; step++) {
        search(&board, step);
        for (int i = 0; i < 10; i++)
            multiply(step);
        printf("step %d of %d: %ld solutions, trace %.0f\n", step + 1, STEPS,
               board.solutions, trace());
        fflush(stdout);
    }
    report(&board);
    return board.solutions == 73712 ? 0 : 1;
}
