/* The district's own indicators (figures.h, FIGURES_OWN): rows of [indicators] in the configuration, each a measure
 * (model/measure.h) of a school year, of the district and of every site. */
#ifndef STAZH_DOMAIN_INDICATORS_H
#define STAZH_DOMAIN_INDICATORS_H

#include "stazh/base/text.h"
#include "stazh/settings/config.h"

/* Adds a line for each of them that cannot be counted: where it stands, its place, what was expected. Whatever
 * store_open says when there is no database to ask. */
enum err indicators_check(const struct config *config, struct buf *faults);

#endif
