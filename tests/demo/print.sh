# SPDX-License-Identifier: PostgreSQL
# shellcheck shell=bash disable=SC2034,SC2154  # the files of this folder share their names
# How the demo prints: headings, notes, wrapped text and aligned tables, at most 110 columns, ASCII,
# colours only on a terminal. Sourced by tests/demo/run. Tested by make demo.

readonly page_width=110
bold='' dim='' good='' bad='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
  bold=$'\e[1m' dim=$'\e[2m' good=$'\e[32m' bad=$'\e[31m' plain=$'\e[0m'
fi

# heading NUMBER TEXT
heading() {
  printf '\n%s%s. %s%s\n' "$bold" "$1" "$2" "$plain"
}

# note TEXT: a sentence below a heading or a table, wrapped.
note() {
  fold -s -w $((page_width - 3)) <<<"$*" | sed 's/ *$//; s/^/   /'
}

# paragraph INDENT: wraps standard input, a line of input starts a new line of output.
paragraph() {
  local indent=$1
  fold -s -w $((page_width - indent)) | sed "s/ *$//; s/^/$(printf '%*s' "$indent" '')/"
}

# table ALIGNMENT: tab-separated lines, the first holding the column names; ALIGNMENT has l or r for
# each column. A line whose first field begins with "=" is a total: it is printed bold, with a rule
# above the first of them. What does not fit the page is cut from the last column.
table() {
  awk -F '\t' -v alignment="$1" -v page="$page_width" \
    -v bold="$bold" -v dim="$dim" -v plain="$plain" '
    {
      total[NR] = sub(/^=/, "", $1)
      for (i = 1; i <= length(alignment); i++) {
        cell[NR, i] = $i
        if (length($i) > width[i]) width[i] = length($i)
      }
    }
    function padded(row, column,    text, blanks) {
      text = cell[row, column]
      blanks = sprintf("%" (width[column] - length(text)) "s", "")
      return substr(alignment, column, 1) == "r" ? blanks text : text blanks
    }
    END {
      last = length(alignment)
      room = page - 3
      for (i = 1; i < last; i++) room -= width[i] + 2
      for (row = 1; row <= NR; row++) {
        text = cell[row, last]
        if (length(text) > room) cell[row, last] = substr(text, 1, room - 3) "..."
      }
      if (width[last] > room) width[last] = room
      rule = 0
      for (i = 1; i <= last; i++) rule += width[i] + (i > 1 ? 2 : 0)
      dashes = sprintf("%" rule "s", "")
      gsub(/ /, "-", dashes)
      for (row = 1; row <= NR; row++) {
        line = padded(row, 1)
        for (i = 2; i <= last; i++) line = line "  " padded(row, i)
        sub(/ +$/, "", line)
        if (total[row] && !total[row - 1]) print "   " dim dashes plain
        print "   " (row == 1 || total[row] ? bold line plain : line)
        if (row == 1) print "   " dim dashes plain
      }
    }'
}

# Standard input in bold, line by line, so that an escape never outlives its line.
emphasized() {
  sed "s/^/$bold/; s/\$/$plain/"
}
