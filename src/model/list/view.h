/* Between the files of views alone. */
#ifndef STAZH_MODEL_LIST_VIEW_H
#define STAZH_MODEL_LIST_VIEW_H

#include "stazh/model/view.h"

/* Adds v as it is stored. ERR_USAGE, ERR_REFUSED: its condition is none, or not the session's to ask. */
enum err view_write(struct tx *tx, const struct view *v, struct buf *out, struct error *e);
/* Reads it again; out is empty after a mistake, and e says what is missing. */
enum err view_read(struct tx *tx, const char *text, enum path_names how, struct view *out, struct error *e);
/* Of which kind it is; NULL: of none that there is. */
const struct kind_def *view_kind(const char *text);

#endif
