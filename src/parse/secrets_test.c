#include "parse/secrets.h"

#include "test/test.h"

static void
check(struct str (*mask)(struct str, struct arena *), struct str text,
    struct str want)
{
	struct arena scratch;

	arena_init(&scratch);
	CHECK_STR(mask(text, &scratch), want);
	arena_fini(&scratch);
}

#define COMMAND(text, want) check(secrets_of_command, STR(text), STR(want))
#define WORDS(text, want) check(secrets_of_words, STR(text), STR(want))

TEST(passwords_of_options_are_masked)
{
	COMMAND("/usr/bin/tool --password=geheim -v", "/usr/bin/tool --password=*** -v");
	COMMAND("tool --password geheim -v", "tool --password *** -v");
	COMMAND("tool --db-pass='ge heim' x", "tool --db-pass=*** x");
	COMMAND("tool --password ge\\ heim x", "tool --password *** x");
	COMMAND("tool -p geheim x", "tool -p *** x");
	COMMAND("sshpass -p geheim ssh -p 2222 bob@h", "sshpass -p *** ssh -p 2222 bob@h");
	COMMAND("/usr/bin/mysql -u root -pgeheim crm", "/usr/bin/mysql -u root -p*** crm");
	COMMAND("mysqldump -pgeheim crm", "mysqldump -p*** crm");
	COMMAND("ldapsearch -x -w geheim -b dc=x", "ldapsearch -x -w *** -b dc=x");
	COMMAND("zip -P geheim a.zip f", "zip -P *** a.zip f");
	COMMAND("7z a -pgeheim a.7z f", "7z a -p*** a.7z f");
	COMMAND("openssl enc -pass pass:geheim -in f", "openssl enc -pass *** -in f");
	COMMAND("az login --client-secret geheim", "az login --client-secret ***");
}

TEST(passwords_of_variables_are_masked)
{
	COMMAND("env PGPASSWORD=geheim psql -h db", "env PGPASSWORD=*** psql -h db");
	COMMAND("MYSQL_PWD=\"ge heim\" mysql", "MYSQL_PWD=*** mysql");
	COMMAND("SSHPASS=geheim sshpass -e ssh h", "SSHPASS=*** sshpass -e ssh h");
	COMMAND("sh -c 'export API_KEY=geheim; run'", "sh -c 'export API_KEY=***; run'");
}

TEST(passwords_of_users_and_urls_are_masked)
{
	COMMAND("curl -u bob:geheim https://a.example/", "curl -u bob:*** https://a.example/");
	COMMAND("curl -ubob:geheim https://a.example/", "curl -ubob:*** https://a.example/");
	COMMAND("curl --user=bob:ge:heim x", "curl --user=bob:*** x");
	COMMAND("smbclient -U bob%geheim //h/s", "smbclient -U bob%*** //h/s");
	COMMAND("psql postgresql://bob:ge@heim@db/crm", "psql postgresql://bob:***@db/crm");
	COMMAND("git clone https://bob:geheim@a.example/r", "git clone https://bob:***@a.example/r");
	COMMAND("curl https://a.example/?token=geheim&b=1", "curl https://a.example/?token=***&b=1");
	COMMAND("curl -H \"Authorization: Bearer geheim\" x", "curl -H \"Authorization: *** ***\" x");
	COMMAND("curl -d '{\"password\": \"geheim\", \"a\": 1}'", "curl -d '{\"password\": ***, \"a\": 1}'");
	COMMAND("mount -o user=bob,password=geheim,rw //h/s", "mount -o user=bob,password=***,rw //h/s");
	COMMAND("psql -c \"ALTER USER bob PASSWORD 'geheim'\"", "psql -c \"ALTER USER bob PASSWORD ***\"");
	COMMAND("sh -c \"echo geheim | sudo -S id\"", "sh -c \"echo *** | sudo -S id\"");
	COMMAND("sh -c \"echo bob:geheim | chpasswd\"", "sh -c \"echo bob:*** | chpasswd\"");
}

TEST(commands_without_secrets_stay_as_they_are)
{
	COMMAND("", "");
	COMMAND("/usr/bin/passwd bob", "/usr/bin/passwd bob");
	COMMAND("/usr/bin/cat /etc/passwd", "/usr/bin/cat /etc/passwd");
	COMMAND("mkdir -p /srv/a b", "mkdir -p /srv/a b");
	COMMAND("mkdir -p sub", "mkdir -p sub");
	COMMAND("docker run -p 127.0.0.1:80:80 -u 1000:1000 x", "docker run -p 127.0.0.1:80:80 -u 1000:1000 x");
	COMMAND("rsync -a host:/srv /tmp", "rsync -a host:/srv /tmp");
	COMMAND("iptables -A INPUT -p tcp --dport 25", "iptables -A INPUT -p tcp --dport 25");
	COMMAND("tool --password-file=/etc/x --no-password db", "tool --password-file=/etc/x --no-password db");
	COMMAND("psql -U bob -d crm -p 5432", "psql -U bob -d crm -p 5432");
	COMMAND("sudo -u bob id", "sudo -u bob id");
	COMMAND("auditctl -e 0", "auditctl -e 0");
	COMMAND("systemctl stop rsyslog --now", "systemctl stop rsyslog --now");
}

TEST(cut_commands_do_no_harm)
{
	COMMAND("tool --password", "tool --password");
	COMMAND("tool --password=", "tool --password=");
	COMMAND("tool -p", "tool -p");
	COMMAND("tool --password='x", "tool --password=***");
	COMMAND("tool --password x\\", "tool --password ***");
	COMMAND("curl -u", "curl -u");
	COMMAND("://:@ = :", "://:@ = :");
}

TEST(words_made_as_passwords_are_masked)
{
	WORDS("Azerty12!", "***");
	WORDS("TEXT \"Winter2025\" SUBJECT \"facture\"", "TEXT \"***\" SUBJECT \"facture\"");
	WORDS("mot de passe : soleil portail", "mot de passe : *** portail");
	WORDS("password=sunshine", "password=***");
	WORDS("(userPassword=soleil)(uid=bob)", "(userPassword=***)(uid=bob)");
	WORDS("subject:Winter2025", "subject:***");
	WORDS("h4ck-m3!now", "***");
}

TEST(other_words_searched_stay)
{
	WORDS("", "");
	WORDS("mot de passe", "mot de passe");
	WORDS("password OR mdp OR \"code d'acces\"", "password OR mdp OR \"code d'acces\"");
	WORDS("facture 2025 dupont", "facture 2025 dupont");
	WORDS("from:bob.Martin1@a.example", "from:bob.Martin1@a.example");
	WORDS("SINCE 1-Dec-2025 FROM \"Durand\"", "SINCE 1-Dec-2025 FROM \"Durand\"");
	WORDS("https://a.example/B1?c", "https://a.example/B1?c");
	WORDS("AB-123-CD", "AB-123-CD");
	WORDS("r\xc3\xa9union \xc3\xa9t\xc3\xa9", "r\xc3\xa9union \xc3\xa9t\xc3\xa9");
}
