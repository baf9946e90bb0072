#!/bin/sh
# run.sh: one capture, inside the Debian tree.  Called by inside.sh.
#
#	run.sh SEED SHAPES
set -u

say()
{
	echo "capture: $*"
}

warn()
{
	echo "capture: warning: $*" >&2
	echo "$*" >>/run/warnings
}

die()
{
	echo "capture: $*" >&2
	exit 1
}

for part in clock servers clients web story truth shapes events; do
	. "/e2e/$part.sh"
done

seed=$1 shapes=$2
WEEK1=$(epoch 2025-12-01T00:00:00Z)
WEEK2=$(epoch 2025-12-08T00:00:00Z)

# As logrotate does each Sunday.
rotate()
{
	cd /var/log
	[ -e mail.log.1 ] && gzip -9 -n <mail.log.1 >mail.log.2.gz
	mv mail.log mail.log.1
	kill -HUP "$(server_pid rsyslog)"
	sleep 0.5
	cd /
}

# PostgreSQL names a new file by the clock only when asked.
midnight()
{
	kill -USR1 "$(ps -o pid=,args= --ppid "$(server_pid postgresql)" | sed -n 's/ *\([0-9]*\) postgres: logger.*/\1/p')"
	sleep 0.2
}

# Signs that the clock jumped while a server was at work.
stalls()
{
	zcat -f /var/log/mail.log* | grep -c 'Initial status notification not received\|Command timed out'
}

# The first week only fills the mailboxes; what clients know begins with the second.
week_begins()
{
	for file in /run/inbox/*; do
		case $file in
		*.old)	;;
		*)	cp "$file" "$file.old" ;;
		esac
	done
	say "mailboxes are filled"
}

calendar()
{
	php /e2e/mails.php "$seed" /run/mails <$ESTATE/people
	awk -v seed="$seed" -v monday="$WEEK2" -f /e2e/life.awk $ESTATE/people
	story_calendar | while read -r when what; do
		echo "$(epoch "$when") $what"
	done
	day=0
	while [ $day -lt 8 ]; do
		echo "$((WEEK2 + day * 86400)) midnight"
		day=$((day + 1))
	done
	echo "$(epoch 2025-12-07T00:00:00Z) rotate"
	echo "$(epoch 2025-12-07T23:59:00Z) week_begins"
	echo "$(epoch 2025-12-14T00:00:00Z) rotate"
}

collect()
{
	mkdir -p "$1"
	cp /var/log/mail.log* /var/log/auth.log "$1/"
	cp /var/log/roundcube/*.log "$1/"
	cp /var/log/nginx/access.log /var/log/nginx/error.log /var/log/nginx/portail-*.log "$1/"
	cp /var/log/postgresql/postgresql-*.log "$1/"
	cp /var/log/portail/portal.jsonl "$1/"
	find "$1" -size 0 -delete
	# libfaketime gives up inside some signal handlers: no line may carry the
	# host's date.
	for form in %Y-%m-%d %d/%b/%Y %d-%b-%Y '%b %e '; do
		if zgrep -q "$(date -u "+$form")" "$1"/*; then
			die "a line carries the host's date, $(date -u "+$form")"
		fi
	done
	chmod -R u=rwX,go=rX "$1"
}

ESTATE=/e2e/estate
umask 022
mkdir -p $TRUTH /run/inbox /run/seen /run/mails
if [ "$shapes" = events ]; then
	events_capture /out
	exit 0
fi
case $shapes in
lines/*)
	. "/e2e/$shapes.sh"
	clock_start "$(epoch 2025-12-11T21:00:00Z)"
	configure_common
	start_rsyslog
	lines_capture /out
	chmod -R u=rwX,go=rX /out
	exit 0 ;;
esac
clock_start $((WEEK1 + 6 * 3600))
start_servers
say "servers are up: $(dovecot --version | cut -d' ' -f1) dovecot, $(postconf -h mail_version) postfix"

calendar | sort -s -n -k1,1 >/run/calendar
total=$(wc -l </run/calendar)
today=
while read -r when what <&3; do
	clock_to "$when"
	if [ "$today" != $((when / 86400)) ]; then
		today=$((when / 86400))
		say "$(date -u -d "@$when" +'%a %d %b')"
	fi
	$what 3<&-
done 3</run/calendar
say "$total entries of the calendar done"
sleep 3

truth_write /out/truth.json || die "truth.json could not be written"
site_write /out/site.yml
claims_write /out/claims.yml
collect /out/logs
[ "$(stalls)" = 0 ] || warn "$(stalls) lines in mail.log come from a jump of the clock"
[ "$shapes" = yes ] && shapes_capture /out/plain
[ ! -s /run/warnings ] || say "$(wc -l </run/warnings) warnings"
exit 0
