/* Variable arguments across captures: va_arg of all scalar types, more of them
 * than registers, va_copy, va_lists passed down, through function pointers, and
 * to the C library after a pause. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile int turns = 6;

/* Something a capture can stop in. */
static int pause_here(int value)
{
    int sum = 0;
    for (int i = 0; i < turns; i++)
        sum += i & 1 ? value : -value;
    return value + sum;
}

static char out[4096];
static size_t used;

static void put(const char *text)
{
    for (; *text != '\0'; text++)
        if (used + 1 < sizeof out)
            out[used++] = (char)pause_here(*text);
    out[used] = '\0';
}

static int failures;

static void check(const char *what, const char *expected)
{
    if (strcmp(out, expected) != 0) {
        printf("FAILED %s: \"%s\", not \"%s\"\n", what, out, expected);
        failures++;
    }
    printf("%s: %s\n", what, out);
    used = 0;
    out[0] = '\0';
}

/* ---- a formatter of our own --------------------------------------------------- */

static void put_number(long long value)
{
    char digits[24];
    int at = sizeof digits;
    unsigned long long rest = value < 0 ? 0ull - (unsigned long long)value
                                        : (unsigned long long)value;
    digits[--at] = '\0';
    do
        digits[--at] = (char)('0' + rest % 10);
    while ((rest /= 10) != 0);
    if (value < 0)
        digits[--at] = '-';
    put(digits + at);
}

/* Halves, quarters and so on are exact everywhere. */
static void put_real(long double value)
{
    put_number((long long)(value * 8));
    put("/8");
}

struct point {
    int x, y;
};

static void vformat(const char *format, va_list ap)
{
    char one[2] = "";
    for (; *format != '\0'; format++) {
        pause_here(1);
        switch (*format) {
        case 'i': put_number(va_arg(ap, int)); break;
        case 'u': put_number(va_arg(ap, unsigned)); break;
        case 'l': put_number(va_arg(ap, long)); break;
        case 'm': put_number((long long)va_arg(ap, unsigned long)); break;
        case 'q': put_number(va_arg(ap, long long)); break;
        case 'd': put_real(va_arg(ap, double)); break;
        case 'e': put_real(va_arg(ap, long double)); break;
        case 's': put(va_arg(ap, char *)); break;
        case 'c': one[0] = (char)va_arg(ap, int); put(one); break;
        case 'p': {
            struct point *p = va_arg(ap, struct point *);
            pause_here(2);
            put_number(p->x++);
            put(",");
            put_number(p->y);
            break;
        }
        case 'f': put_number(va_arg(ap, int (*)(int))(7)); break;
        default: one[0] = *format; put(one); break;
        }
        pause_here(3);
    }
}

static void format(const char *text, ...)
{
    va_list ap;
    pause_here(4);
    va_start(ap, text);
    pause_here(5);
    vformat(text, ap);
    va_end(ap);
    pause_here(6);
}

/* ---- va_arg in the variadic function itself -------------------------------------- */

static long long sum(int count, ...)
{
    va_list ap, again;
    long long total = 0;
    va_start(ap, count);
    for (int i = 0; i < count; i++)
        total += pause_here(va_arg(ap, int));
    va_end(ap);
    va_start(ap, count);
    for (int i = 0; i < count / 2; i++)
        total += va_arg(ap, int);
    va_copy(again, ap);
    for (int i = count / 2; i < count; i++)
        total += 1000 * pause_here(va_arg(again, int));
    va_end(again);
    for (int i = count / 2; i < count; i++)
        total += 1000000ll * pause_here(va_arg(ap, int));
    va_end(ap);
    return total;
}

/* Two kinds of registers, both running out. */
static double mixed(const char *kinds, double first, ...)
{
    va_list ap;
    double total = first;
    va_start(ap, first);
    while (*kinds != '\0') {
        if (pause_here(*kinds++) == 'd')
            total = total * 2 + va_arg(ap, double);
        else
            total = total * 2 + va_arg(ap, int);
    }
    va_end(ap);
    return total;
}

/* ---- down two levels, and to the library -------------------------------------------- */

