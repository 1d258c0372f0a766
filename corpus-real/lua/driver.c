/* Runs the Lua program on standard input.
 *
 * What Lua prints goes through `print` and `io.write`, both on stdout. Status 0
 * if the program ran to its end. */
#include "rebuild.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>
#include <stdlib.h>

static int traceback(lua_State *L)
{
    luaL_traceback(L, L, lua_tostring(L, 1), 1);
    return 1;
}

static int run(lua_State *L)
{
    lua_pushcfunction(L, traceback);
    if (luaL_loadfile(L, NULL) == LUA_OK && lua_pcall(L, 0, 0, 1) == LUA_OK)
        return 0;
    printf("%s\n", lua_tostring(L, -1));
    return 1;
}

int main(void)
{
    lua_State *L = luaL_newstate();
    int status;
    if (L == NULL)
        return 1;
    rebuild_after_moves(L);
    luaL_openlibs(L);
    status = run(L);
    rebuild_after_moves(NULL);
    lua_close(L);
    return status;
}
