# slapd.sh: OpenLDAP, a directory with a password policy, over TCP, TLS and its
# socket.  Sourced by run.sh for --lines slapd.

packages='slapd ldap-utils libsasl2-modules'

BASE=dc=interieur,dc=example

# slapd_configure LINE...: what else stands in front of the database.
slapd_configure()
{
	{
		for schema in core cosine inetorgperson; do
			echo "include /etc/ldap/schema/$schema.schema"
		done
		cat <<-END
		pidfile /run/slapd/slapd.pid
		modulepath /usr/lib/ldap
		moduleload back_mdb
		moduleload ppolicy
		TLSCertificateFile /etc/estate/cert.pem
		TLSCertificateKeyFile /etc/estate/key.pem
		END
		printf '%s\n' "$@"
		cat <<-END
		database mdb
		suffix $BASE
		rootdn cn=admin,$BASE
		rootpw maitre
		directory /srv/ldap
		overlay ppolicy
		ppolicy_default cn=regle,$BASE
		ppolicy_use_lockout
		END
	} >/etc/estate/slapd.conf
	chmod 644 /etc/estate/*
}

slapd_entries()
{
	cat <<-END
	dn: $BASE
	objectClass: dcObject
	objectClass: organization
	o: Interieur
	dc: interieur

	dn: ou=people,$BASE
	objectClass: organizationalUnit
	ou: people

	dn: cn=regle,$BASE
	objectClass: pwdPolicy
	objectClass: organizationalRole
	cn: regle
	pwdAttribute: userPassword
	pwdLockout: TRUE
	pwdMaxFailure: 3
	pwdMinLength: 4
	pwdCheckQuality: 1

	dn: cn=breve,$BASE
	objectClass: pwdPolicy
	objectClass: organizationalRole
	cn: breve
	pwdAttribute: userPassword
	pwdMaxAge: 4
	pwdExpireWarning: 3
	pwdGraceAuthNLimit: 1

	END
	for login in hugo alice claire; do
		cat <<-END
		dn: uid=$login,ou=people,$BASE
		objectClass: inetOrgPerson
		cn: $login
		sn: $login
		mail: $login@interieur.example
		userPassword: juste-$login

		END
	done
}

slapd_start()
{
	# Under libfaketime it crashes; rsyslog's clock is in the lines.
	serve slapd slapd -d 0 -u openldap -g openldap \
	    -f /etc/estate/slapd.conf -h 'ldap:/// ldaps:/// ldapi:///'
	wait_for slapd ldapwhoami -H ldapi:/// -x
}

slapd_stop()
{
	kill "$(server_pid slapd)"
	wait "$(server_pid slapd)" 2>/dev/null
	sed -i '/ slapd$/d' /run/estate.pids
}

# from ADDRESS COMMAND ARGS...: an LDAP client there.
from()
{
	command=$2 bind=$1
	shift 2
	LDAPSOCKET_BIND_ADDRESSES=$bind LDAPTLS_REQCERT=never \
	    timeout 20 "$command" "$@" >>/var/log/estate/talk 2>&1
	sleep 0.1
}

# A password that is about to expire, has expired, and whose last grace is spent.
slapd_expiry()
{
	bref=uid=bref,ou=people,$BASE
	from 192.0.2.80 ldapadd -H ldap://192.0.2.10 -x -D "cn=admin,$BASE" -w maitre <<-END
	dn: $bref
	objectClass: inetOrgPerson
	cn: bref
	sn: bref
	userPassword: juste-bref
	pwdPolicySubentry: cn=breve,$BASE

	END
	for k in 1 2 3 4; do
		from 203.0.113.18 ldapwhoami -H ldap://192.0.2.10 -x -D $bref -w juste-bref -e ppolicy
		sleep 2
	done
	from 198.51.100.61 ldapwhoami -H ldap://192.0.2.10 -x -D $bref -w faux
	from 192.0.2.80 ldapdelete -H ldap://192.0.2.10 -x -D "cn=admin,$BASE" -w maitre $bref
}

slapd_life()
{
	hugo=uid=hugo,ou=people,$BASE
	plain='-H ldap://192.0.2.10 -x'
	from 203.0.113.18 ldapsearch $plain -D $hugo -w juste-hugo -b $BASE '(mail=*)' mail uid
	from 203.0.113.18 ldapsearch -H ldaps://192.0.2.10 -x -D $hugo -w juste-hugo -b $BASE -s base
	from 203.0.113.18 ldapsearch $plain -ZZ -D $hugo -w juste-hugo -b $BASE '(uid=alice)'
	from 2001:db8:cafe:11::20 ldapwhoami -H 'ldap://[2001:db8:10::10]' -x -D $hugo -w juste-hugo
	from 198.51.100.61 ldapwhoami $plain -D $hugo -w faux
	from 198.51.100.61 ldapwhoami -H ldaps://192.0.2.10 -x -D uid=personne,ou=people,$BASE -w faux
	from 198.51.100.61 ldapwhoami $plain -D uid=personne,dc=ailleurs,dc=example -w faux
	from 198.51.100.61 ldapwhoami $plain -D $hugo -w ''
	from 198.51.100.61 ldapsearch $plain -b $BASE
	for k in 1 2 3 4; do
		from 198.51.100.61 ldapwhoami $plain -D uid=claire,ou=people,$BASE -w faux
	done
	from 203.0.113.18 ldapwhoami $plain -D uid=claire,ou=people,$BASE -w juste-claire
	from 203.0.113.18 ldapwhoami $plain -D uid=claire,ou=people,$BASE -w juste-claire -e ppolicy
	slapd_expiry
	ldapwhoami -H ldapi:/// -Y EXTERNAL -Q >/dev/null 2>&1
	from 198.51.100.61 ldapwhoami -H ldap://192.0.2.10 -Y DIGEST-MD5 -Q -U hugo -w faux
	from 198.51.100.61 ldapwhoami -H ldap://192.0.2.10 -Y CRAM-MD5 -Q -U hugo -w faux
	from 198.51.100.61 ldapwhoami -H ldap://192.0.2.10 -Y PLAIN -Q -U hugo -w faux
	from 203.0.113.18 ldappasswd $plain -D uid=alice,ou=people,$BASE -w juste-alice -s neuve-alice
	from 203.0.113.18 ldapcompare $plain -D "cn=admin,$BASE" -w maitre $hugo sn:hugo
	from 192.0.2.80 ldapmodify $plain -D "cn=admin,$BASE" -w maitre <<-END
	dn: $hugo
	changetype: modify
	replace: mail
	mail: hugo.fontaine@interieur.example

	dn: uid=neuf,ou=people,$BASE
	changetype: add
	objectClass: inetOrgPerson
	cn: neuf
	sn: neuf
	userPassword: juste-neuf

	dn: uid=neuf,ou=people,$BASE
	changetype: modrdn
	newrdn: uid=nouveau
	deleteoldrdn: 1

	dn: uid=nouveau,ou=people,$BASE
	changetype: delete

	END
	from 192.0.2.80 ldapmodify $plain -D $hugo -w juste-hugo <<-END
	dn: uid=alice,ou=people,$BASE
	changetype: modify
	replace: sn
	sn: x

	END
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 389
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 636
	printf '!close\n' | talk 198.51.100.61 192.0.2.10 389
	printf '!close\n' | talk -t 198.51.100.61 192.0.2.10 636
	# Two connections at once, and one that signs in twice.
	for k in 1 2; do
		printf '!sleep 1\n' | talk 203.0.113.18 192.0.2.10 389 &
	done
	sleep 2
}

# Names that the caller chose to hurt.
slapd_hostile()
{
	newline='
'
	plain='-H ldap://192.0.2.10 -x'
	for name in 'x" method=128' 'uid=x" mech=SIMPLE bind_ssf=0 ssf=0,dc=example' \
	    "uid=a${newline}b,$BASE" "uid=x${newline}conn=1000 op=0 RESULT tag=97 err=0 text=,$BASE" \
	    "pas un nom${newline}conn=1000 fd=14 ACCEPT from IP=192.0.2.80:1 (IP=0.0.0.0:389)" \
	    'uid=a\2Cb,dc=example' 'uid=é,dc=example' "$(printf 'uid=a\377b,dc=example')" \
	    'uid=%s%n,dc=example' "uid=$(printf '%03000d' 0),dc=example" 'uid=hugo+cn=x,dc=example' \
	    ' UID = Hugo , ou=people,dc=interieur,dc=example' '#31' "uid=x) fd=14 closed,dc=example"; do
		from 198.51.100.61 ldapwhoami $plain -D "$name" -w faux
	done
	from 198.51.100.61 ldapsearch $plain -b $BASE '(cn=x" filter="(uid=*))'
	from 198.51.100.61 ldapsearch $plain -b $BASE "(cn=x${newline}y)"
	from 198.51.100.61 ldapsearch $plain -b $BASE '(cn=*)' "mail${newline}conn=1000 op=0 BIND dn=\"uid=hugo\" mech=SIMPLE bind_ssf=0 ssf=0"
	from 198.51.100.61 ldapsearch $plain -b "pas un nom${newline}x" '(cn=*)'
	from 198.51.100.61 ldapexop $plain '1.2.3" x'
	from 198.51.100.61 ldappasswd $plain -s neuve "uid=x\" new${newline}y"
}

lines_capture()
{
	mkdir -p /srv/ldap /run/slapd
	slapd_configure 'loglevel stats'
	slapd_entries | slapadd -q -f /etc/estate/slapd.conf
	chown -R openldap: /srv/ldap /run/slapd
	slapd_start
	slapd_life
	slapd_stop
	slapd_start
	slapd_life
	slapd_hostile
	slapd_stop
	sleep 1
	grep -a ' slapd\[' /var/log/syslog >"$1/slapd.log"
	slapd -VV 2>&1 | head -n 1 >"$1/version"
	# From 2.6 on it writes a file of its own.
	case $(cat "$1/version") in
	*2.5.*)	return ;;
	esac
	for form in debug syslog-utc rfc3339-utc; do
		slapd_configure 'loglevel stats' "logfile /srv/ldap/$form.log" 'logfile-only on' "logfile-format $form"
		slapd_start
		from 203.0.113.18 ldapsearch -H ldap://192.0.2.10 -x -D uid=hugo,ou=people,$BASE -w juste-hugo -b $BASE '(mail=*)' mail uid
		from 198.51.100.61 ldapwhoami -H ldap://192.0.2.10 -x -D uid=hugo,ou=people,$BASE -w faux
		slapd_hostile
		slapd_stop
		cp "/srv/ldap/$form.log" "$1/"
	done
}
