/* Runs the Wren program on standard input.
 *
 * Besides what Wren has, scripts find a foreign class `Tally` of ours in the
 * module `main`: a counter, a sum and a text in C memory of Wren's, with a
 * finalizer; and a module `greetings` that Wren asks us for. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wren.h>

/* ---- foreign class ------------------------------------------------------------ */

typedef struct {
    double sum;
    short count;
    char *text; /* ours: freed by the finalizer */
    long long squares;
} Tally;

static int finalized;

static char *copy_of(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    if (copy == NULL)
        abort();
    return strcpy(copy, text);
}

static void tally_new(WrenVM *vm)
{
    Tally *t = (Tally *)wrenSetSlotNewForeign(vm, 0, 0, sizeof(Tally));
    t->text = copy_of(wrenGetSlotString(vm, 1));
}

static void tally_end(void *data)
{
    free(((Tally *)data)->text);
    finalized++;
}

static void tally_add(WrenVM *vm)
{
    Tally *t = wrenGetSlotForeign(vm, 0);
    double value = wrenGetSlotDouble(vm, 1);
    t->sum += value;
    t->squares += (long long)value * (long long)value;
    t->count++;
}

static void tally_show(WrenVM *vm)
{
    Tally *t = wrenGetSlotForeign(vm, 0);
    char line[100];
    snprintf(line, sizeof line, "%.20s: %d, %.2f, %lld", t->text, t->count,
             t->sum, t->squares);
    wrenSetSlotString(vm, 0, line);
}

static void tally_finalized(WrenVM *vm)
{
    wrenSetSlotDouble(vm, 0, finalized);
}

static const struct {
    const char *signature;
    WrenForeignMethodFn function;
} methods[] = {
    {"add(_)", tally_add},
    {"show", tally_show},
    {"finalized", tally_finalized},
};

static WrenForeignMethodFn bind_method(WrenVM *vm, const char *module,
                                       const char *class_name, bool is_static,
                                       const char *signature)
{
    size_t i;
    (void)vm, (void)is_static;
    if (strcmp(module, "main") != 0 || strcmp(class_name, "Tally") != 0)
        return NULL;
    for (i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(signature, methods[i].signature) == 0)
            return methods[i].function;
    return NULL;
}

static WrenForeignClassMethods bind_class(WrenVM *vm, const char *module,
                                          const char *class_name)
{
    WrenForeignClassMethods none = {NULL, NULL}, ours = {tally_new, tally_end};
    (void)vm;
    return strcmp(module, "main") == 0 && strcmp(class_name, "Tally") == 0
               ? ours
               : none;
}

/* ---- the rest of the host ------------------------------------------------------ */

static char *load_module(WrenVM *vm, const char *name)
{
    (void)vm;
    if (strcmp(name, "greetings") != 0)
        return NULL;
    return copy_of("class Greeting {\n"
                   "  construct new(name) { _name = name }\n"
                   "  toString { \"Hello, %(_name)!\" }\n"
                   "}\n"
                   "var Everybody = Greeting.new(\"everybody\")\n");
}

static void write_text(WrenVM *vm, const char *text)
{
    (void)vm;
    fputs(text, stdout);
}

static void report(WrenVM *vm, WrenErrorType type, const char *module, int line,
                   const char *message)
{
    (void)vm;
    if (type == WREN_ERROR_RUNTIME)
        printf("error: %s\n", message);
    else
        printf("[%s line %d] %s\n", module, line, message);
}

static char *read_all(FILE *in)
{
    size_t size = 0, capacity = 4096;
    char *text = malloc(capacity);
    while (text != NULL && !feof(in)) {
        size += fread(text + size, 1, capacity - size - 1, in);
        if (capacity - size < 1024)
            text = realloc(text, capacity *= 2);
    }
    if (text == NULL)
        abort();
    text[size] = '\0';
    return text;
}

/* From outside: a method of the script called twice with what handles keep. */
static void call_back(WrenVM *vm)
{
    WrenHandle *method = wrenMakeCallHandle(vm, "greet(_,_)");
    WrenHandle *receiver;
    int i;
    wrenEnsureSlots(vm, 3);
    wrenGetVariable(vm, "main", "Host", 0);
    receiver = wrenGetSlotHandle(vm, 0);
    for (i = 1; i <= 2; i++) {
        wrenEnsureSlots(vm, 3);
        wrenSetSlotHandle(vm, 0, receiver);
        wrenSetSlotDouble(vm, 1, i * 10);
        wrenSetSlotString(vm, 2, "from C");
        if (wrenCall(vm, method) == WREN_RESULT_SUCCESS)
            printf("called back: %s\n", wrenGetSlotString(vm, 0));
    }
    wrenReleaseHandle(vm, receiver);
    wrenReleaseHandle(vm, method);
}

int main(void)
{
    WrenConfiguration config;
    WrenVM *vm;
    char *source = read_all(stdin);
    WrenInterpretResult result;
    wrenInitConfiguration(&config);
    config.writeFn = write_text;
    config.errorFn = report;
    config.loadModuleFn = load_module;
    config.bindForeignMethodFn = bind_method;
    config.bindForeignClassFn = bind_class;
    config.initialHeapSize = 64 * 1024;
    config.minHeapSize = 32 * 1024;
    vm = wrenNewVM(&config);
    result = wrenInterpret(vm, source);
    free(source);
    if (result == WREN_RESULT_SUCCESS)
        call_back(vm);
    if (result == WREN_RESULT_SUCCESS &&
        wrenInterpret(vm, "Recursion.broken(3)") != WREN_RESULT_RUNTIME_ERROR)
        result = WREN_RESULT_RUNTIME_ERROR;
    wrenFreeVM(vm);
    return result == WREN_RESULT_SUCCESS ? 0 : 1;
}
