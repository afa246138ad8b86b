/* What a file of the command line is, and «-», which is stdin or stdout in its place. */
#include <string.h>
#include <unistd.h>

#include "stazh/base/file.h"
#include "stazh/cli/command.h"

static void add_names(const struct file_format *known, bool endings, struct buf *out)
{
	for (size_t i = 0; known[i].name; i++)
		if (!endings || !i || strcmp(known[i].ending, known[i - 1].ending) != 0)
			buf_addf(out, "%s%s",
				 !i		     ? ""
				 : known[i + 1].name ? ", "
						     : " или ",
				 endings ? known[i].ending : known[i].name);
}

static enum err refuse_unknown(const struct cli *c, const char *path, const struct file_format *known, const char *told,
			       struct error *e)
{
	struct buf names = {0};

	add_names(known, !told, &names);
	if (told)
		cli_usage(c, e, "--format %.40s: здесь бывает %s", told, names.s);
	else
		cli_usage(c, e, "«%.300s»: вид файла узнаётся по концу имени: %s", path, names.s);
	buf_free(&names);
	return ERR_USAGE;
}

enum err cli_file_format(const struct cli *c, const char *path, const struct file_format *known,
			 const struct file_format **out, struct error *e)
{
	const struct file_format *told = NULL, *named = NULL;
	const char *format = cli_flag(c, "--format");

	for (const struct file_format *f = known; f->name; f++) {
		if (format && !strcmp(format, f->name))
			told = f;
		if (file_ends_in(path, f->ending) && (!named || told == f || strlen(f->ending) > strlen(named->ending)))
			named = f;
	}
	if (format && !told)
		return refuse_unknown(c, path, known, format, e);
	if (told && named && told != named && *named->ending)
		return cli_usage(c, e, "«%.300s» и --format %s не сходятся: оставьте что-то одно", path, format);
	*out = told ? told : named ? named : known;
	return told || named || !strcmp(path, FILE_STREAM) ? OK : refuse_unknown(c, path, known, NULL, e);
}

enum err cli_file_output(const struct cli *c, const char *path, const struct file_format *known,
			 const struct file_format **out, struct error *e)
{
	enum err err = cli_file_format(c, path, known, out, e);

	if (!err && (*out)->binary && !strcmp(path, FILE_STREAM) && isatty(STDOUT_FILENO))
		err = cli_usage(c, e, "это не текст, на экране его не прочесть; добавьте в конце: > файл%s",
				(*out)->ending);
	return err;
}
