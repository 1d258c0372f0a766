#include "fault.h"

#include "heap.h"
#include "libc.h"
#include "prim/prim_fault.h"

#include <errno.h>
#include <string.h>

static migrt_fault_rule rules[MIGRT_FAULT_RULES];
static size_t rules_count;

static const char *const points[] = {
#define MIGRT_FAULT_NAMED(name) #name,
    MIGRT_FAULT_POINTS(MIGRT_FAULT_NAMED)
#undef MIGRT_FAULT_NAMED
};

/* The text up to `end` (or the end), cut off; *at moves behind it. */
static char *cut(char **at, char end)
{
    char *word = *at, *stop = strchr(word, end);
    if (stop == NULL) {
        *at = word + strlen(word);
    } else {
        *stop = '\0';
        *at = stop + 1;
    }
    return word;
}

static bool read_point(const char *word, migrt_fault_rule *rule)
{
    for (size_t i = 0; i < MIGRT_FAULT_COUNT; i++)
        if (strcmp(points[i], word) == 0) {
            rule->point = (enum migrt_fault_point)i;
            return true;
        }
    return false;
}

static bool read_call(const char *word, migrt_fault_rule *rule)
{
    for (; *word >= '0' && *word <= '9' && rule->call < UINT32_MAX; word++)
        rule->call = rule->call * 10 + (uint64_t)(*word - '0');
    rule->onwards = *word == '+';
    return rule->call > 0 && word[rule->onwards ? 1 : 0] == '\0';
}

/* A call that is interrupted for ever would be repeated for ever. */
static bool read_what(const char *word, migrt_fault_rule *rule)
{
    static const struct {
        const char *name;
        enum migrt_fault_kind kind;
    } kinds[] = {{"short", MIGRT_FAULT_SHORT},
                 {"kill", MIGRT_FAULT_KILL},
                 {"kill-after", MIGRT_FAULT_KILL_AFTER},
                 {"stop", MIGRT_FAULT_STOP}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].name, word) == 0) {
            rule->kind = kinds[i].kind;
            return true;
        }
    rule->kind = MIGRT_FAULT_ERROR;
    rule->error = migrt_errno_number(word);
    return rule->error > 0 && !(rule->onwards && rule->error == EINTR);
}

static bool read_rule(char *text)
{
    migrt_fault_rule *rule = &rules[rules_count];
    if (rules_count == MIGRT_FAULT_RULES)
        return false;
    memset(rule, 0, sizeof *rule);
    rules_count++;
    return read_point(cut(&text, ':'), rule) &&
           read_call(cut(&text, ':'), rule) && read_what(text, rule);
}

bool migrt_fault_read(const char *text, migrt_error *error)
{
    char *copy, *at, *report = NULL;
    bool good = true;
    if (text == NULL || *text == '\0')
        return true;
    at = copy = migrt_internal_strdup(text);
    while (good && at != NULL && *at != '\0') {
        char *word = cut(&at, ',');
        if (strncmp(word, "count:", 6) == 0)
            report = word + 6;
        else
            good = read_rule(word);
    }
    if (copy == NULL || !good)
        return migrt_fail(error,
                          "MIGRT_FAULT=%s is not understood: write "
                          "POINT:CALL:WHAT, such as write:3:ENOSPC, "
                          "read:1+:short or fsync:1:kill, or count:FILE",
                          text);
    if (!migrt_fault_arm(rules, rules_count, report))
        return migrt_fail(error, "MIGRT_FAULT: no memory to count calls in");
    migrt_fault_watch(true);
    return true;
}
