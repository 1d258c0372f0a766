#include <stdatomic.h>

struct pair {
    int first, second;
};

int common_counter;            /* tentative in both units */
struct pair common_pairs[4];   /* the same */
extern long common_sized;
extern int weak_default, weak_overridden;
extern int missing_object __attribute__((weak));
void missing_function(int) __attribute__((weak));
int weak_function(int);
extern _Thread_local long thread_total;
extern _Atomic long atomic_total;
extern volatile int device;
extern const int table[5];
extern const struct pair *const chosen;

void other_step(int n);
int other_check(int n);
unsigned work(unsigned depth, unsigned seed);
