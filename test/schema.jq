# schema: what of $is breaks the JSON Schema $schema, a sentence a line.
#
# The words of draft 2020-12 that doc/schema/ uses, and no others: a word that
# is not known here is itself a sentence.  test/schema.sh says why there is
# this beside a validator of somebody else's.

def known: ["$schema", "$id", "$defs", "title", "description", "$ref", "type",
    "const", "enum", "required", "properties", "additionalProperties",
    "propertyNames", "items", "minItems", "maxItems", "minimum", "pattern",
    "oneOf"];

def is_type($wanted):
    if $wanted == "integer" then type == "number" and . == floor
    else type == $wanted end;

$schema[0] as $root
| def faults($schema; $at):
    . as $is
    | (if $schema | has("$ref")
	then faults($root["$defs"][$schema["$ref"] | ltrimstr("#/$defs/")]; $at)
	else empty end),
    (($schema | keys_unsorted) - known | .[] | "\($at): \(.) is no known word"),
    (if $schema | has("type") then
	[$schema.type] | flatten | . as $types
	| if any($types[]; . as $type | $is | is_type($type)) then empty
	  else "\($at): is no \($types | join(" or "))" end
	else empty end),
    (if ($schema | has("const")) and $schema.const != $is
	then "\($at): is not \($schema.const)" else empty end),
    (if ($schema | has("enum")) and ($schema.enum | index([$is]) == null)
	then "\($at): \($is | tojson) is none of the words" else empty end),
    (if ($schema | has("minimum")) and ($is | type == "number")
	and $is < $schema.minimum
	then "\($at): is less than \($schema.minimum)" else empty end),
    (if ($schema | has("pattern")) and ($is | type == "string")
	and ($is | test($schema.pattern) | not)
	then "\($at): \($is | tojson[:60]) has another form" else empty end),
    (if $schema | has("oneOf") then
	[$schema.oneOf[] as $one | [$is | faults($one; $at)]
	    | select(length == 0)]
	| if length == 1 then empty
	  else "\($at): is \(length) of the choices" end
	else empty end),
    (if $is | type == "object" then
	(($schema.required // [])[] | select(. as $name | $is | has($name) | not)
	    | "\($at): has no \(.)"),
	($is | to_entries[] | .key as $name
	    | (if $schema.propertyNames.pattern
		then $name | select(test($schema.propertyNames.pattern) | not)
		    | "\($at): \($name | tojson[:60]) is no such name"
		else empty end),
	      (if ($schema.properties // {}) | has($name)
		then .value | faults($schema.properties[$name]; "\($at).\($name)")
		elif $schema.additionalProperties == false
		then "\($at): \($name | tojson[:60]) is not said in the schema"
		elif $schema.additionalProperties
		then .value | faults($schema.additionalProperties; "\($at).\($name)")
		else empty end))
	else empty end),
    (if $is | type == "array" then
	(if ($schema | has("minItems")) and ($is | length) < $schema.minItems
	    or ($schema | has("maxItems")) and ($is | length) > $schema.maxItems
	    then "\($at): has \($is | length) items" else empty end),
	(if $schema | has("items")
	    then range($is | length) as $i
		| $is[$i] | faults($schema.items; "\($at)[\($i)]")
	    else empty end)
	else empty end);
  faults($root; "report")
