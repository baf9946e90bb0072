# cut: an input that cannot be read to its end is a hole from its last line
# on, and opens every figure that rests on its sources.
#
# shellcheck shell=sh disable=SC2154

# open_of CASE: what in it is open.
open_of() {
	jq -r '.answers as $a
	    | [$a.questions[].figures[] | select(.at_most == null)
	    | select(all(.holes[]; . as $h | $a.holes[$h].why | length > 0))
	    | select(any(.holes[]; . as $h | $a.holes[$h].why
	    | startswith("hole.cut"))) | .id] | .[]' "$1/report.json"
}

# opened CASE ID...: are these, and by such a hole?
opened() {
	opened_case=$1
	shift
	open_of "$opened_case" >"$work/open"
	for id; do
		grep -qx "$id" "$work/open" || {
			echo "not open: $id"
			return 1
		}
	done
}

holes() {	# holes CASE: those of cut inputs, a line each
	jq -r '.answers.holes[] | select(.why | startswith("hole.cut"))
	    | "\(.why) \(.stream) \(.from[0:10])"' "$1/report.json"
}

# estate NAME: the logs in $work/NAME, but for mail.log.1.
estate() {
	mkdir "$work/$1"
	cp -p "$logs"/* "$work/$1"
	rm "$work/$1/mail.log.1"
}

half() {	# half FILE: its first half
	head -c $(($(wc -c <"$1") / 2)) "$1"
}

log=$logs/mail.log.1
gzip -c "$log" >"$work/log.gz"
zstd -qc "$log" >"$work/log.zst"
xz -c --block-size=65536 "$log" >"$work/log.xz"
for as in gz zst xz; do
	estate "cut-$as"
	half "$work/log.$as" >"$work/cut-$as/mail.log.1.$as"
done

# Damaged in its middle; hidden too deep; with a hole that no log has.
estate damaged-gz
{
	half "$work/log.gz"
	printf 'these are no bytes of a packed stream, whatever packed it'
	tail -c +$(($(wc -c <"$work/log.gz") / 2 + 58)) "$work/log.gz"
} >"$work/damaged-gz/mail.log.1.gz"
estate sparse-tar
cp "$log" "$work/mail.log.1"
truncate -s +100M "$work/mail.log.1"
tail -n 1 "$log" >>"$work/mail.log.1"
tar -C "$work" --sparse -cf "$work/sparse-tar/logs.tar" mail.log.1
rm "$work/mail.log.1"

mails="q4.messages q4.headers q5.bytes q6.deleted q6.mails_sent
    q3.sessions q3.accounts q3.addresses q1.dwell_minutes"
for case in cut-gz cut-zst cut-xz damaged-gz; do
	investigate "$work/case-$case" --jobs 2 "$work/$case"
	check "$case: the run says that something was not used" test $? -eq 3
	# shellcheck disable=SC2086
	check "$case: what rests on it is open" \
	    opened "$work/case-$case" $mails
	check "$case: the hole begins at its last line, source by source" \
	    test "$(holes "$work/case-$case" | cut -d ' ' -f 1,2)" = \
	    "hole.cut dovecot@courrier1
hole.cut postfix@courrier1"
	check "$case: what does not rest on it is not" \
	    sh -c '! grep -q "records\|rows\|web_bytes" "$1"' sh "$work/open"
	check "$case: no figure is nothing" sh -c \
	    '! jq -e ".answers.questions.q4.statements[] |
	    select(.key == \"q4.none\")" "$1" >/dev/null' \
	    sh "$work/case-$case/report.json"
	check "$case: question 9 says so" sh -c \
	    'jq -e "[.answers.questions.q9.statements[] |
	    select(.values.why.key == \"hole.cut\")] | length == 2" "$1" \
	    >/dev/null' sh "$work/case-$case/report.json"
done

# Of an old one the next tells when it was over: only what may have gone
# before they are known to have come is open.
mkdir "$work/old"
cp -p "$logs"/* "$work/old"
rm -f "$work"/old/mail.log.2*
gzip -c "$logs/mail.log.2" >"$work/log.2.gz"
half "$work/log.2.gz" >"$work/old/mail.log.2.gz"
investigate "$work/case-old" "$work/old"
check "old: the hole ends where the next file begins" jq -e '
    [.answers.holes[] | select(.why == "hole.cut") | .to[0:10]]
    | length == 2 and all(. == "2025-12-07")' "$work/case-old/report.json"
check "old: they may have come before" opened "$work/case-old" q3.sessions
check "old: what they took later is not open" \
    sh -c '! grep -q "messages\|bytes\|deleted" "$1"' sh "$work/open"

# The ledger goes on to the end of the time, without lines.
ledger() {
	jq -e --arg s "$2" '.answers.coverage[] | select(.stream == $s) |
	    .cells | '"$3" "$1/report.json" >/dev/null
}
mkdir "$work/last"
cp -p "$logs"/* "$work/last"
rm "$work/last/mail.log"
mv "$work/cut-gz/mail.log.1.gz" "$work/last/"
rm "$work/last/mail.log.1"
investigate "$work/case-last" "$work/last"
check "behind its last line, the ledger has empty hours to the end" \
    ledger "$work/case-last" dovecot@courrier1 'test("n[0-9]{2,}$")'

# Of which no line was read, any source may be.
estate head
head -c 30 "$work/log.gz" >"$work/head/mail.log.1.gz"
estate deep
cp "$log" "$work/deep/x"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
	gzip -c "$work/deep/x" >"$work/x"
	mv "$work/x" "$work/deep/x"
done
for case in head deep; do
	investigate "$work/case-$case" "$work/$case"
	check "$case: the run says that something was not used" test $? -eq 3
	check "$case: any source may be blind" test "$(holes \
	    "$work/case-$case" | cut -d ' ' -f 1)" = hole.cut_any
	check "$case: figures of all sources are open" \
	    opened "$work/case-$case" q3.sessions
	check "$case: whatever the source" sh -c 'jq -e "
	    [.answers.questions[\"q4\", \"q5\", \"q6\"].figures[] |
	    .at_most] | all(. == null)" "$1" >/dev/null' \
	    sh "$work/case-$case/report.json"
done
investigate "$work/case-sparse" "$work/sparse-tar"
check "sparse: a hole in a member is one of the ledger" \
    opened "$work/case-sparse" q3.sessions

# An archive that ends between two files, as if there were no more, or before
# the first byte.
estate between
tar --format=ustar -C "$logs" -cf "$work/logs.tar" mail.log.1 auth.log
head -c $((512 + ($(wc -c <"$log") + 511) / 512 * 512)) "$work/logs.tar" |
    gzip >"$work/between/logs.tar.gz"
estate nothing
: >"$work/nothing/logs.tar.gz"
for case in between nothing; do
	investigate "$work/case-$case" "$work/$case"
	check "$case: the run says that something was not used" test $? -eq 3
	check "$case: any source may be blind" test "$(holes \
	    "$work/case-$case" | cut -d ' ' -f 1)" = hole.cut_any
done

# Other workers, the same answers.
investigate "$work/case-1" --jobs 1 "$work/cut-zst"
answers "$work/case-1" >"$work/one"
answers "$work/case-cut-zst" >"$work/two"
check "cut off, with one worker and with two the same answers" \
    cmp -s "$work/one" "$work/two"
