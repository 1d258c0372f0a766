int popcount(unsigned x)
{
    int n;
    __asm__("popcnt %1, %0" : "=r"(n) : "r"(x)); // finds
    return n;
}

void fence(void)
{
    __asm__ __volatile__("mfence" ::: "memory"); // finds
}

void halt(void)
{
    asm("hlt"); // finds
}

unsigned swap(unsigned x)
{
    if (x)
        __asm__("bswap %0" : "+r"(x)); // finds
    return x;
}

unsigned long stamp(void)
{
    unsigned lo, hi;
    do {
        __asm__ volatile("" "rdtsc" : "=a"(lo), "=d"(hi)); // finds
    } while (!lo);
    return (unsigned long)hi << 16 | lo;
}

void idle(void)
{
    __asm__ volatile("nop"); // finds
}

void barrier(void)
{
    __asm__ __volatile__("" ::: "memory"); // near miss
}

int hidden(int x)
{
    __asm__("" : "+r"(x)); // near miss
    return x;
}

extern int renamed(void) __asm__("real_name"); // near miss

int builtin(unsigned x)
{
    return __builtin_popcount(x); // near miss
}

int called_asm(int asm_count)
{
    return asm_count; // near miss
}

__asm__(".globl marker\nmarker:\n"); // finds

__asm__(""); // near miss

void aligned_loop(void)
{
    __asm__(".p2align 5"); // near miss
    __asm__(".p2align 4\n\tnop"); // finds
}
