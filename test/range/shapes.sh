# shapes.sh: provoke the lines that ordinary life seldom brings, then keep a few
# of each shape, ordinary ones included, one file for each server.

U=hugo.fontaine

talk()
{
	timeout 60 php /range/talk.php "$@" >>/var/log/estate/talk 2>&1 || :
}

imap_as()
{
	{
		printf 'a LOGIN %s@%s %s\n?a \n' "$1" $DOMAIN "$(password_of "$1")"
		cat
	} | talk -t "$2" 192.0.2.10 993
}

shapes_imap()
{
	home=203.0.113.18
	imap_as $U $home <<-'END'
	b SELECT INBOX
	?b OK
	c CREATE Dossiers
	?c OK
	d UID COPY 1:3 Dossiers
	?d OK
	e UID MOVE 4:5 Archives
	?e OK
	f UID STORE 6:8 +FLAGS (\Deleted)
	?f OK
	g UID STORE 8 -FLAGS (\Deleted)
	?g OK
	h EXPUNGE
	?h OK
	i RENAME Dossiers "Dossiers (2024)"
	?i OK
	j UID FETCH 9:20 (BODY.PEEK[HEADER])
	?j OK
	k UID FETCH 9:12 (BODY[])
	?k OK
	l UID SEARCH TEXT "mot de passe"
	?l OK
	m APPEND Drafts {72+}
	From: <a@interieur.example>
	Subject: brouillon "avec" guillemets, <x>

	?m OK
	n DELETE "Dossiers (2024)"
	?n OK
	o NONSENSE
	?o BAD
	p LOGOUT
	?p OK
	END
	# Broken off without a word, with and without anything asked.
	printf 'b SELECT INBOX\n?b \n!close\n' | imap_as $U $home
	printf '!close\n' | imap_as $U $home
	# Signed in without TLS, with STARTTLS, and by another mechanism.
	printf 'a LOGIN %s@%s x\n?a \nz LOGOUT\n?z \n' $U $DOMAIN | talk $home 192.0.2.10 143
	printf 's STARTTLS\n?s \n!tls\na LOGIN %s@%s "%s"\n?a \nz LOGOUT\n?z \n' $U $DOMAIN "$(password_of $U)" | talk $home 192.0.2.10 143
	curl -s -k --login-options AUTH=LOGIN --interface $home -u "$U@$DOMAIN:$(password_of $U)" imaps://192.0.2.10/ >/dev/null
	curl -s -k --interface 2001:db8:cafe:11::20 -u "camille.blanc:$(password_of camille.blanc)" 'imaps://[2001:db8:10::10]/' >/dev/null
	# Never signed in.
	printf '!close\n' | talk $home 192.0.2.10 143
	printf '!close\n' | talk -t $home 192.0.2.10 993
	printf 'z LOGOUT\n?z \n' | talk -t $home 192.0.2.10 993
	printf '!raw GET / HTTP/1.1\\r\\n\\r\\nhost: x\\r\\na\\r\\nb\\r\\nc\\r\\nd\\r\\ne\\r\\nf\\r\\ng\\r\\nh\\r\\ni\\r\\nj\\r\\nk\\r\\n\n!sleep 1\n' | talk $home 192.0.2.10 143
	printf '!raw this is no TLS\\r\\n\\r\\n\n!sleep 1\n' | talk $home 192.0.2.10 993
	# Names that the caller chose to hurt.
	for name in 'personne' "$U@ailleurs.example" 'a b@interieur.example' 'x>, method=PLAIN, rip=192.0.2.80, lip=192.0.2.10, session=<AAAA' \
	    '%u%s' 'é@interieur.example' "$(printf 'long%0600d' 0)" 'root@interieur.example, rip=127.0.0.1'; do
		curl -s -k --interface 198.51.100.61 -u "$name:x" imaps://192.0.2.10/ >/dev/null &
		sleep 0.2
	done
	sleep 4
	# Three wrong passwords on one connection, then the right one.
	{
		for k in 1 2 3; do
			printf '%s LOGIN %s@%s faux\n?%s \n' $k $U $DOMAIN $k
		done
		printf '4 LOGIN %s@%s "%s"\n?4 \nz LOGOUT\n?z \n' $U $DOMAIN "$(password_of $U)"
	} | talk -t $home 192.0.2.10 993
	# Too many at once, one kicked, one killed.
	for k in 1 2 3 4 5 6 7 8 9 10 11; do
		printf '!sleep 4\nz LOGOUT\n?z \n' | imap_as $U $home &
	done
	sleep 2
	doveadm who >/dev/null 2>&1
	doveadm kick "$U@$DOMAIN" >/dev/null 2>&1
	sleep 3
	printf 'b SELECT INBOX\n?b \nc UID FETCH 9:14 (BODY[])\n?c OK\n!sleep 5\n' | imap_as $U $home &
	sleep 2
	kill -KILL "$(ps -C imap -o pid= | tail -n 1)"
	sleep 1
	doveadm auth test "$U@$DOMAIN" faux >/dev/null 2>&1
	printf 'b SELECT INBOX\n?b \nc IDLE\n?+\n!sleep 1\nDONE\n?c \nz LOGOUT\n?z \n' | imap_as $U $home
}

