/* ual: an audit log as Microsoft 365 exports it, one record a line.
 *
 *	ual BYTES SEED
 *
 * Shapes are written down here; names, ids, times and counts are drawn.  Of
 * the records 45 % are reads of mail, 26 % sign-ins, the rest mail changed
 * and sent, files, and changes of settings; one takes 1.5 kB in the mean. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t state;

static uint64_t
draw(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static void
guid(char at[37])
{
	snprintf(at, 37, "%08x-%04x-4%03x-8%03x-%012" PRIx64,
	    (unsigned)draw(1ull << 32), (unsigned)draw(1 << 16),
	    (unsigned)draw(1 << 12), (unsigned)draw(1 << 12),
	    draw(1ull << 48));
}

static int
head(const char *op, int type, const char *workload, const char *result,
    unsigned user, time_t now)
{
	char id[37], org[37], stamp[32];
	struct tm tm;

	guid(id);
	guid(org);
	gmtime_r(&now, &tm);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%S", &tm);
	return printf("{\"CreationTime\":\"%s\",\"Id\":\"%s\","
	    "\"Operation\":\"%s\",\"OrganizationId\":\"%s\",\"RecordType\":%d,"
	    "\"ResultStatus\":\"%s\",\"UserKey\":\"10032000%08x\","
	    "\"UserType\":0,\"Version\":1,\"Workload\":\"%s\","
	    "\"UserId\":\"user%u@org.example\"", stamp, id, op, org, type,
	    result, user * 2654435761u, workload, user);
}

static int
mailbox(unsigned user)
{
	char session[37], app[37];

	guid(session);
	guid(app);
	return printf(",\"ClientIP\":\"203.0.113.%u\",\"ClientIPAddress\":"
	    "\"203.0.113.%u\",\"AppId\":\"%s\",\"ClientAppId\":\"%s\","
	    "\"AppAccessContext\":{\"AADSessionId\":\"%s\",\"IssuedAtTime\":"
	    "\"2025-12-01T08:00:00\",\"UniqueTokenId\":"
	    "\"LqVzINbCskC74Dl3tec2AA\"},\"ClientInfoString\":"
	    "\"Client=OWA;Action=ViaProxy\",\"ExternalAccess\":false,"
	    "\"InternalLogonType\":0,\"LogonType\":0,\"LogonUserSid\":"
	    "\"S-1-5-21-1000-2000-3000-%u\",\"MailboxGuid\":\"%s\","
	    "\"MailboxOwnerSid\":\"S-1-5-21-1000-2000-3000-%u\","
	    "\"MailboxOwnerUPN\":\"user%u@org.example\",\"OrganizationName\":"
	    "\"org.example\",\"OriginatingServer\":"
	    "\"AB1PR01MB0001 (15.20.4200.000)\\r\\n\"", user % 250,
	    user % 250, app, app, session, user, session, user, user);
}

static int
item(unsigned user, int first)
{
	char id[37];

	guid(id);
	return printf("%s{\"Id\":\"RgAAAADe%s%s\",\"ImmutableId\":"
	    "\"LgAAAA%s\",\"InternetMessageId\":\"<%s@mail%u.example>\","
	    "\"SizeInBytes\":%u}", first ? "" : ",", id, id, id, id,
	    user % 30, 1000 + (unsigned)draw(90000));
}

static int
mail_read(unsigned user, time_t now)
{
	unsigned items = 1 + (unsigned)draw(4);
	int n = head("MailItemsAccessed", 50, "Exchange", "Succeeded", user,
	    now);

	n += mailbox(user);
	n += printf(",\"OperationProperties\":[{\"Name\":\"MailAccessType\","
	    "\"Value\":\"Bind\"},{\"Name\":\"IsThrottled\",\"Value\":"
	    "\"False\"}],\"Folders\":[{\"FolderItems\":[");
	for (unsigned i = 0; i < items; i++)
		n += item(user, i == 0);
	return n + printf("],\"Id\":\"LgAAAADefolder\",\"Path\":\"\\\\Inbox\"}"
	    "],\"OperationCount\":%u}\n", items);
}

static int
sign_in(unsigned user, time_t now)
{
	int failed = draw(10) == 0;
	char id[37], session[37];
	int n = head(failed ? "UserLoginFailed" : "UserLoggedIn", 15,
	    "AzureActiveDirectory", failed ? "Failed" : "Success", user, now);

	guid(id);
	guid(session);
	return n + printf(",\"ClientIP\":\"203.0.113.%u\",\"ObjectId\":"
	    "\"00000003-0000-0000-c000-000000000000\","
	    "\"AzureActiveDirectoryEventType\":1,\"ExtendedProperties\":[{"
	    "\"Name\":\"ResultStatusDetail\",\"Value\":\"Redirect\"},{\"Name\":"
	    "\"UserAgent\",\"Value\":\"Mozilla/5.0 (Windows NT 10.0; Win64; "
	    "x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
	    "Safari/537.36\"},{\"Name\":\"RequestType\",\"Value\":"
	    "\"OAuth2:Authorize\"}],\"ModifiedProperties\":[],\"Actor\":[{"
	    "\"ID\":\"%s\",\"Type\":0},{\"ID\":\"user%u@org.example\",\"Type\":"
	    "5}],\"ActorContextId\":\"%s\",\"ActorIpAddress\":\"203.0.113.%u\","
	    "\"InterSystemsId\":\"%s\",\"IntraSystemId\":\"%s\","
	    "\"SupportTicketId\":\"\",\"Target\":[{\"ID\":"
	    "\"00000003-0000-0000-c000-000000000000\",\"Type\":0}],"
	    "\"TargetContextId\":\"%s\",\"ApplicationId\":\"%s\","
	    "\"DeviceProperties\":[{\"Name\":\"OS\",\"Value\":\"Windows10\"},{"
	    "\"Name\":\"BrowserType\",\"Value\":\"Chrome\"},{\"Name\":"
	    "\"IsCompliantAndManaged\",\"Value\":\"False\"},{\"Name\":"
	    "\"SessionId\",\"Value\":\"%s\"}],\"ErrorNumber\":\"%s\"}\n",
	    user % 250, id, user, id, user % 250, id, id, id, session,
	    session, failed ? "50126" : "0");
}

static int
mail_change(unsigned user, time_t now)
{
	static const char *const ops[] = { "Send", "Create", "HardDelete",
		"MoveToDeletedItems", "SoftDelete", "Update" };
	const char *op = ops[draw(6)];
	int n = head(op, op[0] == 'S' && op[1] == 'e' ? 2 : 3, "Exchange",
	    "Succeeded", user, now);

	n += mailbox(user);
	n += printf(",\"AffectedItems\":[");
	n += item(user, 1);
	return n + printf("],\"Folder\":{\"Id\":\"LgAAAADefolder\",\"Path\":"
	    "\"\\\\Inbox\"}}\n");
}

static int
file_access(unsigned user, time_t now)
{
	char id[37];
	int n = head("FileAccessed", 6, "SharePoint", "Succeeded", user, now);

	guid(id);
	return n + printf(",\"ClientIP\":\"203.0.113.%u\",\"ObjectId\":"
	    "\"https://org.example/sites/team%u/Shared Documents/plan.docx\","
	    "\"ListItemUniqueId\":\"%s\",\"SiteUrl\":"
	    "\"https://org.example/sites/team%u/\",\"SourceFileExtension\":"
	    "\"docx\",\"SourceFileName\":\"plan.docx\",\"UserAgent\":"
	    "\"Mozilla/5.0 (Windows NT 10.0; Win64; x64)\",\"WebId\":\"%s\"}\n",
	    user % 250, user % 40, id, user % 40, id);
}

static int
setting(unsigned user, time_t now)
{
	int n = head("Set-Mailbox", 1, "Exchange", "True", user, now);

	return n + printf(",\"ClientIP\":\"203.0.113.%u:52385\",\"ObjectId\":"
	    "\"ORG/user%u\",\"Parameters\":[{\"Name\":\"Identity\",\"Value\":"
	    "\"user%u@org.example\"},{\"Name\":\"ProhibitSendQuota\",\"Value\":"
	    "\"50 GB\"}]}\n", user % 250, user, user);
}

int
main(int argc, char **argv)
{
	uint64_t bytes, written = 0;
	time_t now = 1764547200;

	if (argc != 3) {
		fprintf(stderr, "usage: ual BYTES SEED\n");
		return 2;
	}
	bytes = strtoull(argv[1], NULL, 10);
	state = 0x9e3779b97f4a7c15 ^ strtoull(argv[2], NULL, 10);
	while (written < bytes) {
		unsigned user = (unsigned)draw(3000), kind = (unsigned)draw(100);
		int n = kind < 45 ? mail_read(user, now)
		    : kind < 71 ? sign_in(user, now)
		    : kind < 85 ? mail_change(user, now)
		    : kind < 97 ? file_access(user, now) : setting(user, now);

		if (n < 0)
			return 1;
		written += (uint64_t)n;
		now += (time_t)draw(2);
	}
	return 0;
}
