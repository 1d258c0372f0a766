int step(int);

__attribute__((pure)) int sum(const int *list, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) // finds
        total += list[i];
    while (n--)
        total ^= list[n];
    return total;
}

int nested(int n)
{
    int twice(int x) { return 2 * x; }
    while (n > 0) // finds
        n = step(twice(n));
    return n;
}

__attribute__((const)) int count(unsigned x)
{
    int n = 0;
    do { // finds
        n += x & 1;
    } while (x >>= 1);
    return n;
}

void *frame(int n)
{
    for (;;) { // finds
        if (step(n) == 0)
            return __builtin_frame_address(0);
        while (n--)
            step(n);
    }
}

__attribute__((pure)) int depth(const int *tree, int at)
{
    if (!at)
        return 0;
    return 1 + depth(tree, tree[at]); // finds
}

int plain(const int *list, int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) // near miss
        total += list[i];
    return total;
}

__attribute__((pure)) int four(const int *list)
{
    int total = 0;
    for (int i = 0; i < 4; i++) // near miss
        total += list[i];
    return total;
}

int deep(const int *tree, int at)
{
    return at ? 1 + deep(tree, tree[at]) : 0; // near miss
}

#define SWAP(a, b) do { int t = a; a = b; b = t; } while (0)

__attribute__((const)) int larger(int a, int b)
{
    if (a < b)
        SWAP(a, b); // near miss
    return a;
}

int held_by_nothing(int n)
{
    while (n > 0) // near miss
        n = step(n);
    return n;
}

int back(int n)
{
again:
    if (n-- > 0)
        goto again; // near miss
    return n;
}
