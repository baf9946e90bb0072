<?php
// A record portal, small and imagined: it exists so that its log can be read.
// It signs people in, lists summaries, shows full records, answers known or
// unknown, and exports a list.  Each reading asks a reason and a case number.

const REGISTERS = ['taj', 'fpr'];

session_start();
$user = $_SESSION['user'] ?? null;
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);

// The end user is told to the database as the name of the application.
function db(?string $user)
{
	$name = 'portail' . ($user !== null ? ":$user" : '');
	return pg_connect("host=192.0.2.20 dbname=registres user=portail application_name=$name");
}

function answer(string $body, string $type = 'text/html; charset=utf-8'): int
{
	header("Content-Type: $type");
	echo $body;
	return strlen($body);
}

function journal(?string $user, string $action, array $more = []): void
{
	$now = microtime(true);
	$line = [
		'ts' => gmdate('Y-m-d\TH:i:s', (int) $now) . sprintf('.%03dZ', ($now - (int) $now) * 1000),
		'app' => 'portail',
		'user' => $user,
		'ip' => $_SERVER['REMOTE_ADDR'],
		'sid' => substr(session_id(), 0, 16),
		'action' => $action,
	] + $more;
	file_put_contents('/var/log/portail/portal.jsonl',
	    json_encode($line, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE) . "\n",
	    FILE_APPEND | LOCK_EX);
}

function page(string $title, string $body): string
{
	return "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Portail - $title</title></head>\n<body><h1>$title</h1>\n$body</body></html>\n";
}

function rows_as_html(array $rows): string
{
	$html = "<table>\n";
	foreach ($rows as $row) {
		$id = htmlspecialchars(reset($row));
		$html .= "<tr><td><a href=\"/record?id=$id\">$id</a></td><td>" .
		    implode('</td><td>', array_map(fn($v) => htmlspecialchars((string) $v), array_slice($row, 1))) .
		    "</td></tr>\n";
	}
	return "$html</table>\n";
}

function rows_as_csv(array $rows): string
{
	$csv = '';
	foreach ($rows as $row)
		$csv .= implode(';', $row) . "\r\n";
	return $csv;
}

if ($path === '/login' && $_SERVER['REQUEST_METHOD'] === 'POST') {
	$login = (string) ($_POST['login'] ?? '');
	$found = pg_fetch_row(pg_query_params(db(null),
	    'SELECT secret FROM portail.agent WHERE login = $1', [$login]));
	if ($found && hash_equals($found[0], hash('sha256', (string) ($_POST['password'] ?? '')))) {
		session_regenerate_id(true);
		$_SESSION['user'] = $login;
		journal($login, 'login');
		header('Location: /');
		http_response_code(303);
	} else {
		journal($login, 'login_failed');
		http_response_code(403);
		answer(page('Connexion', '<p>Identifiant ou mot de passe incorrect.</p>'));
	}
	exit;
}
if ($user === null) {
	answer(page('Connexion', '<form method="post" action="/login"><input name="login"><input name="password" type="password"><button>Entrer</button></form>'));
	exit;
}
if ($path === '/logout') {
	journal($user, 'logout');
	session_destroy();
	header('Location: /');
	http_response_code(303);
	exit;
}
if ($path === '/') {
	answer(page('Accueil', '<p>Bonjour ' . htmlspecialchars($user) . '. TAJ, FPR.</p>'));
	exit;
}

$register = $_GET['register'] ?? 'taj';
$reason = trim((string) ($_GET['reason'] ?? ''));
$case = trim((string) ($_GET['case'] ?? ''));
if (!in_array($register, REGISTERS, true) || $reason === '' || $case === '') {
	http_response_code(422);
	answer(page('Motif', '<p>Le motif et le num&eacute;ro de proc&eacute;dure sont obligatoires.</p>'));
	exit;
}
$db = db($user);
$seen = ['register' => $register, 'reason' => $reason, 'case_number' => $case];

switch ($path) {
case '/check':			// known or unknown, nothing else
	$rows = pg_fetch_all(pg_query_params($db,
	    "SELECT id FROM $register.summary WHERE name = $1 AND given = $2 ORDER BY id LIMIT 5",
	    [$_GET['name'] ?? '', $_GET['given'] ?? '']));
	$seen['depth'] = 'hit';
	$body = page('Connu ou inconnu', '<p>' . ($rows ? 'CONNU' : 'INCONNU') . ' ' .
	    implode(' ', array_column($rows, 'id')) . "</p>\n");
	break;
case '/search':
	$rows = pg_fetch_all(pg_query_params($db,
	    "SELECT * FROM $register.summary WHERE name ILIKE $1 ORDER BY id LIMIT 50 OFFSET $2",
	    [($_GET['name'] ?? '') . '%', (int) ($_GET['from'] ?? 0)]));
	$seen['depth'] = 'summary';
	$seen['query'] = (string) ($_GET['name'] ?? '');
	$body = page('Liste', '<p>' . count($rows) . " fiches</p>\n" . rows_as_html($rows));
	break;
case '/export':
	$rows = pg_fetch_all(pg_query_params($db,
	    "SELECT * FROM $register.summary WHERE name ILIKE $1 ORDER BY id LIMIT 500",
	    [($_GET['name'] ?? '') . '%']));
	$seen['depth'] = 'summary';
	$seen['query'] = (string) ($_GET['name'] ?? '');
	$body = rows_as_csv($rows);
	break;
case '/record':
	$sql = $register === 'taj'
	    ? "SELECT p.id, p.name, p.given, p.born, p.birthplace, p.address,\n       string_agg(o.number || ' ' || o.offence, ', ') AS procedures\n  FROM taj.person p\n  LEFT JOIN taj.procedure o ON o.person = p.id\n WHERE p.id = $1\n GROUP BY p.id"
	    : "SELECT id, name, given, born, motive, conduct\n  FROM fpr.person\n WHERE id = $1";
	$rows = pg_fetch_all(pg_query_params($db, $sql, [$_GET['id'] ?? '']));
	$seen['depth'] = 'full';
	$body = page('Fiche', rows_as_html($rows));
	break;
default:
	http_response_code(404);
	exit;
}
$bytes = answer($body, $path === '/export' ? 'text/csv; charset=utf-8' : 'text/html; charset=utf-8');
journal($user, substr($path, 1), $seen + [
	'record_ids' => array_column($rows, 'id'),
	'rows' => count($rows),
	'bytes' => $bytes,
]);
