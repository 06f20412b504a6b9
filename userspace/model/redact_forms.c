// SPDX-License-Identifier: GPL-2.0-or-later
/* What is private by its form: addresses, UUIDs, keys, paths. */
#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "model/redact.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
#define PEM_MAX 65536
#define HEX "0123456789abcdefABCDEF"

struct place {
	const char *text, *at, *end;
	enum ns_redact_as as;
	size_t run;	/* letters and digits from here on */
};

#define hex(c) isxdigit((unsigned char)(c))

static bool letter_or_digit(char c)
{
	return isalnum((unsigned char)c);
}

/* The character before, a blank at the beginning */
static char before(const struct place *p)
{
	return p->at > p->text ? p->at[-1] : ' ';
}

static bool hit_is(struct ns_private_hit *hit, enum ns_private kind, size_t skip, size_t length)
{
	*hit = (struct ns_private_hit){ .kind = kind, .skip = skip, .length = length };
	return length > 0;
}

/* How many pairs of hex digits there are, with the same @sep between each two */
static size_t hex_pairs(const char *s, char sep)
{
	size_t n = 0, digits;

	while (hex(s[3 * n]) && hex(s[3 * n + 1]) && !hex(s[3 * n + 2])) {
		n++;
		if (s[3 * n - 1] != sep)
			return n;
	}
	/* Behind a separator that is of the sentence stands another word; digits alone are of another kind of list. */
	digits = strspn(s + 3 * n, HEX);
	return digits && !letter_or_digit(s[3 * n + digits]) ? 0 : n;
}

static bool all_the_same(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (hex(s[i]) && s[i] != s[0])
			return false;
	return true;
}

/* 6 pairs are a MAC, 8 a world wide name or an EUI-64, 16 and more a fingerprint. Nobody's: all 0 or f */
static bool is_pairs(const struct place *p, struct ns_private_hit *hit)
{
	char sep = p->run == 2 ? p->at[2] : 0;
	bool list = (sep == ':' || sep == '-') && !strchr(":-", before(p));
	size_t n = list ? hex_pairs(p->at, sep) : 0;
	enum ns_private kind = n >= 16 ? NS_PRIVATE_KEY : n == 8 ? NS_PRIVATE_WWN : NS_PRIVATE_MAC;

	if (n < 6)
		return false;
	if (strchr("0fF", *p->at) && all_the_same(p->at, 3 * n - 1))
		return false;
	return hit_is(hit, kind, 0, 3 * n - 1);
}

/* 5254.0012.3456, as switches print it */
static bool is_dotted_mac(const struct place *p, struct ns_private_hit *hit)
{
	const char *s = p->at;

	for (size_t i = 0; i < 3; i++)
		if (strspn(s + 5 * i, HEX) != 4 || (i < 2 && s[5 * i + 4] != '.'))
			return false;
	return before(p) != '.' && s[14] != '.' && !letter_or_digit(s[14]) && hit_is(hit, NS_PRIVATE_MAC, 0, 14);
}

/* enx525400123456, as udev names a network card */
static bool is_named_mac(const struct place *p, struct ns_private_hit *hit)
{
	return p->run == 15 && !strncmp(p->at, "enx", 3) && strspn(p->at + 3, HEX) == 12 &&
		hit_is(hit, NS_PRIVATE_MAC, 3, 12);
}

/* Are there groups of hex digits of those lengths, and dashes between them? */
static bool is_grouped(const char *s)
{
	static const int groups[] = { 8, 4, 4, 4, 12 };

	for (size_t i = 0; i < COUNT(groups); i++) {
		if ((int)strspn(s, HEX) != groups[i])
			return false;
		s += groups[i];
		if (i < 4 && *s++ != '-')
			return false;
	}
	return true;
}

static bool is_uuid(const struct place *p, struct ns_private_hit *hit)
{
	return p->run == 8 && is_grouped(p->at) && !letter_or_digit(p->at[36]) &&
		!all_the_same(p->at, 36) && hit_is(hit, NS_PRIVATE_UUID, 0, 36);
}

