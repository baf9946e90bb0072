#!/bin/sh
# run.sh: one run of the range, inside the Debian tree.  Called by inside.sh.
#
#	run.sh seed=N size=SIZE suite=SUITE estate=ESTATE acts=NAMES shapes=HOW
set -u

say()
{
	echo "range: $*"
}

warn()
{
	echo "range: warning: $*" >&2
	echo "$*" >>/run/warnings
}

die()
{
	echo "range: $*" >&2
	exit 1
}

for part in clock sched world servers notes clients web theirs truth shapes events; do
	. "/range/$part.sh"
done
for pair; do
	eval "${pair%%=*}=\${pair#*=}"
done

# As logrotate does each Sunday.
rotate()
{
	cd /var/log || return
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

# fill FILE LOGIN: the next mail of an INBOX, from before the logs begin.
fill()
{
	box=/srv/mail/$2@$DOMAIN/Maildir
	mkdir -p "$box/cur" "$box/new" "$box/tmp"
	inbox_add "$2" "$1"
	cp "$1" "$box/cur/$when.M${uid}P1.courrier:2,S"
}

# What clients know begins with the first Monday.
mailboxes_fill()
{
	while read -r when what; do
		# shellcheck disable=SC2086
		$what
	done
	chown -R vmail: /srv/mail
	for file in /run/inbox/*; do
		cp "$file" "$file.old"
	done
}

calendar()
{
	awk -v seed="$seed" -v monday="$MONDAY" -v days="$DAYS" -f /range/life.awk $WORLD/people
	for act in $acts; do
		"${act}_calendar" | while read -r when what; do
			echo "$when act $act $what"
		done
	done
	day=0
	while [ $day -le "$DAYS" ]; do
		echo "$((MONDAY + day * 86400)) midnight"
		[ $((day % 7)) != 6 ] || echo "$((MONDAY + day * 86400)) rotate"
		day=$((day + 1))
	done
}

# act NAME FUNCTION ARGS: in a file of intrusions/, nobody is the owner.
act()
{
	[ ! -e "/range/intrusions/$1.sh" ] || WHO=$1 AGENT=$FIREFOX
	shift
	"$@"
}

# The servers say how far the UIDs went; the clients counted them.
uids_agree()
{
	for file in /run/inbox/*; do
		login=${file##*/}
		case $login in
		*.old)	continue ;;
		esac
		next=$(doveadm mailbox status -u "$login@$DOMAIN" uidnext INBOX 2>/dev/null | sed 's/.*=//')
		[ "$next" = $(($(cat "$file") + 1)) ] || die "the INBOX of $login ends before UID $next, not after $(cat "$file")"
	done
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

ESTATE=/range/estate
umask 022
ACT=/run/act
mkdir -p /run/inbox /run/seen /run/mails $ACT
notes_begin
world_make
if [ "$shapes" = events ]; then
	events_capture /out
	exit 0
fi
case $shapes in
lines/*)
	. "/range/$shapes.sh"
	clock_start "$(epoch 2025-12-11T21:00:00Z)"
	configure_common
	start_rsyslog
	lines_capture /out
	chmod -R u=rwX,go=rX /out
	exit 0 ;;
esac
for act in $acts; do
	act_load "$act"
done
clock_start $((MONDAY - 3600))
php /range/mails.php "$seed" /run/mails "$MONDAY" "$DAYS" <$WORLD/people | sort -s -n -k1,1 >/run/post
start_servers
grep ' fill ' /run/post | mailboxes_fill
say "seed $seed: $(wc -l <$WORLD/people) accounts, $DAYS days from $(date -u -d "@$MONDAY" +%F), $ZONE, $estate;" \
    "$(dovecot --version | cut -d' ' -f1) dovecot, $(postconf -h mail_version) postfix; acts:${acts:- none}"
{
	grep -v ' fill ' /run/post
	calendar
} | sort -s -n -k1,1 >/run/calendar
sched_run /run/calendar
say "$(wc -l </run/calendar) entries of the calendar done, $(cat $TRUTH/last) sessions"
sleep 2

truth_write /out/truth.json || die "truth.json could not be written"
site_write /out/site.yml
claims_write /out/claims.yml
collect /out/logs
uids_agree			# last, because the servers log that too
[ "$(stalls)" = 0 ] || warn "$(stalls) lines in mail.log come from a jump of the clock"
[ "$shapes" = yes ] && shapes_capture /out/plain
[ ! -s /run/warnings ] || say "$(wc -l </run/warnings) warnings"
exit 0
