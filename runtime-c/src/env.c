#include "env.h"

#include "generations.h"
#include "heap.h"
#include "prim/prim.h"

#include <string.h>

/* NULL for unset and empty alike. */
static const char *value_of(const char *name)
{
    const char *value = migrt_prim_env(name);
    return value != NULL && *value != '\0' ? value : NULL;
}

/* Outlives whatever the program does to its environment. */
static bool copy_of(const char *name, const char **copy, migrt_error *error)
{
    const char *value = value_of(name);
    *copy = value == NULL ? NULL : migrt_internal_strdup(value);
    return value == NULL || *copy != NULL ||
           migrt_fail(error, "%s: no memory left", name);
}

/* Digits at *at; moves *at behind them. */
static bool number(const char **at, uint64_t *out)
{
    uint64_t value = 0;
    const char *digit = *at;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        if (value > UINT64_MAX / 10 - 1)
            return false;
        value = value * 10 + (uint64_t)(*digit - '0');
    }
    if (digit == *at)
        return false;
    *at = digit;
    *out = value;
    return true;
}

/* "200ms", "1.5s", "60", "2m": to nanoseconds. */
static bool duration(const char *text, uint64_t *out)
{
    static const struct {
        const char *unit;
        uint64_t ns;
    } units[] = {{"ns", 1},
                 {"us", 1000},
                 {"ms", 1000000},
                 {"s", 1000000000},
                 {"", 1000000000},
                 {"m", UINT64_C(60000000000)},
                 {"min", UINT64_C(60000000000)},
                 {"h", UINT64_C(3600000000000)}};
    uint64_t whole, part = 0, scale = 1;
    if (!number(&text, &whole))
        return false;
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++)
            if (scale < 1000000) {
                part = part * 10 + (uint64_t)(*text - '0');
                scale *= 10;
            }
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i].unit) == 0) {
            if (whole > UINT64_MAX / 2 / units[i].ns)
                return false;
            *out = whole * units[i].ns + part * units[i].ns / scale;
            return *out > 0;
        }
    return false;
}

static bool read_when(migrt_config *config, migrt_error *error)
{
    const char *text = value_of("MIGRT_CHECKPOINT_AT");
    const char *at = text;
    bool good = true;
    if (text == NULL)
        return true;
    if (strncmp(text, "poll:", 5) == 0) {
        config->when = MIGRT_AT_POLL;
        at += 5;
        good = number(&at, &config->polls) && *at == '\0' && config->polls > 0;
    } else if (strncmp(text, "time:", 5) == 0) {
        config->when = MIGRT_AT_TIME;
        good = duration(text + 5, &config->time_ns);
    } else if (strncmp(text, "every:", 6) == 0) {
        config->when = MIGRT_EVERY;
        good = duration(text + 6, &config->time_ns);
    } else {
        good = false;
    }
    return good || migrt_fail(error,
                              "MIGRT_CHECKPOINT_AT=%s is not "
                              "understood: write poll:1000, time:200ms "
                              "or every:60s",
                              text);
}

static bool read_signal(migrt_config *config, migrt_error *error)
{
    const char *text = value_of("MIGRT_SIGNAL");
    if (text != NULL && strcmp(text, "none") == 0)
        return true;
    if (text == NULL)
        text = "USR2";
    config->signal = migrt_prim_signal_number(text);
    return config->signal > 0 ||
           migrt_fail(error,
                      "MIGRT_SIGNAL=%s is not a signal: write a name "
                      "such as USR2, a number, or none",
                      text);
}

static bool read_after(migrt_config *config, migrt_error *error)
{
    const char *text = value_of("MIGRT_AFTER");
    if (text == NULL)
        return true;
    if (strcmp(text, "exit") == 0)
        config->after = MIGRT_AFTER_EXIT;
    else if (strcmp(text, "continue") == 0)
        config->after = MIGRT_AFTER_CONTINUE;
    else
        return migrt_fail(error,
                          "MIGRT_AFTER=%s is not understood: write exit "
                          "or continue",
                          text);
    return true;
}

static bool read_exit_code(migrt_config *config, migrt_error *error)
{
    const char *text = value_of("MIGRT_EXIT_CODE");
    const char *at = text;
    uint64_t code;
    config->exit_code = 85;
    if (text == NULL)
        return true;
    if (!number(&at, &code) || *at != '\0' || code > 255)
        return migrt_fail(error,
                          "MIGRT_EXIT_CODE=%s is not an exit status: "
                          "write a number from 0 to 255",
                          text);
    config->exit_code = (int)code;
    return true;
}

/* Empty is not unset here: `MIGRT_KEY=$KYE` must not turn signatures off. */
static bool read_key(migrt_config *config, migrt_error *error)
{
    const char *text = migrt_prim_env("MIGRT_KEY");
    char path[4200];
    int problem;
    if (text == NULL)
        return true;
    if (*text == '\0')
        return migrt_fail(error, "MIGRT_KEY is empty: write the path of the "
                                 "file with the key, or unset it");
    problem = migrt_prim_absolute(text, path, sizeof path);
    if (problem != 0)
        return migrt_fail(error, "MIGRT_KEY=%s: cannot tell where it is: %s",
                          text, strerror(problem));
    config->key = migrt_internal_strdup(path);
    return config->key != NULL || migrt_fail(error, "no memory for MIGRT_KEY");
}

static bool read_keep(migrt_config *config, migrt_error *error)
{
    const char *text = value_of("MIGRT_KEEP");
    const char *at = text;
    uint64_t keep = 1;
    bool good = text == NULL || (number(&at, &keep) && *at == '\0');
    config->keep = (unsigned)keep;
    return (good && keep >= 1 && keep <= MIGRT_GENERATIONS) ||
           migrt_fail(error,
                      "MIGRT_KEEP=%s is not understood: write how many images "
                      "to keep, from 1 to %d",
                      text, MIGRT_GENERATIONS);
}

static bool read_log(migrt_error *error)
{
    static const char *const names[] = {"silent", "error", "warn", "info",
                                        "debug"};
    const char *text = value_of("MIGRT_LOG");
    if (text == NULL)
        return true;
    for (int i = 0; i < 5; i++)
        if (strcmp(text, names[i]) == 0) {
            migrt_log_level = i;
            return true;
        }
    return migrt_fail(error,
                      "MIGRT_LOG=%s is not a level: write silent, "
                      "error, warn, info or debug",
                      text);
}

bool migrt_config_read(migrt_config *config, migrt_error *error)
{
    const char *gaps = value_of("MIGRT_STATS_GAPS");
    memset(config, 0, sizeof *config);
    config->gaps = gaps != NULL && strcmp(gaps, "0") != 0;
    return copy_of("MIGRT_IMAGE", &config->image, error) &&
           copy_of("MIGRT_RESTORE", &config->restore, error) &&
           copy_of("MIGRT_STATS", &config->stats, error) &&
           read_when(config, error) && read_signal(config, error) &&
           read_after(config, error) && read_exit_code(config, error) &&
           read_key(config, error) && read_keep(config, error) &&
           read_log(error);
}
