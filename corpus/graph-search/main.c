/* Graph algorithms on adjacency lists: BFS distances, DFS with finishing
 * order, Dijkstra with a binary heap of vertex pointers; distances compared
 * with Floyd and Warshall's on a matrix. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define V 150
#define FAR (INT_MAX / 4)

struct vertex;

struct edge {
    struct edge *next;
    struct vertex *to;
    int length;
};

struct vertex {
    struct edge *edges;
    int distance, hops, order;
    int place; /* in the heap, 0: not there */
    struct vertex *from;
    enum { WHITE, GREY, BLACK } colour;
};

struct heap {
    int count;
    struct vertex *at[V + 1];
};

static struct vertex *graph;
static int (*matrix)[V];
static int failures;

static void check(const char *what, int ok)
{
    if (!ok) {
        printf("FAILED: %s\n", what);
        failures++;
    }
}

static void connect(int a, int b, int length)
{
    struct edge *e = malloc(sizeof *e);
    if (!e)
        exit(2);
    *e = (struct edge){ graph[a].edges, &graph[b], length };
    graph[a].edges = e;
    if (length < matrix[a][b])
        matrix[a][b] = length;
}

static void build(void)
{
    unsigned s = 99;
    graph = calloc(V, sizeof *graph);
    matrix = malloc(V * sizeof *matrix);
    if (!graph || !matrix)
        exit(2);
    for (int i = 0; i < V; i++)
        for (int j = 0; j < V; j++)
            matrix[i][j] = i == j ? 0 : FAR;
    for (int i = 0; i < V * 4; i++) {
        s = (s * 421u + 1663u) % 7875u;
        unsigned a = s % V;
        s = (s * 421u + 1663u) % 7875u;
        connect((int)a, (int)(s % V), 1 + (int)(s / 60 % 40));
    }
}

static int bfs(struct vertex *start)
{
    struct vertex *queue[V], **head = queue, **tail = queue;
    for (int i = 0; i < V; i++)
        graph[i].hops = -1;
    start->hops = 0;
    *tail++ = start;
    while (head != tail) {
        struct vertex *v = *head++;
        for (struct edge *e = v->edges; e; e = e->next)
            if (e->to->hops < 0) {
                e->to->hops = v->hops + 1;
                *tail++ = e->to;
            }
    }
    return (int)(tail - queue);
}

static void dfs(struct vertex *v, int *clock, int *back_edges)
{
    v->colour = GREY;
    for (const struct edge *e = v->edges; e; e = e->next)
        if (e->to->colour == WHITE)
            dfs(e->to, clock, back_edges);
        else if (e->to->colour == GREY)
            ++*back_edges;
    v->colour = BLACK;
    v->order = ++*clock;
}

static void settle(struct heap *h, struct vertex *v, int i)
{
    h->at[i] = v;
    v->place = i;
}

static void rise(struct heap *h, int i)
{
    struct vertex *v = h->at[i];
    for (; i > 1 && h->at[i / 2]->distance > v->distance; i /= 2)
        settle(h, h->at[i / 2], i);
    settle(h, v, i);
}

static struct vertex *take_nearest(struct heap *h)
{
    struct vertex *nearest = h->at[1], *last = h->at[h->count--];
    int i = 1;
    nearest->place = 0;
    if (!h->count)
        return nearest;
    for (int c; (c = 2 * i) <= h->count; i = c) {
        if (c < h->count && h->at[c + 1]->distance < h->at[c]->distance)
            c++;
        if (h->at[c]->distance >= last->distance)
            break;
        settle(h, h->at[c], i);
    }
    settle(h, last, i);
    return nearest;
}

static void dijkstra(struct vertex *start)
{
    struct heap h = { 0 };
    for (int i = 0; i < V; i++) {
        graph[i].distance = FAR;
        graph[i].place = 0;
        graph[i].from = NULL;
    }
    start->distance = 0;
    settle(&h, start, ++h.count);
    while (h.count) {
        struct vertex *v = take_nearest(&h);
        for (struct edge *e = v->edges; e; e = e->next) {
            int through = v->distance + e->length;
            if (through >= e->to->distance)
                continue;
            e->to->distance = through;
            e->to->from = v;
            if (!e->to->place)
                settle(&h, e->to, ++h.count);
            rise(&h, e->to->place);
        }
    }
}

static void floyd_warshall(void)
{
    for (int k = 0; k < V; k++)
        for (int i = 0; i < V; i++)
            for (int j = 0; j < V; j++)
                if (matrix[i][k] + matrix[k][j] < matrix[i][j])
                    matrix[i][j] = matrix[i][k] + matrix[k][j];
}

static void print_path(const struct vertex *v)
{
    if (v->from) {
        print_path(v->from);
        printf(" -%d->", v->distance - v->from->distance);
    }
    printf(" %d", (int)(v - graph));
}

int main(void)
{
    puts("graph-search: start");
    build();
    int reached = bfs(&graph[0]);
    printf("bfs reaches %d of %d\n", reached, V);
    int clock = 0, back = 0;
    dfs(&graph[0], &clock, &back);
    printf("dfs finishes %d, back edges %d\n", clock, back);
    check("dfs and bfs reach the same", clock == reached && graph[0].order == clock);
    floyd_warshall();
    long total = 0;
    for (int s = 0; s < V; s++) {
        dijkstra(&graph[s]);
        for (int i = 0; i < V; i++) {
            check("distance", graph[i].distance == matrix[s][i]);
            total += graph[i].distance < FAR ? graph[i].distance : 0;
        }
        if (s % 50 == 49)
            printf("after %d sources: %ld\n", s + 1, total);
    }
    dijkstra(&graph[0]);
    struct vertex *furthest = graph;
    for (struct vertex *v = graph; v != graph + V; v++)
        if (v->distance < FAR && v->distance > furthest->distance)
            furthest = v;
    printf("furthest:");
    print_path(furthest);
    printf(" (%d)\n", furthest->distance);
    for (int i = 0; i < V; i++)
        for (struct edge *e = graph[i].edges, *next; e; e = next) {
            next = e->next;
            free(e);
        }
    free(graph);
    free(matrix);
    puts(failures ? "graph-search: FAILED" : "graph-search: ok");
    return failures != 0;
}
