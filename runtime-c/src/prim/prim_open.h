/* prim_open.h: what the files of prim/ that open files share. */
#ifndef MIGRT_PRIM_OPEN_H
#define MIGRT_PRIM_OPEN_H

/* open(), out of the program's way; close-on-exec. */
int migrt_prim_open_as(const char *path, int flags, unsigned mode, int *fd);

#endif