# A script is stored by ManageSieve, and one is refused.
shapes_sieve()
{
	home=203.0.113.18
	pass=$(password_of $U)
	secret=$(printf '\0%s\0%s' "$U@$DOMAIN" "$pass" | base64 -w0)
	cat >/run/rules.sieve <<-'END'
	require ["fileinto", "mailbox", "reject", "copy"];
	if header :contains "subject" "Planning" { fileinto :create "Planning"; }
	elsif header :contains "subject" "jeter" { discard; }
	elsif header :contains "subject" "refuser" { reject "Non merci"; }
	elsif header :contains "subject" "suivre" { redirect :copy "releve@boite.example"; }
	END
	printf '?OK\nSTARTTLS\n?OK\n!tls\n?OK\nAUTHENTICATE "PLAIN" "%s"\n?OK\nLISTSCRIPTS\n?OK\nPUTSCRIPT "mauvais" {9+}\nnonsense;\n?NO\nPUTSCRIPT "regles" {%s+}\n!raw %s\\r\\n\n?OK\nSETACTIVE "regles"\n?OK\nGETSCRIPT "regles"\n?OK\nLOGOUT\n?OK\n' \
	    "$secret" "$(wc -c </run/rules.sieve)" "$(sed 's/"/\\"/g' /run/rules.sieve | awk '{ printf "%s\\n", $0 }')" | talk $home 192.0.2.10 4190
	printf '?OK\nSTARTTLS\n?OK\n!tls\n?OK\nAUTHENTICATE "PLAIN" "%s"\n?NO\nLOGOUT\n?OK\n' "$(printf '\0x\0y' | base64)" | talk $home 192.0.2.10 4190
}

shapes_pop_sieve()
{
	home=203.0.113.18
	pass=$(password_of $U)
	printf '?+OK\nUSER %s@%s\n?+OK\nPASS %s\n?+OK\nLIST\n?.\nTOP 1 5\n?.\nRETR 2\n?.\nDELE 2\n?+OK\nQUIT\n?+OK\n' $U $DOMAIN "$pass" | talk -t $home 192.0.2.10 995
	printf '?+OK\nUSER %s@%s\n?+OK\nPASS faux\n?-ERR\nQUIT\n?+OK\n' $U $DOMAIN | talk -t $home 192.0.2.10 995
	printf '?+OK\nUSER %s@%s\n?-ERR\nQUIT\n?+OK\n' $U $DOMAIN | talk $home 192.0.2.10 110
	printf '?+OK\nUSER %s@%s\n?+OK\nPASS %s\n?+OK\nRETR 1\n!close\n' $U $DOMAIN "$pass" | talk -t $home 192.0.2.10 995
	shapes_sieve
	for subject in 'Planning de nuit' 'a jeter' 'a refuser' 'a suivre' 'autre' 'x, flags=(\Seen), size=0' \
	    'é "accents", from=<autre@interieur.example>' '=?utf-8?q?r=C3=A9union?='; do
		send adm.roux 192.0.2.80 $U "$subject" 'Essai.'
	done
}