/* 32 digits are a machine id, or a UUID as some write it; more are a checksum or a key. */
static bool is_hex(const struct place *p, struct ns_private_hit *hit)
{
	size_t n = strspn(p->at, HEX), skip = 0;

	if (n == 1 && p->at[0] == '0' && (p->at[1] | 0x20) == 'x') {
		skip = 2;
		n = strspn(p->at + 2, HEX);
	}
	if (n < 32 || letter_or_digit(p->at[skip + n]) || all_the_same(p->at + skip, n))
		return false;
	return hit_is(hit, n == 32 ? NS_PRIVATE_UUID : NS_PRIVATE_KEY, skip, n);
}

static bool is_ipv4(const struct place *p, struct ns_private_hit *hit)
{
	size_t n = before(p) == '.' ? 0 : strspn(p->at, "0123456789.");
	char text[INET_ADDRSTRLEN];
	struct in_addr address;
	uint32_t host;

	while (n && p->at[n - 1] == '.')
		n--;
	if (n < 7 || n >= sizeof(text) || letter_or_digit(p->at[n]))
		return false;
	memcpy(text, p->at, n);
	text[n] = '\0';
	if (inet_pton(AF_INET, text, &address) != 1)
		return false;
	host = ntohl(address.s_addr);
	/* This host, any host, all hosts, and masks are the same everywhere. */
	if (host >> 24 == 127 || host >> 24 == 0 || !(~host & (~host + 1)))
		return false;
	return hit_is(hit, NS_PRIVATE_IPV4, 0, n);
}

static bool is_ipv6(const struct place *p, struct ns_private_hit *hit)
{
	size_t n = strchr(":.", before(p)) ? 0 : strspn(p->at, HEX ":."), colons = 0;
	char text[INET6_ADDRSTRLEN];
	struct in6_addr address;

	while (n && (p->at[n - 1] == '.' || (p->at[n - 1] == ':' && (n < 2 || p->at[n - 2] != ':'))))
		n--;
	for (size_t i = 0; i < n; i++)
		colons += p->at[i] == ':';
	if (colons < 2 || n < 4 || n >= sizeof(text) || letter_or_digit(p->at[n]))
		return false;
	memcpy(text, p->at, n);
	text[n] = '\0';
	return inet_pton(AF_INET6, text, &address) == 1 && !IN6_IS_ADDR_LOOPBACK(&address) &&
		hit_is(hit, NS_PRIVATE_IPV6, 0, n);
}

static bool is_public(const char *name, size_t length)
{
	static const char *const domains[] = {
#define NS_PUBLIC_DOMAIN(name) name,
#include "model/redact_rows.h"
	};

	for (size_t i = 0; i < COUNT(domains); i++) {
		size_t n = strlen(domains[i]);

		if (length >= n && !strncasecmp(name + length - n, domains[i], n) &&
		    (length == n || name[length - n - 1] == '.'))
			return true;
	}
	return false;
}

/* Names of domains and files look alike: what ends in one of these is a domain with two labels, too. */
static bool ends_as_domain(const char *last, size_t length, size_t labels)
{
	static const char *const top[] = {
		"com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "io", "dev", "app", "cloud",
		"local", "lan", "internal", "intranet", "private", "corp", "home", "arpa", "localdomain",
		"example", "invalid", "eu", "de", "uk", "us", "fr", "nl", "ch", "at", "jp", "cn", "ru",
	};
	/* Ends of files that are codes of countries, too */
	static const char *const files[] = { "so", "sh", "pl", "py", "rs", "md", "cc", "id", "vm", "in", "am", "is" };

	for (size_t i = 0; i < COUNT(top); i++)
		if (strlen(top[i]) == length && !strncasecmp(last, top[i], length))
			return true;
	for (size_t i = 0; i < COUNT(files); i++)
		if (strlen(files[i]) == length && !strncasecmp(last, files[i], length))
			return false;
	return labels >= 3 && length == 2 && isalpha((unsigned char)last[0]) && isalpha((unsigned char)last[1]);
}

/* The length of labels with dots between them, 0 for less than two */
static size_t labels_of(const char *s, size_t *count, const char **last)
{
	const char *p = s;

	for (*count = 0; ; p++) {
		size_t n = strspn(p, ALNUM "-_");

		if (!n)
			break;
		*last = p;
		p += n;
		(*count)++;
		if (*p != '.')
			break;
	}
	if (p > s && p[-1] == '.')
		p--;
	return *count < 2 ? 0 : p - s;
}

