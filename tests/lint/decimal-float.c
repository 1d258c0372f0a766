#include <migrt.h>

struct account {
    _Decimal64 balance; // finds
    long long cents;
    _Decimal64 scratch MIGRT_TRANSIENT; // near miss
};
_Decimal32 rate; // finds
static _Decimal128 table[4]; // finds
typedef _Decimal64 money;
money owed; // finds
int poll_input(void);

double kept(double x)
{
    _Decimal64 local = x; // finds
    while (poll_input())
        local += 1;
    return (double)local;
}

double plain; // near miss
long long cents; // near miss
_Decimal64 declared(int cents); // near miss
double quick(double x)
{
    _Decimal64 local = x; // near miss
    return (double)(local + 1);
}
struct account *accounts; // near miss
double use(struct account *a)
{
    return (double)(a->balance + rate + table[0] + owed);
}
