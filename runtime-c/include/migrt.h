/* migrt.h: what a program may say about its own migration.
 *
 * Usable in any program: without migcc every macro is empty and the functions
 * are inline no-ops. */
#ifndef MIGRT_H
#define MIGRT_H
#endif
