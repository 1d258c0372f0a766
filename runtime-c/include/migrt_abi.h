/* migrt_abi.h: what emitted code and the runtime agree on.
 *
 * migcc puts this text at the head of every unit it emits, so it includes
 * nothing, declares only names that begin with migrt_ or MIGRT_, and needs no
 * more than C99 plus the few GNU attributes behind the macros below.
 *
 * Life of a capture: someone sets migrt_pending (signal, timer, a count of
 * polls). The next poll calls migrt_poll(), which decides. When it returns
 * nonzero, migrt_unwinding is set and the function saves its frame record
 * (migrt_frame_save and assignments) and returns a dummy. Each caller sees
 * migrt_unwinding after the call, saves its own record and returns, until
 * migrt_main() is reached, which writes the image. Frames are thus saved
 * innermost first.
 *
 * Life of a restore: migrt_main() reads the image, converts all blocks (frame
 * records included: they are blocks like any other, so every address is known
 * and every pointer translated before any user code runs), and calls the
 * resume clone of the outermost frame. A resume clone calls migrt_frame_load()
 * for its record, jumps to the site, and at a call site calls migrt_next()
 * for the resume clone of the next frame. After the innermost record was
 * loaded the program simply goes on.
 */
#ifndef MIGRT_ABI_H
#define MIGRT_ABI_H

#define MIGRT_ABI_VERSION 2u

#if defined(__GNUC__) || defined(__clang__)
#define MIGRT_COLD __attribute__((cold, noinline, unused))
#define MIGRT_UNUSED __attribute__((unused))
#define MIGRT_UNLIKELY(x) __builtin_expect(!!(x), 0)
#define MIGRT_CONSTRUCTOR __attribute__((constructor(101)))
#elif defined(__TINYC__)
#define MIGRT_COLD __attribute__((unused))
#define MIGRT_UNUSED __attribute__((unused))
#define MIGRT_UNLIKELY(x) (x)
#define MIGRT_CONSTRUCTOR __attribute__((constructor))
#else
#define MIGRT_COLD
#define MIGRT_UNUSED
#define MIGRT_UNLIKELY(x) (x)
#define MIGRT_CONSTRUCTOR
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef __SIZE_TYPE__ migrt_size;

/* ---- type descriptors -------------------------------------------------- */

enum migrt_kind {
    MIGRT_K_VOID,
    MIGRT_K_BOOL,
    MIGRT_K_CHAR,     /* plain char: sign is the target's own */
    MIGRT_K_SINT,     /* signed integer of `size` bytes */
    MIGRT_K_UINT,     /* unsigned integer of `size` bytes */
    MIGRT_K_FLOAT,    /* float, double, _FloatN: IEEE binary of `size` bytes */
    MIGRT_K_LDOUBLE,  /* long double in the target's format */
    MIGRT_K_COMPLEX,  /* two of `elem` */
    MIGRT_K_POINTER,  /* to `elem` (NULL: unknown or incomplete) */
    MIGRT_K_FUNCTION, /* only as `elem` of a pointer */
    MIGRT_K_STRUCT,
    MIGRT_K_UNION,
    MIGRT_K_ARRAY,    /* `count` of `elem`; count 0 as last field: flexible */
    MIGRT_K_ENUM,     /* integer of `size` bytes, sign in MIGRT_T_SIGNED */
    MIGRT_K_VECTOR,   /* `count` of `elem` */
    MIGRT_K_VALIST,
    MIGRT_K_OPAQUE    /* incomplete or unknown layout */
};

/* migrt_type.flags */
#define MIGRT_T_SIGNED 1u    /* MIGRT_K_ENUM, MIGRT_K_CHAR: negative values */
#define MIGRT_T_RECORD 2u    /* a frame record */
#define MIGRT_T_SYSTEM 4u    /* defined in a system header */

struct migrt_type;

/* What the value of a selector means. */
typedef struct migrt_case {
    long long low, high; /* low > high: every value that has no other case */
    const char *member;  /* of a union: in use then ("#1": its second anonymous
                            one), NULL: none is; of a variant: its name, with
                            ".base" if the base is that member of it */
    const struct migrt_type *type; /* of a variant: what the object is then;
                                      NULL: not known in this unit */
} migrt_case;

/* Which member of a union is in use, or what an object really is that is
 * pointed to as its base: said by the program's own data. */
