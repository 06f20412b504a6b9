// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The snapshot as JSON: what is written reads back as the same bytes, and what
 * is no snapshot is refused with its name and the place, whatever it is.
 */
#include <fcntl.h>
#include <libgen.h>
#include <sys/wait.h>

#include "common.h"
#include "harness.h"

#define NAME "some.json"

/* Parse @text; the error (or NULL) is to be freed. */
static char *error_of(const char *text, size_t size)
{
	char *error, *note;
	struct ns_snapshot *s = ns_snapshot_from_text(text, size, NAME, &error, &note);

	free(note);
	if (s && !error)
		return ns_snapshot_free(s), NULL;
	/* Both, or neither, would be a contradiction. */
	return s || !error ? abort(), NULL : error;
}

static void fill_view(struct ns_value *view)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		bool wide = ns_registers[reg].kind == NS_KIND_MSR;

		switch (reg % 5) {
		case 0:
			ns_value_num(&view[reg], NS_SOURCE_MODULE, wide ? ~0ull - reg : UINT32_MAX - reg);
			break;
		case 1:
			ns_value_not(&view[reg], NS_SOURCE_MSR, NS_ABSENT, "needs %s", "a bit");
			break;
		case 2:
			ns_value_not(&view[reg], NS_SOURCE_MSR, NS_UNREADABLE, "a \"fault\"\n\t\x01");
			break;
		case 3:
			ns_value_num(&view[reg], NS_SOURCE_FILE, 0);
			break;
		}
	}
}

static void fill_fact(struct ns_snapshot *s, int id)
{
	struct ns_value *v = &s->fact[id];

	if (id % 7 == 6) {
		ns_value_not(v, NS_SOURCE_SYSFS, NS_UNREADABLE, "no, \xc3\xa4");
		return;
	}
	switch (ns_facts[id].type) {
	case NS_TYPE_BOOL:
		ns_value_num(v, NS_SOURCE_CPUID, id % 2);
		break;
	case NS_TYPE_NUM:
		ns_value_num(v, NS_SOURCE_PROCFS, id % 2 ? INT64_MAX : 0);
		break;
	case NS_TYPE_HEX:
		ns_value_num(v, NS_SOURCE_KVM, ~0ull);
		break;
	case NS_TYPE_TEXT:
		ns_value_text(v, NS_SOURCE_DMI, id % 2 ? "" : "say \"\\x41\" / \xe2\x82\xac");
		break;
	}
}

/* Every part of a snapshot in every state */
static struct ns_snapshot *full(void)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_leaf leaf = { 0x40000000, { 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d } };
	struct ns_value v = NS_VALUE_INIT;

	fill_view(s->view[NS_VIEW_CPU]);
	fill_view(s->view[NS_VIEW_KVM]);
	for (int id = 0; id < NS_FACT_COUNT; id++)
		fill_fact(s, id);
	set_param(s, "kvm_intel", "nested", "Y");
	set_param(s, "kvm_intel", "ple_gap", "128");
	set_param(s, "kvm_amd", "nested", "");
	ns_value_num(&v, NS_SOURCE_MODULE, 0x5600000016);
	ns_snapshot_add_differ(s, 17, NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, &v);
	ns_value_not(&v, NS_SOURCE_MODULE, NS_UNREADABLE, "RDMSR faulted");
	ns_snapshot_add_differ(s, 18, NS_REG_VM_CR, &v);
	ns_value_free(&v);
	ns_snapshot_add_leaf(s, &leaf);
	ns_snapshot_add_vm(s, "0123456789abcdef", "qemu-system-x86_64", "name")->accel = "tcg";
	ns_snapshot_add_vm(s, NULL, "cloud-hypervisor", NULL);
	ns_snapshot_note(s, NS_SOURCE_MODULE, NS_VALUE, NULL, "format %d", 1);
	ns_snapshot_note(s, NS_SOURCE_MSR, NS_UNREADABLE, "run the command as root", "/dev/cpu/0/msr: no");
	return s;
}

