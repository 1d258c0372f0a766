#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int step(int);
static FILE *out;

FILE *scratch(void)
{
    return tmpfile(); // finds
}

void memory(char **text, size_t *size)
{
    out = open_memstream(text, size); // finds
}

int count(const char *path)
{
    int n = 0;
    DIR *folder = opendir(path); // finds
    while (folder && readdir(folder))
        n++;
    if (folder)
        closedir(folder);
    return n;
}

int command(const char *text)
{
    char line[80];
    FILE *from = popen(text, "r"); // finds
    while (fgets(line, sizeof line, from))
        step(line[0]);
    return pclose(from);
}

FILE *buffer(char *bytes, size_t n)
{
    FILE *file = fmemopen(bytes, n, "r"); // finds
    if (file && n == 0)
        fclose(file);
    return file;
}

FILE *plain(const char *path)
{
    return fopen(path, "r"); // near miss
}

FILE *again(FILE *file)
{
    return freopen("x", "w", file); // near miss
}

FILE *number(int fd)
{
    return fdopen(fd, "r"); // near miss
}

int is_folder(const char *path)
{
    DIR *folder = opendir(path); // near miss
    if (!folder)
        return 0;
    closedir(folder);
    return 1;
}

int quick(const char *text)
{
    FILE *to = popen("cat", "w"); // near miss
    if (to)
        fputs(text, to);
    return to ? pclose(to) : -1;
}

struct files { FILE *(*tmpfile)(void); };

FILE *member(struct files *files)
{
    return files->tmpfile(); // near miss
}
