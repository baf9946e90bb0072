# assumed: what is assumed is counted, though no finding fires on it.
#
# shellcheck shell=sh disable=SC2154

mkdir "$work/mail"
cat >"$work/mail/mail.log" <<'LOG'
2026-03-02T08:00:00+00:00 mx1 dovecot: imap-login: Login: user=<carol>, method=PLAIN, rip=203.0.113.50, lip=192.0.2.1, mpid=7, TLS, session=<V7Rgz03kVSlYiA67>
2026-03-02T08:10:00+00:00 mx1 dovecot: imap(carol)<7><V7Rgz03kVSlYiA67>: Disconnected: Logged out in=90 out=5000 deleted=0 expunged=0 trashed=0 hdr_count=2 hdr_bytes=600 body_count=3 body_bytes=4000
LOG
investigate "$work/case" --assume hostile:203.0.113.0/24 "$work/mail"
check "no finding fires" \
    jq -e '.findings == []' "$work/case/findings.json" >/dev/null
check "what was opened is counted" jq -e '
    [.answers.questions.q4.figures[] | select(.id == "q4.messages") |
    [.at_least, .at_most]] == [[1, 3]]' "$work/case/report.json" >/dev/null
check "and what was sent" jq -e '
    [.answers.questions.q5.figures[] | .at_most] | max == 5000' \
    "$work/case/report.json" >/dev/null
