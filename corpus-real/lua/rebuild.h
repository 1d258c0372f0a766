/* rebuild.h: keeps what depends on addresses right when the program moves. */
#ifndef REBUILD_H
#define REBUILD_H

#include <lua.h>

/* From now on, after each restore; NULL: no longer. `L` stays the caller's. */
void rebuild_after_moves(lua_State *L);

#endif