typedef struct migrt_selector {
    const struct migrt_type *type; /* of the union; NULL: of the whole object */
    const char *path;   /* from the record to the union, "u.s"; anonymous
                           members have no name and no dot; "": of variants;
                           "+": the offset of what lies behind the record;
                           ">p": what the pointer p in it points to;
                           "<p": the index with which the pointer p in it, an
                           address outside of its object, leads into it */
    migrt_size offset;  /* of the union, or the pointer, in the record */
    long long (*value)(const void *record); /* the selector */
    const char *probe;  /* member of the union that the selector looks at,
                           where the record is the union itself; or NULL */
    migrt_size follow;  /* 1 + where in the record the pointer is that the
                           selector follows; 0: it follows none */
    const migrt_case *cases;
    unsigned cases_count;
    const char *text; /* the selector as the user wrote it, and where */
    const char *file;
    unsigned line;
} migrt_selector;

typedef struct migrt_field {
    const char *name;              /* "" for an anonymous struct/union member */
    const struct migrt_type *type; /* for a bit-field: its declared type */
    migrt_size offset;             /* of a bit-field: unused, see bits */
    unsigned bit_width;            /* 0: not a bit-field */
    unsigned flags;                /* MIGRT_F_* */
} migrt_field;

#define MIGRT_F_TRANSIENT 1u /* not saved: zero after a restore */
#define MIGRT_F_STACK 2u     /* in a frame record: an address-taken variable */
#define MIGRT_F_BYTES 4u     /* numbers that hold bytes: moved as they are */
#define MIGRT_F_NOTED 8u     /* points to its type by the user's word */
#define MIGRT_F_ONE 16u      /* points to one object, by the user's word */
#define MIGRT_F_MANY 32u     /* points to as many as have room */

typedef struct migrt_type {
    unsigned char kind;
    unsigned char flags;
    unsigned short fields_count;
    unsigned align;
    migrt_size size;               /* sizeof; 0 when incomplete */
    migrt_size count;              /* arrays and vectors */
    const char *name;              /* as the user would spell it: "struct node",
                                      "int", "char *"; unique within the unit
                                      together with kind */
    const struct migrt_type *elem;
    const migrt_field *fields;
    /* Structs with bit-fields: store `value` into bit-field number `field` of
     * `object`. The runtime probes it once to learn where the bits lie. */
    void (*set_bits)(void *object, unsigned field, unsigned long long value);
    /* Structs and unions: selectors the user gave. */
    const migrt_selector *selects;
    unsigned selects_count;
} migrt_type;

/* ---- what a unit registers --------------------------------------------- */

/* migrt_object.flags, migrt_function.flags, migrt_code.flags */
#define MIGRT_O_STATIC 1u   /* internal linkage: the name is the unit's own */
#define MIGRT_O_CONST 2u    /* never saved; only its address is translated */
#define MIGRT_O_LITERAL 4u  /* a string literal; name is "str:" + hash */
#define MIGRT_O_LIBRARY 8u  /* declared in a system header, not defined here */
#define MIGRT_O_THREAD 16u  /* thread-local: address by `get` */
#define MIGRT_O_TRANSIENT 32u
#define MIGRT_O_SIZES 128u  /* migrt_sizes.values: what the sender's sizes are */
#define MIGRT_O_ARMS 256u   /* a function that calls setjmp */
#define MIGRT_O_ANSWER 512u /* what the program asked about its machine */
#define MIGRT_O_EXTERN 64u  /* declared here, defined in another unit: listed
                               only when its address or value is used */

typedef struct migrt_object {
    const char *name; /* "head", "count.work" for a static local of work */
    void *address;    /* NULL for thread-locals */
    void *(*get)(void);
    const migrt_type *type;
    migrt_size size;
    unsigned flags;
    const char *file;
    unsigned line;
} migrt_object;

typedef struct migrt_site {
    const char *name; /* "call g 2", "loop 1", "entry": stable under edits of
                         other functions, see docs/image-format.md;
                         "held: loop 1": captures wait there on this machine */
    const char *file;
    unsigned line;
    const char *live; /* one char per record field: '1' live here, '0' not */
} migrt_site;

