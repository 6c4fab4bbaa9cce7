/* SPDX-License-Identifier: 0BSD */
#include "names.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "out.h"
#include "words.h"

#define NAME_MAX_LEN 63

/*
 * The built-in names have the form of the files in /etc/iproute2, lines of "NUMBER NAME", so that
 * one reader serves both, and a table costs its text alone. Those met most often stand first.
 */
static const struct set {
	const char *text;
	const char *file;    /* below /etc/iproute2; NULL: the set is the kernel's alone */
	const char *unknown; /* how a number without a name is shown: `%` in decimal, `#` as two
			      * hexadecimal digits, and then read so, too; NULL: as it is */
	uint32_t max;        /* of a number that is read; 0: any */
} sets[NAMES_COUNT] = {
	[NAMES_TABLE] = { "254 main\n255 local\n253 default\n0 unspec\n0 all\n", "rt_tables", NULL,
			  0 },
	[NAMES_PROTO] = { "2 kernel\n3 boot\n4 static\n16 dhcp\n9 ra\n12 bird\n11 zebra\n0 unspec\n"
			  "1 redirect\n8 gated\n10 mrt\n13 dnrouted\n14 xorp\n15 ntk\n"
			  "18 keepalived\n42 babel\n186 bgp\n187 isis\n188 ospf\n189 rip\n"
			  "192 eigrp\n",
			  "rt_protos", NULL, 255 },
	[NAMES_SCOPE] = { "0 global\n253 link\n254 host\n255 nowhere\n200 site\n", "rt_scopes",
			  NULL, 255 },
	[NAMES_REALM] = { "0 unknown\n", "rt_realms", NULL, 65535 },
	[NAMES_GROUP] = { "0 default\n", "group", NULL, INT32_MAX },
	[NAMES_DSFIELD] = { "", "rt_dsfield", "0x#", 255 },
	[NAMES_RTYPE] = { "1 unicast\n2 local\n3 broadcast\n4 anycast\n5 multicast\n6 blackhole\n"
			  "7 unreachable\n8 prohibit\n9 throw\n10 nat\n11 xresolve\n0 none\n",
			  NULL, NULL, 255 },
	[NAMES_ARPTYPE] = { "1 ether\n772 loopback\n65534 none\n768 ipip\n776 sit\n778 gre\n"
			    "823 gre6\n769 tunnel6\n512 ppp\n32 infiniband\n801 ieee802.11\n"
			    "803 ieee802.11/radiotap\n802 ieee802.11/prism\n804 ieee802.15.4\n"
			    "805 ieee802.15.4/monitor\n825 6lowpan\n824 netlink\n280 can\n"
			    "65535 void\n0 netrom\n2 eether\n3 ax25\n4 pronet\n5 chaos\n6 ieee802\n"
			    "7 arcnet\n8 atalk\n15 dlci\n19 atm\n23 metricom\n24 ieee1394\n"
			    "256 slip\n257 cslip\n258 slip6\n259 cslip6\n260 rsrvd\n264 adapt\n"
			    "270 rose\n271 x25\n272 hwx25\n513 hdlc\n516 lapb\n517 ddcmp\n"
			    "518 rawhdlc\n770 frad\n771 skip\n773 ltalk\n774 fddi\n775 bif\n"
			    "777 ip/ddp\n779 pimreg\n780 hippi\n781 ash\n782 econet\n783 irda\n"
			    "784 fcpp\n785 fcal\n786 fcpl\n787 fcfb0\n788 fcfb1\n789 fcfb2\n"
			    "790 fcfb3\n791 fcfb4\n792 fcfb5\n793 fcfb6\n794 fcfb7\n795 fcfb8\n"
			    "796 fcfb9\n797 fcfb10\n798 fcfb11\n799 fcfb12\n800 tr\n820 phonet\n"
			    "821 phonet_pipe\n822 caif\n",
			    NULL, "[%]", 65535 },
	[NAMES_OPERSTATE] = { "6 UP\n2 DOWN\n0 UNKNOWN\n3 LOWERLAYERDOWN\n5 DORMANT\n4 TESTING\n"
			      "1 NOTPRESENT\n",
			      NULL, NULL, 255 },
	[NAMES_LINKMODE] = { "0 DEFAULT\n1 DORMANT\n", NULL, NULL, 255 },
	[NAMES_GENMODE] = { "0 eui64\n1 none\n2 stable_secret\n3 random\n", NULL, NULL, 255 },
	[NAMES_PREF] = { "0 medium\n1 high\n3 low\n", NULL, NULL, 255 },
	[NAMES_METRIC] = { "2 mtu\n8 advmss\n10 hoplimit\n3 window\n4 rtt\n5 rttvar\n6 ssthresh\n"
			   "7 cwnd\n9 reordering\n11 initcwnd\n12 features\n13 rto_min\n"
			   "14 initrwnd\n15 quickack\n16 congctl\n17 fastopen_no_cookie\n",
			   NULL, NULL, 0 },
	[NAMES_VLANPROTO] = { "33024 802.1Q\n34984 802.1ad\n", NULL, "[%]", 65535 },
	[NAMES_MACVLAN] = { "1 private\n2 vepa\n4 bridge\n8 passthru\n16 source\n", NULL,
			    NULL, 0 },
	[NAMES_DF] = { "0 unset\n1 set\n2 inherit\n", NULL, NULL, 255 },
	[NAMES_NONE] = { "0 none\n0 unlimited\n", NULL, NULL, 0 },
	[NAMES_TTL] = { "0 auto\n256 inherit\n", NULL, NULL, 255 },
	[NAMES_INHERIT] = { "1 inherit\n", NULL, "0x#", 255 },
	[NAMES_ENABLED] = { "1 enabled\n0 disabled\n", NULL, NULL, 255 },
	[NAMES_IPPROTO] = { "6 tcp\n17 udp\n1 icmp\n58 ipv6-icmp\n58 icmpv6\n132 sctp\n33 dccp\n"
			    "47 gre\n4 ipip\n4 ipencap\n41 ipv6\n50 esp\n51 ah\n2 igmp\n136 udplite\n",
			    NULL, NULL, 255 },
	[NAMES_ENCAP] = { "1 mpls\n2 ip\n3 ila\n4 ip6\n5 seg6\n6 bpf\n7 seg6local\n8 rpl\n9 ioam6\n"
			  "10 xfrm\n",
			  NULL, "unknown", 65535 },
	[NAMES_SEG6MODE] = { "0 inline\n1 encap\n2 l2encap\n3 encap.red\n4 l2encap.red\n", NULL,
			     "<unknown>", 0 },
	[NAMES_SEG6ACTION] = { "1 End\n2 End.X\n3 End.T\n4 End.DX2\n5 End.DX6\n6 End.DX4\n"
			       "7 End.DT6\n8 End.DT4\n9 End.B6\n10 End.B6.Encaps\n11 End.BM\n"
			       "12 End.S\n13 End.AS\n14 End.AM\n15 End.BPF\n16 End.DT46\n",
			       NULL, "<unknown>", 0 },
	[NAMES_MACFLAG] = { "0 null\n1 nopromisc\n2 nodst\n", NULL, NULL, 255 },
	[NAMES_MACADDR] = { "0 add\n1 del\n2 flush\n3 set\n", NULL, NULL, 0 },
};

