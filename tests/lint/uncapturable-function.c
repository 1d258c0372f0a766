int step(int);

int nested(int n)
{
    int twice(int x) { return 2 * x; } // finds
    while (n > 0)
        n = step(twice(n));
    return n;
}

__attribute__((pure)) int sum(const int *list, int n) // finds
{
    int total = 0;
    while (n--)
        total += list[n];
    return total;
}

static void drop(int *p) { *p = 0; }

int cleaned(int n)
{
    int held __attribute__((cleanup(drop))) = n; // finds
    while (held--)
        step(held);
    return n;
}

void *frame(int n)
{
    while (n--)
        step(n);
    return __builtin_frame_address(0); // finds
}

int in_register(int n)
{
    register int kept asm("r12") = n; // finds
    while (n--)
        kept += step(n);
    return kept;
}

__attribute__((const)) int power(int x, int n) // finds
{
    int all = 1;
    while (n-- > 0)
        all *= x;
    return all;
}

__attribute__((pure)) int leaf(const int *p) // near miss
{
    return *p + 1;
}

int inner(int x)
{
    int half(int y) { return y / 2; } // near miss
    return x;
}

void *where(void)
{
    return __builtin_return_address(0); // near miss
}

__attribute__((noinline, cold)) int attributes(int n) // near miss
{
    while (n--)
        step(n);
    return n;
}

int expression(int n)
{
    while (n--)
        n -= ({ int m = n / 2; m; }); // near miss
    return n;
}

int plain_register(int n)
{
    register int kept = n; // near miss
    while (kept--)
        step(kept);
    return n;
}

__attribute__((pure)) int other_unit(const int *p); // near miss

int constructor_like(void) __attribute__((constructor)); // near miss
