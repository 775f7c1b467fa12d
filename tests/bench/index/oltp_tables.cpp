// SPDX-License-Identifier: PostgreSQL
// The tables of the transactional database: a help desk that many firms rent. Fifteen tables, of
// 400 to 180,000 rows.
//
// Traps in the data: a few tenants and accounts have most rows; most work is done ('done' and
// 'sent' are 84 and 89 %), so that what is asked for is rare and a partial index small; times rise
// with the id; deleted_at, archived_at, suspended_at, locked_by are NULL in 80 to 99 %, so that
// "is null" keeps nearly everything; columns marked as changing are set by UPDATE all the time,
// and an index on one of them takes the update off the short (HOT) way. Columns are independent of
// each other but for the times: the analytical databases have the correlated ones.
// Tested by `make bench-index`.
#include <algorithm>
#include <stdexcept>

#include "tests/bench/index/oltp.h"

namespace tend::bench {

namespace {

using Words = std::vector<std::string>;

OltpColumn parent(std::string name, std::string table, int rows, double skew) {
  return {.name = std::move(name),
          .content = Content::kParent,
          .words = {std::move(table)},
          .limit = rows,
          .skew = skew};
}
OltpColumn choice(std::string name, Words words, double skew) {
  const int limit = static_cast<int>(words.size());
  return {.name = std::move(name),
          .content = Content::kChoice,
          .words = std::move(words),
          .limit = limit,
          .skew = skew};
}
OltpColumn moment(std::string name, double nulls = 0) {
  return {.name = std::move(name), .content = Content::kMoment, .words = {}, .nulls = nulls};
}
OltpColumn number(std::string name, int limit, double skew) {
  return {.name = std::move(name),
          .content = Content::kNumber,
          .words = {},
          .limit = limit,
          .skew = skew};
}
OltpColumn code(std::string name, std::string prefix, int rows) {
  return {.name = std::move(name),
          .content = Content::kCode,
          .words = {std::move(prefix)},
          .limit = rows};
}
OltpColumn flag(std::string name) {
  return {.name = std::move(name), .content = Content::kFlag, .words = {}, .limit = 2, .skew = 2};
}
OltpColumn prose(std::string name) {
  return {.name = std::move(name), .content = Content::kProse, .words = {}};
}
OltpColumn changing(OltpColumn column) {
  column.changes = true;
  return column;
}
OltpColumn mostly_null(OltpColumn column, double nulls) {
  column.nulls = nulls;
  return column;
}

constexpr int kTenants = 400, kAgents = 1500, kAccounts = 60000, kThreads = 60000, kTickets = 80000,
              kBills = 50000;

std::vector<OltpTable> people() {
  return {
      {"tenants",
       kTenants,
       {code("name", "tenant-", kTenants), choice("plan", {"free", "team", "firm"}, 2),
        choice("region", {"eu", "us", "asia"}, 1.5), moment("created_at"),
        changing(moment("suspended_at", 0.95)), changing(number("seats", 300, 3))}},
      {"agents",
       kAgents,
       {parent("tenant_id", "tenants", kTenants, 2), code("login", "agent-", kAgents),
        choice("team", {"first", "second", "billing", "abuse"}, 1.6), number("level", 9, 1),
        changing(flag("available")), changing(number("open_tickets", 60, 2)),
        moment("created_at")}},
      {"accounts",
       kAccounts,
       {parent("tenant_id", "tenants", kTenants, 3), code("email", "user-", kAccounts),
        changing(choice("status", {"active", "invited", "locked", "closed"}, 4)),
        choice("role", {"member", "admin", "owner", "guest"}, 3),
        choice("locale", {"en", "de", "fr", "pl", "es"}, 1.5), moment("created_at"),
        changing(moment("last_seen_at", 0.1))}},
      {"sessions",
       100000,
       {parent("account_id", "accounts", kAccounts, 2), code("token", "tok-", 100000),
        choice("device", {"phone", "desktop", "tablet"}, 1.4), changing(moment("expires_at")),
        changing(moment("revoked_at", 0.9)), moment("created_at"),
        changing(number("requests", 5000, 4))}},
      {"devices",
       50000,
       {parent("account_id", "accounts", kAccounts, 1.5), code("serial", "dev-", 50000),
        choice("platform", {"android", "ios", "web"}, 1.5), changing(moment("last_seen_at")),
        changing(moment("retired_at", 0.9)), number("release", 120, 2)}},
  };
}

std::vector<OltpTable> talk() {
  return {
      {"threads",
       kThreads,
       {parent("tenant_id", "tenants", kTenants, 3), parent("owner_id", "accounts", kAccounts, 2),
        code("topic", "topic-", kThreads), choice("visibility", {"team", "private", "public"}, 2),
        changing(moment("archived_at", 0.8)), changing(number("message_count", 400, 4)),
        changing(moment("updated_at"))}},
      {"messages",
       180000,
       {parent("thread_id", "threads", kThreads, 2), parent("sender_id", "accounts", kAccounts, 2),
        choice("kind", {"text", "file", "system", "poll"}, 4), moment("created_at"),
        changing(moment("read_at", 0.3)), changing(moment("deleted_at", 0.97)), prose("body")}},
      {"notifications",
       150000,
       {parent("account_id", "accounts", kAccounts, 2.5),
        choice("channel", {"mail", "push", "inbox"}, 1.5),
        changing(choice("status", {"sent", "failed", "queued"}, 9)), moment("created_at"),
        changing(moment("sent_at", 0.08)), changing(moment("read_at", 0.5)),
        changing(number("attempts", 6, 5))}},
      {"audit_entries",
       150000,
       {parent("tenant_id", "tenants", kTenants, 3), parent("account_id", "accounts", kAccounts, 2),
        choice("action", {"login", "view", "edit", "share", "remove", "export", "grant"}, 2.5),
        code("object", "obj-", 150000), moment("created_at"), changing(flag("reviewed"))}},
  };
}

std::vector<OltpTable> work() {
  return {
      {"tickets",
       kTickets,
       {parent("tenant_id", "tenants", kTenants, 3),
        parent("requester_id", "accounts", kAccounts, 2),
        changing(mostly_null(parent("agent_id", "agents", kAgents, 1.5), 0.2)),
        code("number", "T-", kTickets),
        changing(choice("status", {"closed", "solved", "open", "pending", "new"}, 4)),
        changing(choice("priority", {"normal", "low", "high", "urgent"}, 3)), moment("created_at"),
        changing(moment("due_at", 0.5)), changing(moment("closed_at", 0.25))}},
      {"ticket_events",
       150000,
       {parent("ticket_id", "tickets", kTickets, 1.5), parent("actor_id", "accounts", kAccounts, 3),
        choice("kind", {"reply", "status", "assign", "merge", "note"}, 2), moment("created_at"),
        changing(flag("internal")), prose("note")}},
      {"ticket_tags",
       120000,
       {parent("ticket_id", "tickets", kTickets, 1.3),
        choice("tag",
               {"howto", "bug", "invoice", "access", "slow", "mobile", "api", "data", "legal"}, 3),
        parent("added_by", "agents", kAgents, 2), changing(number("weight", 10, 1)),
        moment("created_at")}},
      {"jobs",
       100000,
       {choice("queue", {"mail", "search", "export", "billing", "cleanup"}, 2),
        changing(choice("status", {"done", "failed", "waiting", "running"}, 8)),
        changing(moment("run_at")), changing(number("attempts", 8, 6)), number("priority", 10, 2),
        changing(mostly_null(parent("locked_by", "agents", kAgents, 1), 0.99)),
        moment("created_at"), prose("payload")}},
  };
}

std::vector<OltpTable> money() {
  return {
      {"bills",
       kBills,
       {parent("tenant_id", "tenants", kTenants, 2.5), code("number", "B-", kBills),
        changing(choice("status", {"paid", "sent", "draft", "void"}, 5)),
        choice("currency", {"EUR", "USD", "PLN"}, 2), moment("issued_at"),
        changing(moment("paid_at", 0.15)), changing(number("amount", 90000, 3))}},
      {"bill_items",
       120000,
       {parent("bill_id", "bills", kBills, 1.2),
        choice("product", {"seat", "storage", "calls", "support", "training"}, 2),
        changing(number("quantity", 200, 4)), changing(number("amount", 9000, 3)),
        moment("created_at")}},
  };
}

// ANALYZE reads 300 rows for each unit of the largest target, so that it reads all with this one.
// It is set on a flag, a number or a word, of which there are few.
std::string read_all_rows(const OltpTable& table) {
  const auto few = std::find_if(table.columns.begin(), table.columns.end(), [](const auto& column) {
    return column.content == Content::kChoice || column.content == Content::kFlag;
  });
  return "alter table " + table.name + " alter column " + few->name + " set statistics " +
         std::to_string(std::max(100, table.rows / 300 + 1));
}

}  // namespace

const std::vector<OltpTable>& oltp_tables() {
  static const std::vector<OltpTable> tables = [] {
    std::vector<OltpTable> all = people();
    for (const auto& part : {talk(), work(), money()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return tables;
}

const OltpTable& oltp_table(const std::string& name) {
  for (const OltpTable& table : oltp_tables()) {
    if (table.name == name) return table;
  }
  throw std::logic_error("no table " + name);
}

std::vector<std::string> oltp_setup() {
  std::vector<std::string> all;
  std::string names;
  for (const OltpTable& table : oltp_tables()) {
    std::string columns = "id int generated by default as identity", values = "i";
    for (const OltpColumn& column : table.columns) {
      columns += ", " + column.name + " " + type_of(column) + (column.nulls > 0 ? "" : " not null");
      const std::string value = load_expression(column, table.rows);
      values += column.nulls > 0 ? ", case when random() >= " + std::to_string(column.nulls) +
                                       " then " + value + " end"
                                 : ", " + value;
    }
    const std::string rows = std::to_string(table.rows);
    all.push_back("select setseed(0." + std::to_string(100 + all.size()) + ")");
    all.push_back("create table " + table.name + " (" + columns + ")");
    all.push_back("insert into " + table.name + " select " + values + " from generate_series(1, " +
                  rows + ") i");
    all.push_back("alter table " + table.name + " alter column id restart with " +
                  std::to_string(table.rows + 1));
    all.push_back("alter table " + table.name + " add primary key (id)");
    all.push_back(read_all_rows(table));
    names += (names.empty() ? "" : ", ") + table.name;
  }
  all.push_back("vacuum analyze " + names);
  return all;
}

}  // namespace tend::bench
