#include <math.h>

struct sums {
    long double total; // finds
    double count;
};
long double sum; // finds
static long double table[4]; // finds
_Complex long double wave; // finds

double add(double x)
{
    long double local = x; // finds
    local += sum + table[0];
    return (double)local;
}

long double half(long double x) // finds
{
    return x / 2;
}

double plain; // near miss
long whole; // near miss
float narrow; // near miss
long double declared(long double x); // near miss
double rounded(double x)
{
    return (double)floorl(x); // near miss
}
long double *none; // near miss

union most_aligned {
    double number;
    void *pointer;
    long double only_for_alignment; // near miss
};
union most_aligned *most;
