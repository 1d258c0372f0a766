/* Tables hash keys that are objects, light userdata and light C functions by
 * their addresses. Where these have changed, a hash part is built anew.
 *
 * A traversal may be under way (`next` goes on behind the node of the key it is
 * given), so keys must not change their order. In a Lua table a key's place is
 * either its main position or one that the chain beginning there leads to, and
 * the key at a main position that others share has it too, or is dead. Hence:
 * the new nodes are at least twice as many as keys; no key is put at a main
 * position, but in the other places, in the old order; at main positions stand
 * dead keys, and chains begin there. Lua puts new keys in place of the dead.
 *
 * Finding a key again is not enough to leave a table as it is: it may be found by
 * way of another chain, which Lua would break when it moves a colliding node. */
#include "tables.h"

#include <lgc.h>
#include <lmem.h>
#include <ltable.h>
#include <stdlib.h>
#include <string.h>

static lua_State *L;

static void *checked(void *memory)
{
    if (memory == NULL)
        abort();
    return memory;
}

/* ---- objects there are: what a dead key points to may be gone ------------------- */

static GCObject **objects;
static size_t object_count;

static void count_object(GCObject *o)
{
    (void)o;
    object_count++;
}

static void note_object(GCObject *o)
{
    objects[object_count++] = o;
}

static int by_address(const void *a, const void *b)
{
    const GCObject *x = *(GCObject *const *)a, *y = *(GCObject *const *)b;
    return (x > y) - (x < y);
}

static void find_objects(void)
{
    object_count = 0;
    each_object(G(L), count_object);
    objects = checked(malloc(object_count * sizeof *objects));
    object_count = 0;
    each_object(G(L), note_object);
    qsort(objects, object_count, sizeof *objects, by_address);
}

static int exists(const GCObject *o)
{
    return bsearch(&o, objects, object_count, sizeof *objects, by_address) != NULL;
}

/* ---- nodes ---------------------------------------------------------------------- */

static int is_address(int tag)
{
    return tag == LUA_VLIGHTUSERDATA || tag == LUA_VLCF ||
           ((tag & BIT_ISCOLLECTABLE) && tag != ctb(LUA_VSHRSTR) &&
            tag != ctb(LUA_VLNGSTR));
}

/* The node's key; of a dead one what it was, for `next` may ask for it. 0: none. */
static int key_of(TValue *key, const Node *node)
{
    if (keyisnil(node) || (keyisdead(node) && !exists(gckey(node))))
        return 0;
    getnodekey(L, key, node);
    if (keyisdead(node))
        settt_(key, ctb(gckey(node)->tt));
    return 1;
}

static void clear(Node *node)
{
    memset(node, 0, sizeof *node);
    setnilkey(node);
    setempty(gval(node));
}

/* Nodes of a table in which nothing is: 2 to the power of `log`. */
static void make_nodes(Table *t, int log)
{
    size_t i, count = (size_t)1 << log;
    t->lsizenode = cast_byte(log);
    t->node = checked(luaM_realloc_(L, NULL, 0, count * sizeof(Node)));
    t->lastfree = gnode(t, count);
    for (i = 0; i < count; i++)
        clear(gnode(t, i));
}

static void free_nodes(Table *t)
{
    luaM_freearray(L, t->node, (size_t)sizenode(t));
}

/* Lua itself says where in so many nodes: it puts the key into an empty table. */
static int main_position(Table *empty, const TValue *key)
{
    TValue value;
    Node *node;
    setbtvalue(&value);
    luaH_set(L, empty, key, &value);
    node = (Node *)luaH_get(empty, key);
    clear(node);
    return (int)(node - empty->node);
}

/* ---- tables --------------------------------------------------------------------- */

static int is_reached(const Node *from, const Node *node)
{
    while (from != node && gnext(from) != 0)
        from += gnext(from);
    return from == node;
}

static int is_sound(Table *t, Table *empty, int i)
{
    TValue key, there;
    Node *main;
    if (!key_of(&key, gnode(t, i)))
        return 1;
    main = gnode(t, main_position(empty, &key));
    if (!is_reached(main, gnode(t, i)))
        return 0;
    return isempty(gval(main)) || !key_of(&there, main) ||
           gnode(t, main_position(empty, &there)) == main;
}

static int all_sound(Table *t)
{
    Table empty = {0};
    int i;
    make_nodes(&empty, t->lsizenode);
    for (i = 0; i < sizenode(t) && is_sound(t, &empty, i); i++)
        ;
    free_nodes(&empty);
    return i == sizenode(t);
}

/* The number of keys to keep; 0 where no address is among them. */
static int keys_with_addresses(const Table *t)
{
    int i, count = 0, addresses = 0;
    for (i = 0; i < sizenode(t); i++) {
        TValue key;
        if (key_of(&key, gnode(t, i))) {
            count++;
            addresses += is_address(rawtt(&key));
        }
    }
    return addresses > 0 ? count : 0;
}

/* Puts a copy of `old` at `node`, at the beginning of the chain of `main`. */
static void put(Node *node, const Node *old, Node *main)
{
    *node = *old;
    gnext(node) = gnext(main) == 0 ? 0 : (int)(main + gnext(main) - node);
    gnext(main) = (int)(node - main);
}

/* Puts the keys of `old` into `t`, whose nodes are empty; `mains`: of each node. */
static void put_all(Table *t, const Table *old, const int *mains)
{
    Node *place = t->node;
    int i;
    for (i = 0; i < sizenode(old); i++)
        if (mains[i] >= 0)
            setdeadkey(gnode(t, mains[i]));
    for (i = 0; i < sizenode(old); i++)
        if (mains[i] >= 0) {
            while (keyisdead(place))
                place++;
            put(place++, gnode(old, i), gnode(t, mains[i]));
        }
}

/* The main position of each key of `t` among the nodes of `new`; -1: no key. */
static int *find_mains(Table *t, Table *new)
{
    int *mains = checked(malloc((size_t)sizenode(t) * sizeof *mains));
    int i;
    for (i = 0; i < sizenode(t); i++) {
        TValue key;
        mains[i] = key_of(&key, gnode(t, i)) ? main_position(new, &key) : -1;
    }
    return mains;
}

static void rebuild(Table *t, int keys)
{
    Table old = *t, new = {0};
    int log = t->lsizenode;
    int *mains;
    while ((1 << log) < 2 * keys)
        log++;
    make_nodes(&new, log);
    mains = find_mains(t, &new);
    put_all(&new, &old, mains);
    t->node = new.node;
    t->lsizenode = new.lsizenode;
    t->lastfree = new.lastfree;
    free_nodes(&old);
    free(mains);
}

static void visit(GCObject *o)
{
    Table *t = o->tt == LUA_VTABLE ? gco2t(o) : NULL;
    int keys = t == NULL || isdummy(t) ? 0 : keys_with_addresses(t);
    if (keys > 0 && !all_sound(t))
        rebuild(t, keys);
}

void rebuild_tables(lua_State *state)
{
    L = state;
    find_objects();
    each_object(G(L), visit);
    free(objects);
    objects = NULL;
}