/* The answer given last in each set: what a table of a million routes asks again and again. */
static struct answer {
	bool set;
	bool named;
	uint32_t value;
	char name[NAME_MAX_LEN + 1];
} answers[NAMES_COUNT];

static bool numeric;

void names_numeric(bool on)
{
	numeric = on;
}

const char *names_list(enum names set)
{
	return sets[set].text;
}

/* What is looked for: a value when name is NULL, else a name; `found` takes the other half. */
struct wanted {
	const char *name;
	bool any_case;
	uint32_t value;
	char found[NAME_MAX_LEN + 1];
};

/* Is it on the line from..end, "NUMBER NAME [# comment]"? */
static bool line_matches(const char *from, const char *end, struct wanted *want)
{
	char number[12], name[NAME_MAX_LEN + 1];
	char *fields[] = { number, name };
	const size_t sizes[] = { sizeof(number), sizeof(name) };
	uint32_t value;

	for (int i = 0; i < 2; i++) {
		size_t len = 0;

		while (from < end && (*from == ' ' || *from == '\t'))
			from++;
		while (from < end && *from != ' ' && *from != '\t') {
			if (len + 1 == sizes[i])
				return false;
			fields[i][len++] = *from++;
		}
		fields[i][len] = 0;
		if (len == 0 || fields[i][0] == '#')
			return false;
	}
	if (want->name && (want->any_case ? strcasecmp : strcmp)(name, want->name) != 0)
		return false;
	if (word_uint(number, 0, &value) || (!want->name && value != want->value))
		return false;
	want->value = value;
	strcpy(want->found, name);
	return true;
}

