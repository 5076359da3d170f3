// SPDX-License-Identifier: MIT
// What the event loop needs of Linux and the Glibc module lacks (event_loop.c).
#ifndef CAICONEXUSSHIMS_EVENT_LOOP_H
#define CAICONEXUSSHIMS_EVENT_LOOP_H

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#pragma clang assume_nonnull begin

/// accept4 is declared under _GNU_SOURCE only.
int CAIConexusShims_accept4(int descriptor, struct sockaddr *_Nullable address, socklen_t *_Nullable length, int flags);

/// pthread_setname_np is declared under _GNU_SOURCE only. Names the calling thread; at most 15 bytes.
int CAIConexusShims_pthread_setname_np(const char *name);

#pragma clang assume_nonnull end

#endif
