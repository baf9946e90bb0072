# haproxy.sh: HAProxy in front of HTTP and SMTP, in every layout of lines that
# it has of its own.  Sourced by run.sh for --lines haproxy.

packages='haproxy'

haproxy_configure()
{
	cat /etc/estate/cert.pem /etc/estate/key.pem >/etc/estate/both.pem
	mkdir -p /run/haproxy /var/lib/haproxy/dev
	cat >/etc/estate/haproxy.cfg <<-'END'
	global
		log /dev/log local0
		user haproxy
		group haproxy
	defaults
		log global
		timeout connect 1s
		timeout client 2s
		timeout server 2s
		mode http
		default_backend app
	backend app
		server s1 127.0.0.1:9001 check inter 500 fall 1
		server s2 127.0.0.1:9002 check inter 500 fall 1 backup
	backend gone
		server s1 127.0.0.1:9009
	backend slow
		server s1 127.0.0.1:9003
	backend smtp
		mode tcp
		server s1 127.0.0.1:9025
	frontend page
		bind 127.0.0.1:9001
		no log
		http-request return status 401 if { path_beg /login } !{ hdr(authorization) -m found }
		http-request return status 200 content-type text/plain string ok hdr set-cookie JSESSIONID=8F7A
	frontend plain
		bind 192.0.2.10:8001
	frontend clear
		bind 192.0.2.10:8002
		bind [2001:db8:10::10]:8002
		option httplog
		capture request header Host len 40
		capture request header User-Agent len 60
		capture request header X-Forwarded-For len 40
		capture response header Content-Type len 20
		capture cookie JSESSIONID= len 20
		http-request deny if { path_beg /interdit }
		http-request tarpit if { path_beg /piege }
		http-request redirect location https://mail.interieur.example/ if { path /ailleurs }
		use_backend gone if { path_beg /absent }
		use_backend slow if { path_beg /lent }
		timeout tarpit 500ms
	frontend web
		bind 192.0.2.10:8443 ssl crt /etc/estate/both.pem alpn h2,http/1.1
		option httplog
	frontend webs
		bind 192.0.2.10:8444 ssl crt /etc/estate/both.pem
		option httpslog
	frontend clf
		bind 192.0.2.10:8003
		option httplog clf
	frontend custom
		bind 192.0.2.10:8004
		log-format "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r %[unique-id]"
		unique-id-format %{+X}o\ %ci:%cp_%fi:%fp_%Ts_%rt:%pid
	frontend json
		bind 192.0.2.10:8005
		log-format "{\"time\":\"%trg\",\"client\":\"%ci\",\"port\":%cp,\"frontend\":\"%ft\",\"server\":\"%b/%s\",\"status\":%ST,\"bytes\":%B,\"request\":%{+Q}r}"
	frontend behind
		bind 192.0.2.10:8006 accept-proxy
		option httplog
	frontend tcp
		mode tcp
		bind 192.0.2.10:8025
		default_backend smtp
	frontend submission
		mode tcp
		bind 192.0.2.10:8465 ssl crt /etc/estate/both.pem
		option tcplog
		default_backend smtp
	frontend errors
		mode tcp
		bind 192.0.2.10:8466 ssl crt /etc/estate/both.pem
		error-log-format "%ci:%cp [%t] %ft %ac/%fc %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc"
		option tcplog
		default_backend smtp
	END
}

