struct shape@#;
struct methods@# {
    u32 (*area)(const struct shape@# *);
    void (*grow)(struct shape@# *, u32);
};
struct shape@# {
    const struct methods@# *methods;
    u32 id;
    struct shape@# *next;
};
struct square@# {
    struct shape@# base;
    @t side;
};
struct disc@# {
    struct shape@# base;
    double radius;
    struct pair at;
};
---
static u32 square_area@#(const struct shape@# *shape)
{
    const struct square@# *square = (const struct square@# *)shape;
    return (u32)square->side * 4u + @e8{shape->id};
}

static void square_grow@#(struct shape@# *shape, u32 by)
{
    struct square@# *square = (struct square@# *)shape;
    square->side = (@?{i8|u8})(((u32)square->side + by) & 0x3fu);
}

static u32 disc_area@#(const struct shape@# *shape)
{
    const struct disc@# *disc = (const struct disc@# *)shape;
    return (u32)(disc->radius * 2.0) + disc->at.second;
}

static void disc_grow@#(struct shape@# *shape, u32 by)
{
    struct disc@# *disc = (struct disc@# *)shape;
    disc->radius += 0.5 * (by & 7u);
    disc->at.first = @e8{by, disc->at.first};
}

static const struct methods@# square_methods@# = { square_area@#, square_grow@# };
static const struct methods@# disc_methods@# = { disc_area@#, disc_grow@# };

u32 objects_@#(u32 a, u32 b)
{
    struct square@# *square = memory(calloc(1, sizeof *square));
    struct disc@# *disc = memory(calloc(1, sizeof *disc)), local = { { &disc_methods@#, 9u, NULL }, 1.5, { a, b } };
    struct shape@# *all = &local.base;
    u32 result = 0;
    square->base = (struct shape@#){ &square_methods@#, a, all };
    disc->base = (struct shape@#){ &disc_methods@#, b, &square->base };
    all = @?{&disc->base|&square->base};
    for (u32 turn = 0; turn < @i{1..3}u; turn++)
        for (struct shape@# *s = all; s; s = s->next) {
            s->methods->grow(s, @e9{turn, s->id});
            result = result * 3u + s->methods->area(s);
        }
    free(square);
    free(disc);
    return result + local.at.first;
}

