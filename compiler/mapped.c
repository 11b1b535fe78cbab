#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/mapped.h"
#include "formats/snapshot.h"

static int
map(struct mapped *m, int fd, struct fail *f)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return fail_errno(f, "reading its size");
	if (!S_ISREG(st.st_mode))
		return fail(f, FAIL_USAGE, "not a regular file");
	*m = (struct mapped){ NULL, (size_t)st.st_size };
	if (m->n == 0)
		return 0;
	m->bytes = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m->bytes == MAP_FAILED)
		return fail_errno(f, "mapping it");
	return 0;
}

int
mapped_open(struct mapped *m, const char *path, struct fail *f)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int result;

	if (fd == -1)
		return fail_errno(f, "%.300s", path);
	result = map(m, fd, f);
	close(fd);
	return result == -1 ? fail_at(f, "%.300s", path) : 0;
}

void
mapped_close(struct mapped *m)
{
	if (m->bytes != NULL)
		munmap((void *)m->bytes, m->n);
	*m = (struct mapped){ 0 };
}

struct rd
mapped_rd(const struct mapped *m)
{
	return rd_over(m->bytes, m->n);
}

struct set *
mapped_set(const char *path, struct snapshot_id *id, struct fail *f)
{
	struct mapped m;
	struct set *s;

	if (mapped_open(&m, path, f) == -1)
		return NULL;
	s = snapshot_decode(mapped_rd(&m), id, f);
	mapped_close(&m);
	if (s == NULL)
		fail_at(f, "%.300s", path);
	return s;
}
