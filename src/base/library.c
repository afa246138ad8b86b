#include <dlfcn.h>
#include <string.h>

#include "stazh/base/library.h"

static enum err fail(const struct library *l, const char *what, struct error *e)
{
	return error_set(e, ERR_USAGE, "Чтобы обработать %s, нужен пакет %s: %s. Установите его: apt install %s",
			 l->purpose, l->package, what, l->package);
}

enum err library_load(struct library *l, struct error *e)
{
	void *handle;

	if (l->handle)
		return OK;
	handle = dlopen(l->file, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return fail(l, "он не установлен", e);
	for (const struct library_symbol *s = l->symbols; s->name; s++)
		if (!dlsym(handle, s->name)) {
			dlclose(handle);
			return fail(l, "установлена слишком старая версия", e);
		}
	for (const struct library_symbol *s = l->symbols; s->name; s++) {
		void *f = dlsym(handle, s->name);

		memcpy(s->slot, &f, sizeof(f)); /* ISO C has no cast from an object's pointer to a function's */
	}
	l->handle = handle;
	return OK;
}
