# Who is to blame: for each line that a case judges, the peer and the account.
#
# Input: {id, task, expect, utc, is: [event by line], text: [line]}; utc is the
# expected time.  Output: one row a judgement, [id, what, expected, ours, equal].  Names are CrowdSec's and
# fail2ban's; what each calls the peer and the account stands here only.
include "lib";

def address: if . == null then null
    else ltrimstr("[") | rtrimstr("]") | ltrimstr("::ffff:") end;
def host_of($meta; $parsed): $meta.source_ip // null;
def user_of($meta; $parsed): $meta.target_user // $meta.user // $meta.username
    // $parsed.dovecot_user // null | if . == "-" then null else . end;

# n counts the lines of its parser, and some files go to two: the message tells.
def line_of($text): .n as $n | .message as $message
    | (.meta.source_ip // "") as $source
    | if $message == null or ($text[$n] // "" | contains($message)) then $n
      else first($text | to_entries[]
          | select(.value | contains($message) and contains($source)) | .key)
          // $n end;

# Lines of CrowdSec's parsers.  A line its parser left alone must not offend.
def line_rows($id; $is; $text; $lines): $lines[]
    | line_of($text) as $n | $is[$n] as $event
    | if .ok | not then
          (($event | offends) and ($event | at("user.name")) != null) as $offends
          | [$id, "line \($n) quiet", false, $offends, ($offends | not)]
      else
          ([{what: "peer", path: "src_endpoint.ip", value: host_of(.meta; .parsed)},
            # whom a mail that was refused was for is a user of theirs too
            {what: "user", value: user_of(.meta; .parsed),
             path: (if ($event | at("unmapped.kind")) == "mail_reject"
                    then "email.smtp_to" else "user.name" end)}][]
           | select(.value != null and .value != "")) as $want
          # the owner's proxy is the peer where nobody stands behind it
          | ($event | at($want.path) //
             if $want.what == "peer" then at("proxy_ip") else null end) as $ours
          | [$id, "line \($n) \($want.what)", $want.value, $ours,
             same($want.value | tostring | address; $ours)]
      end;

# Alerts: some event names each source.  Of the one scenario that is a finding
# here, `sprays` asks for that as well.
def alert_rows($id; $is; $alerts): [$is[] | select(. != null) | at("src_endpoint.ip")] as $seen
    | [$alerts[].sources | keys[]] | unique[]
    | . as $source
    | [$id, "source read", $source, ([$seen[] | select(same(.; $source))][0]),
       any($seen[]; same(.; $source))];

# fail2ban: one line, an offence or not, its host, time and account.
def offence_rows($id; $is; $expect; $utc): $is[0] as $event
    | ($event | offends) as $offence
    | ($event.time // 0 | . / 1000 | floor | todate | rtrimstr("Z")) as $time
    | [$id, "offence", $expect.offence, $offence, $expect.offence == $offence],
      (if $expect.offence then
           ($event | at("src_endpoint.ip")) as $ip
           | ($event | at("user.name")) as $user
           | [$id, "host", $expect.host, $ip, same($expect.host; $ip)],
             [$id, "time", $utc, $time, $utc == $time],
             (if $expect.user == null then empty
              else [$id, "user", $expect.user, $user, same($expect.user; $user)]
              end)
       else empty end);

.id as $id | .is as $is | .text as $text | .expect as $e
    | if .task == "offence" then offence_rows($id; $is; $e; .utc)
      else line_rows($id; $is; $text; $e.lines // $e.parse.lines // []),
           alert_rows($id; $is; $e.alerts // [])
      end
