/* SPDX-License-Identifier: 0BSD */
#include "say.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "applet.h"
#include "netlink.h"
#include "out.h"

/* What this program's calls can come back with. */
#define REASONS(each)                                                                              \
	each(EPERM, "Operation not permitted")                                                     \
	each(ENOENT, "No such file or directory")                                                  \
	each(ESRCH, "No such process")                                                             \
	each(EINTR, "Interrupted system call")                                                     \
	each(EIO, "Input/output error")                                                            \
	each(ENXIO, "No such device or address")                                                   \
	each(E2BIG, "Argument list too long")                                                      \
	each(ENOEXEC, "Exec format error")                                                         \
	each(EBADF, "Bad file descriptor")                                                         \
	each(EAGAIN, "Resource temporarily unavailable")                                           \
	each(ENOMEM, "Cannot allocate memory")                                                     \
	each(EACCES, "Permission denied")                                                          \
	each(EFAULT, "Bad address")                                                                \
	each(EBUSY, "Device or resource busy")                                                     \
	each(EEXIST, "File exists")                                                                \
	each(EXDEV, "Invalid cross-device link")                                                   \
	each(ENODEV, "No such device")                                                             \
	each(ENOTDIR, "Not a directory")                                                           \
	each(EISDIR, "Is a directory")                                                             \
	each(EINVAL, "Invalid argument")                                                           \
	each(ENFILE, "Too many open files in system")                                              \
	each(EMFILE, "Too many open files")                                                        \
	each(ENOTTY, "Inappropriate ioctl for device")                                             \
	each(ETXTBSY, "Text file busy")                                                            \
	each(EFBIG, "File too large")                                                              \
	each(ENOSPC, "No space left on device")                                                    \
	each(EROFS, "Read-only file system")                                                       \
	each(EMLINK, "Too many links")                                                             \
	each(EPIPE, "Broken pipe")                                                                 \
	each(ERANGE, "Numerical result out of range")                                              \
	each(ENAMETOOLONG, "File name too long")                                                   \
	each(ENOSYS, "Function not implemented")                                                   \
	each(ENOTEMPTY, "Directory not empty")                                                     \
	each(ELOOP, "Too many levels of symbolic links")                                           \
	each(ENODATA, "No data available")                                                         \
	each(EPROTO, "Protocol error")                                                             \
	each(EBADMSG, "Bad message")                                                               \
	each(EOVERFLOW, "Value too large for defined data type")                                   \
	each(ENOTUNIQ, "Name not unique on network")                                               \
	each(EUSERS, "Too many users")                                                             \
	each(EDESTADDRREQ, "Destination address required")                                         \
	each(EMSGSIZE, "Message too long")                                                         \
	each(ENOPROTOOPT, "Protocol not available")                                                \
	each(EPROTONOSUPPORT, "Protocol not supported")                                            \
	each(EOPNOTSUPP, "Operation not supported")                                                \
	each(EPFNOSUPPORT, "Protocol family not supported")                                        \
	each(EAFNOSUPPORT, "Address family not supported by protocol")                             \
	each(EADDRINUSE, "Address already in use")                                                 \
	each(EADDRNOTAVAIL, "Cannot assign requested address")                                     \
	each(ENETDOWN, "Network is down")                                                          \
	each(ENETUNREACH, "Network is unreachable")                                                \
	each(ECONNRESET, "Connection reset by peer")                                               \
	each(ENOBUFS, "No buffer space available")                                                 \
	each(ENOTCONN, "Transport endpoint is not connected")                                      \
	each(ETIMEDOUT, "Connection timed out")                                                    \
	each(ECONNREFUSED, "Connection refused")                                                   \
	each(EHOSTDOWN, "Host is down")                                                            \
	each(EHOSTUNREACH, "No route to host")                                                     \
	each(EALREADY, "Operation already in progress")                                            \
	each(EINPROGRESS, "Operation now in progress")                                             \
	each(EDQUOT, "Disk quota exceeded")

#define NUMBER(err, text) err,
#define TEXT(err, text) text "\0"

static const uint16_t reason_numbers[] = { REASONS(NUMBER) };
static const char reason_texts[] = REASONS(TEXT);