/* A function that can be on the stack of a capture. */
typedef struct migrt_function {
    const char *name;
    const migrt_type *record; /* MIGRT_K_STRUCT; NULL: no live variable ever.
                                 First field: `unsigned migrt_site`. */
    void (*resume)(void);     /* cast to the function's return type, (void) */
    const migrt_site *sites;
    unsigned sites_count;
    unsigned flags;           /* MIGRT_O_STATIC, MIGRT_O_ARMS */
    const struct migrt_unit *unit; /* set by migrt_register */
} migrt_function;

/* A function whose address is taken, library functions included. */
typedef struct migrt_code {
    const char *name;
    void (*address)(void);
    unsigned flags; /* MIGRT_O_STATIC, MIGRT_O_LIBRARY */
} migrt_code;

/* One allocation site. */
typedef struct migrt_alloc {
    const migrt_type *type; /* element type of the block; NULL: unknown */
    const char *file;
    unsigned line;
    const char *function;
    const struct migrt_unit *unit; /* set by migrt_register */
    unsigned shape;                /* MIGRT_A_* */
    unsigned pointed; /* 1: several objects in one block are found through
                         pointers alone, by the user's word */
    const struct migrt_alloc *whole; /* set by migrt_register: with the tail */
    const struct migrt_alloc *tail;  /* from `offset` on, as many as fit; NULL:
                                        nothing is said of it */
    migrt_size offset;
} migrt_alloc;

/* The block is an array of `type`, as many as fit. */
#define MIGRT_A_ARRAY 0u
/* The size was written `sizeof(type) + n`: one `type`, then a tail. Where the
 * last field of `type` is an array the tail goes on with its elements,
 * otherwise the tail is bytes. */
#define MIGRT_A_HEADER 1u
/* Bytes, moved as they are whatever the pointers that refer to them point to:
 * the user says so (migcc.toml). */
#define MIGRT_A_RAW 2u
/* As MIGRT_A_ARRAY, by the user's own word (MIGRT_TYPED), which wins over what
 * the allocation looked like. */
#define MIGRT_A_TYPED 3u
/* As MIGRT_A_ARRAY, but nothing says so except the pointer that first held the
 * block: it may be of a struct that only begins with `type`. A pointer to such a
 * struct, or a place that knows more (migrt_hint), wins. */
#define MIGRT_A_WEAK 4u
/* Of no type, and where no typed pointer reaches it either, bytes, by the
 * user's word. (5 is the runtime's own, heap.h.) */
#define MIGRT_A_BYTES 6u
/* As MIGRT_A_HEADER, and `n` was written as so many elements of the array that
 * `type` ends in: nothing else stands there. */
#define MIGRT_A_WHOLE 7u

/* Where sizes of types go. Nodes are places of integer type, by name: "m:struct
 * vec.width" a member, "o:limit" a variable, "L:f.n" a local, "p:f.0" and "r:f"
 * a parameter and a result, "i:2.0" and "i:2" those of calls through pointers
 * with two arguments, "c:sizeof(struct vec)" a constant. A capital letter: the
 * unit's own. Node 0 has an empty name: anything else. */
typedef struct migrt_flow {
    unsigned from, to;
    unsigned kind; /* MIGRT_Z_* */
    unsigned file, line; /* where it is so; line 0: in migcc.toml */
} migrt_flow;

#define MIGRT_Z_COPY 0u
#define MIGRT_Z_DERIVED 1u  /* computed from it */
#define MIGRT_Z_MULTIPLE 2u /* a multiple of it, by the user's word */
#define MIGRT_Z_NUMBER 3u   /* from node 0: a number, by the user's word */

typedef struct migrt_sizes {
    const char *names; /* one after the other, each with its zero */
    unsigned nodes_count;
    const migrt_size *values; /* of the constants: nodes 1, 2, ...; then as many
                                 hashes by which the other side finds them */
    unsigned values_count;    /* node 0 included, hashes not */
    const migrt_flow *flows;
    unsigned flows_count;
    const char *const *files; /* by migrt_flow.file */
} migrt_sizes;

