/* Between the files of the grid. */
#ifndef STAZH_SRC_TUI_GRID_INTERNAL_H
#define STAZH_SRC_TUI_GRID_INTERNAL_H

#include "stazh/tui/grid.h"

size_t grid_cells_n(const struct grid *g); /* of all sheets; 0: not loaded */
struct grid_cell *grid_here(const struct grid *g);
bool grid_changed(const struct grid *g);
/* Keeps what is typed; false: it could not, and is to be tried again. */
bool grid_keep(struct grid *g, enum draft_step step);
enum next grid_altered(struct grid *g); /* after what may have changed a cell */
void grid_release(struct grid *g);	/* what load made */

#endif
