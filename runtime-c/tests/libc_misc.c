/* libc_misc.c: answers on the user's heap, static answers, exit handlers,
 * threads, and the descriptors of it all. */
#include "../src/libc_names.h"

#include "../src/heap.h"
#include "../src/libc.h"
#include "../src/libc_state.h"
#include "check.h"
#include "core.h"

#include <errno.h>

static bool chars(const void *block)
{
    migrt_block found;
    return migrt_heap_find(block, &found) && found.start == block &&
           found.site && found.site->type->kind == MIGRT_K_CHAR;
}

static void blocks(void)
{
    char *text = migrt_strdup("hello");
    CHECK(chars(text) && strcmp(text, "hello") == 0);
    migrt_free(text);
    text = migrt_strndup("hello", 2);
    CHECK(chars(text) && strcmp(text, "he") == 0);
    migrt_free(text);
    CHECK(migrt_asprintf(&text, "%d %s", 42, "x") == 4);
    CHECK(chars(text) && strcmp(text, "42 x") == 0);
    migrt_free(text);
    text = migrt_getcwd(NULL, 0);
    CHECK(chars(text) && text[0] == '/');
    errno = 0;
    CHECK(migrt_getcwd(NULL, 1) == NULL && errno == ERANGE);
    migrt_free(text);
    text = migrt_realpath("/dev/../dev/null", NULL);
    CHECK(chars(text) && strcmp(text, "/dev/null") == 0);
    migrt_free(text);
    errno = 0;
    CHECK(migrt_realpath("/no/such", NULL) == NULL && errno == ENOENT);
    wchar_t *wide = migrt_wcsdup(L"wide");
    CHECK(wcscmp(wide, L"wide") == 0 && migrt_heap_contains(wide));
    migrt_free(wide);
}

static void static_answers(void)
{
    CHECK(setenv("MIGRT_TEST_NAME", "value", 1) == 0);
    char *value = migrt_getenv("MIGRT_TEST_NAME");
    CHECK(chars(value) && strcmp(value, "value") == 0);
    CHECK(migrt_getenv("MIGRT_TEST_NAME") == value);
    CHECK(migrt_getenv("MIGRT_TEST_NO_NAME") == NULL);
    CHECK(chars(migrt_strerror(ENOENT)));
    CHECK(strcmp(migrt_strerror(ENOENT), strerror(ENOENT)) == 0);
    CHECK(chars(migrt_setlocale(LC_ALL, NULL)));
    time_t time = 86400;
    struct tm *utc = migrt_gmtime(&time);
    CHECK(utc->tm_mday == 2 && utc->tm_year == 70 && chars(utc->tm_zone));
    CHECK(strcmp(migrt_asctime(utc), "Fri Jan  2 00:00:00 1970\n") == 0);
    CHECK(strcmp(migrt_ctime(&time), ctime(&time)) == 0);
    CHECK(migrt_localtime(&time)->tm_mday == localtime(&time)->tm_mday);
    char text[] = "a,b;;c";
    CHECK(strcmp(migrt_strtok(text, ",;"), "a") == 0);
    CHECK(strcmp(migrt_strtok(NULL, ",;"), "b") == 0);
    CHECK(strcmp(migrt_strtok(NULL, ",;"), "c") == 0);
    CHECK(migrt_strtok(NULL, ",;") == NULL);
}

/* ---- exit ---------------------------------------------------------------------- */

static char order[20];

static void note(char c)
{
    order[strlen(order)] = c;
    if (!migrt_hold)
        order[strlen(order)] = '!'; /* a poll in here could capture */
}

static void first(void)
{
    note('1');
    _exit(strcmp(order, "3421") == 0 ? 0 : 1);
}

static void second(void)
{
    note('2');
}

static void late(void)
{
    note('4');
}

static void third(void)
{
    note('3');
    CHECK(migrt_atexit(late) == 0);
}

static void handlers(void)
{
    int status;
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        CHECK(migrt_atexit(first) == 0);
        CHECK(migrt_at_quick_exit(first) == 0);
        CHECK(migrt_atexit(second) == 0 && migrt_atexit(third) == 0);
        exit(5);
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* ---- descriptors ------------------------------------------------------------------ */

static bool listed(const migrt_type *type)
{
    return !type || (type >= core_unit->types &&
                     type < core_unit->types + core_unit->types_count);
}

static void check_type(const migrt_type *type)
{
    CHECK(type->name && type->align && listed(type->elem));
    if (type->kind == MIGRT_K_ARRAY)
        CHECK(type->size == type->count * type->elem->size);
    for (unsigned i = 0; i < type->fields_count; i++) {
        const migrt_field *field = &type->fields[i];
        CHECK(listed(field->type) && field->name);
        CHECK(field->offset + field->type->size <= type->size);
        CHECK(field->offset % field->type->align == 0);
    }
}

static void descriptors(void)
{
    CHECK(core_unit && strcmp(core_unit->name, "migrt:libc") == 0);
    CHECK(core_unit->abi_version == MIGRT_ABI_VERSION);
    for (unsigned i = 0; i < core_unit->types_count; i++)
        check_type(&core_unit->types[i]);
    for (unsigned i = 0; i < core_unit->objects_count; i++) {
        const migrt_object *object = &core_unit->objects[i];
        CHECK(object->address && object->size == object->type->size);
    }
    for (unsigned i = 0; i < core_unit->functions_count; i++) {
        const migrt_function *function = core_unit->functions[i];
        CHECK(function->resume && listed(function->record));
        CHECK(strlen(function->sites[0].live) ==
              function->record->fields_count);
        CHECK(strcmp(function->record->fields[0].name, "migrt_site") == 0);
    }
    for (unsigned i = 0; i < core_unit->allocs_count; i++)
        CHECK(listed(core_unit->allocs[i].type) && core_unit->allocs[i].type);
}

/* ---- threads ------------------------------------------------------------------------- */

static void *churn(void *argument)
{
    unsigned state = *(unsigned *)argument;
    unsigned char *live[64] = {0};
    size_t sizes[64] = {0};
    for (int i = 0; i < 20000; i++) {
        state = state * 1664525u + 1013904223u;
        size_t slot = state >> 8 & 63;
        for (size_t k = 0; live[slot] && k < sizes[slot]; k++)
            if (live[slot][k] != (unsigned char)slot)
                return NULL;
        migrt_free(live[slot]);
        sizes[slot] = (state >> 16) % 600;
        live[slot] = migrt_malloc(sizes[slot]);
        memset(live[slot], (int)slot, sizes[slot]);
    }
    for (int i = 0; i < 64; i++)
        migrt_free(live[i]);
    return argument;
}

static void threads(void)
{
    pthread_t thread[4];
    unsigned seeds[4] = {1, 2, 3, 4};
    char why[300];
    CHECK(migrt_libc_check(why, sizeof why));
    for (int i = 0; i < 4; i++)
        CHECK(migrt_pthread_create(&thread[i], NULL, churn, &seeds[i]) == 0);
    for (int i = 0; i < 4; i++) {
        void *result;
        CHECK(pthread_join(thread[i], &result) == 0 && result == &seeds[i]);
    }
    CHECK(migrt_threads_started == 4);
    CHECK(!migrt_libc_check(why, sizeof why));
    CHECK(strstr(why, "pthread_create") && strstr(why, "4 threads"));
}

int main(void)
{
    migrt_libc_start();
    descriptors();
    blocks();
    static_answers();
    handlers();
    threads();
    return CHECKS_DONE();
}
