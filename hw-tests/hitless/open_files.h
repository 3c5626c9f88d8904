/* SPDX-License-Identifier: GPL-2.0 OR BSD-2-Clause */
#ifndef TURNOUT_HITLESS_OPEN_FILES_H
#define TURNOUT_HITLESS_OPEN_FILES_H

#include <sys/resource.h>

/* A connection is a file: takes as many as the machine allows. */
static inline void open_files(void)
{
	struct rlimit files;

	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

#endif
