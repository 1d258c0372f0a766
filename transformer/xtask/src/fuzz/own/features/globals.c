struct state@# {
    u32 count;
    u32 *cursor;
    struct state@# *self;
    @t history[@i{3..6}];
    const char *phase;
    binary *step;
};
extern struct state@# state@#;
extern u32 ring@#[5];
---
u32 ring@#[5] = { 1u, 2u };
struct state@# state@# = { 0, ring@# + 1, &state@#, { 0 }, "start", plain_step };
static u32 (*const cube@#)[5] = &ring@#;
static u64 total@# = 3u;
static double mean@#;
static struct pair pairs@#[2][2] = { { { 1u, 2u } }, { { 3u, 4u } } };
static u32 *const member@# = &pairs@#[1][0].second;

static void advance@#(struct state@# *state, u32 by)
{
    *state->cursor += by;
    if (++state->cursor == ring@# + 5)
        state->cursor = ring@#;
    state->history[state->count % 3u] = (@?{i8|u8})(by & 0x7fu);
    state->self->count++;
    state->phase = state->count & 1u ? "odd" : "even";
}

u32 globals_@#(u32 a, u32 b)
{
    u32 local = a, got;
    for (u32 i = 0; i < @i{2..6}u; i++) {
        advance@#(i & 1u ? &state@# : state@#.self, @e6{a, i, local});
        total@# = total@# * 3u + *state@#.cursor;
        mean@# += 0.25;
        local ^= (*cube@#)[i % 5u];
    }
    *member@# += local;
    got = @x{a, b};
    local += got;
    got = state@#.step(local, ring@#[4]);
    return got + (u32)total@# + (u32)(mean@# * 4.0) + (u32)strlen(state@#.phase) + pairs@#[1][0].second + (u32)state@#.history[1];
}

