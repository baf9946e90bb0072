# What all scorers share: our events without OCSF's scaffolding, and how values
# are compared.

# A path of fields.def in an event: OCSF may have moved it below actor. or
# unmapped.  Neutral values that a class requires count as absent.
def at($path): ($path / ".") as $p
    | (getpath($p) // getpath(["actor"] + $p) // getpath(["unmapped"] + $p))
    | if . == null or . == "" or . == [] then null
      elif type == "array" then map(tostring) | join(", ")
      else tostring end;

# Case of host names, number form, space at the ends.
def normal: if . == null then "" else tostring end
    | sub("^\\s+"; "") | sub("\\s+$"; "") | ascii_downcase;
def same($a; $b): ($a | normal) == ($b | normal);

# Is the event a sign-in or a step of it that failed, or mail refused?
def offends: .status_id == 2;
