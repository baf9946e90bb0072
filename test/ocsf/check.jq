# Does an event hold to OCSF 1.8?  One line for each thing wrong, none if it
# does: required attributes, types, enums, ranges, nothing of its own but below
# unmapped.
#
#	parse ... | jq -r -f check.jq --slurpfile schema schema.json

$schema[0] as $s
| def base($type): $type as $t
      | if $s.types[$t] == null then $t
        elif $s.types[$t].base == null then $t else base($s.types[$t].base) end;
  def regex($type): if $type == null then null
      else $s.types[$type].regex // regex($s.types[$type].base) end;
  def of_base($base): if $base == "string_t" then type == "string"
      elif $base == "integer_t" or $base == "long_t" then type == "number" and floor == .
      elif $base == "float_t" then type == "number"
      elif $base == "boolean_t" then type == "boolean"
      else true end;
  def listed($enum): tostring as $v | $enum | index($v) != null;
  def wrong($path; $what; $value): "\($path): \($what): \($value | tojson | .[0:120])";
  def thing($path; $spec): . as $event
      | (if $spec.at_least_one != null and ($spec.at_least_one | length) > 0
            and ([$spec.at_least_one[] as $n | $event | has($n)] | any | not)
         then wrong($path; "none of \($spec.at_least_one | join(", "))"; null) else empty end),
        ($spec.attributes | to_entries[] | select(.value.required) | .key
         | select(. as $n | $event | has($n) | not) | wrong("\($path).\(.)"; "is required"; null)),
        (to_entries[] | .key as $n | .value as $v | "\($path).\($n)" as $at
         | $spec.attributes[$n] as $a
         | if $a == null then wrong($at; "no attribute of OCSF here"; $v)
           elif $a.array and ($v | type) != "array" then wrong($at; "is an array"; $v)
           else (if $a.array then $v[] else $v end)
             | . as $one
             | if $a.object then
                 (if type != "object" then wrong($at; "is an object"; $one)
                  elif $a.type == "object" then empty
                  else thing($at; $s.objects[$a.type]) end)
               else
                 (if of_base(base($a.type)) | not
                  then wrong($at; "is no \($a.type)"; $one)
                  elif regex($a.type) as $r | $r != null and type == "string" and (test($r) | not)
                  then wrong($at; "is no \($a.type)"; $one)
                  elif $s.types[$a.type].range as $r | $r != null and (. < $r[0] or . > $r[1])
                  then wrong($at; "out of range"; $one)
                  elif $a.enum != null and (listed($a.enum) | not)
                  then wrong($at; "is none of its enum"; $one)
                  else empty end)
               end
           end);
  (.class_uid | tostring) as $class
| if $s.classes[$class] == null then wrong("class_uid"; "no class of the table"; .class_uid)
  else (if .type_uid == .class_uid * 100 + .activity_id then empty
        else wrong("type_uid"; "is not class and activity"; .type_uid) end),
       thing("event"; $s.classes[$class]) end
