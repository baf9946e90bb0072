<?php
// talk: hold one connection, from one address, and speak a line protocol on it.
//
//	php talk.php [-t] FROM HOST PORT <script
//
// Lines of the script are sent as they are.  "?TEXT" waits until a line that
// begins with TEXT arrives, "!tls" starts TLS, "!sleep N" waits, "!raw BYTES"
// sends what stripcslashes makes of BYTES, "!close" hangs up.  What the server
// says goes to standard output.  -t speaks TLS from the first byte.

$tls = $argv[1] === '-t';
[$from, $host, $port] = array_slice($argv, $tls ? 2 : 1, 3);
$six = strpos($from, ':') !== false;
$context = stream_context_create([
	'socket' => ['bindto' => $six ? "[$from]:0" : "$from:0"],
	'ssl' => ['verify_peer' => false, 'verify_peer_name' => false],
]);
$conn = stream_socket_client('tcp://' . ($six ? "[$host]" : $host) . ":$port",
    $errno, $error, 10, STREAM_CLIENT_CONNECT, $context);
if (!$conn) {
	fwrite(STDERR, "talk: $host:$port: $error\n");
	exit(1);
}
stream_set_timeout($conn, 30);
if ($tls && !stream_socket_enable_crypto($conn, true, STREAM_CRYPTO_METHOD_TLS_CLIENT))
	exit(1);
while (($line = fgets(STDIN)) !== false) {
	$line = rtrim($line, "\n");
	if ($line === '!close')
		break;
	if ($line === '!tls')
		stream_socket_enable_crypto($conn, true, STREAM_CRYPTO_METHOD_TLS_CLIENT);
	elseif (substr($line, 0, 7) === '!sleep ')
		sleep((int) substr($line, 7));
	elseif (substr($line, 0, 5) === '!raw ')
		fwrite($conn, stripcslashes(substr($line, 5)));
	elseif (substr($line, 0, 1) === '?') {
		do {
			$got = fgets($conn);
			if ($got === false)
				exit(0);
			echo $got;
		} while (strncmp($got, substr($line, 1), strlen($line) - 1) !== 0);
	} else
		fwrite($conn, "$line\r\n");
}
fclose($conn);
