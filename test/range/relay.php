<?php
// relay: one connection to a local port goes on to HOST PORT, from ADDRESS.
//
//	php relay.php ADDRESS HOST PORT LOCALPORT

[, $from, $host, $port, $local] = $argv;
$listen = stream_socket_server("tcp://127.0.0.1:$local") ?: exit(1);
$near = stream_socket_accept($listen, 10) ?: exit(1);
$far = stream_socket_client("tcp://$host:$port", $errno, $error, 10, STREAM_CLIENT_CONNECT,
    stream_context_create(['socket' => ['bindto' => "$from:0"]])) ?: exit(1);
while (true) {
	$read = [$near, $far];
	$none = null;
	if (!stream_select($read, $none, $none, 60))
		break;
	foreach ($read as $end) {
		$bytes = fread($end, 65536);
		if ($bytes === '' || $bytes === false)
			break 2;
		fwrite($end === $near ? $far : $near, $bytes);
	}
}
