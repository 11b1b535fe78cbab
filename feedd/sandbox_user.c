#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "feedd/sandbox.h"

/* All at once, so that there is no way back. */
static int
become(const struct passwd *who, struct fail *f)
{
	if (initgroups(who->pw_name, who->pw_gid) == -1 ||
	    setresgid(who->pw_gid, who->pw_gid, who->pw_gid) == -1 ||
	    setresuid(who->pw_uid, who->pw_uid, who->pw_uid) == -1)
		return fail_errno(f, "user %s", who->pw_name);
	return 0;
}

/* The library has no call for it: capset(2). */
static int
drop_capabilities(struct fail *f)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3
	};
	struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capset, &head, none) == -1)
		return fail_errno(f, "giving capabilities up");
	return 0;
}

int
sandbox_user(const char *user, struct fail *f)
{
	const struct passwd *who = user == NULL ? NULL : getpwnam(user);

	if (user != NULL && who == NULL)
		return fail(f, FAIL_USAGE, "user %s: there is none", user);
	if (who != NULL && who->pw_uid != geteuid() && become(who, f) == -1)
		return -1;
	return drop_capabilities(f);
}
