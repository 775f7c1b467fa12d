// SPDX-License-Identifier: PostgreSQL
#include "tests/bench/whatif/plan.h"

#include <nlohmann/json.hpp>

namespace tend::bench {

namespace {

using Json = nlohmann::json;

void add_node(const Json& node, const std::set<std::string>& known, Plan& plan) {
  plan.shape += node.at("Node Type").get<std::string>();
  for (const char* key : {"Join Type", "Scan Direction", "Relation Name"}) {
    if (node.contains(key)) plan.shape += ' ' + node.at(key).get<std::string>();
  }
  if (node.contains("Index Name")) {
    const std::string name = node.at("Index Name").get<std::string>();
    const bool is_new = !known.contains(name);
    plan.shape += is_new ? " new" : ' ' + name;
    plan.uses_new = plan.uses_new || is_new;
  }
  plan.shape += '(';
  if (node.contains("Plans")) {
    for (const Json& child : node.at("Plans")) add_node(child, known, plan);
  }
  plan.shape += ')';
}

}  // namespace

Plan read_plan(const std::string& json, const std::set<std::string>& known) {
  const Json root = Json::parse(json).at(0).at("Plan");
  Plan plan;
  plan.cost = Cost(root.at("Total Cost").get<double>());
  add_node(root, known, plan);
  return plan;
}

}  // namespace tend::bench
