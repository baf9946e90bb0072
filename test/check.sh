# check: sentences that can fail, for tests in sh; to be sourced.
#
#	check_begin NAME
#	check "an existing case is kept" cmp -s before after
#	check_end			prints "NAME: N passed, N failed"
#
# shellcheck shell=sh
check_passed=0 check_failed=0

check_begin() {
	check_name=$1
}

# check SENTENCE COMMAND...: does the command succeed?
check() {
	check_sentence=$1
	shift
	if "$@"; then
		check_passed=$((check_passed + 1))
		return 0
	fi
	echo "$check_name: failed: $check_sentence"
	check_failed=$((check_failed + 1))
	return 1
}

check_end() {
	echo "$check_name: $check_passed passed, $check_failed failed"
	[ "$check_failed" -eq 0 ] && [ "$check_passed" -gt 0 ]
}
