/* SPDX-License-Identifier: 0BSD */
/*
 * Counters of a link: struct rtnl_link_stats64.
 */
#include <string.h>

#include "applet.h"
#include "field.h"
#include "out.h"
#include "show.h"

/* Places in struct rtnl_link_stats64 of <linux/if_link.h>, which is nothing but 64-bit counters. */
#define STAT(member) (offsetof(struct rtnl_link_stats64, member) / sizeof(uint64_t))

enum {
	STAT_NONE = 254,    /* an empty column */
	STAT_CARRIER = 255, /* how often the carrier changed: not among them */
};

#define STAT_COLUMNS 8

/* One line of counters: where each column comes from, and what stands above it. */
struct stat_line {
	const char *title;
	uint8_t from[STAT_COLUMNS];
	const char *heads[STAT_COLUMNS];
	uint8_t if_not_0; /* from this column on a column is left out when it is 0 */
};

static const struct stat_line stat_lines[] = {
	{ "RX:",
	  { STAT(rx_bytes), STAT(rx_packets), STAT(rx_errors), STAT(rx_dropped),
	    STAT(rx_missed_errors), STAT(multicast), STAT(rx_compressed), STAT_NONE },
	  { "bytes", "packets", "errors", "dropped", "missed", "mcast", "compressed", "" },
	  6 },
	{ "RX errors:",
	  { STAT_NONE, STAT(rx_length_errors), STAT(rx_crc_errors), STAT(rx_frame_errors),
	    STAT(rx_fifo_errors), STAT(rx_over_errors), STAT(rx_nohandler),
	    STAT(rx_otherhost_dropped) },
	  { "", "length", "crc", "frame", "fifo", "overrun", "nohandler", "otherhost" },
	  6 },
	{ "TX:",
	  { STAT(tx_bytes), STAT(tx_packets), STAT(tx_errors), STAT(tx_dropped),
	    STAT(tx_carrier_errors), STAT(collisions), STAT(tx_compressed), STAT_NONE },
	  { "bytes", "packets", "errors", "dropped", "carrier", "collsns", "compressed", "" },
	  6 },
	{ "TX errors:",
	  { STAT_NONE, STAT(tx_aborted_errors), STAT(tx_fifo_errors), STAT(tx_window_errors),
	    STAT(tx_heartbeat_errors), STAT_CARRIER, STAT_NONE, STAT_NONE },
	  { "", "aborted", "fifo", "window", "heartbt", "transns", "", "" },
	  6 },
};

struct stats {
	uint64_t counters[sizeof(struct rtnl_link_stats64) / sizeof(uint64_t)];
	uint64_t carrier_changes;
	bool has_carrier_changes;
	unsigned width[STAT_COLUMNS];
};

static uint64_t stat(const struct stats *s, uint8_t from)
{
	return from == STAT_NONE ? 0 : from == STAT_CARRIER ? s->carrier_changes : s->counters[from];
}

static void widen(struct stats *s, const struct stat_line *line)
{
	char digits[OUT_DIGITS];

	for (int i = 0; i < STAT_COLUMNS; i++) {
		unsigned len = (unsigned)strlen(out_digits(digits, stat(s, line->from[i])));

		if (len > s->width[i])
			s->width[i] = len;
	}
}

/* Is the column shown? The last ones only when there is something in them. */
static bool has_column(const struct stats *s, const struct stat_line *line, int i)
{
	return line->from[i] != STAT_NONE && (i < line->if_not_0 || stat(s, line->from[i]));
}

static void show_stat_line(const struct stats *s, const struct stat_line *line)
{
	size_t title = strlen(line->title);
	bool errors = line->from[0] == STAT_NONE;

	out_text("    ");
	out_text(line->title);
	out_padded(errors ? s->width[0] - (unsigned)title : s->width[0] - 3, line->heads[0]);
	for (int i = 1; i < STAT_COLUMNS - 1; i++) {
		bool head = line->from[i] != STAT_CARRIER || s->has_carrier_changes;

		if (i < line->if_not_0 || has_column(s, line, i)) {
			out_text(" ");
			out_padded(s->width[i], head ? line->heads[i] : "");
		} else if (!errors) {
			out_text(" ");
			out_padded(s->width[i], "");
		}
	}
	if (has_column(s, line, STAT_COLUMNS - 1)) {
		out_text(" ");
		out_padded(s->width[STAT_COLUMNS - 1], line->heads[STAT_COLUMNS - 1]);
	}
	out_break();
	if (errors)
		out_padded(s->width[0] + 5, "");
	else
		out_text("    ");
	for (int i = errors; i < STAT_COLUMNS; i++) {
		if (!has_column(s, line, i) ||
		    (line->from[i] == STAT_CARRIER && !s->has_carrier_changes))
			continue;
		out_number(s->width[i], stat(s, line->from[i]));
		out_text(" ");
	}
}

