#include "error.h"

#include "prim/prim.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int migrt_log_level = MIGRT_SILENT;

bool migrt_fail(migrt_error *error, const char *format, ...)
{
    va_list arguments;
    if (error->set)
        return false;
    error->set = true;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    return false;
}

/* Straight to the descriptor: the program's own stderr buffer is its state. */
static void write_line(const char *format, va_list arguments)
{
    char line[sizeof(migrt_error) + 100] = "migrt: ";
    size_t length = strlen(line);
    vsnprintf(line + length, sizeof line - length - 1, format, arguments);
    length = strlen(line);
    line[length++] = '\n';
    migrt_prim_say(line, length);
}

void migrt_log(enum migrt_level level, const char *format, ...)
{
    va_list arguments;
    if ((int)level > migrt_log_level)
        return;
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}

void migrt_say(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    write_line(format, arguments);
    va_end(arguments);
}
