/* migrt.h: what a program may say about its own migration.
 *
 * Usable in any program. Without migcc (__MIGCC__ undefined) every macro is
 * empty or transparent and migrt_checkpoint() reports that nothing was saved,
 * so one source serves both builds. */
#ifndef MIGRT_H
#define MIGRT_H

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __MIGCC__

/* Captures the program into the file `path` (NULL: as MIGRT_IMAGE says).
 * Returns 0 after a capture, 1 in the program restored from it, and a negative
 * number when the capture was refused; the program goes on in every case. */
int migrt_checkpoint(const char *path);

/* One hook; owned by the caller, must live as long as the program. */
typedef struct migrt_hook {
    void (*function)(void);
    int on_restore;
    struct migrt_hook *next;
} migrt_hook;
void migrt_hook_add(migrt_hook *hook);

/* At file scope, without a semicolon needed: `void FUNCTION(void)` runs after
 * a restore, before the program goes on / in the process that is captured,
 * before its state is taken. Hooks run in the order of registration. */
#define MIGRT_HOOK_(function, when)                                            \
    static __attribute__((constructor)) void migrt_hook_##when##_##function(   \
        void)                                                                  \
    {                                                                          \
        static migrt_hook hook = {function, when, 0};                          \
        migrt_hook_add(&hook);                                                 \
    }                                                                          \
    extern int migrt_hooks_

#define MIGRT_ON_RESTORE(function) MIGRT_HOOK_(function, 1)
#define MIGRT_ON_CAPTURE(function) MIGRT_HOOK_(function, 0)

/* MIGRT_NO_CAPTURE { ... }: requests wait until the block is left. It must be
 * left at its end, not by break, goto or return. */
#define MIGRT_NO_CAPTURE                                                       \
    for (int migrt_once_ = (migrt_hold++, 1); migrt_once_;                     \
         migrt_once_ = (migrt_hold--, 0))
#ifndef MIGRT_ABI_H
extern int migrt_hold;
#endif

/* `ptr` as a pointer to T; migcc gives the block it points to that type. */
#define MIGRT_TYPED(ptr, T) ((T *)migrt_typed(ptr))
static inline void *migrt_typed(const volatile void *pointer)
{
    return (void *)pointer;
}

/* At file scope, after the record is complete (docs/annotations.md):
 *
 *   MIGRT_UNION(struct value, u, self->tag,
 *               MIGRT_CASE(TAG_INT, i), MIGRT_CASES(TAG_A, TAG_B, text),
 *               MIGRT_CASE(TAG_NIL, none), MIGRT_DEFAULT(raw));
 *   MIGRT_VARIANT(struct object, self->kind,
 *                 MIGRT_CASE(KIND_TEXT, struct text),
 *                 MIGRT_CASE(KIND_LIST, struct list));
 *
 * The selector is C over `self`, a pointer to the record, and looks at nothing
 * else. The second argument of MIGRT_UNION is the way to the union: members
 * with dots, or a member of an anonymous union; the record may be the union. */
struct migrt_case_ {
    long long low, high;
    char name[250];
};
#ifdef __GNUC__
#define MIGRT_MAYBE_UNUSED_ __attribute__((unused))
#else
#define MIGRT_MAYBE_UNUSED_
#endif
#define MIGRT_CASE(value, name) {(value), (value), #name}
#define MIGRT_CASES(low, high, name) {(low), (high), #name}
#define MIGRT_DEFAULT(name) {1, 0, #name}
#define MIGRT_JOIN_(a, b) a##b
#define MIGRT_SELECT_(id, record, path, selector, ...)                         \
    static MIGRT_MAYBE_UNUSED_ long long id(const record *self)                \
    {                                                                          \
        return (long long)(selector);                                          \
    }                                                                          \
    static MIGRT_MAYBE_UNUSED_ const struct migrt_case_ MIGRT_JOIN_(           \
        id, _cases)[] = {{1, 0, path}, {1, 0, #selector}, __VA_ARGS__}
#define MIGRT_SELECT2_(kind, id, record, path, selector, ...)                  \
    MIGRT_SELECT_(migrt_##kind##_##id, record, path, selector, __VA_ARGS__)
#define MIGRT_SELECT1_(kind, id, record, path, selector, ...)                  \
    MIGRT_SELECT2_(kind, id, record, path, selector, __VA_ARGS__)
#define MIGRT_UNION(record, member, selector, ...)                             \
    MIGRT_SELECT1_(union, __COUNTER__, record, #member, selector, __VA_ARGS__)
#define MIGRT_VARIANT(record, selector, ...)                                   \
    MIGRT_SELECT1_(variant, __COUNTER__, record, "", selector, __VA_ARGS__)

/* On a variable with static storage: not saved, zero after a restore. Only
 * migcc itself reads the attribute; the compiler does not know it. */
#ifdef __MIGCC_PREPROCESS__
#define MIGRT_TRANSIENT __attribute__((migrt_transient))
#else
#define MIGRT_TRANSIENT
#endif

#else

static inline int migrt_checkpoint(const char *path)
{
    (void)path;
    return -1;
}
#ifdef __GNUC__
#define MIGRT_HOOK_(function, when)                                            \
    static __attribute__((unused)) void (*const migrt_hook_##when##_##function)( \
        void) = function
#else
#define MIGRT_HOOK_(function, when) extern int migrt_hooks_
#endif
#define MIGRT_ON_RESTORE(function) MIGRT_HOOK_(function, 1)
#define MIGRT_ON_CAPTURE(function) MIGRT_HOOK_(function, 0)
#define MIGRT_NO_CAPTURE
#define MIGRT_UNION(...) extern int migrt_hooks_
#define MIGRT_VARIANT(...) extern int migrt_hooks_
#define MIGRT_TYPED(ptr, T) ((T *)(ptr))
#define MIGRT_TRANSIENT

#endif

#ifdef __cplusplus
}
#endif
#endif
