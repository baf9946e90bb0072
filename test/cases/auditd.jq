# Records of the Linux audit system by the names of Plaso and CrowdSec.
#
# Input: {id, expect, is: [event]}.  Output as in blame.jq.  Ours is one event
# for all records of a serial, so theirs is looked for by serial and type.
include "lib";

def field($name): {
    audit_serial: at("unmapped.serial"), auditd_eventid: at("unmapped.serial"),
    executable: at("unmapped.exe"), exe: at("unmapped.exe"),
    exit_code: at("status_code"), pid: at("process.pid"),
    audit_session_identifier: at("session.uid"),
    system_call: at("unmapped.action"), auid: at("user.name"),
    process_name: at("process.name"), message_body: at("message"),
    success: {"1": "yes", "2": "no"}[.status_id // 0 | tostring],
    last_written_time: (.time / 1000 | floor | todate | .[0:19]) }[$name];

def type_of: at("unmapped.audit_type") // "" | split(" ");

def rows($id; $want; $event; $names): $names[] | . as $name
    | ($want[$name] | if $name == "last_written_time" and . != null then .[0:19] else . end) as $value
    | select($value != null)
    # of an event that is more than a note we keep its parts
    | select($name != "message_body" or ($event.unmapped.kind // "") == "note")
    | ($event | if . == null then null else field($name) end) as $ours
    | [$id, "\($want.audit_serial // $want.auditd_eventid) \($name)", $value, $ours, same($value; $ours)];

.id as $id | .is as $is
    | (.expect.events // {} | to_entries[] | .value as $want
       | [$is[] | select((type_of | index($want.audit_type)) != null
           and ($want.audit_serial == null or same($want.audit_serial; at("unmapped.serial"))))][0] as $event
       | rows($id; $want; $event; ["audit_serial", "executable", "exit_code", "pid",
           "audit_session_identifier", "system_call", "process_name", "success",
           "last_written_time"])),
      (.expect.parse.lines // [] | .[] | select(.ok) | .meta as $want
       | [$is[] | select(same($want.auditd_eventid; at("unmapped.serial")))][0] as $event
       | rows($id; $want; $event; ["auditd_eventid", "exe", "auid"]))