haproxy_life()
{
	near='curl -s -k --interface 203.0.113.18 -o /dev/null'
	for port in 8001 8002 8003 8004 8005; do
		$near "http://192.0.2.10:$port/?_task=mail&_action=list&_mbox=INBOX"
		$near -u hugo:juste "http://192.0.2.10:$port/login"
		$near -d '_user=hugo&_pass=faux' "http://192.0.2.10:$port/login?next=%2F"
		$near -b JSESSIONID=ancien -A "$FIREFOX" "http://192.0.2.10:$port/"
	done
	curl -s -g -o /dev/null --interface 2001:db8:cafe:11::20 'http://[2001:db8:10::10]:8002/'
	for path in interdit piege ailleurs absent lent; do
		$near "http://192.0.2.10:8002/$path"
	done
	$near https://192.0.2.10:8443/
	$near --http1.1 https://192.0.2.10:8443/login
	$near --haproxy-protocol http://192.0.2.10:8006/
	$near http://192.0.2.10:8006/
	$near --tlsv1.2 --tls-max 1.2 https://192.0.2.10:8444/?x=1
	$near https://192.0.2.10:8444/
	for port in 8025 8465 8466; do
		at=smtp; [ $port = 8025 ] || at=smtps
		$near $at://192.0.2.10:$port/x --mail-from a@interieur.example --mail-rcpt b@dehors.example -T /etc/hostname
	done
	# Not TLS, TLS of old, nothing at all, and bytes that are no HTTP.
	for port in 8443 8465 8466; do
		printf '!raw GET / HTTP/1.1\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 $port
		curl -s -k --interface 198.51.100.61 --tlsv1.0 --tls-max 1.1 https://192.0.2.10:$port/
		printf '!close\n' | talk 198.51.100.61 192.0.2.10 $port
		printf '!close\n' | talk -t 198.51.100.61 192.0.2.10 $port
	done
	for port in 8001 8002 8025; do
		printf '!raw \\x16\\x03nonsense\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 $port
		printf '!close\n' | talk 198.51.100.61 192.0.2.10 $port
		printf '!sleep 2\n' | talk 198.51.100.61 192.0.2.10 $port
	done
	printf '!raw POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 99\\r\\n\\r\\nx\n!sleep 2\n' | talk 198.51.100.61 192.0.2.10 8002
}

# What callers type: paths, headers, methods, a PROXY line of their own.
haproxy_hostile()
{
	far='curl -s -k -g --interface 198.51.100.61 -o /dev/null'
	for port in 8002 8003 8004 8005; do
		$far "http://192.0.2.10:$port/" -A '} "GET / HTTP/1.1" {192.0.2.80' -H 'X-Forwarded-For: 192.0.2.80'
		$far "http://192.0.2.10:$port/" -A '192.0.2.80:1 [11/Dec/2025:21:04:00.123] web~ a/b' -H 'Host: a|b}c{d'
		$far --path-as-is "http://192.0.2.10:$port/\"%20192.0.2.80:1%20[11/Dec/2025"
		printf '!raw GET /"x"\\x01 HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 $port
		printf '!raw GET /\\xc3\\xa9\\xff HTTP/1.1\\r\\nHost: \\xff\\r\\nUser-Agent: a\\x7fb\\xc3\\xa9\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 $port
		$far -X '192.0.2.80:1' "http://192.0.2.10:$port/"
		$far "http://192.0.2.10:$port/$(printf '%01200d' 0)"
		$far "http://192.0.2.10:$port/?password=geheim&x=1"
	done
	printf '!raw PROXY TCP4 203.0.113.77 192.0.2.10 4711 80\\r\\nGET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8006
	printf '!raw PROXY UNKNOWN\\r\\nGET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n\n!sleep 1\n' | talk 198.51.100.61 192.0.2.10 8006
}

lines_capture()
{
	haproxy_configure
	serve sink smtp-sink -u nobody 127.0.0.1:9025 100
	serve silent smtp-sink -u nobody -w 9 127.0.0.1:9003 100
	# Under libfaketime 3.0 never begins: its dates are the host's.
	case $(haproxy -v) in
	*' 2.'*)	clock=$(clock_env MT) ;;
	*)		clock=TZ=UTC ;;
	esac
	serve haproxy env $clock haproxy -db -f /etc/estate/haproxy.cfg
	wait_for HAProxy curl -s http://192.0.2.10:8001/
	haproxy_life
	haproxy_hostile
	kill -USR1 "$(server_pid haproxy)"
	sleep 3
	cp /var/log/haproxy.log "$1/"
	haproxy -v | head -n 1 >"$1/version"
}