static struct ns_snapshot *full_with_parent(void)
{
	struct ns_snapshot *s = full();

	s->parent = full();
	return s;
}

static char *again(const char *text, char **error)
{
	char *note, *copy;
	struct ns_snapshot *s = ns_snapshot_from_text(text, strlen(text), NAME, error, &note);

	if (note)
		return ns_snapshot_free(s), note;
	copy = s ? to_text(s) : NULL;
	ns_snapshot_free(s);
	return copy;
}

TEST(round_trip)
{
	struct ns_snapshot *made[] = { ns_snapshot_new(), full(), full_with_parent() };

	for (size_t i = 0; i < COUNT(made); i++) {
		char *text = to_text(made[i]), *copy, *error;

		ASSERT_NE(NULL, text);
		copy = again(text, &error);
		ASSERT_EQ(NULL, error) TH_LOG("%s", error);
		ASSERT_STREQ(text, copy);
		free(text);
		free(copy);
		ns_snapshot_free(made[i]);
	}
	EXPECT_NO_LEAK();
}

/* Not only the text but also its content is restored. */
TEST(values_come_back)
{
	struct ns_snapshot *s = full(), *back;
	char *text = to_text(s), *error, *note;

	back = ns_snapshot_from_text(text, strlen(text), NAME, &error, &note);
	ASSERT_NE(NULL, back) TH_LOG("%s", error);
	EXPECT_EQ(NULL, note) TH_LOG("%s", note);
	for (int v = 0; v < NS_VIEW_COUNT; v++) {
		for (int reg = 0; reg < NS_REG_COUNT; reg++) {
			EXPECT_TRUE(ns_value_equal(&s->view[v][reg], &back->view[v][reg]));
			EXPECT_EQ(s->view[v][reg].source, back->view[v][reg].source);
		}
	}
	for (int id = 0; id < NS_FACT_COUNT; id++) {
		EXPECT_TRUE(ns_value_equal(&s->fact[id], &back->fact[id])) TH_LOG("%s", ns_facts[id].name);
		EXPECT_EQ(s->fact[id].source, back->fact[id].source);
	}
	EXPECT_EQ(3, back->param_count);
	EXPECT_STREQ("128", ns_snapshot_param(back, "kvm_intel", "ple_gap")->text);
	EXPECT_EQ(NULL, ns_snapshot_param(back, "kvm_intel", "ept"));
	ASSERT_EQ(2, back->difference_count);
	EXPECT_EQ(17, back->differences[0].cpu);
	EXPECT_EQ(NS_REG_IA32_VMX_TRUE_PINBASED_CTLS, back->differences[0].reg);
	EXPECT_EQ(0x5600000016, back->differences[0].value.num);
	EXPECT_EQ(NS_UNREADABLE, back->differences[1].value.state);
	ASSERT_NE(NULL, ns_snapshot_leaf(back, 0x40000000));
	EXPECT_EQ(0x4b4d564b, ns_snapshot_leaf(back, 0x40000000)->out[NS_OUT_EBX]);
	ASSERT_EQ(2, back->vm_count);
	EXPECT_STREQ("qemu-system-x86_64", back->vms[0].program);
	EXPECT_EQ(NULL, back->vms[1].uuid_hash);
	EXPECT_STREQ("run the command as root", back->notes[NS_SOURCE_MSR].hint);
	free(text);
	ns_snapshot_free(s);
	ns_snapshot_free(back);
	EXPECT_NO_LEAK();
}

