# Postfix's fields by their names in postfix-grok-patterns, from our events.
#
# Input: {expect: {name: value}, is: event}.  Output: one row a field,
# [name, expected, ours, equal].
include "lib";

# "from=<a> to=<b>, proto=SMTP" -> {from: "a", ...}; the client= of a submit.
def pairs: [scan("([a-z_]+)=(<[^>]*>|[^ ,]*)")
    | {key: .[0], value: (.[1] | ltrimstr("<") | rtrimstr(">"))}] | from_entries;

def host($name; $ip): if $name == null and $ip == null then null
    else "\($name // "unknown")[\($ip // "unknown")]" end;
def server: (at("dst_endpoint.hostname")) as $host
    | at("dst_endpoint.ip") as $ip | at("dst_endpoint.port") as $port
    | at("unmapped.relay") as $relay
    | if $ip != null then "\($host)[\($ip)]" + (if $port then ":\($port)" else "" end)
      elif $host != null then "\($host)[\($relay)]" else $relay end;

# Of the pairs: how we name them.
def pair($key):
    if $key == "from" then at("email.smtp_from")
    elif $key == "to" then at("email.smtp_to")
    elif $key == "proto" then at("protocol_name")
    elif $key == "helo" then at("smtp_hello")
    elif $key == "client" then host(at("src_endpoint.hostname"); at("src_endpoint.ip"))
    elif $key == "size" then at("email.size")
    elif $key == "nrcpt" then at("unmapped.nrcpt")
    elif $key == "orig_to" then at("unmapped.orig_to")
    elif $key == "relay" then server
    elif $key == "delay" then at("unmapped.delay")
    elif $key == "delays" then at("unmapped.delays")
    elif $key == "dsn" then at("unmapped.dsn")
    elif $key == "uid" or $key == "tls" then at("unmapped.parameter")
    else null end;
def same_pairs($text): . as $e | ($text | pairs) as $want
    | all($want | keys[]; same($want[.]; . as $k | $e | pair($k)));

