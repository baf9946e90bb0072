# Findings of Microsoft 365's audit extracts.
#
# Input: expected.json, $found the rows of findings.json, $lines [sha256, text]
# of the input, $is our events.  The records named are all of an attack, so a
# finding must name one of them at least and no line without.
include "lib";

([$is[] | at("metadata.uid")] | unique) as $read
    | .id as $id
    | .expect.must_find[]
    | . as $want
    | [$found[0].findings[] | select(.name == $want.kind)] as $hits
    | ([$hits[].lines[].sha256 as $sha
        | [$lines[] | select(.[0] == $sha) | .[1] as $text
           | $want.records[] as $record | select($text | contains($record))
           | $record]] | unique) as $named
    | ([$id, "finding", $want.kind,
        ([$found[0].findings[].name] | unique | join(" ")),
        ($hits | length) > 0],
       [$id, "lines named", ($want.records | unique | length),
        ($named | add // [] | unique | length),
        (($named | length) > 0 and all($named[]; length > 0))],
       (((.records | unique) - $read) as $left
        | [$id, "records read", (.records | unique | length),
            (.records | unique | length) - ($left | length),
            ($left | length) == 0]))
