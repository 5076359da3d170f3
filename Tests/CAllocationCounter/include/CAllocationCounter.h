// SPDX-License-Identifier: MIT

#ifndef CALLOCATIONCOUNTER_H
#define CALLOCATIONCOUNTER_H

#include <stdint.h>

/// How often the calling thread has asked for memory (malloc, calloc, realloc, aligned forms) since it began.
///
/// A process that links this target counts; `free` is not counted. Cost of an allocation: one thread-local increment.
uint64_t allocation_counter_count(void);

#endif