typedef struct migrt_unit {
    unsigned abi_version;
    const char *name;        /* path relative to MIGCC_ROOT, or as given */
    const char *fingerprint; /* hash of the source file's tokens */
    const char *version;     /* of migcc */
    const migrt_type *types;
    unsigned types_count;
    const migrt_object *objects;
    unsigned objects_count;
    migrt_function *const *functions;
    unsigned functions_count;
    const migrt_code *codes;
    unsigned codes_count;
    migrt_alloc *allocs;
    unsigned allocs_count;
    const migrt_sizes *sizes; /* NULL: no flows of sizes */
    const char *const *buffers; /* arrays of numbers into which this unit puts
                                   bytes, "struct s.words"; NULL at the end, or
                                   NULL: none */
    struct migrt_unit *next; /* set by migrt_register */
} migrt_unit;

/* Called by a constructor of every emitted unit, before user constructors. */
void migrt_register(migrt_unit *unit);

/* ---- flags the emitted code tests --------------------------------------- */

extern volatile int migrt_pending; /* nonzero: polls call migrt_poll() */
extern int migrt_unwinding;        /* nonzero: frames are being saved */
extern int migrt_hold;             /* nonzero: uninstrumented frames below */

/* ---- calls the emitted code makes ---------------------------------------- */

/* Slow path of a poll: counts it; nonzero if a capture begins here (then
 * migrt_unwinding is set and the caller saves its record and returns). */
int migrt_poll(void);

/* Begins the record of one frame: `function->record->size` zeroed bytes (at
 * least sizeof(unsigned)) with `site` stored in the first field. `site` counts
 * from 1 in the order of `function->sites`. Called while
 * unwinding only, innermost frame first. */
void *migrt_frame_save(const migrt_function *function, unsigned site);

/* Copies an address-taken variable into its field of a record and notes that
 * pointers into [variable, variable + size) now mean that field. */
void migrt_frame_take(void *field, const void *variable, migrt_size size);

/* A variable length array, for a field of a record: its elements in a block of
 * the heap with that allocation site. Pointers into [variable, variable + size)
 * mean the block. Where the array is such a block already, that one. */
void *migrt_frame_block(const void *variable, migrt_size size,
                        const migrt_alloc *site);

/* In a resume clone: memory for such an array when its declaration is reached,
 * in the place of the one it had before (NULL: none). */
void *migrt_frame_again(void *before, migrt_size size, const migrt_alloc *site);
void migrt_frame_free(void *block);

/* What alloca gave, in the fast clone: this header lies before it. */
typedef struct migrt_alloca {
    const struct migrt_alloca *before; /* the frame's one before; NULL: none */
    migrt_size size;
    const migrt_alloc *site;
    void *fill; /* keeps what follows aligned */
} migrt_alloca;

/* Notes the memory in the frame's list; returns what the user asked for. */
static __inline__ void *migrt_alloca_note(void *memory, migrt_size size,
                                          const migrt_alloc *site,
                                          const migrt_alloca **newest)
{
    migrt_alloca *header = (migrt_alloca *)memory;
    header->before = *newest;
    header->size = size;
    header->site = site;
    *newest = header;
    return header + 1;
}

/* All of them for a record, in blocks of the heap: a list to be put before
 * `list`, whose nodes have the site `nodes`. */
void *migrt_frame_allocas(void *list, const migrt_alloca *newest,
                          const migrt_alloc *nodes);

/* alloca in a resume clone; `list` is given back when the frame ends. */
void *migrt_frame_alloca(void **list, migrt_size size, const migrt_alloc *site,
                         const migrt_alloc *nodes);
void migrt_frame_release(void *list);

/* ---- variable arguments ---------------------------------------------------- */

/* Set before a call of a variadic function: what the arguments are (a site
 * whose type is a struct of their types) and whom it is meant for. The callee
 * takes it; whatever it finds there for another function is none of its own. */
extern const migrt_alloc *migrt_va_site;
extern void (*migrt_va_callee)(void);

/* A va_list of the frame that is being saved: which call it belongs to, and to
 * which of the arguments it has come, are stored when that call is met. */
void migrt_frame_list(void **block, unsigned *position, const char *name,
                      __builtin_va_list list);

/* The variable arguments of the frame that is being saved; after its
 * migrt_frame_list. `block`: they were saved and restored before. */
void *migrt_frame_arguments(const migrt_alloc *site, __builtin_va_list start,
                            void *block);

/* In a resume clone: a va_list at an argument of a restored call; the end of
 * that call. */
void migrt_list_begin(__builtin_va_list *list, void *block, unsigned position);
void migrt_list_end(void *block);