static bool is_domain(const struct place *p, struct ns_private_hit *hit)
{
	const char *last = p->at;
	size_t count, n = strchr(".-_/", before(p)) ? 0 : labels_of(p->at, &count, &last);

	if (!n || is_public(p->at, n) || !ends_as_domain(last, p->at + n - last, count))
		return false;
	return hit_is(hit, NS_PRIVATE_DOMAIN, 0, n);
}

/* In an URL whatever stands between "//" and the next "/" is a host, with a user and a password before it perhaps. */
static bool is_url(const struct place *p, struct ns_private_hit *hit)
{
	size_t n, user;

	if (strncmp(p->at, "//", 2))
		return false;
	n = strcspn(p->at + 2, "/?# \t\n\"'<>,;");
	user = n;
	while (user && p->at[1 + user] != '@')
		user--;
	if (user > 1)
		return hit_is(hit, NS_PRIVATE_SECRET, 2, user - 1);
	/* A "[" is that of an address, or of a token. */
	if (p->at[2] == '[' || (before(p) != ':' && !strchr(" \t\n=,\"'", before(p))))
		return false;
	n = strspn(p->at + 2, ALNUM "-_.");
	return n && !is_public(p->at + 2, n) &&
		strspn(p->at + 2, "0123456789.") != n && hit_is(hit, NS_PRIVATE_HOST, 2, n);
}

static bool is_unit(const char *name, size_t length)
{
	static const char *const ends[] = { ".service", ".socket", ".slice", ".scope", ".mount", ".device", ".timer", ".target" };

	for (size_t i = 0; i < COUNT(ends); i++) {
		size_t n = strlen(ends[i]);

		if (length > n && !strncmp(name + length - n, ends[i], n))
			return true;
	}
	return false;
}

/* user@host, which need not be an address of mail; template@instance.service of systemd is none */
static bool is_email(const struct place *p, struct ns_private_hit *hit)
{
	size_t user = strchr("._%+-", before(p)) ? 0 : strspn(p->at, ALNUM "._%+-"), host;

	if (!user || p->at[user] != '@')
		return false;
	host = strspn(p->at + user + 1, ALNUM ".-_");
	while (host && p->at[user + host] == '.')
		host--;
	/* "crashkernel=256M@16M" */
	if (isdigit((unsigned char)p->at[user + 1]) && !memchr(p->at + user + 1, '.', host))
		return false;
	if (!host || is_unit(p->at + user + 1, host) || is_public(p->at + user + 1, host))
		return false;
	return hit_is(hit, NS_PRIVATE_EMAIL, 0, user + 1 + host);
}

/* iqn.2001-04.com.example:disk, nqn.2014-08.org.nvmexpress:uuid:..., eui.0123456789abcdef, naa.5000... */
static bool is_iqn(const struct place *p, struct ns_private_hit *hit)
{
	if (p->run != 3 || p->at[3] != '.')
		return false;
	if ((!strncasecmp(p->at, "iqn", 3) || !strncasecmp(p->at, "nqn", 3)) && isdigit((unsigned char)p->at[4]))
		return hit_is(hit, NS_PRIVATE_IQN, 0, strcspn(p->at, " \t\n\"'<>,;[]()"));
	if ((!strncasecmp(p->at, "eui", 3) || !strncasecmp(p->at, "naa", 3)) && strspn(p->at + 4, HEX) >= 12)
		return hit_is(hit, NS_PRIVATE_WWN, 0, 4 + strspn(p->at + 4, HEX));
	return false;
}

/* wwn-0x5000c500a1b2c3d4 of udev, nvme.1234-... */
static bool is_wwn(const struct place *p, struct ns_private_hit *hit)
{
	if (p->run == 3 && !strncasecmp(p->at, "wwn-0x", 6) && strspn(p->at + 6, HEX) >= 12)
		return hit_is(hit, NS_PRIVATE_WWN, 4, 2 + strspn(p->at + 6, HEX));
	return false;
}

