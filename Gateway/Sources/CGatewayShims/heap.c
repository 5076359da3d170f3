// SPDX-License-Identifier: MIT
#include "CGatewayShims.h"

#include <malloc.h>

size_t CGatewayShims_heap_in_use(void) {
    struct mallinfo2 information = mallinfo2();
    return information.uordblks + information.hblkhd;
}
