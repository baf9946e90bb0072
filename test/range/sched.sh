# sched.sh: several people act at a time, and one clock moves for all.
#
# Each entry of the calendar runs in a process of its own.  One of them goes on
# until it pauses or ends; then whoever is due next, a paused one or the next
# entry, is let go on, and the clock moves there first.  So acts overlap in the
# estate's time, whose order the seed alone decides, and not in the host's.

SCHED=/run/sched

# act_begin NUMBER FUNCTION ARGS: the body of an entry's process.
act_begin()
{
	ACT=$SCHED/$1 ACT_NUMBER=$1
	shift
	exec 8<>"$ACT/go"
	"$@"
}

# pause SECONDS, pause_until EPOCH: others act meanwhile.
pause()
{
	pause_until $(($(clock_now) + $1))
}

pause_until()
{
	echo "waits $ACT_NUMBER $1" >&7
	read -r distance <&8
}

# The waiting one that is due first: its time and number, or nothing.
sched_first()
{
	first=
	for one in $sched_waiting; do
		[ -z "$first" ] || [ "${one%:*}" -lt "${first%:*}" ] || continue
		first=$one
	done
}

sched_forget()
{
	rest=
	for one in $sched_waiting; do
		[ "$one" = "$1" ] || rest="$rest $one"
	done
	sched_waiting=$rest
}

# Until the one that was let go pauses or ends.
sched_listen()
{
	read -r said number until <&7
	case $said in
	waits)	sched_waiting="$sched_waiting $until:$number" ;;
	ended)	rm -rf "${SCHED:?}/$number" ;;
	esac
}

# sched_run FILE: lines "EPOCH FUNCTION ARGS", sorted.
sched_run()
{
	mkdir -p $SCHED
	mkfifo $SCHED/said
	exec 7<>$SCHED/said 3<"$1"
	sched_waiting= count=0 more=yes
	read -r when what <&3 || more=
	while [ -n "$more$sched_waiting" ]; do
		sched_first
		if [ -n "$first" ] && { [ -z "$more" ] || [ "${first%:*}" -le "$when" ]; }; then
			clock_to "${first%:*}"
			sched_forget "$first"
			echo "$distance" >"$SCHED/${first#*:}/go"
		else
			clock_to "$when"
			count=$((count + 1))
			mkdir "$SCHED/$count"
			mkfifo "$SCHED/$count/go"
			# shellcheck disable=SC2086 # a function and its words
			{ (act_begin $count $what); echo "ended $count 0" >&7; } 3<&- &
			read -r when what <&3 || more=
		fi
		sched_listen
	done
	exec 7<&- 3<&-
	wait_acts=$count
}
