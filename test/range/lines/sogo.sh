# sogo.sh: SOGo behind nginx, its users in PostgreSQL, its mail at Dovecot's.
# Sourced by run.sh for --lines sogo.

packages='sogo memcached'

sogo_database()
{
	bin=$(echo /usr/lib/postgresql/*/bin)
	mkdir -p /srv/sogo /run/postgresql
	chown postgres: /srv/sogo /run/postgresql
	as_postgres "$bin/initdb" -D /srv/sogo -A trust -E UTF8 --locale=C.UTF-8 >/var/log/estate/initdb
	serve postgresql setpriv --reuid=postgres --regid=postgres --init-groups "$bin/postgres" -D /srv/sogo
	wait_for PostgreSQL as_postgres "$bin/pg_isready" -q -h /run/postgresql
	as_postgres createdb -h /run/postgresql sogo
	{
		echo 'CREATE TABLE sogo_users (c_uid text, c_name text, c_password text, c_cn text, mail text);'
		people | while read -r login password _; do
			echo "INSERT INTO sogo_users VALUES ('$login', '$login', '$password', '$login', '$login@$DOMAIN');"
		done
	} | as_postgres psql -h /run/postgresql -qX -d sogo
}

sogo_configure()
{
	cat >/etc/sogo/sogo.conf <<-'END'
	{
		SOGoProfileURL = "postgresql://postgres@127.0.0.1:5432/sogo/sogo_user_profile";
		OCSFolderInfoURL = "postgresql://postgres@127.0.0.1:5432/sogo/sogo_folder_info";
		OCSSessionsFolderURL = "postgresql://postgres@127.0.0.1:5432/sogo/sogo_sessions_folder";
		SOGoUserSources = ({
			type = sql; id = users; canAuthenticate = YES; isAddressBook = YES; displayName = "Annuaire";
			viewURL = "postgresql://postgres@127.0.0.1:5432/sogo/sogo_users";
			userPasswordAlgorithm = plain;
		});
		SOGoIMAPServer = "imap://127.0.0.1:143";
		SOGoSMTPServer = "smtp://127.0.0.1:25";
		SOGoMailDomain = "interieur.example";
		SOGoForceExternalLoginWithEmail = YES;
		SOGoMaximumFailedLoginCount = 4;
		SOGoMaximumFailedLoginInterval = 60;
		SOGoFailedLoginBlockInterval = 60;
		SOGoTimeZone = UTC;
		SOGoPageTitle = SOGo;
		SOGoMemcachedHost = 127.0.0.1;
		WOPort = "127.0.0.1:20000";
		WOLogFile = "-";
		WOWorkersCount = 2;
	}
	END
	cat >/etc/estate/nginx-sogo.conf <<-'END'
	daemon off;
	user www-data;
	pid /run/nginx-sogo.pid;
	error_log /var/log/estate/nginx-sogo.log;
	events { }
	http {
		access_log off;
		server {
			listen 192.0.2.10:80;
			listen [2001:db8:10::10]:80;
			location /SOGo {
				proxy_pass http://127.0.0.1:20000;
				proxy_set_header X-Real-IP $remote_addr;
				proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
				proxy_set_header Host $host;
				proxy_set_header x-webobjects-server-protocol HTTP/1.0;
				proxy_set_header x-webobjects-remote-host $remote_addr;
				proxy_set_header x-webobjects-server-name $server_name;
				proxy_set_header x-webobjects-server-url http://$host;
			}
		}
	}
	END
}

# sogo_open ADDRESS NAME PASSWORD CURL...: the page's form.
sogo_open()
{
	from=$1 name=$2 secret=$3
	shift 3
	rm -f /run/cookies
	curl -s -m 20 --interface "$from" -c /run/cookies -o /dev/null "$@" -H 'Content-Type: application/json' \
	    -d "$(jq -nc --arg u "$name" --arg p "$secret" '{userName: $u, password: $p, rememberLogin: 0}')" http://192.0.2.10/SOGo/connect
}

# sogo_page ADDRESS PATH CURL...: as whoever signed in last.
sogo_page()
{
	from=$1 path=$2
	shift 2
	token=$(sed -n 's/.*XSRF-TOKEN[[:space:]]*//p' /run/cookies)
	curl -s -m 20 --interface "$from" -b /run/cookies -o /dev/null -H "X-XSRF-TOKEN: $token" -A "$FIREFOX" "$@" "http://192.0.2.10/SOGo/$path"
}

sogo_life()
{
	near=203.0.113.18 far=198.51.100.61
	pass=$(password_of $U)
	sogo_open $near $U "$pass"
	for path in "so/$U/Mail/view" "so/$U/Mail/0/folderINBOX/view" "so/$U/Mail/0/folderINBOX/1/view" "so/$U/Contacts/view" "so/$U/Preferences"; do
		sogo_page $near "$path"
	done
	sogo_page $near "so/$U/Mail/0/folderINBOX/view" -H 'Content-Type: application/json' -d '{"sortingAttributes":{"sort":"arrival","asc":0},"filters":[{"searchBy":"subject","searchInput":"mot de passe"}]}'
	sogo_page $near "so/$U/Preferences/save" -H 'Content-Type: application/json' \
	    -d '{"defaults":{"Forward":{"enabled":1,"forwardAddress":["releve@boite.example"],"keepCopy":1}}}'
	sogo_page $near "so/$U/Contacts/personal/export"
	sogo_page $near "so/alice.petit/Mail/view"
	sogo_page $near "so/$U/logoff"
	curl -s -m 20 -g --interface 2001:db8:cafe:11::20 -o /dev/null -H 'Content-Type: application/json' \
	    -d "{\"userName\":\"$U\",\"password\":\"faux\"}" 'http://[2001:db8:10::10]/SOGo/connect'
	sogo_open $far $U faux
	sogo_open $far personne faux
	sogo_open $far "$U@$DOMAIN" faux
	for k in 1 2 3 4 5 6; do
		sogo_open $far adm.roux faux
	done
	sogo_open $near adm.roux "$(password_of adm.roux)"
	# Calendars and address books by CalDAV, with a password in each request.
	for secret in "$pass" faux; do
		curl -s -m 20 --interface $near -o /dev/null -u "$U:$secret" -X PROPFIND -H 'Depth: 1' "http://192.0.2.10/SOGo/dav/$U/"
	done
	curl -s -m 20 --interface $far -o /dev/null http://192.0.2.10/SOGo/
	curl -s -m 20 --interface $far -o /dev/null http://192.0.2.10/SOGo/rien
	sogo_open $far $U faux -H 'X-Forwarded-For: 192.0.2.80'
}

sogo_hostile()
{
	newline='
'
	far=198.51.100.61
	for name in "x' might not have worked" "x' for user 'root' might" "a${newline}Dec 11 21:00:00 sogod [1]: SOGoRootPage successful login from '192.0.2.80' for user 'root' - expire = -1  grace = -1" \
	    'a b' 'é' '%@%s%n' "$(printf 'l%0700d' 0)" ''; do
		sogo_open $far "$name" faux
	done
	sogo_open $far $U faux -H "X-Forwarded-For: 1' for user 'root"
	sogo_open $far $U faux -H 'X-Forwarded-For: 10.0.0.1, 192.0.2.80'
	curl -s -m 20 --interface $far -o /dev/null 'http://192.0.2.10/SOGo/%0aDec%2011%2021:00:00%20sogod%20[1]:%20x'
	curl -s -m 20 --interface $far -o /dev/null -u 'a b:faux' -X PROPFIND "http://192.0.2.10/SOGo/dav/a\"b/"
	curl -s -m 20 --interface $far -o /dev/null -A '" 200 0/0 192.0.2.80' 'http://192.0.2.10/SOGo/"x"'
}

lines_capture()
{
	start_dovecot
	sogo_database
	sogo_configure
	serve memcached memcached -u nobody -l 127.0.0.1
	serve nginx nginx -c /etc/estate/nginx-sogo.conf
	mkdir -p /run/sogo /var/log/sogo
	chown sogo: /run/sogo /var/log/sogo
	setpriv --reuid=sogo --regid=sogo --init-groups env HOME=/var/lib/sogo TZ=UTC sogod -WONoDetach YES -WOPidFile /run/sogo/sogo.pid \
	    >/var/log/sogo/sogo.log 2>&1 </dev/null &
	echo "$! sogo" >>/run/estate.pids
	wait_for SOGo curl -sf -o /dev/null http://192.0.2.10/SOGo/
	sogo_life
	sogo_hostile
	kill "$(server_pid sogo)"
	sleep 2
	cp /var/log/sogo/sogo.log "$1/"
	dpkg-query -W sogo >"$1/version"
}