/* The record of the frame that is being resumed; storage the frame owns until
 * migrt_frame_done. Also makes the next inner frame the current one. */
void *migrt_frame_load(const migrt_function *function);

/* Called before a resume clone returns (normally or because of unwinding,
 * then after its migrt_frame_save/take calls). */
void migrt_frame_done(void *record);

/* Resume clone of the next inner frame, to be cast and called. */
typedef void (*migrt_resume)(void);
migrt_resume migrt_next(void);

/* ---- jumps whose target is a value ---------------------------------------- */

/* What the last bytes of a jmp_buf hold, which neither glibc nor musl uses: its
 * signal set has room for 1024 signals. The rest are registers and mean nothing
 * elsewhere. */
typedef struct migrt_jump {
    unsigned long long mask;  /* blocked signals, by the runtime's numbers */
    unsigned long long *slot; /* of the frame and the call that armed it; NULL:
                                 a frame that is never captured */
    unsigned tag;             /* MIGRT_JUMP_*; anything else: never armed */
    unsigned life;            /* the process in which the registers mean
                                 something, by the restores before it */
    unsigned hold;            /* migrt_hold when it was armed */
} migrt_jump;

#define MIGRT_JUMP_PLAIN 0x4d69674au
#define MIGRT_JUMP_MASK 0x4d69674bu /* `mask` is to be restored */

extern unsigned migrt_life;
unsigned long long migrt_jump_mask(void); /* the mask as it is */

/* Clean-up function of what keeps the old value of `migrt_hold`, in functions
 * whose other clean-up functions may poll. */
static __inline__ void migrt_hold_back(int *before)
{
    migrt_hold = *before;
}

/* Around the argument of setjmp: notes in the buffer of `size` bytes what it
 * belongs to, and returns it. `slot` is two words of the frame: whether it is
 * armed, and where its registers are after a restore. */
static __inline__ void *migrt_jump_arm(void *buffer, migrt_size size, int mask,
                                       unsigned long long *slot)
{
    char *end = (char *)buffer + size;
    migrt_jump *jump = (migrt_jump *)(void *)(end - sizeof *jump);
    jump->slot = slot;
    jump->tag = mask ? MIGRT_JUMP_MASK : MIGRT_JUMP_PLAIN;
    jump->life = migrt_life;
    jump->hold = (unsigned)migrt_hold;
    jump->mask = mask ? migrt_jump_mask() : 0; /* what was there may look like anything */
    if (slot && !slot[0])
        slot[0] = 1;
    return buffer;
}

/* In a resume clone, before its own setjmp(env). */
void migrt_jump_rearm(unsigned long long *slot, void *env);

/* In a resume clone with calls of setjmp, once all of them are armed. */
void migrt_jump_ready(void);

/* Place of `label` in a list, from 1; 0: not there. */
unsigned migrt_label_number(const void *label, const void *const *all,
                            unsigned count);

/* The program's start: emitted `main` calls it. `user` calls the user's main
 * with as many of the arguments as it takes. Returns the exit status. */
int migrt_main(int argc, char **argv, char **envp,
               int (*user)(int, char **, char **));

/* Before migrt_main: this process will restore an image, so what constructors
 * do has been done (and their output has been seen). */
int migrt_restoring(void);

/* malloc family with an allocation site. The plain forms (migrt_malloc, ...)
 * have the standard signatures and are declared through __typeof__ where the
 * source uses the standard names. */
void *migrt_malloc_at(migrt_size size, const migrt_alloc *site);
void *migrt_calloc_at(migrt_size count, migrt_size size, const migrt_alloc *site);
void *migrt_realloc_at(void *block, migrt_size size, const migrt_alloc *site);
void *migrt_reallocarray_at(void *block, migrt_size count, migrt_size size,
                            const migrt_alloc *site);
void *migrt_aligned_alloc_at(migrt_size alignment, migrt_size size,
                             const migrt_alloc *site);
void *migrt_memalign_at(migrt_size alignment, migrt_size size,
                        const migrt_alloc *site);
int migrt_posix_memalign_at(void **out, migrt_size alignment, migrt_size size,
                            const migrt_alloc *site);

/* Gives an untyped heap block its type; returns `block`. */
void *migrt_hint(void *block, const migrt_alloc *site);

#ifdef __cplusplus
}
#endif
#endif