shapes_smtp()
{
	from=198.51.100.61
	curl -s --interface $from smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt x@ailleurs.example -T /dev/null
	curl -s --interface $from smtp://192.0.2.10:25/x --mail-from a@b.example --mail-rcpt personne@$DOMAIN -T /dev/null
	curl -s --interface $from smtp://192.0.2.10:25/x --mail-from '<>' --mail-rcpt "adm.roux@$DOMAIN" -T $ACT/sent.eml
	curl -s --interface 203.0.113.25 smtp://192.0.2.10:25/mx --mail-from contact@fournisseur.example \
	    --mail-rcpt "pierre.girard@$DOMAIN" --mail-rcpt "c.martin@$DOMAIN" --mail-rcpt "sophie.bernard@$DOMAIN" -T $ACT/sent.eml
	for helo in 'a b' "x'; DROP TABLE--" '[198.51.100.61]' 'é.example' "$(printf 'h%0300d' 0)" '<script>'; do
		printf '?220\nEHLO %s\n?250 \nMAIL FROM:<a@b.example>\n?250\nRCPT TO:<x@ailleurs.example>\n?5\nQUIT\n?221\n' "$helo" | talk $from 192.0.2.10 25
	done
	printf '?220\nMAIL FROM:<a@b.example>\n?5\nVRFY root\n?5\nEXPN x\n?5\nRCPT TO:<pas une adresse>\n?5\nQUIT\n?221\n' | talk $from 192.0.2.10 25
	printf '?220\nGET / HTTP/1.1\n!sleep 1\n' | talk $from 192.0.2.10 25
	printf '!raw EHLO hate\\r\\nMAIL FROM:<a@b.example>\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 25
	printf '?220\nHELO x\n?250\n!raw DATA\\r\\nFoo: bar\\r\\n.\\r\\nMAIL FROM:<z@b.example>\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 25
	{
		printf '?220\nEHLO x\n?250 \n'
		for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do
			printf 'FOO\n?5\n'
		done
	} | talk $from 192.0.2.10 25
	printf '?220\n!close\n' | talk $from 192.0.2.10 25
	printf '?220\nEHLO x\n?250 \nMAIL FROM:<a@b.example>\n?250\nRCPT TO:<%s@%s>\n?250\nDATA\n?354\nSubject: coupe\n!close\n' $U $DOMAIN | talk $from 192.0.2.10 25
	printf '?220\nEHLO x\n?250 \nMAIL FROM:<a@b.example> SIZE=99999999\n?5\nQUIT\n?221\n' | talk $from 192.0.2.10 25
	printf '?220\nEHLO x\n?250 \nMAIL FROM:<a@b.example>\n?250\nRCPT TO:<%s@%s>\n?250\nRSET\n?250\nQUIT\n?221\n' $U $DOMAIN | talk $from 192.0.2.10 25
	# Submission: wrong passwords, no TLS, mechanisms, hostile names.
	for name in "$U@$DOMAIN" personne 'a b' 'x, sasl_username=root' 'é'; do
		printf '?220\nEHLO poste\n?250 \nAUTH PLAIN %s\n?5\nQUIT\n?221\n' "$(printf '\0%s\0faux' "$name" | base64 -w0)" | talk -t $from 192.0.2.10 465
	done
	printf '?220\nEHLO poste\n?250 \nAUTH LOGIN\n?334\n%s\n?334\n%s\n?5\nAUTH LOGIN\n?334\n!close\n' "$(printf %s "$U@$DOMAIN" | base64)" "$(printf faux | base64)" | talk -t $from 192.0.2.10 465
	printf '?220\nEHLO poste\n?250 \nAUTH CRAM-MD5\n?5\nAUTH PLAIN !!!\n?5\nQUIT\n?221\n' | talk -t $from 192.0.2.10 465
	printf '?220\nEHLO poste\n?250 \nAUTH PLAIN AHgAeQ==\n?5\nMAIL FROM:<a@b.example>\n?5\nQUIT\n?221\n' | talk $from 192.0.2.10 587
	printf '?220\nEHLO poste\n?250 \nSTARTTLS\n?220\n!raw garbage\\r\\n\\r\\n\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 587
	printf '?220\nEHLO poste\n?250 \nMAIL FROM:<a@b.example>\n?250\nRCPT TO:<x@ailleurs.example>\n?5\nQUIT\n?221\n' | talk -t $from 192.0.2.10 465
	# Outwards: taken, bounced, deferred, and handed in on the host itself.
	send $U 192.0.2.80 contact@fournisseur.example
	send $U 192.0.2.80 quelquun@refus.example
	send $U 192.0.2.80 quelquun@muet.example
	printf 'Subject: local\n\nx\n' | env $(clock_env) sendmail -f "adm.roux@$DOMAIN" "$U@$DOMAIN"
	sleep 3
	postqueue -f
	sleep 2
	postsuper -d ALL deferred >/dev/null 2>&1
	postfix reload >/dev/null 2>&1
	sleep 1
}