/* In JSON each counter has its name, and the order is another one. */
static const struct stat_key {
	uint8_t from;
	bool more;     /* with -s -s only */
	bool if_not_0;
	const char *key;
} rx_keys[] = {
	{ STAT(rx_bytes), false, false, "bytes" },
	{ STAT(rx_packets), false, false, "packets" },
	{ STAT(rx_errors), false, false, "errors" },
	{ STAT(rx_dropped), false, false, "dropped" },
	{ STAT(rx_over_errors), false, false, "over_errors" },
	{ STAT(multicast), false, false, "multicast" },
	{ STAT(rx_compressed), false, true, "compressed" },
	{ STAT(rx_length_errors), true, false, "length_errors" },
	{ STAT(rx_crc_errors), true, false, "crc_errors" },
	{ STAT(rx_frame_errors), true, false, "frame_errors" },
	{ STAT(rx_fifo_errors), true, false, "fifo_errors" },
	{ STAT(rx_missed_errors), true, false, "missed_errors" },
	{ STAT(rx_nohandler), true, true, "nohandler" },
	{ STAT(rx_otherhost_dropped), true, true, "otherhost" },
	{ STAT_NONE, false, false, NULL },
}, tx_keys[] = {
	{ STAT(tx_bytes), false, false, "bytes" },
	{ STAT(tx_packets), false, false, "packets" },
	{ STAT(tx_errors), false, false, "errors" },
	{ STAT(tx_dropped), false, false, "dropped" },
	{ STAT(tx_carrier_errors), false, false, "carrier_errors" },
	{ STAT(collisions), false, false, "collisions" },
	{ STAT(tx_compressed), false, true, "compressed" },
	{ STAT(tx_aborted_errors), true, false, "aborted_errors" },
	{ STAT(tx_fifo_errors), true, false, "fifo_errors" },
	{ STAT(tx_window_errors), true, false, "window_errors" },
	{ STAT(tx_heartbeat_errors), true, false, "heartbeat_errors" },
	{ STAT_CARRIER, true, false, "carrier_changes" },
	{ STAT_NONE, false, false, NULL },
};

static void show_stat_keys(const struct stats *s, const char *name, const struct stat_key *keys,
			   bool more)
{
	out_record(name);
	for (; keys->key; keys++) {
		if ((keys->more && !more) || (keys->if_not_0 && !stat(s, keys->from)) ||
		    (keys->from == STAT_CARRIER && !s->has_carrier_changes))
			continue;
		out_uint(keys->key, NULL, stat(s, keys->from));
	}
	out_record_end();
}

void show_stats(const struct show *show, const struct link *link)
{
	struct stats s = {
		.carrier_changes = link->carrier_changes,
		.has_carrier_changes = FIELD_HAS(link, LINK_CARRIER_CHANGES),
		/* as wide as what stands above: "*X errors:", "packets", … */
		.width = { 10, 7, 6, 7, 7, 7, 10, 9 },
	};
	bool more = show->opt->statistics > 1;

	if (!FIELD_HAS(link, LINK_STATS))
		return;
	memcpy(s.counters, link->stats.data,
	       link->stats.len < sizeof(s.counters) ? link->stats.len : sizeof(s.counters));
	out_record("stats64");
	show_stat_keys(&s, "rx", rx_keys, more);
	show_stat_keys(&s, "tx", tx_keys, more);
	out_record_end();
	for (int i = 0; i < 4; i += more ? 1 : 2)
		widen(&s, &stat_lines[i]);
	for (int i = 0; i < 4; i += more ? 1 : 2) {
		show_stat_line(&s, &stat_lines[i]);
		if (i + (more ? 1 : 2) < 4)
			out_break();
	}
}
