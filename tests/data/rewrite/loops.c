struct node { struct node *next; double value; };
void multiply(int n, const double *a, const double *b, double *c)
{
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n; j++)
            for (int k = 0; k < n; k++)
                c[i * n + j] += a[i * n + k] * b[k * n + j];
}
double chase(const struct node *p)
{
    double sum = 0;
    for (; p; p = p->next)
        sum += p->value;
    return sum;
}
int fixed(const int *v)
{
    int sum = 0;
    for (int i = 0; i < 16; i++)
        sum += v[i];
    return sum;
}
