#include <dlfcn.h>
#include <math.h>
#include <stdio.h>

static void *library;
static int (*run)(int);

int load(const char *path)
{
    library = dlopen(path, RTLD_NOW); // finds
    return library != NULL;
}

int call(void)
{
    int (*f)(int) = (int (*)(int))dlsym(library, "run"); // finds
    return f(1);
}

void keep(void)
{
    run = (int (*)(int))dlsym(library, "run"); // finds
}

void *(*opener)(const char *, int) = dlopen; // finds

int has(const char *name)
{
    return dlsym(NULL, name) != NULL; // finds
}

void complain(void)
{
    puts(dlerror()); // near miss
}

void unload(void)
{
    dlclose(library); // near miss
}

static double (*function)(double) = cos; // near miss
static int (*printer)(const char *) = puts; // near miss

static void *open_library(const char *path) { return (void *)path; }

void *own(void)
{
    return open_library("x"); // near miss
}

struct loader { void *(*dlopen)(const char *); };

void *member(struct loader *loader)
{
    return loader->dlopen("x"); // near miss
}
