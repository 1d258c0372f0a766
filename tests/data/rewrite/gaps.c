int step(int *at);

static int left[4], right[] = {1, 2, 3}, *end = left + 4, only[2];
struct text { int length; char bytes[8]; } shared = {3, "abc"}, *one = &shared;
static struct { short x, y; } places[3];
static int told[2] __attribute__((used));
extern int table[];
static const char name[] = "migcc";

int run(int n)
{
    static long calls[2];
    int mine[4] = {1, 2}, unused[4];
    char word[] = "word", *stop = word + sizeof word;
    long *counts = calls;
    unused[n & 3] = only[n & 1];
    while (step(mine + n) && stop[-1] == *name)
        counts[n & 1]++;
    return *right + end[-1] + told[0] + (int)sizeof places + unused[0] + (int)(counts - calls) + (places - 1)->x;
}

int table[] = {1, 2};
