# clock.sh: the estate's clock, which only moves forward.
#
# Servers run with libfaketime and read the distance to the host's clock from
# one file at each look; moving the clock is writing that file.  Clients and
# this script are not faked: they add the distance themselves.  Monotonic
# clocks are never faked, so waits last as long as they say.

CLOCK=/clock/distance

clock_now()
{
	echo $(($(date +%s) + distance))
}

# clock_to EPOCH: move there, unless it is past already.
clock_to()
{
	ahead=$(($1 - $(date +%s) - distance))
	[ "$ahead" -gt 0 ] || return 0
	clock_quiet
	clock_write $((distance + ahead))
}

# Wait until nothing is under way: a server that starts a process or delivers
# a mail across a jump would take it for a stall of hours, and say so.
clock_quiet()
{
	tries=0
	while [ $tries -lt 50 ] &&
	    find /var/spool/postfix/maildrop /var/spool/postfix/incoming /var/spool/postfix/active -type f | grep -q .; do
		tries=$((tries + 1))
		sleep 0.1
	done
	sleep 0.08
}

clock_write()
{
	distance=$1
	echo "$distance" >$CLOCK.new
	mv $CLOCK.new $CLOCK
}

# clock_start EPOCH
clock_start()
{
	mkdir -p /clock
	clock_write $(($1 - $(date +%s)))
}

# utc EPOCH: as truth.json writes it.
utc()
{
	date -u -d "@$1" +%Y-%m-%dT%H:%M:%SZ
}

epoch()
{
	date -u -d "$1" +%s
}

# clock_env [MT]: what a command must have in its environment to be on the
# estate's clock; MT is for programs with threads.
clock_env()
{
	echo TZ="$ZONE" FAKETIME_TIMESTAMP_FILE=$CLOCK FAKETIME_NO_CACHE=1 \
	    DONT_FAKE_MONOTONIC=1 FAKETIME_DONT_FAKE_MONOTONIC=1 \
	    "LD_PRELOAD=/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketime${1-}.so.1"
}