static int vlog_inner(int level, const char *text, va_list ap)
{
    char line[200];
    int length;
    pause_here(level);
    length = vsnprintf(line, sizeof line, text, ap);
    put(line);
    return length;
}

static int vlog_line(int level, const char *text, va_list ap)
{
    va_list copy;
    int length;
    va_copy(copy, ap);
    pause_here(7);
    length = vlog_inner(level + 1, text, ap);
    put("|");
    length += pause_here(vlog_inner(level + 2, text, copy));
    va_end(copy);
    return length;
}

static int log_line(int level, const char *text, ...)
{
    va_list ap;
    int length;
    va_start(ap, text);
    level += va_arg(ap, int); /* the first one is not for the format */
    length = vlog_line(level, text, ap);
    va_end(ap);
    return pause_here(length);
}

/* ---- through pointers; recursion; arguments that point into frames --------------------- */

struct sink {
    int (*print)(struct sink *self, const char *text, ...);
    int lines;
};

static int print_to(struct sink *self, const char *text, ...)
{
    va_list ap;
    va_start(ap, text);
    self->lines++;
    vformat(text, ap);
    va_end(ap);
    return pause_here(self->lines);
}

static int *deepest(int level, ...)
{
    va_list ap;
    int own = level, *outer, *result;
    va_start(ap, level);
    outer = va_arg(ap, int *);
    pause_here(1);
    if (level == 0)
        result = va_arg(ap, int *);
    else
        result = deepest(level - 1, &own, va_arg(ap, int *));
    va_end(ap);
    *outer += own;
    return result;
}

/* Arguments that are results of variadic calls. */
static int biggest(int count, ...)
{
    va_list ap;
    int best = 0;
    va_start(ap, count);
    while (count-- > 0) {
        int one = va_arg(ap, int);
        if (pause_here(one) > best)
            best = one;
    }
    va_end(ap);
    return best;
}

/* No variable arguments at all, and none that is looked at. */
static int nothing(int value, ...)
{
    return pause_here(value);
}

int main(void)
{
    struct point at = {3, 4};
    struct sink sink = {print_to, 0};
    int outermost = 5, target = 42;
    printf("variadic functions\n");
    format("i u l m q", -1, 2u, -3l, 4ul, -5000000000ll);
    check("whole", "-1 2 -3 4 -5000000000");
    format("d e d e", 0.5, 1.25l, -2.0, 3.125l);
    check("real", "4/8 10/8 -16/8 25/8");
    format("s c s", "text", 'x', "more");
    check("text", "text x more");
    format("p p f", &at, &at, pause_here);
    check("pointers", "3,4 4,4 7");
    format("idqlesidqlesidqlesc", 1, 2.0, 3ll, 4l, 5.0l, "six", 7, 8.0, 9ll, 10l,
           11.0l, "twelve", 13, 14.0, 15ll, 16l, 17.0l, "eighteen", '!');
    check("many", "116/83440/8six764/891088/8twelve13112/81516136/8eighteen!");
    format("NOTHING");
    check("none", "NOTHING");
    printf("halfway\n");
    printf("sum %lld\n", sum(11, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
    printf("mixed %.0f\n",
           mixed("diddidididddddddiiiiiiid", 1.0, 2.0, 3, 4.0, 5.0, 6, 7.0, 8, 9.0, 10,
                 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0, 18, 19, 20, 21, 22, 23,
                 24, 25.0));
    printf("length %d\n", log_line(2, "%s=%d %5.2f %c%ld%s %lld", 1, "name", 17, 2.5,
                                   'z', -9l, "end", 1ll << 40));
    check("library", "name=17  2.50 z-9end 1099511627776|name=17  2.50 z-9end "
                     "1099511627776");
    sink.print(&sink, "i-s", 12, "a");
    printf("lines %d\n", (&sink)->print(&sink, "d;i", 1.5, 3));
    check("sink", "12-a12/8;3");
    if (deepest(6, &outermost, &target) != &target || outermost != 26)
        failures++;
    printf("deepest %d\n", outermost);
    printf("biggest %d\n", biggest(3, biggest(2, 5, 9), nothing(4, 1.0, "x"),
                                   biggest(4, 1, 2, 3, nothing(8))));
    printf("done\n");
    return failures != 0;
}
