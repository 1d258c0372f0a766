/* Lua's configuration for this program: luaL_Buffer keeps LUAL_BUFFERSIZE
 * bytes, which luaconf.h makes depend on the size of a pointer, and stores that
 * number in the buffer. It has to be the same on every machine. */
#include <luaconf.h>
#undef LUAL_BUFFERSIZE
#define LUAL_BUFFERSIZE 1024
