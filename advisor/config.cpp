// SPDX-License-Identifier: PostgreSQL
// One table of keys per section of the file; each key has the function that takes its value.
//
// Tested by tests/advisor/config.t.
#include "advisor/config.h"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <functional>
#include <sstream>

#include "advisor/characters.h"

namespace tend::advisor {
namespace {

Failure invalid(std::string message, std::string hint = {}) {
  return {FailureCode::kInvalidParameter, std::move(message), {}, std::move(hint), {}};
}

std::string type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table: return "a table";
    case toml::node_type::array: return "an array";
    case toml::node_type::string: return "a string";
    case toml::node_type::integer: return "an integer";
    case toml::node_type::floating_point: return "a float";
    case toml::node_type::boolean: return "a boolean";
    default: return "a date or time";
  }
}

// A key of a section and what its value does. `take` returns the complaint, empty if there is none.
struct Key {
  std::string name;
  std::function<Outcome(const toml::node&)> take;
};

Failure wrong_type(std::string_view wanted, const toml::node& node) {
  return invalid(fmt::format("must be {}, not {}", wanted, type_name(node)));
}

Key text_key(std::string name, std::function<Outcome(const std::string&)> take) {
  return {std::move(name), [take = std::move(take)](const toml::node& node) -> Outcome {
            const auto text = node.value_exact<std::string>();
            if (!text) return wrong_type("a string", node);
            return take(*text);
          }};
}

Key number_key(std::string name, Limits limits, std::optional<int>& place) {
  return {std::move(name), [limits, &place](const toml::node& node) -> Outcome {
            const auto number = node.value_exact<std::int64_t>();
            if (!number) return wrong_type("an integer", node);
            if (*number < limits.least || *number > limits.most) {
              return invalid(fmt::format("must be between {} and {}, not {}", limits.least,
                                         limits.most, *number));
            }
            place = static_cast<int>(*number);
            return Done{};
          }};
}

// Failures of one file, each with its place.
class FileReader {
 public:
  explicit FileReader(std::string path) : path_(std::move(path)) {}

  Result<Config> read();

 private:
  Outcome take_root(const toml::table& root);
  Outcome take_report(const toml::node& node);
  Outcome take_databases(const toml::node& node);
  Outcome take_database(const toml::table& table);
  Outcome take_keys(const toml::table& table, const std::vector<Key>& keys,
                    const std::string& section) const;

  Failure located(const toml::source_region& place, Failure failure) const {
    failure.message = fmt::format("{}:{}: {}", path_, place.begin.line, failure.message);
    return failure;
  }

  std::string path_;
  Config config_;
};

Outcome FileReader::take_keys(const toml::table& table, const std::vector<Key>& keys,
                              const std::string& section) const {
  for (const auto& [name, node] : table) {
    const auto key = std::find_if(keys.begin(), keys.end(), [&, wanted = name.str()](const Key& k) {
      return k.name == wanted;
    });
    if (key == keys.end()) {
      std::vector<std::string> known;
      for (const Key& each : keys) known.push_back(each.name);
      return located(name.source(),
                     invalid(fmt::format("unknown key \"{}\"", name.str()),
                             fmt::format("{} takes: {}.", section, fmt::join(known, ", "))));
    }
    if (const Outcome taken = key->take(node); !taken) {
      Failure failure = taken.failure();
      // A failure from a deeper section has its place already.
      if (failure.message.starts_with(path_ + ":")) return failure;
      failure.message = fmt::format("\"{}\": {}", name.str(), failure.message);
      return located(node.source(), std::move(failure));
    }
  }
  return Done{};
}

Outcome take_conninfo(const std::string& text, ConnectionParameters& place) {
  auto parameters = parse_conninfo(text);
  if (!parameters) return parameters.failure();
  place = std::move(*parameters);
  return Done{};
}

Outcome FileReader::take_root(const toml::table& root) {
  return take_keys(
      root,
      {text_key("db",
                [&](const std::string& text) {
                  config_.db.emplace();
                  return take_conninfo(text, *config_.db);
                }),
       text_key("format",
                [&](const std::string& text) -> Outcome {
                  config_.format = format_named(text);
                  if (config_.format) return Done{};
                  return invalid("must be text, json, markdown or csv");
                }),
       text_key("fail_on",
                [&](const std::string& text) -> Outcome {
                  config_.fail_on = fail_on_named(text);
                  if (config_.fail_on) return Done{};
                  return invalid("must be never, low, medium, high or critical");
                }),
       number_key("connect_timeout_s", kConnectTimeoutLimits, config_.connect_timeout_s),
       number_key("statement_timeout_s", kStatementTimeoutLimits, config_.statement_timeout_s),
       {"report", [&](const toml::node& node) { return take_report(node); }},
       {"database", [&](const toml::node& node) { return take_databases(node); }}},
      "The top of the file");
}

Outcome FileReader::take_report(const toml::node& node) {
  const toml::table* table = node.as_table();
  if (table == nullptr) return wrong_type("a table, [report]", node);
  return take_keys(*table,
                   {number_key("statements", kStatementsLimits, config_.report_statements),
                    number_key("time_limit_s", kAdviceTimeLimits, config_.report_time_limit_s)},
                   "[report]");
}

Outcome FileReader::take_databases(const toml::node& node) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return wrong_type("a list of tables, [[database]]", node);
  for (const toml::node& element : *array) {
    const toml::table* table = element.as_table();
    if (table == nullptr) return wrong_type("a list of tables, [[database]]", element);
    if (Outcome taken = take_database(*table); !taken) return taken;
  }
  return Done{};
}

Outcome FileReader::take_database(const toml::table& table) {
  Target target;
  bool has_uri = false;
  const Outcome taken = take_keys(table,
                                  {text_key("name",
                                            [&](const std::string& text) -> Outcome {
                                              target.name = text;
                                              if (!text.empty()) return Done{};
                                              return invalid("must not be empty");
                                            }),
                                   text_key("uri",
                                            [&](const std::string& text) {
                                              has_uri = true;
                                              return take_conninfo(text, target.parameters);
                                            })},
                                  "[[database]]");
  if (!taken) return taken;
  if (target.name.empty() || !has_uri) {
    return located(table.source(), invalid("a [[database]] needs both name and uri"));
  }
  const auto same = [&](const Target& other) { return other.name == target.name; };
  if (std::any_of(config_.databases.begin(), config_.databases.end(), same)) {
    return located(table.source(),
                   invalid(fmt::format("two databases are named \"{}\"", target.name)));
  }
  config_.databases.push_back(std::move(target));
  return Done{};
}

Result<Config> FileReader::read() {
  errno = 0;
  std::ifstream file(path_, std::ios::binary);
  std::ostringstream text;
  if (!file || !(text << file.rdbuf())) {
    const std::string why = errno != 0 ? fmt::format(": {}", std::strerror(errno)) : "";
    return invalid(fmt::format("cannot read the configuration file \"{}\"{}", path_, why));
  }
  try {
    const toml::table root = toml::parse(text.str(), path_);
    if (Outcome taken = take_root(root); !taken) return taken.failure();
  } catch (const toml::parse_error& error) {
    // The description may quote the text, and the text may be a password.
    return located(error.source(), invalid("not valid TOML"));
  }
  return std::move(config_);
}

}  // namespace

std::optional<FailOnChoice> fail_on_named(std::string_view name) {
  if (name == "never") return FailOnChoice{std::nullopt};
  if (const auto severity = severity_named(name)) return FailOnChoice{severity};
  return std::nullopt;
}

Result<Config> read_config(const std::string& path) {
  return FileReader(path).read();
}

}  // namespace tend::advisor
