<?php
/* $config['log_logins'] = false; */
$config = [];
$config['log_logins'] = true; // $config['log_logins'] = false;
$config["log_session_id"] = 32;
# $config['imap_log_session'] = false;
$config['imap_log_session'] = TRUE;
$config['messages_cache'] = null;
$config['product_name'] = 'It\'s; a mail';
