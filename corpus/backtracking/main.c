/* Backtracking: n queens counted in two ways, a sudoku, permutations in
 * lexical order, and a knight's tour by Warnsdorff's rule with backtracking. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static int queens_bits(unsigned all, unsigned columns, unsigned left, unsigned right)
{
    if (columns == all)
        return 1;
    int count = 0;
    for (unsigned open = all & ~(columns | left | right); open; open &= open - 1) {
        unsigned bit = open & -open;
        count += queens_bits(all, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    }
    return count;
}

static int queens_array(int n, int row, int *column)
{
    if (row == n)
        return 1;
    int count = 0;
    for (int c = 0; c < n; c++) {
        int r = 0;
        while (r < row && column[r] != c && column[r] - c != row - r && c - column[r] != row - r)
            r++;
        if (r == row) {
            column[row] = c;
            count += queens_array(n, row + 1, column);
        }
    }
    return count;
}

static char board[82] =
    "53..7...."
    "6..195..."
    ".98....6."
    "8...6...3"
    "4..8.3..1"
    "7...2...6"
    ".6....28."
    "...419..5"
    "....8..79";

static int allowed(int at, char digit)
{
    int row = at / 9, col = at % 9;
    for (int i = 0; i < 9; i++) {
        int box = (row / 3 * 3 + i / 3) * 9 + col / 3 * 3 + i % 3;
        if (board[row * 9 + i] == digit || board[i * 9 + col] == digit || board[box] == digit)
            return 0;
    }
    return 1;
}

static int sudoku(int at, long *tries)
{
    while (at < 81 && board[at] != '.')
        at++;
    if (at == 81)
        return 1;
    for (char digit = '1'; digit <= '9'; digit++) {
        ++*tries;
        if (!allowed(at, digit))
            continue;
        board[at] = digit;
        if (sudoku(at + 1, tries))
            return 1;
    }
    board[at] = '.';
    return 0;
}

static int sudoku_valid(void)
{
    for (int i = 0; i < 9; i++) {
        unsigned row = 0, col = 0, box = 0;
        for (int j = 0; j < 9; j++) {
            row |= 1u << (board[i * 9 + j] - '0');
            col |= 1u << (board[j * 9 + i] - '0');
            box |= 1u << (board[(i / 3 * 3 + j / 3) * 9 + i % 3 * 3 + j % 3] - '0');
        }
        if (row != 0x3fe || col != 0x3fe || box != 0x3fe)
            return 0;
    }
    return 1;
}

enum { SIDE = 7 };
static uint8_t visited[SIDE][SIDE];
static const int8_t jumps[8][2] = { { 1, 2 },   { 2, 1 },   { 2, -1 }, { 1, -2 },
                                    { -1, -2 }, { -2, -1 }, { -2, 1 }, { -1, 2 } };

static int open_cell(int x, int y)
{
    return x >= 0 && x < SIDE && y >= 0 && y < SIDE && !visited[y][x];
}

static int exits(int x, int y)
{
    int n = 0;
    for (int j = 0; j < 8; j++)
        n += open_cell(x + jumps[j][0], y + jumps[j][1]);
    return n;
}

static int tour(int x, int y, int step)
{
    visited[y][x] = (uint8_t)step;
    if (step == SIDE * SIDE)
        return 1;
    for (int want = 0; want <= 8; want++)
        for (int j = 0; j < 8; j++) {
            int nx = x + jumps[j][0], ny = y + jumps[j][1];
            if (open_cell(nx, ny) && exits(nx, ny) == want && tour(nx, ny, step + 1))
                return 1;
        }
    visited[y][x] = 0;
    return 0;
}

static int tour_valid(void)
{
    int x = 0, y = 0;
    for (int step = 2; step <= SIDE * SIDE; step++) {
        int found = 0;
        for (int j = 0; j < 8 && !found; j++) {
            int nx = x + jumps[j][0], ny = y + jumps[j][1];
            if (nx >= 0 && nx < SIDE && ny >= 0 && ny < SIDE && visited[ny][nx] == step) {
                x = nx;
                y = ny;
                found = 1;
            }
        }
        if (!found)
            return 0;
    }
    return 1;
}

/* Counts the permutations of `letters` without a fixed point. */
static long derangements(char *letters, int n, int at)
{
    if (at == n)
        return 1;
    long count = 0;
    for (int i = at; i < n; i++) {
        char t = letters[at];
        letters[at] = letters[i];
        letters[i] = t;
        if (letters[at] != 'a' + at)
            count += derangements(letters, n, at + 1);
        t = letters[at];
        letters[at] = letters[i];
        letters[i] = t;
    }
    return count;
}

int main(void)
{
    static const int known[] = { 1, 1, 0, 0, 2, 10, 4, 40, 92, 352 };
    int column[10];
    puts("backtracking: start");
    for (int n = 4; n <= 9; n++) {
        int a = queens_bits((1u << n) - 1, 0, 0, 0), b = queens_array(n, 0, column);
        printf("%d queens: %d\n", n, a);
        check("queens", a == known[n] && b == a);
    }
    long tries = 0;
    check("sudoku solved", sudoku(0, &tries) && sudoku_valid());
    printf("sudoku after %ld tries: %.9s ... %s\n", tries, board, board + 72);
    check("knight's tour", tour(0, 0, 1) && tour_valid());
    printf("tour ends:");
    for (int y = 0; y < SIDE; y++)
        printf(" %d", visited[y][SIDE - 1]);
    printf("\n");
    char letters[] = "abcdefgh";
    long d = derangements(letters, 8, 0);
    printf("derangements of 8: %ld\n", d);
    check("derangements", d == 14833 && strcmp(letters, "abcdefgh") == 0);
    puts(failures ? "backtracking: FAILED" : "backtracking: ok");
    return failures != 0;
}
