/* Folders, and that what is in them is on the disk. */
#ifndef STAZH_BASE_FOLDER_H
#define STAZH_BASE_FOLDER_H

#include <sys/types.h>

int folder_sync(const char *folder);  /* 0 or errno; nothing where a file system has no such thing */
int folder_of_sync(const char *file); /* the folder that the file is in */
/* The folder, of this mode, with all above it; each new one is on the disk. 0 or errno. */
int folder_make(const char *path, mode_t mode);

#endif
