struct op { void *code; int n; };
void *kept;
void take(void *);

int member(struct op *ops, int n)
{
    for (int i = 0; i < n; i++)
        ops[i].code = &&done; // finds
    goto *ops->code;
done:
    return n;
}

int global(int n)
{
    kept = &&again; // finds
again:
    if (n--)
        goto *kept;
    return n;
}

int argument(int n)
{
    take(&&here); // finds
here:
    while (n > 0)
        n -= 2;
    return n;
}

int changing(int n)
{
    static void *labels[] = { &&a, &&b };
    labels[0] = labels[n & 1]; // finds
a:
    if (n-- > 0)
        goto *labels[0];
b:
    return n;
}

int structs(int n)
{
    struct op op = { &&back, n }; // finds
back:
    if (op.n-- > 0)
        goto *op.code;
    return n;
}

int table(const unsigned char *code)
{
    static void *const labels[] = { &&add, &&stop }; // near miss
    int sum = 0;
next:
    goto *labels[*code++]; // near miss
add:
    sum++;
    goto next;
stop:
    return sum;
}

int pointer(int n)
{
    void *to = &&loop; // near miss
loop:
    if (n-- > 0)
        goto *to; // near miss
    return n;
}

int never_polls(struct op *op)
{
    op->code = &&out; // near miss
out:
    return 1;
}

int plain(int n)
{
loop:
    if (n--)
        goto loop; // near miss
    return n;
}

static const int offsets[] = { 1, 2 };

int offset(int i)
{
    return offsets[i]; // near miss
}
