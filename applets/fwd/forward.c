/* SPDX-License-Identifier: 0BSD */
#include "forward.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "applet.h"
#include "field.h"
#include "ns.h"
#include "rt.h"
#include "say.h"

#define CONF_INET "/proc/sys/net/ipv4/conf"
#define CONF_INET6 "/proc/sys/net/ipv6/conf"

#define DEV_NAME_SIZE 16 /* IFNAMSIZ of <linux/if.h> */
#define KNOB_SIZE 24

/* ---- Knobs: files DEV/KNOB below one of the two directories, a small number each ---------- */

static int conf_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static void conf_close(int conf)
{
	if (conf >= 0)
		close(conf);
}

static int knob_open(int conf, const char *dev, const char *knob, int flags)
{
	char path[DEV_NAME_SIZE + KNOB_SIZE];
	int fd;

	if (strlen(dev) >= DEV_NAME_SIZE)
		return -ENOENT;
	stpcpy(stpcpy(stpcpy(path, dev), "/"), knob);
	fd = openat(conf, path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Its value, or -errno. */
static int knob_read(int conf, const char *dev, const char *knob)
{
	int fd = knob_open(conf, dev, knob, O_RDONLY);
	char text[16];
	ssize_t n;
	int value = 0;

	if (fd < 0)
		return fd;
	n = read(fd, text, sizeof(text));
	close(fd);
	if (n <= 0 || text[0] < '0')
		return -EIO;
	for (ssize_t i = 0; i < n && text[i] >= '0'; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static int knob_write(int conf, const char *dev, const char *knob, int value)
{
	int fd = knob_open(conf, dev, knob, O_WRONLY);
	char digit = (char)('0' + value);
	int rc = 0;

	if (fd < 0)
		return fd;
	if (write(fd, &digit, 1) < 0)
		rc = -errno;
	close(fd);
	return rc;
}

/* Writes only what differs: a write has effects even when the value stays the same. */
static int knob_set(int conf, const char *dev, const char *knob, int value)
{
	int now = knob_read(conf, dev, knob);

	return now < 0 || now == value ? now < 0 ? now : 0 : knob_write(conf, dev, knob, value);
}

/* ---- Reading ----------------------------------------------------------------------------- */

int forward_list(struct forward_list *list)
{
	int rc = dir_open(&list->dir, AT_FDCWD, CONF_INET);

	if (rc)
		return rc;
	list->inet = list->dir.fd;
	list->inet6 = conf_open(CONF_INET6);
	list->all6 = list->inet6 >= 0 && knob_read(list->inet6, "all", "forwarding") > 0;
	return 0;
}

bool forward_next(struct forward_list *list, struct forward *f)
{
	f->dev = dir_next(&list->dir);
	if (!f->dev)
		return false;
	f->inet = knob_read(list->inet, f->dev, "forwarding");
	f->router = knob_read(list->inet6, f->dev, "forwarding");
	f->accept_ra = knob_read(list->inet6, f->dev, "accept_ra");
	f->inet6 = f->router;
	if (f->router >= 0)
		f->inet6 = list->all6 || knob_read(list->inet6, f->dev, "force_forwarding") > 0;
	return true;
}

void forward_end(struct forward_list *list)
{
	dir_close(&list->dir);
	conf_close(list->inet6);
}

/* ---- Router advertisements --------------------------------------------------------------- */

/* Before forwarding is turned on: what learned a default route goes on listening. */
static int ra_keep(int conf)
{
	struct route_filter filter = { .family = AF_INET6, .proto = RTPROT_RA };
	struct route route;
	struct nl nl;
	int rc = ns_socket(&nl, NETLINK_ROUTE, NULL);

	if (rc)
		return rc;
	rc = route_dump(&nl, &filter);
	while (rc == 0 && (rc = route_next(&nl, &route)) > 0) {
		const char *dev = link_name(&nl, route.oif);

		rc = 0;
		if (route.proto == RTPROT_RA && route.dst.bits == 0 &&
		    knob_read(conf, dev, "accept_ra") == 1)
			rc = knob_write(conf, dev, "accept_ra", 2);
	}
	if (rc)
		rc = say_errno(EXIT_KERNEL, rc, "routes learned from router advertisements");
	nl_close(&nl);
	return rc;
}

/* After it was turned off, for a device or (NULL) all. */
static void ra_restore(int conf, const char *dev)
{
	struct dir dir;
	const char *name;

	if (knob_read(conf, "default", "accept_ra") == 2 || dir_open(&dir, conf, "."))
		return;
	while ((name = dir_next(&dir)))
		if (strcmp(name, "all") != 0 && (!dev || !strcmp(name, dev)) &&
		    knob_read(conf, name, "accept_ra") == 2)
			(void)knob_write(conf, name, "accept_ra", 1);
	dir_close(&dir);
}

/* ---- Changing ---------------------------------------------------------------------------- */

/* What is to change for one of the families. */
struct change {
	int conf;        /* its directory; negative: there is nothing to do */
	bool on;
	bool inet6;
	bool force;      /* the kernel has force_forwarding */
	const char *dev; /* NULL: all */
};

/* All devices: first the knob that carries them, then those that it left as they were. */
static int set_all(const struct change *c)
{
	struct dir dir;
	const char *name;
	int rc = knob_set(c->conf, "all", "forwarding", c->on);

	if (rc == 0)
		rc = dir_open(&dir, c->conf, ".");
	if (rc)
		return rc;
	while (rc == 0 && (name = dir_next(&dir))) {
		rc = knob_set(c->conf, name, "forwarding", c->on);
		if (rc == 0 && !c->on)
			rc = knob_set(c->conf, name, "force_forwarding", 0);
		if (rc == -ENOENT) /* there is no such knob, or no such device any more */
			rc = 0;
	}
	dir_close(&dir);
	return rc;
}

static int set_dev(const struct change *c)
{
	int rc = c->force ? knob_set(c->conf, c->dev, "force_forwarding", c->on) : 0;

	return rc ? rc : knob_set(c->conf, c->dev, "forwarding", c->on);
}

/* 0, or the exit status after saying why. */
static int change(const struct change *c)
{
	int rc = c->on && c->inet6 ? ra_keep(c->conf) : 0;

	if (rc)
		return rc;
	rc = c->dev ? set_dev(c) : set_all(c);
	if (c->inet6 && (rc || !c->on))
		ra_restore(c->conf, c->dev);
	return rc ? say_errno(EXIT_KERNEL, rc, "forwarding") : 0;
}

/*
 * Finds out what would keep the change from being made, as long as none is: 0, or the exit status
 * after saying why. c->conf becomes negative where there is no such protocol, which is for the
 * caller to judge.
 */
static int prepare(struct change *c)
{
	int now, all;

	c->conf = conf_open(c->inet6 ? CONF_INET6 : CONF_INET);
	all = knob_read(c->conf, "all", "forwarding");
	now = c->dev ? knob_read(c->conf, c->dev, "forwarding") : all;
	if (now < 0) {
		conf_close(c->conf);
		c->conf = -1;
		return 0;
	}
	c->force = c->inet6 && c->dev && knob_read(c->conf, c->dev, "force_forwarding") >= 0;
	if (c->inet6 && c->dev && c->on && !all && !c->force)
		return say_error(EXIT_KERNEL, "before Linux 6.17 IPv6 is forwarded on all devices "
				 "or on none");
	if (c->inet6 && c->dev && !c->on && all)
		return say_error(EXIT_KERNEL, "IPv6 is forwarded on all devices, of which one "
				 "cannot be left out");
	if (now != c->on && faccessat(c->conf, "all/forwarding", W_OK, 0))
		return say_errno(EXIT_KERNEL, errno, "forwarding");
	return 0;
}

int forward_set(bool on, unsigned families, const char *dev)
{
	/* IPv4 first: its knob asks for more privilege to be written than to be opened, so that it
	 * may still refuse; IPv6's does not */
	struct change c[] = {
		{ .conf = -1, .on = on, .dev = dev },
		{ .conf = -1, .on = on, .dev = dev, .inet6 = true },
	};
	int rc = 0;

	for (unsigned i = 0; i < 2 && rc == 0; i++)
		if (families >> i & 1)
			rc = prepare(&c[i]);
	if (rc == 0 && on && c[0].conf < 0 && c[1].conf < 0)
		rc = say_error(EXIT_KERNEL, "%s does not know %s", dev ? dev : "this kernel",
			       families == FORWARD_INET6 ? "IPv6" : "IP");
	for (unsigned i = 0; i < 2 && rc == 0; i++)
		if (c[i].conf >= 0)
			rc = change(&c[i]);
	conf_close(c[0].conf);
	conf_close(c[1].conf);
	return rc;
}