shapes_ssh()
{
	from=203.0.113.18
	ssh_wrong adm.roux $from oR4nger-sec-77
	ssh_wrong adm.roux $from faux
	ssh_wrong root 198.51.100.61 faux
	ssh_wrong 'invalide from 192.0.2.80 port 22 ssh2' 198.51.100.61 faux
	ssh_wrong 'a b' 198.51.100.61 faux
	ssh_wrong 'é' 198.51.100.61 faux
	ssh_wrong interdit 198.51.100.61 faux
	printf '#!/bin/sh\necho faux\n' >/run/askpass
	for login in adm.roux personne; do
		SSH_ASKPASS=/run/askpass SSH_ASKPASS_REQUIRE=force ssh -q -b $from -o NumberOfPasswordPrompts=9 -o PubkeyAuthentication=no \
		    -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null $login@192.0.2.10 true </dev/null >/dev/null 2>&1
	done
	ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/autre
	ssh -q -b $from -i /root/.ssh/autre -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null adm.roux@192.0.2.10 true 2>/dev/null
	ssh -q -b $from -i /root/.ssh/adm -o Ciphers=3des-cbc -o BatchMode=yes adm.roux@192.0.2.10 true 2>/dev/null
	ssh -q -b $from -i /root/.ssh/adm -o KexAlgorithms=diffie-hellman-group1-sha1 -o BatchMode=yes adm.roux@192.0.2.10 true 2>/dev/null
	sftp -q -b /dev/null -o BindAddress=$from -i /root/.ssh/adm -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null adm.roux@192.0.2.10 >/dev/null 2>&1
	ssh_work adm.roux $from
	timeout 2 ssh -q -N -L 9999:192.0.2.20:5432 -b $from -i /root/.ssh/adm -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null adm.roux@192.0.2.10 2>/dev/null
	sed -i 's/LogLevel INFO/LogLevel VERBOSE/' /etc/ssh/sshd_config
	kill -HUP "$(server_pid sshd)"
	sleep 0.5
	ssh_work adm.roux $from
	ssh_wrong adm.roux $from faux
	ssh_wrong personne $from faux
	printf '!close\n' | talk $from 192.0.2.10 22
	printf 'GET / HTTP/1.1\n!sleep 1\n' | talk $from 192.0.2.10 22
	printf 'SSH-2.0-libssh\n!raw \\x00\\x01\\xff\\xfenonsense\n!sleep 1\n' | talk $from 192.0.2.10 22
	sleep 1
}

