/*
 * Amounts in few columns.
 */
#include "tui/kit/number.h"

#include <float.h>
#include <math.h>

#include "core/base/str.h"

static const char letters[] = " kMGTPE";

void number_text(struct buf *out, double value)
{
	double size = fabs(value);
	size_t n = 0;

	if (!isfinite(value)) {
		buf_add_text(out, "—");
		return;
	}
	/* what would be rounded up to a thousand is one of the next letter */
	while (size >= 999.5 && letters[n + 1]) {
		size /= 1000;
		n++;
	}
	if (size >= 999.5) {
		buf_addf(out, "%.0e", value);
		return;
	}
	if (value < 0 && size > 0)
		buf_add_char(out, '-');
	if (size >= 9.95 || !(size > 0) ||
	    (size > 0.5 && fabs(size - round(size)) < 0.005))
		buf_addf(out, "%.0f", size);
	else if (size >= 0.095)
		buf_addf(out, "%.1f", size);
	else if (size >= 0.0095)
		buf_addf(out, "%.2f", size);
	else
		buf_addf(out, "%.0e", size);
	if (n)
		buf_add_char(out, letters[n]);
}

void number_unit(struct buf *out, double value, const char *unit)
{
	number_text(out, value);
	if (!text_empty(unit))
		buf_addf(out, " %s", unit);
}

double number_ceiling(double value)
{
	double size = fabs(value);
	double step = 0;
	double up = 0;

	if (!isfinite(value) || size < DBL_MIN)
		return 0;
	step = pow(10, floor(log10(size)) - 1);
	up = ceil(size / step - 1e-9) * step;
	if (!isfinite(up) || !(step > 0))
		up = size;
	return value < 0 ? -up : up;
}
