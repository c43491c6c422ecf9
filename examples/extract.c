/* SPDX-License-Identifier: MIT */
/* extract [FILE | -t TEXT]: shows a document's text; without argument reads standard input. */
#include <pandect/pandect.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void log_record(void *data, uint32_t level, const char *source, const char *text)
{
	fprintf(data, "%s: %s (%u)\n", source, text, level);
}
static void show_progress(void *data, const char *name, uint64_t done, uint64_t total)
{
	fprintf(data, "%s: %u of %u\n", name, (unsigned)done, (unsigned)total);
}
static void *cancel_later(void *job)
{
	sleep(60);
	pandect_job_cancel(job); /* the one function of a job that any thread may call */
	return NULL;
}

static void show(const struct pandect_document *document)
{
	struct pandect_node_info node;
	struct pandect_finding warning;

	for (uint32_t i = 1; pandect_document_node(document, i, &node) == PANDECT_OK; i++)
		if (node.text.size)
			printf("%.*s\n", (int)node.text.size, node.text.data);
	for (uint32_t i = 0; pandect_document_finding(document, i, &warning) == PANDECT_OK; i++)
		fprintf(stderr, "warning: %.*s\n", (int)warning.text.size, warning.text.data);
}

int main(int argc, char **argv)
{
	struct pandect_engine_config config = {sizeof config, 0, NULL, 0, 0, log_record, stderr};
	struct pandect_engine *engine;
	struct pandect_job *job;
	pthread_t thread;
	pandect_status status;

	if (pandect_engine_open(&config, &engine, NULL) || pandect_job_new(engine, &job))
		return 1;
	pandect_job_on_progress(job, show_progress, stderr);
	status = argc > 2   ? pandect_job_input_memory(job, argv[2], strlen(argv[2]))
		 : argc > 1 ? pandect_job_input_path(job, argv[1])
			    : pandect_job_input_descriptor(job, STDIN_FILENO);
	pthread_create(&thread, NULL, cancel_later, job);
	if (!status && !(status = pandect_job_set(job, "ocr.mode", "never")))
		status = pandect_job_run(job);
	if (PANDECT_GAVE(status))
		show(pandect_job_document(job));
	else
		fprintf(stderr, "%s\n", pandect_job_error(job)->text);
	pthread_cancel(thread);
	pthread_join(thread, NULL);
	pandect_job_free(job);
	return pandect_engine_close(engine, PANDECT_FOREVER) || !PANDECT_GAVE(status);
}
