/* Numbers of 16 bits where the compiler has them: _Float16, or __fp16 on 32-bit
 * ARM. Elsewhere the same names stand for float: an image moves between all, as
 * every value here is one that 16 bits hold. */
#include <stdio.h>
#include <stdlib.h>

#if defined __FLT16_MAX__
typedef _Float16 half;
#elif defined __ARM_FP16_FORMAT_IEEE
typedef __fp16 half;
#else
typedef float half;
#endif

static volatile int turns = 9;
static int failures;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? -value : value;
    return turns & 1 ? sum : value;
}

static void expect(const char *what, long value, long expected)
{
    printf("%s %ld\n", what, value);
    if (value != expected) {
        printf("FAILED: %s should be %ld\n", what, expected);
        failures++;
    }
}

struct sample {
    half weight;
    char tag;
    half row[5];
    struct sample *next;
    half last;
};

static half biggest = (half)65504.0f, least = (half)5.9604644775390625e-08f;
static half table[4] = {(half)0.5f, (half)-0.0f, (half)1.0f, (half)-2048.0f};

static half sum_of(const half *values, int count)
{
    half sum = 0;
    for (int i = 0; i < count; i++)
        sum = sum + values[i] * (half)pause_here(1);
    return sum;
}

/* Halves in arguments, results and locals of each frame. */
static float descend(float outer, int depth)
{
    half here = (half)(outer / 2);
    float below;
    if (depth == 0)
        return (float)here;
    below = descend((float)here, depth - 1);
    pause_here(depth);
    return below + (float)here;
}

static struct sample *pushed(struct sample *next, int n)
{
    struct sample *sample = malloc(sizeof *sample);
    if (!sample)
        exit(2);
    sample->weight = (half)(n * 0.25f);
    sample->tag = (char)('a' + pause_here(n));
    for (int i = 0; i < 5; i++)
        sample->row[i] = (half)(i + pause_here(n));
    sample->next = next;
    sample->last = -sample->row[4];
    return sample;
}

static void samples(void)
{
    struct sample *list = NULL, *next;
    half *middle = NULL, local[3] = {(half)1.5f, (half)2.5f, (half)-4.0f};
    float sum = 0;
    for (int n = 0; n < 12; n++) {
        list = pushed(list, n);
        middle = n == 6 ? &list->row[2] : middle;
    }
    *middle = *middle * (half)2;
    expect("middle", (long)*middle, 16);
    for (; list; list = next) {
        next = list->next;
        sum += (float)sum_of(list->row, 5) + (float)list->last;
        sum += (float)list->weight + (float)(list->tag - 'a');
        free(list);
    }
    expect("samples", (long)(sum * 4), 4 * (450 + 8 - 66 - 48 + 66) + 66);
    expect("local", (long)(sum_of(local, 3) * (half)100), 0);
}

int main(void)
{
    printf("half floats\n");
    samples();
    printf("halfway\n");
    for (int round = 0; round < 5; round++) {
        float sum = descend(1024, 8 + pause_here(round) % 2);
        expect("descent", (long)(sum * 4), round % 2 ? 4092 : 4088);
        expect("biggest", (long)(float)biggest, 65504);
        expect("least", (long)((float)least * 16777216.0f), 1);
    }
    expect("table", (long)(float)sum_of(table, 4), -2046);
    expect("sign", 1 / (float)table[1] < 0, 1);
    printf("done\n");
    return failures != 0;
}