sql_as()
{
	psql -X -q -h 192.0.2.20 -U "$1" "dbname=registres application_name=${2-psql}" >/dev/null 2>&1
}

shapes_postgresql()
{
	as_postgres psql -X -q -h /run/postgresql -d registres <<-'END' >/dev/null 2>&1
	SELECT id, name
	  FROM taj.person
	 WHERE name = 'DELMAS'
	   AND given = 'Alice';
	SELECT 'deux
	lignes, "guillemets", virgule' AS texte FROM taj.person LIMIT 2;
	COPY taj.procedure TO STDOUT;
	COPY taj.summary TO STDOUT;
	COPY (SELECT * FROM fpr.person WHERE id < 'FPR-000020') TO STDOUT WITH CSV;
	PREPARE fiche(text) AS SELECT * FROM taj.person WHERE id = $1;
	EXECUTE fiche('TAJ-0000042');
	EXECUTE fiche('TAJ-0000043');
	DEALLOCATE fiche;
	SELECT p.id, o.number FROM taj.person p JOIN taj.procedure o ON o.person = p.id WHERE p.id < 'TAJ-0000010';
	SELECT count(*) FROM taj.person;
	INSERT INTO fpr.person VALUES ('FPR-900001', 'ESSAI', 'Un', '2000-01-01', 'essai', 'aucune');
	UPDATE fpr.person SET motive = 'essai, deux' WHERE id = 'FPR-900001';
	DELETE FROM fpr.person WHERE id = 'FPR-900001';
	CREATE TABLE taj.copie AS SELECT * FROM taj.summary;
	DROP TABLE taj.copie;
	CREATE ROLE passage LOGIN PASSWORD 'unsecret';
	GRANT SELECT ON taj.person TO passage;
	REVOKE SELECT ON taj.person FROM passage;
	DROP ROLE passage;
	DO $$ BEGIN PERFORM * FROM taj.person LIMIT 1; END $$;
	BEGIN;
	DECLARE c CURSOR FOR SELECT * FROM taj.person;
	FETCH 10 FROM c;
	COMMIT;
	SET pgaudit.log = 'none';
	SET pgaudit.role = 'auditeur';
	SELECT * FROM taj.procedure LIMIT 3;
	UPDATE taj.procedure SET offence = offence WHERE person = 'TAJ-0000002';
	SET statement_timeout = 20;
	SELECT pg_sleep(1);
	END
	echo 'SELECT * FROM taj.person LIMIT 1; SELECT * FROM taj.summary LIMIT 4; SELECT nonsense; SELEC 1;' | sql_as lecture
	echo 'SELECT 1' | sql_as inconnu
	echo 'SELECT * FROM fpr.summary LIMIT 1' | sql_as portail "portail:nom de l'agent, \"é\" LOG:  AUDIT: "
	psql -X -q -h 192.0.2.20 -U portail absente -c 'SELECT 1' >/dev/null 2>&1
	php -r '$d = pg_connect("host=192.0.2.20 dbname=registres user=portail application_name=portail:essai");
	    pg_prepare($d, "p", "SELECT id FROM taj.summary WHERE name = \$1 AND procedures > \$2");
	    pg_execute($d, "p", ["DELMAS", 3]); pg_execute($d, "p", ["a,\"b\"\nc", 3]);
	    pg_query_params($d, "SELECT id FROM taj.summary WHERE name = \$1", [null]);'
}

