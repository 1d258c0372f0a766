/* Exceptions made of setjmp and longjmp: handlers nested in chains of local
 * structs, in heap objects, in a global and behind a parameter; errors thrown
 * from deep recursion, thrown on, and caught where they belong. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- a chain of local structs, as in Lua ------------------------------------------ */

struct handler {
    struct handler *previous;
    jmp_buf env;
    volatile int status;
};

struct state {
    struct handler *top;
    long steps;
    int depth;
};

static void throw(struct state *s, int status)
{
    if (s->top == NULL) {
        printf("nobody catches %d\n", status);
        exit(3);
    }
    s->top->status = status;
    longjmp(s->top->env, 1);
}

static int protect(struct state *s, void (*f)(struct state *, int), int n)
{
    int depth = s->depth;
    struct handler h;
    h.status = 0;
    h.previous = s->top;
    s->top = &h;
    if (setjmp(h.env) == 0)
        f(s, n);
    s->top = h.previous;
    s->depth = depth;
    return h.status;
}

static long work(struct state *s, long n)
{
    long sum = 0;
    for (long i = 0; i < n; i++) {
        sum = (sum * 17 + i) % 10007;
        s->steps++;
    }
    return sum;
}

/* Goes down `n` levels and throws from the bottom. */
static void dive(struct state *s, int n)
{
    s->depth++;
    work(s, 40);
    if (n == 0)
        throw(s, 7);
    else
        dive(s, n - 1);
    s->depth--;
}

/* Catches what it can and throws on what it cannot. */
static void selective(struct state *s, int n)
{
    int status = protect(s, dive, n);
    work(s, 100);
    if (status != 0 && n % 2 == 1)
        throw(s, status + n);
}

static int local_chain(void)
{
    struct state s = {NULL, 0, 0};
    int wrong = 0, caught = 0, sum = 0;
    for (int n = 1; n <= 16; n++) {
        int status = protect(&s, selective, n);
        int expected = n % 2 == 1 ? 7 + n : 0;
        wrong += status != expected || s.depth != 0 || s.top != NULL;
        caught += status != 0;
        sum += status;
    }
    printf("local: %d thrown on, sum %d, %ld steps\n", caught, sum, s.steps);
    return wrong + (s.steps != 16 * 100 + 40 * (16 * 17 / 2 + 16));
}

/* ---- try and catch as macros, buffers on the heap ----------------------------------- */

struct frame {
    struct frame *outer;
    char note[13];
    jmp_buf env;
    int code;
};
static struct frame *innermost;

static jmp_buf *enter(const char *note)
{
    struct frame *f = malloc(sizeof *f);
    if (f == NULL)
        exit(4);
    f->outer = innermost;
    f->code = 0;
    snprintf(f->note, sizeof f->note, "%s", note);
    innermost = f;
    return &f->env;
}

static int leave(void)
{
    struct frame *f = innermost;
    int code = f->code;
    innermost = f->outer;
    free(f);
    return code;
}

static void raise_error(int code)
{
    innermost->code = code;
    longjmp(innermost->env, code);
}

#define TRY(note) switch (setjmp(*enter(note))) { case 0:
#define DONE      leave();
#define CATCH(n)  break; case n: leave();
#define END       break; default: raise_error(leave()); }

static long parse(const char *text, int depth)
{
    long value = 0;
    for (; *text != '\0'; text++) {
        if (*text == '(')
            return value + parse(text + 1, depth + 1);
        if (*text == '!')
            raise_error(depth + 1);
        if (*text == '?')
            raise_error(99);
        value = value * 10 + (*text - '0');
        for (volatile int i = 0; i < 30; i++)
            ;
    }
    return value;
}

static long guarded(const char *text)
{
    volatile long result = -1000;
    TRY("guarded")
        result = parse(text, 0);
        DONE
        CATCH(1) result = -1;
        CATCH(2) result = -2;
        CATCH(3) result = -3;
    END
    return result;
}

static long outer_guard(const char *text)
{
    volatile long result = 0;
    volatile int tries = 0;
    TRY("outer")
        tries++;
        result = guarded(text);
        DONE
        CATCH(99) result = -99 * tries;
    END
    return result;
}

static int heap_frames(void)
{
    static const struct {
        const char *text;
        long expected;
    } all[] = {{"123", 123}, {"12(34", 46},  {"!", -1},      {"1(!", -2},
               {"(((7", 7},  {"1((22!", -3}, {"5(?", -99}, {"90(10", 100}};
    int wrong = 0;
    long sum = 0;
    for (int round = 0; round < 12; round++)
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            long got = outer_guard(all[i].text);
            wrong += got != all[i].expected || innermost != NULL;
            sum += got;
        }
    printf("heap: sum %ld\n", sum);
    return wrong;
}

/* ---- a global buffer, jumped to again and again ---------------------------------------- */

static jmp_buf start;

static int retries(int wanted)
{
    volatile int tries = 0;
    int fixed = wanted * 3; /* not changed after setjmp: keeps its value */
    int r = setjmp(start);
    tries++;
    if (r < wanted) {
        struct state s = {NULL, 0, 0};
        work(&s, 20);
        longjmp(start, r + 1);
    }
    return tries == wanted + 1 && fixed == wanted * 3 && r == wanted;
}

/* ---- two armed at a time; the signal mask -------------------------------------- */

static int two(void)
{
    jmp_buf a, b;
    struct state s = {NULL, 0, 0};
    volatile int path = 0;
    if (setjmp(a) != 0) {
        path = path * 10 + 2;
        goto end;
    }
    if (setjmp(b) != 0) {
        path = path * 10 + 1;
        work(&s, 200);
        longjmp(a, 5);
    }
    work(&s, 200);
    longjmp(b, 4);
end:
    return path == 12;
}

static int masks(void)
{
    sigset_t block, now;
    static sigjmp_buf env;
    volatile int jumped = 0;
    struct state s = {NULL, 0, 0};
    sigemptyset(&block);
    sigaddset(&block, SIGUSR1);
    if (sigsetjmp(env, 1) == 0) {
        sigprocmask(SIG_BLOCK, &block, NULL);
        work(&s, 300);
        siglongjmp(env, 1);
    }
    jumped++;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return jumped == 1 && !sigismember(&now, SIGUSR1);
}

int main(void)
{
    int wrong = 0;
    printf("begin\n");
    wrong += local_chain();
    wrong += heap_frames();
    for (int i = 0; i < 10; i++)
        wrong += !retries(i);
    printf("retries: %d wrong\n", wrong);
    for (int i = 0; i < 5; i++)
        wrong += !two() + !masks();
    printf("end: %s\n", wrong ? "wrong" : "right");
    return wrong != 0;
}