def header_check: "header \(at("unmapped.parameter")) from "
    + (host(at("src_endpoint.hostname"); at("src_endpoint.ip")) // "local");
def join_reply: [at("status_code"), at("unmapped.dsn"), at("status_detail")]
    | map(select(. != null)) | join(" ");
def counter($key): (at("unmapped.counters") // "") | pairs[$key];
# "rcpt=0/1" is accepted/all, "rcpt=1" is all.
def command($key; $accepted): counter($key) // null
    | if . == null then null
      elif $accepted then (if test("/") then split("/")[0] else null end)
      else split("/")[-1] end;

def word($key): at("unmapped.parameter") // ""
    | [scan("(?:^| )\($key) ([^ ]+)")[0]][0];
def signature($what): at("unmapped.parameter") // ""
    | [scan("server-signature [^ ]+ \\((\($what))")[0]][0];
def policy: at("unmapped.parameter") // ""
    | (capture("^(?<tls_security_level>[a-z-]+)(?<tls_policy_undecided>[?])?(/(?<requiretls_policy_violation>!)?(?<requiretls>requiretls)(?<requiretls_policy_undecided>[?])?)?(:(?<downgrade>[a-z]+))?$") // {})
    | if .requiretls then .requiretls_downgrade_level = .downgrade
      else .tls_downgrade_level = .downgrade end;

def field($name):
    if $name == "postfix_client_ip" then at("src_endpoint.ip")
    elif $name == "postfix_client_ip_unknown" then
        (if at("src_endpoint.ip") == null then "unknown" else null end)
    elif $name == "postfix_client_hostname" then at("src_endpoint.hostname") // "unknown"
    elif $name == "postfix_client_port" then at("src_endpoint.port")
    elif $name == "postfix_server_ip" then at("dst_endpoint.ip")
    elif $name == "postfix_server_port" then at("dst_endpoint.port")
    elif $name == "postfix_relay_hostname" then at("dst_endpoint.hostname")
    elif $name == "postfix_relay_ip" then at("dst_endpoint.ip")
    elif $name == "postfix_relay_port" then at("dst_endpoint.port")
    elif $name == "postfix_relay_service" then at("unmapped.relay")
    # no queue id: Postfix writes NOQUEUE
    elif $name == "postfix_queueid" then at("email.uid") // "NOQUEUE"
    elif $name == "postfix_message-id" then at("email.message_uid")
    elif $name == "postfix_from" then at("email.smtp_from")
    elif $name == "postfix_status" then at("unmapped.mail_status")
    elif $name == "postfix_action" then at("unmapped.action")
    elif $name == "postfix_smtp_stage" then at("unmapped.command")
    elif $name == "postfix_proxy_smtp_stage" then at("unmapped.command")
    elif $name == "postfix_status_code" or $name == "postfix_proxy_status_code"
    then at("status_code")
    elif $name == "postfix_status_code_enhanced"
        or $name == "postfix_proxy_status_code_enhanced" then at("unmapped.dsn")
    elif $name == "postfix_status_data" then at("unmapped.parameter")
    elif $name == "postfix_status_message" then at("status_detail")
    elif $name == "postfix_message_level" then at("unmapped.severity")
    elif $name == "postfix_message" then
        (if at("unmapped.command") == "header" then header_check
         elif at("unmapped.kind") == "login" then
             "SASL \(at("auth_protocol")) authentication failed: \(at("status_detail"))"
         else at("message") // at("unmapped.action") end)
    elif $name == "postfix_smtpd_lostconn_data" then at("unmapped.action")
    elif $name == "postfix_smtp_lostconn_data" then
        (if at("unmapped.action") == "lost connection" then at("unmapped.action")
         else at("status_detail") end)
    elif $name == "postfix_smtp_lostconn_reason" then at("status_detail")
    elif $name == "postfix_tls_error" then at("status_detail")
    elif $name == "postfix_smtp_response" or $name == "postfix_local_response"
        or $name == "postfix_pipe_response" or $name == "postfix_error_response"
    then at("status_detail")
    elif $name == "postfix_postscreen_access"
        or $name == "postfix_postscreen_violation" then at("unmapped.action")
    elif $name == "postfix_postscreen_violation_time" then at("unmapped.delay")
    elif $name == "postfix_postscreen_dnsbl_rank" then at("unmapped.counters")
    elif $name == "postfix_postscreen_toobusy_data" then at("status_detail")
    elif $name == "postfix_postsuper_action"
        or $name == "postfix_postsuper_summary_action" then at("unmapped.action")
    elif $name == "postfix_postsuper_summary_count" then at("unmapped.counters")
    elif $name == "postfix_anvil_cache_size"
        or $name == "postfix_anvil_conn_count" then at("unmapped.counters")
    elif $name == "postfix_anvil_conn_rate" then
        at("unmapped.counters") // "" | split("/")[0]
    elif $name == "postfix_anvil_conn_period" then
        at("unmapped.counters") // "" | split("/")[1]
    elif $name == "postfix_anvil_timestamp" then at("message")
    elif $name == "postfix_service" then at("unmapped.parameter")
    elif $name == "postfix_scache_timestamp" then at("message")
    elif $name | test("^postfix_scache_|_cache_(retained|dropped)$") then
        counter($name | sub(".*_"; "")) // "" | rtrimstr("%")
    elif $name == "postfix_verify_cleanup_type" then at("unmapped.action")
    elif $name == "postfix_bounce_queueid" then at("unmapped.parameter")
    # "sender non-delivery notification"
    elif $name == "postfix_bounce_recipient" then
        at("unmapped.action") // "" | split(" ")[0]
    elif $name == "postfix_bounce_reason" then
        at("unmapped.action") // "" | rtrimstr(" notification")
        | sub("^[a-z]+ "; "")
    elif $name == "postfix_version" then at("unmapped.parameter")
    elif $name == "postfix_config_path" then at("table.name")
    elif $name == "postfix_termination_signal" then at("status_code")
    # "key-exchange X25519 server-signature RSA-PSS (4096 bits) server-digest SHA256"
    elif $name == "postfix_tls_key_exchange" then word("key-exchange")
    elif $name == "postfix_tls_server_signature" then word("server-signature")
    elif $name == "postfix_tls_server_signature_curve" then signature("[^ )]+")
    elif $name == "postfix_tls_server_signature_size" then signature("[0-9]+(?= bits)")
    elif $name == "postfix_tls_server_digest" then word("server-digest")
    # the policy of a delivery: "dane/!requiretls:nostarttls", "may?"
    elif $name | test("^postfix_(tls_(security_level|policy_undecided|downgrade_level)|requiretls)") then
        policy[$name | ltrimstr("postfix_")]
    elif $name == "postfix_dnsbl_domain" then at("unmapped.backend")
    elif $name == "postfix_dnsbl_result" then at("status_code")
    elif $name == "postfix_tls_version" then at("tls.version")
    elif $name == "postfix_tls_cipher" then at("tls.cipher")
    elif $name == "postfix_tls_cipher_size" then at("unmapped.tls_bits")
    elif $name == "postfix_tls_trustlevel" then at("status_detail")
    elif $name == "postfix_pix_workaround"
        or $name == "postfix_discarded_ehlo_keywords" then at("unmapped.parameter")
    elif $name == "postfix_milter_result" then
        at("unmapped.action") // "" | ltrimstr("milter-")
    elif $name == "postfix_proxy_result" then
        at("unmapped.action") // "" | ltrimstr("proxy-")
    elif $name == "postfix_proxy_message" then join_reply
    elif $name == "postfix_milter_message" then
        (if at("unmapped.command") == "header" then header_check
         else "\(at("unmapped.command")) from "
             + host(at("src_endpoint.hostname"); at("src_endpoint.ip"))
             + ": " + join_reply end)
    elif $name == "postfix_milter_data" or $name == "postfix_prepend_value" then
        at("status_detail")
    elif $name == "postfix_prepend_type" then at("unmapped.command")
    elif $name == "postfix_prepend_trigger" then at("unmapped.parameter")
    elif $name == "postfix_command_counter_data" then at("unmapped.counters")
    elif $name == "postfix_cmd_count" then command("commands"; false)
    elif $name == "postfix_cmd_count_accepted" then command("commands"; true)
    elif $name | test("^postfix_cmd_.*_accepted$") then
        command($name | ltrimstr("postfix_cmd_") | rtrimstr("_accepted"); true)
    elif $name | test("^postfix_cmd_") then
        command($name | ltrimstr("postfix_cmd_"); false)
    elif $name | test("^postfix_delay_") then
        (at("unmapped.delays") // "" | split("/"))[
            {before_qmgr: 0, in_qmgr: 1, conn_setup: 2, transmission: 3}[
                $name | ltrimstr("postfix_delay_")]]
    else null end;

.id as $id | .is as $is | .expect | to_entries[]
    | .key as $name | .value as $want
    | ($is | if $name == "postfix_keyvalue_data"
             then (if same_pairs($want) then $want else "?" end)
             else field($name) end) as $ours
    | [$id, $name, $want, $ours, same($want; $ours)]