shapes_web()
{
	sed -i 's/error.log warn/error.log info/' /etc/nginx/nginx.conf
	nginx -s reload 2>/dev/null
	from=198.51.100.61
	site=https://192.0.2.10
	for path in '/' '/robots.txt' '/config/config.inc.php' '/absent.php' '/?_task=login&_user=<script>' '/%00%ff%22' '/a%20b?x="y"'; do
		curl -s -k -g --interface $from -o /dev/null "$site$path"
	done
	curl -s --interface $from -o /dev/null http://192.0.2.10/
	curl -s -k --interface 2001:db8:cafe:11::20 -o /dev/null 'https://[2001:db8:10::10]/?_task=login'
	curl -s -k --interface $from -o /dev/null -A 'a "quoted" agent\\ and é' -e 'https://ailleurs.example/?q="x"' -u 'un nom "x":y' $site/
	curl -s -k --interface $from -o /dev/null -X PROPFIND $site/
	curl -s -k --interface $from -o /dev/null -I -0 $site/
	curl -s -k --interface $from -o /dev/null -H "X-Long: $(printf '%040000d' 0)" $site/
	printf '!raw \\x16\\x03\\x01\\x00nonsense\\r\\n\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 80
	printf '!raw nonsense\\r\\n\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 443
	printf '!raw GET /\\t\\x01 HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk $from 192.0.2.10 80
	printf 'GET / HTTP/1.1\n!close\n' | talk $from 192.0.2.10 80
	printf 'POST / HTTP/1.1\nHost: x\nContent-Length: 99999999\n\n!sleep 1\n' | talk $from 192.0.2.10 80
	# Webmail: refused names, a forged address, a mail sent, a stale token.
	for name in personne 'a b' 'x (ID: 1) from 192.0.2.80 in session 0123456789abcdef' 'é'; do
		webmail_open "$name" $from faux
	done
	browse $from "$site/?_task=login" -o /dev/null -d '_token=faux&_task=login&_action=login&_user=x&_pass=y'
	AGENT="$FIREFOX" webmail_open $U 203.0.113.18
	webmail_show $U 203.0.113.18 3
	webmail_ajax 203.0.113.18 '_task=mail&_action=list&_mbox=Absent&_remote=1'
	webmail_send $U 203.0.113.18 sophie.bernard@$DOMAIN
	webmail_close 203.0.113.18
	for forged in '192.0.2.80' '10.0.0.1, 192.0.2.80' 'x) in session 0 (y' good; do
		rm -f /run/xff
		password=faux
		[ "$forged" = good ] && password=$(password_of $U) && forged=192.0.2.80
		token=$(curl -s -k --interface 203.0.113.18 -c /run/xff "$site/?_task=login" | sed -n 's/.*name="_token" value="\([^"]*\)".*/\1/p' | head -n 1)
		curl -s -k --interface 203.0.113.18 -b /run/xff -H "X-Forwarded-For: $forged" -o /dev/null "$site/?_task=login" \
		    --data-urlencode "_token=$token" -d _task=login -d _action=login --data-urlencode "_user=$U@$DOMAIN" \
		    --data-urlencode "_pass=$password"
	done
}

# webmail_send LOGIN ADDRESS TO: through the compose page.
webmail_send()
{
	browse "$2" "$MAIL/?_task=mail&_action=compose&_mbox=INBOX" -L >/run/page
	id=$(sed -n 's/.*"compose_id":"\([^"]*\)".*/\1/p' /run/page | head -n 1)
	identity=$(sed -n 's/.*<select[^>]*name="_from"[^>]*> *<option value="\([0-9]*\)".*/\1/p' /run/page | head -n 1)
	browse "$2" "$MAIL/?_task=mail&_unlock=loading1&_framed=1&_lang=fr" -o /run/answer \
	    -d "_token=$token" -d _task=mail -d _action=send -d "_id=$id" -d "_from=${identity:-1}" \
	    --data-urlencode "_to=$3" -d '_subject=Depuis+le+webmail' -d _store_target=Sent \
	    -d _is_html=0 --data-urlencode '_message=Bonjour, ceci part du webmail.'
}