/* Firmware can contain any byte; JSON is UTF-8. */
TEST(bytes_that_are_no_text)
{
	struct ns_snapshot *s = ns_snapshot_new();
	char *text, *copy, *error;

	set_text(s, NS_FACT_DMI_PRODUCT, "a\xff\xfe" "b\x01\x1f\x7f");
	text = to_text(s);
	ASSERT_NE(NULL, text);
	EXPECT_NE(NULL, strstr(text, "a\\\\xff\\\\xfeb\\u0001\\u001F"));
	copy = again(text, &error);
	EXPECT_STREQ(text, copy);
	free(text);
	free(copy);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

static bool names_a_place(const char *error)
{
	unsigned int line, column;

	return sscanf(error, NAME ":%u:%u: ", &line, &column) == 2;
}

TEST(truncated_at_every_byte)
{
	struct ns_snapshot *s = full();
	char *text = to_text(s);
	size_t size = strlen(text);

	ASSERT_LT(5000, size);
	for (size_t n = 0; n < size; n++) {
		/* A separate copy, so that reading past its end is detected */
		char *part = malloc(n ?: 1), *error;

		memcpy(part, text, n);
		error = error_of(part, n);
		ASSERT_NE(NULL, error) TH_LOG("cut after %zu bytes", n);
		/* Of nothing there is no place. */
		ASSERT_EQ(n > 0, names_a_place(error)) TH_LOG("%s", error);
		free(error);
		free(part);
	}
	free(text);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

#define HEAD "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1}"

/* A message names the place: the path, or line and column. */
TEST(bad_input)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", NAME ": the file is empty" },
		{ " ", NAME ": the file is empty" },
		{ "null", "1:4" },
		{ "[]", "not a JSON object" },
		{ "\"nestscope\"", "1:11" },
		{ "{}", "format.name" },
		{ "{\"format\":1}", "format.name" },
		{ "{\"format\":{\"name\":1}}", "format.name is not a string" },
		{ "{\"format\":{\"name\":\"nestscope\",\"version\":1}}", "format.name" },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\"}}", "format.version" },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":0}}", "format.version" },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":\"1\"}}", "format.version" },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1.5}}", "format.version" },
		{ HEAD ",\"host\":{},\"host\":{}}", "duplicate" },
		{ HEAD "}x", "1:" },
		{ HEAD ",}", "1:" },
		{ HEAD ",\"a\\u0000b\":1}", "1:" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"value\",\"value\":\"a\\u0000b\"}}}", "1:" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"value\",\"value\":\"\xff\"}}}", "1:" },
		{ HEAD ",\"host\":[]}", "host is not an object" },
		{ HEAD ",\"host\":{\"kernel\":\"6.1\"}}", "host.kernel is not an object" },
		{ HEAD ",\"host\":{\"kernel\":{}}}", "host.kernel has no state" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":1}}}", "host.kernel.state is not a string" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"maybe\"}}}", "host.kernel.state \"maybe\"" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"value\"}}}", "host.kernel has no value" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"value\",\"value\":7}}}", "host.kernel.value is not a string" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"absent\",\"why\":7}}}", "host.kernel.why is not a string" },
		{ HEAD ",\"vms\":[{\"program\":\"qemu\",\"accelerator\":7}]}", "accelerator is not a string" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"absent\",\"source\":7}}}", "host.kernel.source is not a string" },
		{ HEAD ",\"host\":{\"privileged\":{\"state\":\"value\",\"value\":1}}}", "host.privileged.value" },
		{ HEAD ",\"host\":{\"boot_time\":{\"state\":\"value\",\"value\":-1}}}", "host.boot_time.value" },
		{ HEAD ",\"host\":{\"boot_time\":{\"state\":\"value\",\"value\":1.5}}}", "host.boot_time.value" },
		{ HEAD ",\"host\":{\"boot_time\":{\"state\":\"value\",\"value\":18446744073709551616}}}", "1:" },
		{ HEAD ",\"host\":{\"boot_time\":{\"state\":\"value\",\"value\":1e999}}}", "1:" },
		{ HEAD ",\"cpu\":[]}", "cpu is not an object" },
		{ HEAD ",\"cpu\":{\"registers\":[]}}", "cpu.registers is not an object" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":0}}}", "cpu.registers.VM_CR is not an object" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":16}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"16\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"0x\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"0x-1\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"0x 1\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"0x0x1\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"registers\":{\"VM_CR\":{\"state\":\"value\",\"value\":\"0x10000000000000000\"}}}}", "cpu.registers.VM_CR.value" },
		{ HEAD ",\"cpu\":{\"differ\":{}}}", "cpu.differ is not an array" },
		{ HEAD ",\"cpu\":{\"differ\":[1]}}", "cpu.differ[0]" },
		{ HEAD ",\"cpu\":{\"differ\":[{\"state\":\"absent\",\"cpu\":-1,\"register\":\"VM_CR\"}]}}", "cpu.differ[0].cpu" },
		{ HEAD ",\"cpu\":{\"differ\":[{\"state\":\"absent\",\"cpu\":1,\"register\":\"XX\"}]}}", "cpu.differ[0].register" },
		{ HEAD ",\"cpu\":{\"differ\":[{\"cpu\":1,\"register\":\"VM_CR\"}]}}", "cpu.differ[0] has no state" },
		{ HEAD ",\"kvm_offer\":5}", "kvm_offer is not an object" },
		{ HEAD ",\"kvm_offer\":{\"registers\":7}}", "kvm_offer.registers is not an object" },
		{ HEAD ",\"parameters\":[]}", "parameters is not an object" },
		{ HEAD ",\"parameters\":{\"kvm\":1}}", "parameters.kvm is not an object" },
		{ HEAD ",\"parameters\":{\"kvm\":{\"tdp_mmu\":true}}}", "parameters.kvm.tdp_mmu is not an object" },
		{ HEAD ",\"hypervisor_leaves\":[]}", "hypervisor_leaves is not an object" },
		{ HEAD ",\"hypervisor_leaves\":{\"1\":{}}}", "hypervisor_leaves.1 is not a CPUID leaf" },
		{ HEAD ",\"hypervisor_leaves\":{\"0x100000000\":{}}}", "hypervisor_leaves.0x100000000" },
		{ HEAD ",\"hypervisor_leaves\":{\"0x40000000\":7}}", "hypervisor_leaves.0x40000000" },
		{ HEAD ",\"hypervisor_leaves\":{\"0x40000000\":{\"eax\":\"0x100000000\"}}}", "hypervisor_leaves.0x40000000.eax" },
		{ HEAD ",\"vms\":{}}", "vms is not an array" },
		{ HEAD ",\"vms\":[{}]}", "vms[0] has no program" },
		{ HEAD ",\"vms\":[{\"program\":\"q\",\"name\":{}}]}", "vms[0].name is not a string" },
		{ HEAD ",\"sources\":[]}", "sources is not an object" },
		{ HEAD ",\"sources\":{\"kvm\":1}}", "sources.kvm" },
		{ HEAD ",\"sources\":{\"kvm\":{\"state\":\"absent\",\"hint\":1}}}", "sources.kvm.hint is not a string" },
		{ HEAD ",\"parent\":null}", "not a JSON object" },
		{ HEAD ",\"parent\":{}}", "format.name" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *error = error_of(cases[i].text, strlen(cases[i].text));

		EXPECT_NE(NULL, error) TH_LOG("accepted: %s", cases[i].text);
		if (!error)
			continue;
		EXPECT_EQ(error, strstr(error, NAME ":")) TH_LOG("%s", error);
		EXPECT_NE(NULL, strstr(error, cases[i].says)) TH_LOG("%s\n  says: %s\n  not: %s",
								   cases[i].text, error, cases[i].says);
		EXPECT_EQ(NULL, strchr(error, '\n')) TH_LOG("%s", error);
		free(error);
	}
	EXPECT_NO_LEAK();
}

