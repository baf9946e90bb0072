# maxmind: rows [id and address, "place", expected, ours, equal] of look-ups;
# $is holds the lines of maxmind.c.
def known: {
  country: (.country // ""), city: (.city // ""),
  as: (.autonomous_system_number // 0),
  operator: (.autonomous_system_organization // "")
};
($is | split("\n") | map(split("\t"))) as $ours
| . as $case
| range(.expect.lookups | length)
| $case.expect.lookups[.] as $want | $ours[.] as $line
| ($want | known) as $expected
| { country: $line[1], city: $line[2], as: ($line[3] | tonumber? // null),
    operator: $line[4] } as $is
| ["\($case.id) \($want.ip)", "place", $expected, $is,
   ($line[0] == $want.ip and $is == $expected)]
