struct pair { int a, b; };
int g(int);
struct pair both(int);
int positions(int x, int *v)
{
    int n = g(x) + g(g(x + 1));
    v[n] += g(n);
    if (x && g(n))
        n = both(n).b;
    for (int i = g(0); i < g(x); i++)
        n = i ? g(i) : x;
    return n, g(n);
}
