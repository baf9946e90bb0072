<?php
// Roundcube for the imagined estate: sign-ins and the session are logged, and
// the same session is given to Dovecot's log.
$config['db_dsnw'] = 'sqlite:////var/lib/roundcube-db/roundcube.db?mode=0640';
$config['imap_host'] = '192.0.2.10:143';
$config['imap_auth_type'] = 'PLAIN';
$config['smtp_host'] = 'tls://192.0.2.10:587';
$config['smtp_user'] = '%u';
$config['smtp_pass'] = '%p';
$config['smtp_conn_options'] = ['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]];
$config['username_domain'] = 'interieur.example';
$config['des_key'] = 'a-fixture-key-24-letters';
$config['product_name'] = 'Courrier';
$config['plugins'] = ['managesieve', 'archive'];
$config['managesieve_host'] = '192.0.2.10:4190';
$config['skin'] = 'elastic';
$config['language'] = 'fr_FR';
$config['log_driver'] = 'file';
$config['log_dir'] = '/var/log/roundcube/';
$config['log_logins'] = true;
$config['log_session_id'] = 16;
$config['imap_log_session'] = true;
$config['smtp_log'] = true;
$config['session_lifetime'] = 60;
$config['messages_cache'] = false;
$config['enable_installer'] = false;
