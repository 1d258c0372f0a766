const char *name(int n)
{
    static int calls;
    enum size { SMALL, LARGE } size = n > 9 ? LARGE : SMALL;
    struct { int n; } local = { n };
    calls++;
    return size == LARGE ? "large" : local.n ? "small" : "none";
}
