/* Whose page a fault was about. */
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* One line of /proc/self/maps: «from-to perms offset dev inode path». */
static bool line_has(const char *line, uintptr_t address)
{
	uintptr_t bound[2] = {0};
	const char *p = line;

	for (int i = 0; i < 2; i++, p++)
		for (; (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f'); p++)
			bound[i] = bound[i] * 16 + (uintptr_t)(*p <= '9' ? *p - '0' : *p - 'a' + 10);
	return address >= bound[0] && address < bound[1] && strstr(line, "/" DATA_NAME);
}

bool store_maps(const void *address)
{
	char chunk[1024], line[512];
	bool found = false;
	size_t n = 0;
	ssize_t got;
	int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);

	while (fd >= 0 && !found && (got = read(fd, chunk, sizeof(chunk))) > 0)
		for (ssize_t i = 0; i < got && !found; i++) {
			if (chunk[i] != '\n') {
				if (n + 1 < sizeof(line))
					line[n++] = chunk[i];
				continue;
			}
			line[n] = 0;
			n = 0;
			found = line_has(line, (uintptr_t)address);
		}
	if (fd >= 0)
		close(fd);
	return found;
}
