/* Jumps whose target is a value, in and out of frames that have memory of
 * run-time size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile unsigned rounds = 20;
static unsigned noise = 1;

/* Loops, so it can be captured inside. */
static int pause_here(int value)
{
    for (unsigned i = 0; i != rounds; i++)
        noise = noise * 1103515245u + 12345u;
    return value;
}

/* ---- setjmp ---------------------------------------------------------------------- */

static jmp_buf caught;

static int fall(int depth)
{
    if (depth == 0)
        longjmp(caught, 3);
    return pause_here(fall(depth - 1));
}

/* A va_list on both sides of a setjmp that is returned to. */
static int around(const char *what, ...)
{
    va_list ap;
    volatile int sum = 0;
    int thrown;
    va_start(ap, what);
    sum += va_arg(ap, int);
    pause_here(1);
    if ((thrown = setjmp(caught)) == 0) {
        pause_here(2);
        fall(4);
    }
    sum += thrown;
    pause_here(3);
    sum += va_arg(ap, int) + (int)va_arg(ap, double);
    pause_here(4);
    va_end(ap);
    printf("%s %d\n", what, sum);
    return sum;
}

__attribute__((noreturn)) static void fail(const char *format, ...)
{
    va_list ap;
    char text[64];
    va_start(ap, format);
    pause_here(1);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    pause_here(2);
    printf("failed: %s\n", text);
    longjmp(caught, 9);
}

static int squares(int n)
{
    int all[n];
    for (int i = 0; i < n; i++)
        all[i] = pause_here(i * i);
    if (n > 3)
        fail("%d and %s %.1f", all[3], "text", 1.5);
    return all[n - 1];
}

static int guarded(int n)
{
    volatile int got = 0;
    int thrown = setjmp(caught);
    if (thrown == 0) {
        got = squares(n);
        pause_here(5);
    } else {
        got = -thrown;
    }
    pause_here(6);
    return got;
}

/* Captures wait here: the jump takes the array's memory back. */
static int beside(int n)
{
    char array[n];
    int thrown;
    memset(array, 1, (size_t)n);
    if ((thrown = setjmp(caught)) == 0)
        fall(2);
    pause_here(7);
    return array[n - 1] + thrown;
}

/* ---- goto ------------------------------------------------------------------------- */

static int take_two(va_list ap)
{
    int first = va_arg(ap, int);
    pause_here(first);
    return first + va_arg(ap, int);
}

static int interpret(const char *code, ...)
{
    static const void *const labels[] = {&&integer, &&real, &&text, &&both, &&end};
    static const char letters[] = "idsb";
    va_list ap, copy;
    const void *after;
    int sum = 0;
    va_start(ap, code);
next:
    after = labels[*code ? strchr(letters, *code) - letters : 4];
    code++;
    pause_here(1);
    goto *after;
integer:
    sum += va_arg(ap, int);
    pause_here(2);
    goto next;
real:
    sum += (int)(va_arg(ap, double) * 2);
    goto next;
text: {
    const char *s = va_arg(ap, char *);
    pause_here(4);
    sum += (int)strlen(s);
    goto next;
}
both:
    va_copy(copy, ap);
    pause_here(5);
    sum += take_two(copy);
    va_end(copy);
    goto next;
end:
    va_end(ap);
    return sum;
}

/* `own` exists when the goto is done, the arrays begin anew each time. */
static int again(int n, ...)
{
    int (*rows)[n] = calloc((size_t)n, sizeof *rows);
    int total = 0, round = 0, *kept = NULL;
    va_list ap;
    va_start(ap, n);
    {
    back:
        if (kept != NULL)
            total += *kept;
        int own;
        typedef int row[n + round];
        row values;
        kept = &own;
        own = pause_here(round + 1);
        for (int i = 0; i < n + round; i++)
            values[i] = pause_here(i);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                rows[i][j] += pause_here(values[j]) * *kept;
        total += (int)(sizeof(row) / sizeof(int)) + rows[n - 1][n - 1] + va_arg(ap, int);
        if (++round < 3)
            goto back;
    }
    va_end(ap);
    free(rows);
    return total;
}

int main(void)
{
    around("around", 1, 2, 3.0);
    printf("guarded %d\n", guarded(3));
    printf("guarded %d\n", guarded(6));
    printf("beside %d\n", beside(5));
    printf("halfway\n");
    printf("interpret %d\n", interpret("idsb", 5, 2.5, "hello", 7, 8));
    printf("again %d\n", again(4, 100, 200, 300));
    printf("done\n");
    return 0;
}
