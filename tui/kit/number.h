/*
 * Amounts as a person reads them in a narrow place: "12", "9.2", "4.4k", "0.05".
 */
#ifndef TUI_KIT_NUMBER_H
#define TUI_KIT_NUMBER_H

#include "core/base/buf.h"

/* About two digits and a letter for thousands (k M G T P E); "—" for NAN, "∞" never:
 * what is infinite is NAN here.  Whole amounts under a thousand stand whole. */
void number_text(struct buf *out, double value);
/* With its unit behind a blank: "12 /s", "9.2 s", "62 %"; unit "" or NULL: none. */
void number_unit(struct buf *out, double value, const char *unit);

/* The next round amount from here on away from zero, of two digits: 4163 is 4200. */
double number_ceiling(double value);

#endif
