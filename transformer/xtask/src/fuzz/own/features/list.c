struct node@# {
    struct node@# *next;
    @t key;
    u32 value;
    struct node@# **back;
};
---
static void push@#(struct node@# **at, u32 key, u32 value)
{
    struct node@# *fresh = memory(malloc(sizeof *fresh));
    fresh->key = @?{(i8)|(u8)|(i16)|}(key & 0x7fu);
    fresh->value = @e8{key, value};
    fresh->next = *at;
    fresh->back = at;
    if (fresh->next)
        fresh->next->back = &fresh->next;
    *at = fresh;
}

static void drop@#(struct node@# **at, u32 bit)
{
    while (*at) {
        struct node@# *here = *at;
        if ((here->value & bit) && @c12{here->value, here->key, bit}) {
            *at = here->next;
            if (here->next)
                here->next->back = at;
            feed(here->value);
            free(here);
        } else {
            at = &here->next;
        }
    }
}

static struct node@# *reverse@#(struct node@# *head)
{
    struct node@# *done = NULL;
    while (head) {
        struct node@# *next = head->next;
        head->next = done;
        done = head;
        head = next;
    }
    return done;
}

static struct node@# *merge@#(struct node@# *a, struct node@# *b)
{
    if (!a || !b)
        return a ? a : b;
    if (a->key <= b->key) {
        a->next = merge@#(a->next, b);
        return a;
    }
    b->next = merge@#(a, b->next);
    return b;
}

u32 list_@#(u32 a, u32 b)
{
    struct node@# *head = NULL, *other = NULL, **end = &other;
    u32 result = 0;
    for (u32 i = 0; i < @i{3..8}u; i++) {
        push@#(@?{&head|i & 1u ? &head : end}, a * i + b, @e8{a, b, i});
        if (@c8{a, i})
            push@#(end, i, b);
    }
    drop@#(&head, @i{1..7}u);
    head = @?{reverse@#(head)|head|merge@#(head, NULL)};
    head = merge@#(head, other);
    for (struct node@# *n = head, *next; n; n = next) {
        next = n->next;
        result = result * 31u + (u32)n->key + @e14{n->value, n->key, result};
        free(n);
    }
    return result;
}

