/* Unions whose active member the program's own data tells.
 *
 * The receiver asks: when the rest of a record is converted, it is a record of
 * this machine, and the selector, compiled for this machine, reads it like any
 * code of the program. So nothing about selectors is in the image. The pass
 * that follows pointers before anything is converted (pointers_infer.c) does
 * the same with a copy that is thrown away, the rehearsal: pointers in it keep
 * only whether they are null, and what cannot be converted stays zero.
 *
 * A value without a case leaves the union as one without a selector: refused
 * unless its bytes mean the same under every member. */
#include "convert_plan.h"

#include "heap.h"

#include <string.h>

/* ---- where ---------------------------------------------------------------------- */

const migrt_selector *migrt_select_at(migrt_spot s, const migrt_type *target)
{
    const migrt_type *record = s.record == NULL ? NULL : s.record->target;
    for (unsigned i = 0; record != NULL && i < record->selects_count; i++) {
        const migrt_selector *select = &record->selects[i];
        if (select->type == target && select->offset == s.target &&
            strcmp(select->path, s.name) == 0)
            return select;
    }
    return NULL;
}

/* Names of anonymous members are empty, so the place decides with the name. */
bool migrt_select_within(migrt_spot s, const migrt_type *target)
{
    const migrt_type *record = s.record == NULL ? NULL : s.record->target;
    size_t length = strlen(s.name);
    for (unsigned i = 0; record != NULL && i < record->selects_count; i++) {
        const migrt_selector *select = &record->selects[i];
        if (select->type != NULL && select->offset >= s.target &&
            select->offset - s.target < target->size &&
            strncmp(select->path, s.name, length) == 0)
            return true;
    }
    return false;
}

/* ---- cases ---------------------------------------------------------------------- */

int migrt_case_of(const migrt_selector *select, long long value)
{
    int other = -1;
    for (unsigned i = 0; i < select->cases_count; i++) {
        const migrt_case *one = &select->cases[i];
        if (one->low > one->high)
            other = (int)i;
        else if (one->low <= value && value <= one->high)
            return (int)i;
    }
    return other;
}

static migrt_plan *part_of(migrt_converter *c, const migrt_plan *plan)
{
    migrt_plan *part = migrt_internal_alloc(sizeof *part);
    if (part == NULL) {
        migrt_fail(c->error, "no memory for conversion plans");
        return NULL;
    }
    part->source = plan->source;
    part->target = plan->target;
    part->source_size = plan->source_size;
    part->target_size = plan->target_size;
    return part;
}

/* Anonymous members are counted. */
static bool is_member(const migrt_itype *type, unsigned index,
                      const char *member)
{
    unsigned before = 0;
    if (*member != '#')
        return strcmp(type->fields[index].name, member) == 0;
    for (unsigned i = 0; i < index; i++)
        before += type->fields[i].name[0] == '\0';
    return type->fields[index].name[0] == '\0' &&
           before == (unsigned)(member[1] - '0');
}

static migrt_plan *member_plan(migrt_converter *c, const migrt_plan *plan,
                               migrt_spot s, uint32_t source,
                               const migrt_type *target, const char *member)
{
    const migrt_itype *type = &c->image->types[source];
    migrt_plan *part = part_of(c, plan);
    bool found = false;
    for (unsigned i = 0; part != NULL && i < type->fields_count; i++)
        if (is_member(type, i, member)) {
            migrt_plan_field(c, part, s, type, i, target);
            found = true;
        }
    if (part != NULL && !found) {
        migrt_op op = migrt_plan_op(s, MIGRT_OP_ZERO, (size_t)type->size);
        op.why = "the member its selector names is not in the image's union";
        migrt_plan_append(c, part, op);
    }
    if (part != NULL) {
        migrt_plan_settle(part);
        migrt_plan_classify(c, part);
    }
    return part;
}

