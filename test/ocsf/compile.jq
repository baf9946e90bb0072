# The folder of OCSF's schema, made short: what each class and object has, with
# the type of each attribute, and what is required.  check.jq reads it.
#
#	jq -n -f compile.jq --argjson classes '[0,3002]' $(find SCHEMAS -name '*.json')

[inputs | {key: input_filename, value: .}] as $files
| ($files | map(select(.key | endswith("/dictionary.json")))[0].value) as $dictionary
| ($files | map(select(.key | endswith("/categories.json")))[0].value.attributes) as $categories
| def part($folder): [$files[] | select(.key | contains("/" + $folder + "/")) | .value
      | select(type == "object" and .name != null)] | map({key: .name, value: .}) | from_entries;
  part("events") as $events | part("objects") as $objects
| [$files[] | select(.key | contains("/profiles/"))
   | {key: ("profiles/" + (.key | split("/")[-1])), value: .value}] | from_entries as $profiles
| def included($names): [$names // empty | if type == "array" then .[] else . end
      | $profiles[.].attributes // {}
      | with_entries(select(.value | type == "object") | .value |= (. + {requirement: "optional"}))]
      | add // {};
  def whole($table; $name):
      ($table[$name]) as $own
      | (if $own.extends and $own.extends != $name then whole($table; $own.extends)
         else {attributes: {}, category: null, at_least_one: []} end) as $base
      | {attributes: (reduce (((included($own.attributes["$include"]))
             + ($own.attributes // {} | del(.["$include"]))) | to_entries[]) as $a
             ($base.attributes; .[$a.key] = ((.[$a.key] // {}) * $a.value))),
         category: ($own.category // $base.category),
         at_least_one: ($own.constraints.at_least_one // $base.at_least_one)};
  def short: with_entries(.key as $name | .value |=
      (($dictionary.attributes[$name] // {}) * .
       | {type: .type, object: ($dictionary.types.attributes[.type] == null),
          array: (.is_array // false), required: (.requirement == "required"),
          enum: (if .enum then (.enum | keys) else null end)}));
  {types: ($dictionary.types.attributes | map_values({base: .type, regex, range})),
   objects: ($objects | keys | map({key: ., value: (whole($objects; .)
       | {attributes: (.attributes | short), at_least_one})}) | from_entries),
   classes: ($events | to_entries | map(select(.value.uid != null or .key == "base_event")
       | whole($events; .key) as $w
       | {key: ((($categories[$w.category // ""].uid // 0) * 1000 + (.value.uid // 0)) | tostring),
          value: {attributes: ($w.attributes | short
              | .class_uid.enum = null | .category_uid.enum = null | .type_uid.enum = null),
              at_least_one: $w.at_least_one}})
       | map(select(.key | tonumber as $uid | $classes | index($uid))) | from_entries)}
