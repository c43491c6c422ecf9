/* SPDX-License-Identifier: MIT */
#include "engine/run.h"

#include "support/buffer.h"
#include "support/clock.h"

pandect_status
run_should_stop(const struct run *run)
{
	if (run->is_cancelled && __atomic_load_n(run->is_cancelled, __ATOMIC_RELAXED))
		return PANDECT_CANCELLED;
	if (run->deadline != CLOCK_NEVER && clock_now() >= run->deadline)
		return PANDECT_TIMEOUT;
	return PANDECT_OK;
}

static pandect_status
stop(void *data)
{
	return run_should_stop(data);
}

struct waiting
run_waiting(const struct run *run)
{
	return (struct waiting){stop, (void *)(uintptr_t)run};
}

static void
get_own(const struct run *run, const char *group, const char *name, struct option_value *ret_value)
{
	const struct pandect_option *option = engine_option(group, name);
	struct setting *setting = options_find(&run->options, 0, group, name);

	if (setting)
		setting->is_asked = 1;
	/* Both were checked before they came here. */
	option_parse(option, name, setting ? setting->value : option->fallback, ret_value, NULL);
}

const char *
run_text(const struct run *run, const char *group, const char *name)
{
	struct option_value value = {.text = ""};

	get_own(run, group, name, &value);
	return value.text;
}

int64_t
run_integer(const struct run *run, const char *group, const char *name)
{
	struct option_value value = {0};

	get_own(run, group, name, &value);
	return value.integer;
}

int
run_is(const struct run *run, const char *group, const char *name)
{
	return run_integer(run, group, name) != 0;
}

double
run_number(const struct run *run, const char *group, const char *name)
{
	struct option_value value = {0};

	get_own(run, group, name, &value);
	return value.number;
}

void
run_log(const struct run *run, uint32_t level, const char *source, const char *text)
{
	if (run->log)
		run->log(run->log_data, level, source, text);
	else
		engine_log(run->engine, level, source, text);
}

void
run_warn(struct block *block, const char *source, const char *code, const char *format, ...)
{
	struct buffer text = BUFFER_INIT;
	struct pandect_finding finding = {
		.size = sizeof finding,
		.severity = PANDECT_WARNING,
		.node = 1,
		.code = pandect_text(code),
		.source = pandect_text(source),
	};
	va_list args;

	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	finding.text = pandect_text(text.data);
	block_add_finding(block, &finding); /* without memory the warning is lost, nothing else */
	buffer_clear(&text);
}

struct pandect_text
list_next(const char **at)
{
	struct pandect_text word;

	*at += strspn(*at, ", ");
	word = (struct pandect_text){*at, strcspn(*at, ", ")};
	*at += word.size;
	return word;
}

int
list_has(const char *list, const char *word)
{
	struct pandect_text next;

	while ((next = list_next(&list)).size)
		if (pandect_text_is(next, word))
			return 1;
	return 0;
}