static migrt_plan *otherwise_plan(migrt_converter *c, const migrt_plan *plan,
                                  migrt_spot s, uint32_t source,
                                  const migrt_type *target)
{
    migrt_plan *part = part_of(c, plan);
    migrt_plan *unknown = part_of(c, plan);
    if (part == NULL || unknown == NULL)
        return NULL;
    unknown->source_size = (size_t)c->image->types[source].size;
    unknown->target_size = target->size;
    migrt_plan_union(c, unknown, &c->image->types[source], target);
    for (size_t i = 0; i < unknown->count; i++) {
        migrt_op op = unknown->ops[i];
        op.source += s.source;
        op.target += s.target;
        op.source_bit += 8 * (uint64_t)s.source;
        op.target_bit += 8 * (uint64_t)s.target;
        migrt_plan_append(c, part, op);
    }
    migrt_plan_classify(c, part);
    return part;
}

/* What a selector looks at when the union itself holds it. */
static const migrt_plan *probe_plan(migrt_converter *c, const migrt_plan *plan,
                                    migrt_spot s, const migrt_selector *select,
                                    uint32_t source, const migrt_type *target)
{
    migrt_plan *nothing;
    if (select->probe != NULL)
        return member_plan(c, plan, s, source, target, select->probe);
    nothing = part_of(c, plan); /* a constant */
    if (nothing != NULL)
        migrt_plan_classify(c, nothing);
    return nothing;
}

static migrt_choice *choice_of(migrt_converter *c, const migrt_plan *plan,
                               migrt_spot s, const migrt_selector *select,
                               uint32_t source, const migrt_type *target)
{
    migrt_choice *choice = migrt_internal_alloc(sizeof *choice);
    if (choice != NULL)
        choice->members = migrt_internal_alloc((select->cases_count + 1) *
                                               sizeof *choice->members);
    if (choice == NULL || choice->members == NULL) {
        migrt_fail(c->error, "no memory for conversion plans");
        return NULL;
    }
    choice->select = select;
    choice->source = s.source;
    choice->size = (size_t)c->image->types[source].size;
    choice->apart = s.record->target == target;
    for (unsigned i = 0; i < select->cases_count; i++)
        if (select->cases[i].member != NULL)
            choice->members[i] = member_plan(c, plan, s, source, target,
                                             select->cases[i].member);
    choice->otherwise = otherwise_plan(c, plan, s, source, target);
    return choice;
}

static bool same_anyway(const migrt_choice *choice)
{
    for (unsigned i = 0; i < choice->select->cases_count; i++) {
        const migrt_plan *member = choice->members[i];
        for (size_t j = 0; member != NULL && j < member->count; j++)
            if (!member->ops[j].still ||
                member->ops[j].source != member->ops[j].target)
                return false;
    }
    for (size_t j = 0;
         choice->otherwise != NULL && j < choice->otherwise->count; j++)
        if (choice->otherwise->ops[j].code == MIGRT_OP_KEEP)
            return false; /* which member it is decides about pointers */
    return choice->otherwise != NULL && choice->otherwise->same;
}

void migrt_plan_select(migrt_converter *c, migrt_plan *plan, migrt_spot s,
                       const migrt_selector *select, uint32_t source,
                       const migrt_type *target)
{
    migrt_choice *choice = choice_of(c, s.record, s, select, source, target);
    migrt_spot begin = {0, 0, "", s.record};
    migrt_op op = migrt_plan_op(begin, MIGRT_OP_SELECT, 1);
    if (choice == NULL || choice->otherwise == NULL)
        return;
    if (same_anyway(choice)) {
        for (size_t i = 0; i < choice->otherwise->count; i++)
            migrt_plan_append(c, plan, choice->otherwise->ops[i]);
        return;
    }
    op.choice = choice;
    op.plan = choice->apart ? probe_plan(c, s.record, s, select, source, target)
                            : s.record;
    migrt_plan_append(c, plan, op);
}

void migrt_plan_settle(migrt_plan *plan)
{
    size_t sorted = 0;
    for (size_t i = 0; i < plan->count; i++) {
        migrt_op op = plan->ops[i];
        if (op.code == MIGRT_OP_SELECT)
            continue;
        memmove(&plan->ops[sorted + 1], &plan->ops[sorted],
                (i - sorted) * sizeof op);
        plan->ops[sorted++] = op;
    }
}

bool migrt_choice_in_place(const migrt_choice *choice)
{
    for (unsigned i = 0; i < choice->select->cases_count; i++)
        if (choice->members[i] != NULL && !choice->members[i]->in_place)
            return false;
    return choice->otherwise->in_place;
}

