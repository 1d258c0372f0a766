/* tables.h: hash parts of tables after the addresses of keys have changed. */
#ifndef TABLES_H
#define TABLES_H

#include <lobject.h>
#include <lstate.h>

/* Builds those anew in which a key is not where its hash says. */
void rebuild_tables(lua_State *L);

/* Calls `visit` for every object there is (rebuild.c). */
void each_object(global_State *g, void (*visit)(GCObject *));

#endif