# A shape is a line without its numbers, names and quoted words.  At most $1 of
# each are kept.  With "glued", a line that does not begin with a year belongs to
# the one before; with "web", quoted words count, but not what stands after "=".
shapes_keep()
{
	LC_ALL=C awk -v most="$1" -v how="${2-}" '
	how == "glued" && !/^[0-9][0-9][0-9][0-9]-/ { if (keep) print; next }
	{
		shape = $0
		sub(/^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ |^[0-9T:.+-]+ |^\[[^]]*\]:? /, "", shape)
		gsub(/<[^>]*>/, "<>", shape)
		if (how == "web") {
			sub(/^[0-9a-f:.]+/, "", shape)
			gsub(/=[^& "]*/, "=", shape)
			gsub(/"Mozilla[^"]*"/, "\"Mozilla\"", shape)
			gsub(/[0-9]+ "-"/, "0 \"-\"", shape)
			sub(/\[[^]]*\]/, "", shape)
		} else {
			gsub(/"[^"]*"/, "\"\"", shape)
			gsub(/subject=[A-Za-z :.]*, flags/, "subject=, flags", shape)
			gsub(/session [a-z0-9]+/, "session", shape)
			gsub(/at [A-Z][a-z][a-z] .*/, "at", shape)
			gsub(/> [A-Za-z0-9+\/]+ Saved/, "> Saved", shape)
			gsub(/[a-z0-9.]+@[a-z.]+/, "@", shape)
			gsub(/[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]+/, "0", shape)
			gsub(/[0-9.]+/, "0", shape)
			gsub(/0\/0\/0\/0/, "0", shape)
		}
		shape = substr(shape, 1, 220)
		keep = seen[shape]++ < most
		if (keep) print
	}'
}

shapes_capture()
{
	say "provoking rare lines"
	sleep 1
	for part in imap pop_sieve smtp ssh postgresql web; do
		say "shapes: $part"
		shapes_$part
	done
	sleep 3

	dovecot=$(dovecot --version | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')
	postfix=$(postconf -h mail_version | sed 's/^\([0-9]*\.[0-9]*\).*/\1/')
	roundcube=$(sed -n "s/.*RCMAIL_VERSION', *'\([0-9]*\.[0-9]*\).*/\1/p" /usr/share/roundcube/program/include/iniset.php)
	nginx=$(nginx -v 2>&1 | sed 's/.*\/\([0-9]*\.[0-9]*\).*/\1/')
	postgresql=$(ls /usr/lib/postgresql)
	sshd=$(ssh -V 2>&1 | sed 's/^OpenSSH_\([0-9]*\.[0-9]*\).*/\1/')

	mkdir -p "$1/dovecot" "$1/postfix" "$1/roundcube" "$1/nginx" "$1/postgresql" "$1/sshd"
	zcat -f /var/log/mail.log.2.gz /var/log/mail.log.1 /var/log/mail.log >/run/all
	grep ' dovecot: ' /run/all | shapes_keep 2 >"$1/dovecot/plain-$dovecot.log"
	grep ' postfix[/a-z-]*\[' /run/all | shapes_keep 2 >"$1/postfix/plain-$postfix.log"
	shapes_keep 4 <"/var/log/auth.log" >"$1/sshd/plain-$sshd.log"
	cat /var/log/roundcube/userlogins.log | shapes_keep 4 >"$1/roundcube/plain-$roundcube.log"
	cat /var/log/roundcube/[!u]*.log | shapes_keep 3 >>"$1/roundcube/plain-$roundcube.log"
	cat /var/log/nginx/access.log /var/log/nginx/portail-access.log | shapes_keep 3 web >"$1/nginx/plain-$nginx.log"
	cat /var/log/nginx/error.log /var/log/nginx/portail-error.log | shapes_keep 3 >"$1/nginx/error-$nginx.log"
	cat /var/log/postgresql/*.log | shapes_keep 2 glued >"$1/postgresql/plain-$postgresql.log"
	find "$1" -size 0 -delete
}
