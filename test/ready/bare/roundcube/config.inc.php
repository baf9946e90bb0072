<?php
$config["imap_host"] = "mail.example";
$config["messages_cache"] = "db";
$config["smtp_log"] = false;
