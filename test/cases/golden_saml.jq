# One intrusion in several logs.
#
# Input: expected.json; $is our events, or $report the report over all logs.
include "lib";

def row($what; $want; $ours): [.id, $what, $want, $ours, same($want; $ours)];
def ids: if . == null then [] else split(" ") end;
def bare: map(ltrimstr("<") | rtrimstr(">"));

def office:
    .expect.scope as $scope | $is[0] as $e
    | ($e | at("email.message_uid") | ids) as $ids
    | row("account"; $scope.account; $e | at("user.name")),
      row("mailbox"; $scope.mailbox; $e | at("target")),
      row("address"; $scope.ip; $e | at("src_endpoint.ip")),
      row("application"; $scope.app_id; $e | at("app.name")),
      row("folders"; $scope.folders | join(", "); $e | at("databucket.name")),
      row("items"; $scope.items; $e | at("items")),
      row("messages"; $scope.messages | bare | join(" "); $ids | join(" ")),
      row("access"; "Bind"; if $e | at("kind") == "mail_open" then "Bind" else "" end),
      row("throttled"; $scope.throttled; ($e | at("throttled")) == "true"),
      row("at"; $scope.at; $e.time / 1000 | todate);

def audit:
    { app_secret_added: "credential_added", permission_granted: "consent_or_app" } as $names
    | . as $case
    | (.expect.must_find[] | . as $want
        | [$is[] | select(at("change") == $names[$want.kind] and at("user.name") == $want.actor)
            | (at("target_to") // "")] as $hits
        | $case | row($want.kind; true; ($hits | length) > 0),
          (select($want.scope_contains != null)
            | row("scope"; true; $hits | any(contains($want.scope_contains))))),
      row("records read"; .expect.records_total; $is | map(select(at("kind") != "foreign")) | length);

def whole:
    $report[0].answers.questions as $q | .expect.scope as $scope
    | ([$q.q4.figures[] | select(.id == "q4.messages:" + $scope.account)][0]) as $figure
    | row("distinct messages, at most"; $scope.distinct_messages; $figure.at_most),
      row("compromised"; .expect.compromised[0];
        [$q.q3.statements[] | select(.key == "q3.account") | .values.account] | unique | join(" "));

if .expect.scope == null then audit
elif (.inputs | length) > 1 then whole
else office end
