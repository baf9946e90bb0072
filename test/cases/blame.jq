# Who is to blame: for each line that a case judges, the peer and the account.
#
# Input: {id, task, expect, is: [event or null by line]}.  Output: one row a
# judgement, [id, what, expected, ours, equal].  Names are CrowdSec's and
# fail2ban's; what each calls the peer and the account stands here only.
include "lib";

def address: if . == null then null
    else ltrimstr("[") | rtrimstr("]") | ltrimstr("::ffff:") end;
def host_of($meta; $parsed): $meta.source_ip // null;
def user_of($meta; $parsed): $meta.target_user // $meta.user // $meta.username
    // $parsed.dovecot_user // null;

# Lines of CrowdSec's parsers.  A line its parser left alone must not offend.
def line_rows($id; $is; $lines): $lines[]
    | .n as $n | $is[$n] as $event
    | if .ok | not then
          (($event | offends) and ($event | at("user.name")) != null) as $offends
          | [$id, "line \($n) quiet", false, $offends, ($offends | not)]
      else
          ([{what: "peer", path: "src_endpoint.ip", value: host_of(.meta; .parsed)},
            {what: "user", path: "user.name", value: user_of(.meta; .parsed)}][]
           | select(.value != null and .value != "")) as $want
          | ($event | at($want.path)) as $ours
          | [$id, "line \($n) \($want.what)", $want.value, $ours,
             same($want.value | tostring | address; $ours)]
      end;

# Alerts: some event names each source.
def alert_rows($id; $is; $alerts): [$is[] | select(. != null) | at("src_endpoint.ip")] as $seen
    | [$alerts[].sources | keys[]] | unique[]
    | . as $source
    | [$id, "alert", $source, ([$seen[] | select(same(.; $source))][0]),
       any($seen[]; same(.; $source))];

# fail2ban: one line, an offence or not, its host, time and account.
def offence_rows($id; $is; $expect): $is[0] as $event
    | (if $event == null then false else $event | offends end) as $offence
    | [$id, "offence", $expect.offence, $offence, $expect.offence == $offence],
      (select($expect.offence) |
       [$id, "host", $expect.host, ($event | at("src_endpoint.ip")),
        same($expect.host; $event | at("src_endpoint.ip"))],
       (select($expect.user != null) |
        [$id, "user", $expect.user, ($event | at("user.name")),
         same($expect.user; $event | at("user.name"))]),
       ([$expect.time | .[5:] , ($expect.local // $expect.time | .[5:])] as $want
        | ($event.time / 1000 | floor | todate | .[5:19]) as $ours
        | [$id, "time", $expect.time[5:], $ours,
           any($want[]; . == $ours)]));

.id as $id | .is as $is | .expect as $e
    | if .task == "offence" then offence_rows($id; $is; $e)
      else line_rows($id; $is; $e.lines // $e.parse.lines // []),
           alert_rows($id; $is; $e.alerts // $e.scenario.alerts // [])
      end