/* ---- at work -------------------------------------------------------------------- */

const migrt_plan *migrt_choose(migrt_converter *c, const migrt_op *op,
                               long long value, const unsigned char *source)
{
    const migrt_choice *choice = op->choice;
    const migrt_selector *select = choice->select;
    int number = migrt_case_of(select, value);
    if (number >= 0)
        return choice->members[number];
    for (size_t i = 0; i < choice->otherwise->count; i++)
        if (choice->otherwise->ops[i].code == MIGRT_OP_ZERO &&
            !migrt_all_zero(source + choice->source, choice->size)) {
            migrt_refuse_here(c, NULL, 0,
                              "which member of the union %s is in use is not "
                              "known: its selector `%s` gives %lld, for which "
                              "%s:%u has no case: add one (\"none\" if no "
                              "member is in use then)",
                              *select->path != '\0' ? select->path
                                                    : select->type->name,
                              select->text, value, select->file, select->line);
            return NULL;
        }
    return choice->otherwise;
}

/* Operations before the one for `select`: of two unions the second may be told
 * by the first. */
static size_t before(const migrt_plan *plan, const migrt_selector *select)
{
    size_t count = 0;
    while (count < plan->count && (plan->ops[count].code != MIGRT_OP_SELECT ||
                                   plan->ops[count].choice->select != select))
        count++;
    return count;
}

size_t migrt_without_selects(const migrt_plan *plan)
{
    size_t count = plan->count;
    while (count > 0 && plan->ops[count - 1].code == MIGRT_OP_SELECT)
        count--;
    return count;
}

static uint64_t origin_of(const migrt_converter *c, const unsigned char *source)
{
    if (c->origin.bytes == NULL || source < c->origin.bytes ||
        (uint64_t)(source - c->origin.bytes) >= c->origin.size)
        return 0;
    return c->origin.address + (uint64_t)(source - c->origin.bytes);
}

/* One attempt: fills the zeroed copy; false: something in it could not be. */
static bool rehearse(migrt_converter *c, const migrt_plan *plan,
                     const unsigned char *source, unsigned char *copy)
{
    migrt_internal_free(c->rehearsed.followed);
    c->rehearsed.followed = NULL;
    c->faltered = false;
    migrt_convert(c, plan, source, copy, 1);
    return !c->faltered &&
           (c->rehearsed.pointer == NULL || c->rehearsed.followed != NULL);
}

bool migrt_rehearse(migrt_converter *c, const migrt_plan *plan,
                    const migrt_selector *select, const unsigned char *source,
                    long long *value)
{
    bool outer = c->rehearsal, faltered = c->faltered, good = false;
    migrt_rehearsed outside;
    migrt_plan rest;
    unsigned char *copy;
    union {
        unsigned char bytes[256];
        long double number;
        void *pointer;
    } small; /* a selector is asked for every value of a stack */
    if (plan == NULL)
        return false;
    copy = plan->target_size <= sizeof small
               ? memset(small.bytes, 0, plan->target_size)
               : migrt_internal_alloc(plan->target_size + 1);
    if (copy == NULL)
        return migrt_fail(c->error, "no memory to ask a selector");
    rest = *plan;
    rest.same = false;
    rest.count = before(plan, select);
    if (rest.count == plan->count)
        rest.count = migrt_without_selects(plan);
    c->rehearsal = true;
    outside = c->rehearsed;
    c->rehearsed.plan = plan;
    c->rehearsed.copy = copy;
    c->rehearsed.address = origin_of(c, source);
    c->rehearsed.pointer =
        select->follow == 0 ? NULL : copy + (select->follow - 1);
    c->rehearsed.followed = NULL;
    c->rehearsed.addresses = *select->path == '<';
    for (;;) {
        good = rehearse(c, &rest, source, copy);
        if (good || rest.count == migrt_without_selects(plan))
            break;
        rest.count = migrt_without_selects(plan);
        memset(copy, 0, plan->target_size);
    }
    if (good)
        *value = select->value(copy);
    migrt_internal_free(c->rehearsed.followed);
    c->rehearsed = outside;
    c->rehearsal = outer;
    c->faltered = faltered;
    if (copy != small.bytes)
        migrt_internal_free(copy);
    return good;
}
