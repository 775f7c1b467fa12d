// SPDX-License-Identifier: PostgreSQL
#include "core/sql/stack_space.h"

#include <pthread.h>

#include <cstdint>

namespace tend::sql {

std::optional<std::size_t> stack_space() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return std::nullopt;
  void* lowest = nullptr;
  std::size_t size = 0;
  const bool known = pthread_attr_getstack(&attributes, &lowest, &size) == 0;
  pthread_attr_destroy(&attributes);
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const auto end = reinterpret_cast<std::uintptr_t>(lowest);
  if (!known || here < end || here - end > size) return std::nullopt;
  return here - end;
}

}  // namespace tend::sql
