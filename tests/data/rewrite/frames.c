void stop(void);
int vla(int n, int m, int (*rows)[m])
{
    int a[n][m];
    typedef short line[n];
    line one;
    int (*p)[m] = a;
    stop();
    one[0] = (short)p[0][1];
    return rows[1][2] + one[0] + (int)(sizeof a / sizeof(line));
}
int sum(int count, ...)
{
    __builtin_va_list ap;
    int total = 0;
    __builtin_va_start(ap, count);
    stop();
    total += __builtin_va_arg(ap, int);
    __builtin_va_end(ap);
    return total;
}
long calls(long n)
{
    return sum(2, (char)n, n, 1.5f, "text");
}
double *memory(int n)
{
    double *p = __builtin_alloca((unsigned)n * sizeof(double));
    stop();
    p[0] = n;
    return p[0] > 1 ? 0 : (double *)0;
}
