# saslauthd.sh: Cyrus SASL's password checker, by PAM, by the shadow file and by
# an IMAP server that is not there.  Sourced by run.sh for --lines saslauthd.

packages='sasl2-bin'

saslauthd_start()
{
	mkdir -p /run/saslauthd
	env $(clock_env) saslauthd -V -a "$@" -n 1 -m /run/saslauthd
	wait_for saslauthd test -S /run/saslauthd/mux
}

saslauthd_stop()
{
	kill "$(head -n 1 /run/saslauthd/saslauthd.pid)"
	sleep 1
	rm -rf /run/saslauthd
}

# ask USER PASSWORD [REALM]
ask()
{
	timeout 20 testsaslauthd -u "$1" -p "$2" ${3:+-r "$3"} -s smtp -f /run/saslauthd/mux >>/var/log/estate/talk 2>&1
}

saslauthd_life()
{
	ask hugo juste-hugo
	ask hugo juste-hugo interieur.example
	ask hugo faux
	ask hugo faux interieur.example
	ask personne faux
	ask gone juste-gone
}

# Names that the caller chose to hurt.
saslauthd_hostile()
{
	newline='
'
	for name in 'x] [service=imap] [realm=] [mech=pam] [reason=none]' "a${newline}b" 'a b' 'é' "$(printf 'a\377b')" \
	    '%s%n' '[user=hugo]' "$(printf '%0200d' 0)" ''; do
		ask "$name" faux
		ask hugo faux "$name"
	done
}

lines_capture()
{
	for login in hugo gone; do
		useradd -m -s /bin/sh $login
		echo "$login:juste-$login" | chpasswd
	done
	usermod -e 1 gone
	for way in pam shadow getpwent; do
		saslauthd_start $way
		saslauthd_life
		saslauthd_hostile
		saslauthd_stop
	done
	saslauthd_start rimap -O 192.0.2.10/1143
	ask hugo faux
	saslauthd_stop
	sleep 1
	grep -a -h " saslauthd\[" /var/log/auth.log /var/log/syslog >"$1/saslauthd.log"
	saslauthd -v >"$1/version" 2>&1
}
