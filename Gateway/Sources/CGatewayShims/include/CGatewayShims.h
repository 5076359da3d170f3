// SPDX-License-Identifier: MIT
// What the gateway needs of the C library and the Glibc module lacks.
#ifndef CGATEWAYSHIMS_H
#define CGATEWAYSHIMS_H

#include <stddef.h>

/// The bytes that are allocated by malloc and not freed, in all arenas and by mmap (mallinfo2, which malloc.h declares).
size_t CGatewayShims_heap_in_use(void);

#endif
