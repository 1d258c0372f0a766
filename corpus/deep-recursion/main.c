/* Recursion 100 000 frames deep over two functions that call each other, each
 * frame with a pointer into the one before it: the stack of the machine that
 * resumes must hold what the one that captured held. */
#include <stdint.h>
#include <stdio.h>

enum { DEPTH = 100000 };

static uint32_t noise = 1;
static int failures;

static int odd(int n, uint32_t *up, int turn);

static int even(int n, uint32_t *up, int turn)
{
    uint32_t mine = *up + (uint32_t)n;
    int result;
    if (n == 0)
        return turn;
    result = odd(n - 1, &mine, turn);
    noise = noise * 31 + mine;
    *up ^= mine;
    return result + 1;
}

static int odd(int n, uint32_t *up, int turn)
{
    uint32_t mine = *up * 3 + (uint32_t)n;
    int result;
    if (n == 0)
        return turn;
    result = even(n - 1, &mine, turn);
    noise = noise * 17 + mine;
    *up += mine;
    return result + 1;
}

int main(void)
{
    printf("deep-recursion: start\n");
    for (int turn = 0; turn < 3; turn++) {
        uint32_t top = (uint32_t)turn;
        if (even(DEPTH, &top, turn) != DEPTH + turn) {
            printf("FAILED: depth\n");
            failures++;
        }
        printf("turn %d: %lx %lx\n", turn, (unsigned long)top, (unsigned long)noise);
    }
    puts(failures ? "deep-recursion: FAILED" : "deep-recursion: ok");
    return failures != 0;
}
