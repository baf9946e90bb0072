# pgaudit's nine or ten fields, the user and the database of a record.
#
# Input: {id, expect, is: [event by line]}.  Output as in blame.jq, one row a
# field.  Statements are compared byte by byte.
include "lib";

def field($name): {
    audit_type: "unmapped.audit_type", statement_id: "unmapped.statement_id",
    substatement_id: "unmapped.substatement_id", class: "unmapped.audit_class",
    command: "unmapped.command", object_type: "unmapped.object_type",
    object_name: "table.name", statement: "query_info.query_string",
    parameter: "unmapped.parameter", rows: "unmapped.query.rows",
    user: "user.name", database: "database.name" }[$name];

.id as $id | .is[0] as $event | .expect.fields as $want
    | ["audit_type", "statement_id", "substatement_id", "class", "command",
       "object_type", "object_name", "statement", "parameter", "rows",
       "user", "database"][]
    | . as $name | ($event | at(field($name))) as $ours
    | [$id, $name, $want[$name], $ours,
       ($ours // "") == ($want[$name] // "" | tostring)]
