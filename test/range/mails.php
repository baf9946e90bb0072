<?php
// mails: write the mails that come from outside and from colleagues.
//
//	php mails.php SEED DIR MONDAY DAYS <people
//
// One file for each mail in DIR, and on standard output one line of the
// calendar for each: EPOCH deliver FILE FROM TO RELAY.  Those of the week
// before MONDAY fill the mailboxes: "EPOCH fill FILE LOGIN".  The same seed
// gives the same mails.

[, $seed, $dir, $monday, $days] = $argv;
mt_srand((int) $seed);
@mkdir($dir, 0755, true);

const SUBJECTS = ['Planning de la semaine', 'Compte rendu de reunion', 'Demande de conges',
	'Note de service', 'Invitation', 'Releve trimestriel', 'Votre commande', 'Rappel : formation',
	'Re: dossier en cours', 'Maintenance du reseau', 'Fiche de poste', 'Covoiturage'];
const WORDS = ['le', 'service', 'dossier', 'transmis', 'pour', 'avis', 'avant', 'vendredi', 'merci',
	'de', 'confirmer', 'la', 'presence', 'au', 'bureau', 'reunion', 'piece', 'jointe', 'copie',
	'equipe', 'planning', 'nuit', 'permanence', 'vehicule', 'salle', 'signature', 'courrier'];
const OUTSIDE = ['lettre@voisin.example', 'contact@fournisseur.example', 'greffe@tribunal.example',
	'famille@acces.example', 'rh@dehors.example'];

function words(int $n): string
{
	$text = '';
	for ($i = 0; $i < $n; $i++)
		$text .= WORDS[mt_rand(0, count(WORDS) - 1)] . ($i % 12 == 11 ? "\r\n" : ' ');
	return rtrim($text);
}

function noise(int $bytes): string
{
	$out = '';
	while (strlen($out) < $bytes)
		$out .= pack('N', mt_rand());
	return substr($out, 0, $bytes);
}

function mail_write(string $file, string $from, string $to, int $at, string $id): void
{
	$subject = SUBJECTS[mt_rand(0, count(SUBJECTS) - 1)];
	$text = "Bonjour,\r\n\r\n" . words(mt_rand(20, 260)) . "\r\n\r\nCordialement\r\n";
	$head = "From: <$from>\r\nTo: <$to>\r\nSubject: $subject\r\nDate: " . gmdate('r', $at) .
	    "\r\nMessage-ID: <$id@" . substr($from, strpos($from, '@') + 1) . ">\r\nMIME-Version: 1.0\r\n";
	if (mt_rand(1, 100) <= 18) {
		$name = ['tableau.pdf', 'photo.jpg', 'courrier.pdf', 'liste.csv'][mt_rand(0, 3)];
		$file64 = chunk_split(base64_encode(noise(mt_rand(4000, 60000))));
		$body = "Content-Type: multipart/mixed; boundary=\"=_$id\"\r\n\r\n--=_$id\r\n" .
		    "Content-Type: text/plain; charset=utf-8\r\n\r\n$text\r\n--=_$id\r\n" .
		    "Content-Type: application/octet-stream; name=\"$name\"\r\n" .
		    "Content-Disposition: attachment; filename=\"$name\"\r\n" .
		    "Content-Transfer-Encoding: base64\r\n\r\n$file64\r\n--=_$id--\r\n";
	} else
		$body = "Content-Type: text/plain; charset=utf-8\r\n\r\n$text";
	file_put_contents($file, $head . $body);
}

$logins = [];
while (($line = fgets(STDIN)) !== false)
	if ($line[0] !== '#')
		$logins[] = strtok($line, ' ');
$n = 0;
foreach ($logins as $login) {
	$to = "$login@interieur.example";
	for ($day = -7; $day < $days; $day++) {
		$weekend = in_array(($day + 7) % 7, [5, 6]);
		$count = $weekend ? mt_rand(0, 1) : ($day < 0 ? mt_rand(5, 9) : mt_rand(1, 3));
		for ($i = 0; $i < $count; $i++) {
			$at = $monday + $day * 86400 + mt_rand(7 * 3600, 17 * 3600);
			$own = mt_rand(1, 100) <= 45;
			$from = $own ? $logins[mt_rand(0, count($logins) - 1)] . '@interieur.example'
			    : OUTSIDE[mt_rand(0, count(OUTSIDE) - 1)];
			$file = sprintf('%s/%04d.eml', $dir, ++$n);
			mail_write($file, $from, $to, $at, sprintf('%04d.%d', $n, $at));
			if ($day < 0)
				echo "$at fill $file $login\n";
			else
				echo "$at deliver $file $from $to ", $own ? '192.0.2.80' : '203.0.113.25', "\n";
		}
	}
}
