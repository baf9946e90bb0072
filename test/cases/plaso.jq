# Heads of syslog lines by Plaso's names.
#
# Input: {id, expect, is: [event by line]}.  Output as in blame.jq.  A line
# that continues another is an event of its own here, so an index counts the
# lines that have a time.  Lines that Plaso could not read (warnings) have no
# index: ours is looked for that much further on, by its time and peer.  Its PostgreSQL reader takes "%p-%l" for a
# process and leaves the zone AEST alone, which counts against us.
include "lib";

# "0000-03-11T00:00:00": no year.  To UTC and seconds, without the year.
def moment: if startswith("000") then .[5:19]
    else (sub("\\.[0-9]+"; "") | capture("^(?<t>[^+Z]{19}|.{19})(?<z>.*)$")
          | (.t + "Z" | fromdate) as $t
          | if .z == "" or .z == "Z" then $t
            else (.z | capture("(?<s>[-+])(?<h>..):?(?<m>..)")
                  | (.h | tonumber) * 3600 + (.m | tonumber) * 60
                  | .) as $o
                 | (if .z[0:1] == "-" then $t + $o else $t - $o end) end
          | todate | .[5:19]) end;

def field($name):
    if $name == "hostname" then at("device.hostname")
    elif $name == "reporter" then at("process.name") // at("app_name")
    elif $name == "pid" then at("process.pid")
    elif $name == "ip_address" then at("src_endpoint.ip")
    elif $name == "port" then at("src_endpoint.port")
    elif $name == "fingerprint" then at("unmapped.key_fingerprint")
    elif $name == "http_request" then
        "\(at("http_request.http_method")) \(at("http_request.url.url_string")) HTTP/\(at("http_request.version"))"
    elif $name == "http_request_referer" then at("http_request.referrer")
    elif $name == "http_request_user_agent" then at("http_request.user_agent")
    elif $name == "http_response_code" then at("http_response.code")
    elif $name == "http_response_bytes" then at("http_response.length")
    elif $name == "server_name" then at("dst_endpoint.hostname")
    elif $name == "port_number" then at("dst_endpoint.port")
    elif $name == "message_body" then at("message")
    elif $name == "audit_record_identifier" then at("metadata.uid")
    elif $name == "operation_name" then at("unmapped.action")
    elif $name == "user_identifier" then at("user.name")
    else null end;

def ours_at: .time / 1000 | floor | todate | .[5:19];
def theirs_at: .last_written_time // .recorded_time // "000" | moment;

.id as $id | [.is[] | select((.time // 0) != 0)] as $is | .expect
    | (.warnings // 0) as $dropped
    | [$id, "events", .events_total, ($is | length),
       (.events_total <= ($is | length) and .events_total + $dropped >= ($is | length))],
      (.events // {} | to_entries[]
    | (.key | tonumber) as $index | .value as $want
    | (first($is[$index:$index + 1 + $dropped][]
        | select($dropped > 0 and ours_at == ($want | theirs_at) and
            ($want.ip_address == null or field("ip_address") == $want.ip_address)))
        // $is[$index]) as $event
    | $want | to_entries[]
    | select(.value != null and (.key | test("^(data_type|facility|severity|command|username|message_identifier|organization_identifier|record_type|result_status|user_key|user_type|workload|object_identifier)$") | not))
    | .key as $name
    # of an event we keep its parts, not its text
    | select($name != "message_body" or ($want.data_type == "syslog:line")
        or $want.data_type == "postgresql:application_log:entry" and ($event.unmapped.kind // "") == "note")
    | (if $name == "last_written_time" or $name == "recorded_time"
       then [(.value | moment), ($event | ours_at)]
       else [.value, ($event | field($name))] end) as $pair
    | [$id, "\($index) \($name)", $pair[0], $pair[1], same($pair[0]; $pair[1])])