TEST(a_nul_byte)
{
	static const char text[] = HEAD ",\"host\":{}\0}";
	char *error = error_of(text, sizeof(text) - 1);

	ASSERT_NE(NULL, error);
	EXPECT_TRUE(names_a_place(error)) TH_LOG("%s", error);
	free(error);
	error = error_of("\0\0\0\0", 4);
	ASSERT_NE(NULL, error);
	EXPECT_TRUE(names_a_place(error)) TH_LOG("%s", error);
	free(error);
	EXPECT_NO_LEAK();
}

static char *repeat(const char *what, size_t n, const char *then)
{
	size_t len = strlen(what);
	char *text = malloc(len * n + strlen(then) + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + len * i, what, len);
	strcpy(text + len * n, then);
	return text;
}

TEST(too_deep)
{
	char *deep[] = {
		repeat("[", 1000000, ""),
		repeat("{\"a\":", 1000000, ""),
		repeat(HEAD ",\"parent\":", 1000, "{}"),
	};

	for (size_t i = 0; i < COUNT(deep); i++) {
		char *error = error_of(deep[i], strlen(deep[i]));

		ASSERT_NE(NULL, error);
		EXPECT_EQ(error, strstr(error, NAME ":")) TH_LOG("%s", error);
		free(error);
		free(deep[i]);
	}
	EXPECT_NO_LEAK();
}

