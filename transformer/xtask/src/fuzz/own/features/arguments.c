---
static u32 listed@#(u32 count, va_list list)
{
    u32 total = 0;
    for (u32 i = 0; i < count; i++)
        total = total * 3u + va_arg(list, u32) + @e4{i, total};
    return total;
}

static u32 numbers@#(u32 count, ...)
{
    va_list list;
    u32 result;
    va_start(list, count);
    result = listed@#(count, list);
    va_end(list);
    return result;
}

static u32 formatted@#(const char *format, ...)
{
    va_list list, again;
    u32 result = 1u;
    va_start(list, format);
    va_copy(again, list);
    for (const char *p = format; *p; p++) {
        switch (*p) {
        case 'u':
            result = result * 5u + va_arg(list, u32);
            break;
        case 'w':
            result ^= (u32)(va_arg(list, u64) >> 7);
            break;
        case 'd':
            result += (u32)(va_arg(list, double) * 8.0);
            break;
        case 's':
            result += (u32)strlen(va_arg(list, const char *));
            break;
        case 'p':
            *va_arg(list, u32 *) += result;
            break;
        case 'i':
            result -= (u32)va_arg(list, int);
            break;
        default:
            break;
        }
        result += @e7{result};
    }
    if (*format == 'u')
        result ^= va_arg(again, u32);
    va_end(again);
    va_end(list);
    return result;
}

u32 arguments_@#(u32 a, u32 b)
{
    u32 place = b, result = numbers@#(@i{2..4}u, a, b, @e{a}, a ^ b);
    result += formatted@#("uwdsp", a, @w{a, b}, (double)(a & 255u) * 0.125, "text", &place);
    result ^= formatted@#(@?{"du"|"dui"|"d"}, 0.5, result, @?{7|'c'|(i8)-3});
    result += numbers@#(2u, @e{place}, formatted@#("u", place));
    return result + place;
}