/* A path goes on to the quote that it stands in, or to what ends a word. */
static size_t path_length(const struct place *p)
{
	char quote = before(p);
	const char *end;

	if (quote == '"' || quote == '\'') {
		const char ends[] = { quote, '\n', '<', '>', '\0' };

		return strcspn(p->at, ends);
	}
	end = p->at + strcspn(p->at, p->as == NS_REDACT_ARGUMENTS ? "\n,\"'" : " \t\n,\"'<>;)");
	/* QEMU doubles a comma that is none of its own. */
	while (end[0] == ',' && end[1] == ',')
		end += 2 + strcspn(end + 2, "\n,\"'");
	/* libvirt's logs have a "\" at the end of each line. */
	while (end > p->at && strchr(" \t\\", end[-1]))
		end--;
	return end - p->at;
}

static size_t begins(const char *s, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strncmp(s, list[i], strlen(list[i])))
			return strlen(list[i]);
	return 0;
}

/* /dev/GROUP/VOLUME of LVM: no directory that udev makes for everybody */
static bool is_volume(const char *path)
{
	static const char *const known[] = {
		"/dev/bus/", "/dev/char/", "/dev/block/", "/dev/cpu/", "/dev/disk/", "/dev/dri/", "/dev/fd/", "/dev/hugepages/",
		"/dev/input/", "/dev/mapper/", "/dev/net/", "/dev/pts/", "/dev/shm/", "/dev/snd/", "/dev/vfio/", "/dev/usb/",
	};

	return !strncmp(path, "/dev/", 5) && path[5 + strspn(path + 5, ALNUM "+_.-")] == '/' &&
		!begins(path, known, COUNT(known));
}

/* Below a home directory; of a command line or XML, all but the system's own */
static bool is_path(const struct place *p, struct ns_private_hit *hit)
{
	static const char *const homes[] = {
		"/home/", "/root/", "/Users/", "/var/home/", "/export/home/", "/var/lib/AccountsService/", "/run/user/",
		"/media/", "/run/media/", "~/",
	};
	static const char *const disks[] = { "/dev/disk/by-id/", "/dev/disk/by-path/", "/dev/disk/by-uuid/", "/dev/disk/by-partuuid/" };
	static const char *const volumes[] = { "/dev/mapper/", "/dev/disk/by-label/", "/dev/disk/by-partlabel/" };
	static const char *const system[] = {
		"/usr/", "/lib/", "/lib64/", "/bin/", "/sbin/", "/dev/", "/sys/", "/proc/", "/boot/", "/etc/",
	};
	bool files = p->as == NS_REDACT_ARGUMENTS || p->as == NS_REDACT_FILES;
	size_t n;

	if ((*p->at != '/' && *p->at != '~') || letter_or_digit(before(p)) || strchr("/._-<", before(p)))
		return false;
	n = begins(p->at, homes, COUNT(homes));
	if (n)
		return hit_is(hit, NS_PRIVATE_PATH, n, path_length(p) - n);
	n = begins(p->at, disks, COUNT(disks));
	if (n)
		return hit_is(hit, NS_PRIVATE_SERIAL, n, path_length(p) - n);
	n = begins(p->at, volumes, COUNT(volumes));
	if (n && strncmp(p->at + n, "control", 7))
		return hit_is(hit, NS_PRIVATE_VOLUME, n, path_length(p) - n);
	if (is_volume(p->at))
		return hit_is(hit, NS_PRIVATE_VOLUME, 5, path_length(p) - 5);
	if (!files || *p->at != '/' || !letter_or_digit(p->at[1]) || begins(p->at, system, COUNT(system)))
		return false;
	return hit_is(hit, NS_PRIVATE_PATH, 0, path_length(p));
}

/*
 * -----BEGIN X----- up to the end of the line that says its end. Without one it
 * is what looks like it: nobody hides the rest of a log behind such a line.
 */
