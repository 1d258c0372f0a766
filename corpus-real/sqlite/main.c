/* A database in memory and one on disk, worked on at once: tables with indexes
 * and triggers, joins, aggregates, recursive queries, ordering, text functions,
 * transactions that are committed and one that is rolled back. What is printed
 * depends on the data alone. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(sqlite3 *db, const char *what)
{
    printf("%s: %s\n", what, sqlite3_errmsg(db));
    exit(1);
}

/* Runs one statement to its end and prints its rows. */
static void run(sqlite3 *db, const char *sql)
{
    while (sql[0] != '\0') {
        sqlite3_stmt *statement = NULL;
        int state;
        if (sqlite3_prepare_v2(db, sql, -1, &statement, &sql) != SQLITE_OK)
            fail(db, sql);
        if (statement == NULL)
            return;
        while ((state = sqlite3_step(statement)) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(statement); i++) {
                const char *text =
                    (const char *)sqlite3_column_text(statement, i);
                printf(i == 0 ? "%s" : "|%s", text == NULL ? "NULL" : text);
            }
            printf("\n");
        }
        if (state != SQLITE_DONE)
            fail(db, "a step failed");
        sqlite3_finalize(statement);
    }
}

static const char make[] =
    "create table item(id integer primary key, name text not null, price real, "
    "  owner int);"
    "create index item_name on item(name);"
    "create index item_owner on item(owner, price);"
    "create table owner(id integer primary key, city text collate nocase);"
    "create table log(what text, old real, new real);";

static const char triggers[] =
    "create trigger item_price after update of price on item begin"
    "  insert into log values(new.name, old.price, new.price); end;"
    "create trigger item_gone after delete on item when old.price > 50 begin"
    "  insert into log values(old.name, old.price, null);"
    "  update owner set city = city || '*' where id = old.owner; end;";

static const char fill[] =
    "begin;"
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 400)"
    "  insert into item select i, printf('item-%04d', i * 7919 % 409),"
    "  (i * 37 % 199) * 0.5, i % 11 from n;"
    "insert into owner values(0,'Oslo'),(1,'Bern'),(2,'Rome'),(3,'Kyiv'),"
    "  (4,'Riga'),(5,'Bonn'),(6,'Lima'),(7,'Baku'),(8,'Doha'),(9,'Male'),"
    "  (10,'Suva');"
    "commit;";

static const char ask[] =
    "select count(*), sum(price), min(name), max(name), avg(owner) from item;"
    "select city, count(*), total(price) from item join owner on"
    "  owner.id = item.owner group by city order by 3 desc, 1 limit 5;"
    "select a.name, b.name, a.price from item a, item b where"
    "  a.owner = b.owner and a.price = b.price and a.id < b.id"
    "  order by a.price desc, a.name limit 4;"
    "with recursive tree(id, depth, path) as (select 1, 0, '1' union all"
    "  select item.id, depth + 1, path || '/' || item.id from tree, item"
    "  where item.id in (tree.id * 2, tree.id * 2 + 1) and depth < 4)"
    "  select max(depth), count(*), max(length(path)) from tree;"
    "select upper(group_concat(substr(name, 6), '-')) from (select name from"
    "  item where id % 50 = 0 order by name);"
    "select owner, sum(price) from item group by owner having sum(price) > 1700"
    "  order by 2;";

static const char change[] =
    "begin;"
    "update item set price = price + 1 where id % 40 = 3;"
    "delete from item where id % 25 = 7;"
    "commit;"
    "select count(*), sum(new) from log;";

int main(void)
{
    sqlite3 *memory, *disk;
    /* records of the sorter as blocks of their own, not packed into one */
    sqlite3_config(SQLITE_CONFIG_SMALL_MALLOC, 1);
    if (sqlite3_open(":memory:", &memory) != SQLITE_OK)
        fail(memory, ":memory:");
    if (sqlite3_open("test.db", &disk) != SQLITE_OK)
        fail(disk, "test.db");
    printf("SQLite %s\n", sqlite3_libversion());
    run(memory, make);
    run(disk, make);
#ifdef NO_TRIGGERS
    (void)triggers;
#else
    run(memory, triggers);
    run(disk, triggers);
#endif
    run(memory, fill);
    run(disk, fill);
    run(memory, ask);
    run(disk, ask);
    run(memory, change);
    run(disk, change);
    run(disk, "begin; delete from item; rollback;");
    run(disk, ask);
    run(memory, "pragma integrity_check;");
    run(disk, "pragma integrity_check;");
    sqlite3_close(memory);
    sqlite3_close(disk);
    return 0;
}