/* Looks through the whole lines of text; *rest is where the unfinished last one starts. */
static bool lines_match(const char *text, size_t len, size_t *rest, struct wanted *want)
{
	const char *end = text + len, *newline;

	for (const char *at = text; at < end; at = newline + 1) {
		*rest = (size_t)(at - text);
		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			return false;
		if (line_matches(at, newline, want))
			return true;
	}
	*rest = len;
	return false;
}

static bool file_matches(const char *file, struct wanted *want)
{
	char path[64] = "/etc/iproute2/";
	char text[1024];
	size_t held = 0, rest;
	ssize_t n;
	bool found = false;
	int fd;

	strcat(path, file); /* one of the few names above */
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	while (!found && (n = read(fd, text + held, sizeof(text) - 1 - held)) >= 0) {
		held += (size_t)n;
		if (n == 0) {
			if (held == 0)
				break;
			text[held++] = '\n'; /* the last line may lack its own */
		}
		found = lines_match(text, held, &rest, want);
		if (n == 0 || (rest == 0 && held == sizeof(text) - 1))
			break; /* the end, or a line of a kilobyte: no table of names */
		held -= rest;
		memmove(text, text + rest, held);
	}
	close(fd);
	return found;
}

static bool look_up(enum names set, struct wanted *want)
{
	size_t rest;

	return lines_match(sets[set].text, strlen(sets[set].text), &rest, want) ||
	       (sets[set].file && file_matches(sets[set].file, want));
}

/* Writes a number that has no name, the way the set shows those. */
static void put_number(enum names set, uint32_t value, char *to)
{
	const char *format = sets[set].unknown ? sets[set].unknown : "%";
	static const char hex[] = "0123456789abcdef";
	char digits[OUT_DIGITS];

	for (; *format; format++) {
		if (*format == '%') {
			to = stpcpy(to, out_digits(digits, value));
		} else if (*format == '#') {
			*to++ = hex[value >> 4 & 15];
			*to++ = hex[value & 15];
		} else {
			*to++ = *format;
		}
	}
	*to = 0;
}

/* What -N shows as a number. */
static bool stays_number(enum names set)
{
	return numeric && (sets[set].file || set == NAMES_ARPTYPE || set == NAMES_RTYPE);
}

static const struct answer *answer(enum names set, uint32_t value)
{
	struct answer *a = &answers[set];
	struct wanted want = { .value = value };

	if (a->set && a->value == value)
		return a;
	a->set = true;
	a->value = value;
	a->named = !stays_number(set) && look_up(set, &want);
	if (a->named)
		strcpy(a->name, want.found);
	else
		put_number(set, value, a->name);
	return a;
}

const char *name_of(enum names set, uint32_t value)
{
	return answer(set, value)->name;
}

const char *name_known(enum names set, uint32_t value)
{
	const struct answer *a = answer(set, value);

	return a->named ? a->name : NULL;
}

/* "1c" where numbers are hexadecimal: in buf as "0x1c". */
static const char *with_base(const char *text, const char *unknown, char buf[12])
{
	if (!unknown || !strchr(unknown, '#') || strlen(text) > 8 || !strncmp(text, "0x", 2))
		return text;
	strcpy(stpcpy(buf, "0x"), text);
	return buf;
}

int name_value(enum names set, const char *text, uint32_t *value)
{
	/* of the kernel's own names, as in iproute2, `up` is `UP` */
	struct wanted want = { .name = text, .any_case = !sets[set].file };
	char number[12];

	if (look_up(set, &want)) {
		*value = want.value;
		return 0;
	}
	return word_uint(with_base(text, sets[set].unknown, number), sets[set].max, value);
}
