#ifndef FLAVOURS_H
#define FLAVOURS_H

int pause_here(int value);

/* C99: defined in every unit, emitted by the one that declares it extern. */
inline int c99_inline(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += pause_here(i);
    return sum;
}

/* gnu89: an inline definition only; main.c has the real one. */
extern inline __attribute__((gnu_inline)) int gnu_inline_only(int n)
{
    return pause_here(n) + pause_here(n + 1);
}

static inline int static_inline(int n)
{
    int before = pause_here(n);
    return n > 0 ? static_inline(n - 1) + before : before;
}

static inline __attribute__((always_inline)) int always(int n, int *seen)
{
    int twice = pause_here(n) + pause_here(n);
    ++*seen;
    return twice + pause_here(*seen);
}

int from_other(int n);
int weak_one(int n);
int weak_default(int n);
int aliased(int n);
extern int order[8], order_count;
void note(int which);

#endif
