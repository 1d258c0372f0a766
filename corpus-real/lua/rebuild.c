/* What Lua makes of addresses and sizes, made again after a move.
 *
 * Tables hash some keys by their addresses: tables.c.
 *
 * The collector counts bytes. Where types have other sizes here, the count is
 * taken anew, or freeing would bring it below zero. */
#include "rebuild.h"
#include "tables.h"

#include <lfunc.h>
#include <lgc.h>
#include <lmem.h>
#include <lobject.h>
#include <lstate.h>
#include <lstring.h>
#include <ltable.h>
#include <migrt.h>

static lua_State *state;

/* Travels with the image: what it is in the sender. */
static size_t size_there = sizeof(Table) + sizeof(Proto);

void each_object(global_State *g, void (*visit)(GCObject *))
{
    GCObject *const lists[] = {g->allgc, g->finobj, g->tobefnz, g->fixedgc};
    size_t i;
    for (i = 0; i < sizeof lists / sizeof *lists; i++) {
        GCObject *o;
        for (o = lists[i]; o != NULL; o = o->next)
            visit(o);
    }
    visit(obj2gco(g->mainthread));
}

/* ---- before a capture --------------------------------------------------------- */

/* Lua leaves in calls what was there before: continuations nobody asked for,
 * and all of the calls that are over and kept for the next ones. */
static void clear_calls(GCObject *o)
{
    lua_State *th = o->tt == LUA_VTHREAD ? gco2th(o) : NULL;
    CallInfo *ci;
    if (th == NULL || th->stack.p == NULL || th->ci == NULL)
        return;
    for (ci = &th->base_ci; ci != th->ci->next; ci = ci->next) {
        if (isLua(ci))
            continue;
        if (ci->u.c.ctx != (int)ci->u.c.ctx)
            ci->u.c.ctx = 0;
        if (!(ci->callstatus & CIST_YPCALL))
            ci->u.c.old_errfunc = 0;
    }
    for (; ci != NULL; ci = ci->next) {
        ci->func.p = ci->top.p = NULL;
        ci->callstatus = 0;
        ci->u.l.savedpc = NULL;
        ci->u2.funcidx = 0;
    }
}

static void before_capture(void)
{
    if (state != NULL)
        each_object(G(state), clear_calls);
}
MIGRT_ON_CAPTURE(before_capture);

/* ---- the collector's count --------------------------------------------------- */

static size_t counted;

static size_t table_bytes(Table *t)
{
    return sizeof *t + luaH_realasize(t) * sizeof(TValue) +
           (isdummy(t) ? 0 : (size_t)sizenode(t) * sizeof(Node));
}

static size_t proto_bytes(const Proto *f)
{
    return sizeof *f + (size_t)f->sizecode * sizeof *f->code +
           (size_t)f->sizep * sizeof *f->p + (size_t)f->sizek * sizeof *f->k +
           (size_t)f->sizelineinfo * sizeof *f->lineinfo +
           (size_t)f->sizeabslineinfo * sizeof *f->abslineinfo +
           (size_t)f->sizelocvars * sizeof *f->locvars +
           (size_t)f->sizeupvalues * sizeof *f->upvalues;
}

/* Not `nci`, a short number that Lua lets wrap around. */
static size_t calls_of(const lua_State *th)
{
    const CallInfo *ci = th->base_ci.next;
    size_t calls = 0;
    for (; ci != NULL; ci = ci->next)
        calls++;
    return calls;
}

static size_t thread_bytes(lua_State *th)
{
    size_t stack = th->stack.p == NULL
                       ? 0
                       : (size_t)(stacksize(th) + EXTRA_STACK) *
                             sizeof *th->stack.p;
    size_t self = th == state ? 0 : sizeof(lua_State) + LUA_EXTRASPACE;
    return self + stack + calls_of(th) * sizeof(CallInfo);
}

static void count(GCObject *o)
{
    switch (o->tt) {
    case LUA_VTABLE: counted += table_bytes(gco2t(o)); break;
    case LUA_VLCL: counted += (size_t)sizeLclosure(gco2lcl(o)->nupvalues); break;
    case LUA_VCCL: counted += (size_t)sizeCclosure(gco2ccl(o)->nupvalues); break;
    case LUA_VUSERDATA: counted += sizeudata(gco2u(o)->nuvalue, gco2u(o)->len); break;
    case LUA_VPROTO: counted += proto_bytes(gco2p(o)); break;
    case LUA_VTHREAD: counted += thread_bytes(gco2th(o)); break;
    case LUA_VUPVAL: counted += sizeof(UpVal); break;
    case LUA_VSHRSTR: counted += sizelstring(gco2ts(o)->shrlen); break;
    case LUA_VLNGSTR: counted += sizelstring(gco2ts(o)->u.lnglen); break;
    }
}

static void count_again(global_State *g)
{
    size_t before = (size_t)gettotalbytes(g);
    counted = sizeof(global_State) + sizeof(lua_State) + LUA_EXTRASPACE +
              (size_t)g->strt.size * sizeof(TString *);
    each_object(g, count);
    g->totalbytes = (l_mem)counted - g->GCdebt;
    if (before > 0)
        g->GCestimate = (lu_mem)((double)g->GCestimate * (double)counted /
                                 (double)before);
}

/* ------------------------------------------------------------------------------ */

static void after_move(void)
{
    size_t size_here = sizeof(Table) + sizeof(Proto);
    if (state == NULL)
        return;
    rebuild_tables(state);
    if (size_there != size_here)
        count_again(G(state));
    size_there = size_here;
}
MIGRT_ON_RESTORE(after_move);

void rebuild_after_moves(lua_State *L)
{
    state = L;
}