/* @n nested layers, each a snapshot */
static char *nested_layers(size_t n)
{
	char *inner = repeat(HEAD ",\"parent\":", n - 1, HEAD);
	char *text = repeat("}", n, ""), *all;

	all = malloc(strlen(inner) + strlen(text) + 1);
	strcpy(stpcpy(all, inner), text);
	free(inner);
	free(text);
	return all;
}

TEST(layers_within_layers)
{
	char *text = nested_layers(NS_SNAPSHOT_MAX_LAYERS + 1);
	char *error = error_of(text, strlen(text));

	EXPECT_EQ(NULL, error) TH_LOG("%s", error);
	free(text);
	text = nested_layers(NS_SNAPSHOT_MAX_LAYERS + 2);
	error = error_of(text, strlen(text));
	ASSERT_NE(NULL, error);
	EXPECT_NE(NULL, strstr(error, "layers, one within the other")) TH_LOG("%s", error);
	free(error);
	free(text);
	EXPECT_NO_LEAK();
}

/* A newer version, or keys of one, is read as far as possible, with a note. */
TEST(newer_than_this)
{
	static const struct {
		const char *text, *note;
	} cases[] = {
		{ HEAD "}", NULL },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":2}}", "newer" },
		{ HEAD ",\"cpu\":{\"registers\":{\"NEW_MSR\":{\"state\":\"value\",\"value\":\"0x1\"}}}}", "NEW_MSR" },
		{ HEAD ",\"sources\":{\"oracle\":{\"state\":\"absent\"}}}", "oracle" },
		{ HEAD ",\"host\":{\"kernel\":{\"state\":\"absent\",\"source\":\"oracle\"}}}", "oracle" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *error, *note;
		struct ns_snapshot *s = ns_snapshot_from_text(cases[i].text, strlen(cases[i].text), NAME,
							      &error, &note);

		EXPECT_NE(NULL, s) TH_LOG("%s", error);
		EXPECT_EQ(!cases[i].note, !note) TH_LOG("%s: %s", cases[i].text, note ?: "no note");
		if (note && cases[i].note) {
			EXPECT_EQ(note, strstr(note, NAME ":")) TH_LOG("%s", note);
			EXPECT_NE(NULL, strstr(note, cases[i].note)) TH_LOG("%s", note);
		}
		free(error);
		free(note);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

static size_t changed, refused;

/* Read the changed text; if it is a snapshot, write it and read it again. */
static void survive(json_t *root)
{
	char *text = json_dumps(root, JSON_COMPACT | JSON_ENCODE_ANY), *error, *note, *copy;
	struct ns_snapshot *s = ns_snapshot_from_text(text, strlen(text), NAME, &error, &note);

	changed++;
	if (!s == !error)
		abort();
	if (s) {
		copy = to_text(s);
		ns_snapshot_free(s);
		free(note);
		s = ns_snapshot_from_text(copy, strlen(copy), NAME, &error, &note);
		if (!s || note)
			abort();
		free(copy);
	} else {
		refused++;
	}
	ns_snapshot_free(s);
	free(text);
	free(error);
	free(note);
}

static void replace_each(json_t *root, json_t *node)
{
	static const char *const values[] = {
		"null", "true", "-1", "9223372036854775807", "1.5", "\"\"", "\"0xffffffffffffffffff\"",
		"[]", "[[]]", "{}", "{\"state\":\"value\"}", "{\"state\":\"value\",\"value\":[]}",
	};
	bool object = json_is_object(node);
	void *iter = json_object_iter(node);
	size_t n = object ? json_object_size(node) : json_array_size(node);

	for (size_t i = 0; i < n; i++) {
		json_t *kept = json_incref(object ? json_object_iter_value(iter) : json_array_get(node, i));

		for (size_t v = 0; v < COUNT(values); v++) {
			json_t *value = json_loads(values[v], JSON_DECODE_ANY, NULL);

			if (object)
				json_object_iter_set_new(node, iter, value);
			else
				json_array_set_new(node, i, value);
			survive(root);
		}
		if (object)
			json_object_iter_set(node, iter, kept);
		else
			json_array_set(node, i, kept);
		if (json_is_object(kept) || json_is_array(kept))
			replace_each(root, kept);
		json_decref(kept);
		if (object)
			iter = json_object_iter_next(node, iter);
	}
}

/* A little of everything, so that changing each of its values takes seconds */
static json_t *small(void)
{
	struct ns_snapshot *s = full();
	json_t *root = ns_snapshot_to_json(s), *regs, *parent;

	regs = json_object_get(json_object_get(root, "cpu"), "registers");
	for (int reg = 5; reg < NS_REG_COUNT; reg++)
		json_object_del(regs, ns_registers[reg].name);
	json_object_del(json_object_get(root, "kvm_offer"), "registers");
	for (int id = 0; id < NS_FACT_COUNT; id++)
		if (id % 6)
			json_object_del(json_object_get(root, ns_facts[id].section), ns_facts[id].name);
	parent = json_deep_copy(root);
	json_object_clear(json_object_get(parent, "sources"));
	json_object_set_new(root, "parent", parent);
	ns_snapshot_free(s);
	return root;
}

TEST(every_value_of_every_wrong_type)
{
	json_t *root = small();

	replace_each(root, root);
	EXPECT_LT(1000, changed);
	/* Most changes are errors; what a newer version may add is not. */
	EXPECT_LT(changed / 2, refused) TH_LOG("%zu of %zu refused", refused, changed);
	json_decref(root);
	EXPECT_NO_LEAK();
}

/* Run the program with a sparse file of @size bytes; returns its stderr. */
static int run_on_file(const char *dir, off_t size, char *err, size_t room)
{
	char path[512], program[512], redirected[512];
	int status, fd, out;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/huge.json", dir);
	snprintf(program, sizeof(program), "%s/nestscope", dir);
	snprintf(redirected, sizeof(redirected), "%s/huge.err", dir);
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
	if (fd < 0 || ftruncate(fd, size))
		return -1;
	close(fd);
	pid = fork();
	if (!pid) {
		out = open(redirected, O_CREAT | O_TRUNC | O_WRONLY, 0644);
		dup2(out, 2);
		execl(program, "nestscope", "caps", "--from", path, NULL);
		_exit(126);
	}
	waitpid(pid, &status, 0);
	fd = open(redirected, O_RDONLY);
	memset(err, 0, room);
	if (read(fd, err, room - 1) < 0)
		return -1;
	close(fd);
	unlink(path);
	unlink(redirected);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(two_hundred_megabytes)
{
	char self[512] = "", err[1024];

	ASSERT_LT(0, readlink("/proc/self/exe", self, sizeof(self) - 1));
	EXPECT_EQ(2, run_on_file(dirname(self), 200 << 20, err, sizeof(err)));
	EXPECT_NE(NULL, strstr(err, "huge.json")) TH_LOG("%s", err);
	EXPECT_NE(NULL, strstr(err, "larger than")) TH_LOG("%s", err);
}

TEST_HARNESS_MAIN
