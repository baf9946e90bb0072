# Findings of Microsoft 365's audit extracts.
#
# Input: expected.json, $found the names of our findings, $is our events.
include "lib";

($found | split("\n")) as $found
    | ([$is[] | at("metadata.uid")] | unique) as $read
    | .id as $id
    | .expect.must_find[]
    | ([$id, "finding", .kind, ($found | join(" ")),
        (.kind as $kind | $found | index($kind) != null)],
       (((.records | unique) - $read) as $left
        | [$id, "records read", (.records | unique | length),
            (.records | unique | length) - ($left | length),
            ($left | length) == 0]))
