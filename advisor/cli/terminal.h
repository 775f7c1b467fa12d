// SPDX-License-Identifier: PostgreSQL
// What standard output is: a terminal to colour and fit, or a file or pipe to keep plain.
//
// Tested by tests/advisor/formats.t.
#pragma once

#include "advisor/render/render.h"

namespace tend::advisor {

// Colour only on a terminal that can, and not under NO_COLOR (https://no-color.org); the terminal's
// width, or the default where there is none.
TextStyle style_of_output();

}  // namespace tend::advisor