static bool is_pem(const struct place *p, struct ns_private_hit *hit)
{
	const char *s = p->at, *mark;
	size_t n;

	if (strncmp(s, "-----BEGIN ", 11))
		return false;
	n = p->end - s - 11 < PEM_MAX ? p->end - s - 11 : PEM_MAX;
	/* None begins in another: no text is looked through for each of many beginnings. */
	mark = memmem(s + 11, n, "-----BEGIN ", 11);
	mark = memmem(s + 11, mark ? (size_t)(mark - s - 11) : n, "-----END ", 9);
	if (mark)
		return hit_is(hit, NS_PRIVATE_KEY, 0, mark + 9 + strcspn(mark + 9, "\n\"'<>") - s);
	for (n = strcspn(s, "\n"); s[n] == '\n'; ) {
		size_t line = strspn(s + n + 1, ALNUM "+/= \t");

		if (!line || (s[n + 1 + line] != '\n' && s[n + 1 + line]))
			break;
		n += 1 + line;
	}
	return hit_is(hit, NS_PRIVATE_KEY, 0, n);
}

static bool is_ssh_key(const struct place *p, struct ns_private_hit *hit)
{
	static const char *const types[] = { "ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-" };
	size_t n;

	if (strchr("-@.", before(p)) || !begins(p->at, types, COUNT(types)))
		return false;
	n = strspn(p->at, ALNUM "-@.");
	n += p->at[n] == ' ';
	if (strncmp(p->at + n, "AAAA", 4))
		return false;
	/* With the comment, which is user@host */
	return hit_is(hit, NS_PRIVATE_KEY, n, strcspn(p->at + n, "\n\"'<>"));
}

static bool is_prefixed(const struct place *p, struct ns_private_hit *hit)
{
	static const struct {
		const char *prefix;
		size_t least;
	} rows[] = {
#define NS_PRIVATE_PREFIX(prefix, least, source) { prefix, least },
#include "model/redact_rows.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t n = strlen(rows[i].prefix), more;

		if (strncmp(p->at, rows[i].prefix, n))
			continue;
		more = strspn(p->at + n, ALNUM "-_.=/+~");
		return more >= rows[i].least && hit_is(hit, NS_PRIVATE_SECRET, 0, n + more);
	}
	return false;
}

/*
 * Base64 looks as if it were thrown: letters of both cases and digits in turn.
 * With a "=" behind it less is enough.
 */
static bool is_base64(const struct place *p, struct ns_private_hit *hit)
{
	size_t n = strchr("/-_+", before(p)) ? 0 : strspn(p->at, ALNUM "+/_-");
	size_t padding = strspn(p->at + n, "="), turns = 0, kinds[3] = { 0 };
	int last = -1;

	if (padding > 2 || letter_or_digit(p->at[n + padding]))
		padding = 0;
	if (n < (padding ? 15 : 24))
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = p->at[i];
		int kind = islower(c) ? 0 : isupper(c) ? 1 : isdigit(c) ? 2 : last;

		turns += kind != last;
		last = kind;
		if (kind >= 0)
			kinds[kind]++;
	}
	if (padding ? !kinds[0] || !kinds[1] : !kinds[0] || !kinds[1] || !kinds[2])
		return false;
	return turns * 3 >= n && hit_is(hit, NS_PRIVATE_KEY, 0, n + padding);
}

/* Forms that begin with a letter or digit, at the beginning of a word */
static bool (*const words[])(const struct place *p, struct ns_private_hit *hit) = {
	is_uuid, is_pairs, is_dotted_mac, is_named_mac, is_iqn, is_wwn, is_ssh_key, is_prefixed, is_email,
	is_ipv4, is_ipv6, is_hex, is_domain, is_base64,
};

bool ns_private_form(const char *text, const char *at, const char *end, enum ns_redact_as as,
		     struct ns_private_hit *hit)
{
	struct place p = { .text = text, .at = at, .end = end, .as = as };

	if (*at == '/' || *at == '~')
		return is_url(&p, hit) || is_path(&p, hit);
	if (*at == '-')
		return is_pem(&p, hit);
	if (*at == ':')
		return at[1] == ':' && !letter_or_digit(before(&p)) && is_ipv6(&p, hit);
	if (!letter_or_digit(*at) || letter_or_digit(before(&p)))
		return false;
	p.run = strspn(at, ALNUM);
	for (size_t i = 0; i < COUNT(words); i++)
		if (words[i](&p, hit))
			return true;
	return false;
}
