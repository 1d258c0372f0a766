/* Runs the JavaScript program on standard input.
 *
 * Scripts find one function of ours, `print`, which writes its arguments and a
 * new line. Promises are settled when the script has come to its end. Status 0 if
 * nothing was thrown that the script did not catch. */
#include <quickjs.h>
#include <stdio.h>
#include <stdlib.h>

static JSValue print(JSContext *ctx, JSValueConst receiver, int argc,
                     JSValueConst *argv)
{
    int i;
    (void)receiver;
    for (i = 0; i < argc; i++) {
        const char *text = JS_ToCString(ctx, argv[i]);
        if (text == NULL)
            return JS_EXCEPTION;
        printf("%s%s", i > 0 ? " " : "", text);
        JS_FreeCString(ctx, text);
    }
    putchar('\n');
    return JS_UNDEFINED;
}

static void add_print(JSContext *ctx)
{
    JSValue global = JS_GetGlobalObject(ctx);
    JS_SetPropertyStr(ctx, global, "print",
                      JS_NewCFunction(ctx, print, "print", 1));
    JS_FreeValue(ctx, global);
}

static void report(JSContext *ctx)
{
    JSValue error = JS_GetException(ctx);
    const char *text = JS_ToCString(ctx, error);
    printf("not caught: %s\n", text != NULL ? text : "?");
    JS_FreeCString(ctx, text);
    JS_FreeValue(ctx, error);
}

static int run(JSContext *ctx, const char *source, size_t size)
{
    JSValue result =
        JS_Eval(ctx, source, size, "script.js", JS_EVAL_TYPE_GLOBAL);
    JSContext *of_job;
    int jobs = 0;
    if (!JS_IsException(result))
        while ((jobs = JS_ExecutePendingJob(JS_GetRuntime(ctx), &of_job)) > 0)
            continue;
    if (JS_IsException(result) || jobs < 0) {
        report(ctx);
        return 1;
    }
    JS_FreeValue(ctx, result);
    return 0;
}

static char *read_all(FILE *in, size_t *size)
{
    size_t capacity = 4096;
    char *text = malloc(capacity);
    *size = 0;
    while (text != NULL && !feof(in)) {
        *size += fread(text + *size, 1, capacity - *size - 1, in);
        if (capacity - *size < 1024)
            text = realloc(text, capacity *= 2);
    }
    if (text == NULL)
        abort();
    text[*size] = '\0';
    return text;
}

int main(void)
{
    size_t size;
    char *source = read_all(stdin, &size);
    JSRuntime *rt = JS_NewRuntime();
    JSContext *ctx;
    int status;
    if (rt == NULL)
        return 2;
    /* No limit: it is the address of a place in the stack. */
    JS_SetMaxStackSize(rt, 0);
    ctx = JS_NewContext(rt);
    if (ctx == NULL)
        return 2;
    add_print(ctx);
    status = run(ctx, source, size);
    free(source);
    JS_FreeContext(ctx);
    JS_FreeRuntime(rt);
    return status;
}
