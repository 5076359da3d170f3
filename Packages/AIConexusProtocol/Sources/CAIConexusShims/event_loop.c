// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "event_loop.h"

int CAIConexusShims_accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags) {
    return accept4(descriptor, address, length, flags);
}

int CAIConexusShims_pthread_setname_np(const char *name) {
    return pthread_setname_np(pthread_self(), name);
}
