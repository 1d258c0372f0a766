#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int step(int);
static pid_t children[4];
extern char **environ;

int begin(void)
{
    return fork(); // finds
}

void several(int n)
{
    while (n--)
        children[n & 3] = fork(); // finds
}

pid_t program(char **args)
{
    pid_t child = 0;
    if (posix_spawn(&child, args[0], NULL, NULL, args, environ)) // finds
        waitpid(child, NULL, 0);
    return child;
}

void become(char **args)
{
    execvp(args[0], args); // finds
}

int with_polls(int n)
{
    pid_t child = fork(); // finds
    while (n--)
        step(n);
    waitpid(child, NULL, 0);
    return child == 0;
}

pid_t (*maker)(void) = fork; // finds

int run(const char *path)
{
    int status = 0;
    pid_t child = fork(); // near miss
    if (child == 0) {
        execl(path, path, (char *)0); // near miss
        _exit(127); // near miss
    }
    waitpid(child, &status, 0);
    return status;
}

int shell(const char *command)
{
    return system(command); // near miss
}

int reap(void)
{
    return wait(NULL); // near miss
}

struct tree { struct tree *(*fork)(struct tree *); };

struct tree *member(struct tree *tree)
{
    return tree->fork(tree); // near miss
}

int spawned(char **args)
{
    pid_t child;
    int status = posix_spawn(&child, args[0], NULL, NULL, args, environ); // near miss
    if (status == 0)
        waitpid(child, &status, 0);
    return status;
}
