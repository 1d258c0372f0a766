/* Lua's configuration for programs that move. What luaconf.h derives from the
 * machine is kept in numbers by the interpreter, and a number travels as it is:
 *
 * - the size of the array in a luaL_Buffer;
 * - the bytes before each thread;
 * - byte offsets into the stack (savestack in ldo.h): i386 aligns doubles in
 *   structs to 4, which makes a stack entry 12 bytes instead of 16. */
#define LUA_CORE
#define LUA_LIB
#include <lprefix.h>
#include <luaconf.h>

#undef LUAL_BUFFERSIZE
#define LUAL_BUFFERSIZE 1024

#undef LUA_EXTRASPACE
#define LUA_EXTRASPACE 8

#undef LUA_NUMBER
#define LUA_NUMBER __attribute__((aligned(8))) double
