#ifndef CONTAINERS_H
#define CONTAINERS_H

typedef int (*visitor)(int value, void *context);

/* Both containers hold ints and visit them in the order they would leave. */
void queue_add(int value);
int queue_take(void);
int queue_visit(visitor visit, void *context);

void stack_add(int value);
int stack_take(void);
int stack_visit(visitor visit, void *context);

extern int containers_busy;
extern const char *const containers_names[2];

/* Inline in every unit, with a static local of its own in each. */
static inline int next_ticket(void)
{
    static int ticket;
    return ++ticket;
}

#endif