const char *say_reason(int err)
{
	static char other[6 + OUT_DIGITS] = "error ";
	const char *text = reason_texts;
	char digits[OUT_DIGITS];

	for (size_t i = 0; i < sizeof(reason_numbers) / sizeof(*reason_numbers); i++) {
		if (reason_numbers[i] == err)
			return text;
		text += strlen(text) + 1;
	}
	strcpy(other + 6, out_digits(digits, (unsigned)err));
	return other;
}

/* A line is put together here and written at once, so that lines of two processes do not mix. */
struct line {
	size_t len;
	char text[1024];
};

static const char *about_applet = "nsbox";
static int about_argc;
static char **about_argv;
static const char *place_file;
static unsigned place_line;

void say_about(const char *applet, int argc, char **argv)
{
	about_applet = applet;
	about_argc = argc;
	about_argv = argv;
}

void say_place(const char *file, unsigned line)
{
	place_file = file;
	place_line = line;
}

/* Words come from anywhere: what would end the line or move the cursor is shown as '?'. */
static void add(struct line *line, const char *text)
{
	for (; *text && line->len < sizeof(line->text) - 1; text++)
		line->text[line->len++] = (unsigned char)*text < ' ' || *text == 0x7f ? '?' : *text;
}

static void add_uint(struct line *line, unsigned value)
{
	char digits[OUT_DIGITS];

	add(line, out_digits(digits, value));
}

/* vsnprintf() of musl brings 10 KiB of floating point along; these four are all that is needed. */
static void add_format(struct line *line, const char *format, va_list args)
{
	char one[2] = { 0 };
	int value;

	for (; *format; format++) {
		if (*format != '%' || *++format == '%') {
			one[0] = *format;
			add(line, one);
			continue;
		}
		switch (*format) {
		case 's':
			add(line, va_arg(args, const char *));
			break;
		case 'u':
			add_uint(line, va_arg(args, unsigned));
			break;
		case 'd':
			value = va_arg(args, int);
			if (value < 0)
				add(line, "-");
			add_uint(line, value < 0 ? 0u - (unsigned)value : (unsigned)value);
			break;
		case 'c':
			one[0] = (char)va_arg(args, int);
			add(line, one);
			break;
		}
	}
}

/* Who speaks, about what: "ip: FILE:LINE: route add 10.0.0.0/8: ". */
static void begin(struct line *line)
{
	line->len = 0;
	add(line, about_applet);
	add(line, ": ");
	if (place_file) {
		add(line, place_file);
		add(line, ":");
		add_uint(line, place_line);
		add(line, ": ");
	}
	for (int i = 0; i < about_argc; i++) {
		add(line, about_argv[i]);
		add(line, i + 1 < about_argc ? " " : ": ");
	}
}

static void end(struct line *line)
{
	(void)out_flush();
	line->text[line->len++] = '\n';
	/* there is nowhere to say that stderr is gone */
	if (write(STDERR_FILENO, line->text, line->len) < 0)
		return;
}

int say_error(int status, const char *format, ...)
{
	struct line line;
	va_list args;

	begin(&line);
	va_start(args, format);
	add_format(&line, format, args);
	va_end(args);
	end(&line);
	return status;
}

void say_warning(const char *format, ...)
{
	struct line line;
	va_list args;

	begin(&line);
	add(&line, "warning: ");
	va_start(args, format);
	add_format(&line, format, args);
	va_end(args);
	end(&line);
}

void say_plain(const char *format, ...)
{
	struct line line;
	va_list args;

	line.len = 0;
	va_start(args, format);
	add_format(&line, format, args);
	va_end(args);
	end(&line);
}

int say_errno(int status, int err, const char *format, ...)
{
	struct line line;
	va_list args;

	begin(&line);
	va_start(args, format);
	add_format(&line, format, args);
	va_end(args);
	add(&line, ": ");
	add(&line, say_reason(err < 0 ? -err : err));
	end(&line);
	return status;
}

int say_kernel(const struct nl *nl)
{
	const struct nl_error *e = &nl->error;
	struct line line;

	if (e->code == EINTR) {
		say_warning("the list changed while it was read: it may miss or repeat entries");
		return EXIT_DONE;
	}
	begin(&line);
	add(&line, say_reason(e->code));
	if (e->text) {
		add(&line, " (");
		add(&line, e->text);
		add(&line, ")");
	} else if (e->attr || e->missing) {
		add(&line, e->attr ? " (attribute " : " (missing attribute ");
		add_uint(&line, e->attr ? e->attr : e->missing);
		add(&line, ")");
	}
	end(&line);
	return EXIT_KERNEL;
}
