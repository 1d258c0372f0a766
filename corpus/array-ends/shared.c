#include "shared.h"

int shared_numbers[8], shared_other[8] = { 1, 2, 3 };
int *shared_numbers_end = shared_numbers + sizeof shared_numbers / sizeof *shared_numbers;

int shared_sum(void)
{
    int all = 0;
    for (int *p = shared_numbers, *q = shared_other; p != shared_numbers_end; p++, q++)
        all += *p * (q != shared_other + 8);
    return all + (int)(sizeof shared_other / sizeof *shared_other);
}
