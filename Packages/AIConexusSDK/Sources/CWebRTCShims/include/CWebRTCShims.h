// SPDX-License-Identifier: MIT
// Thin C functions for what Swift cannot call directly; no logic lives here.
#ifndef CWEBRTCSHIMS_H
#define CWEBRTCSHIMS_H

#include <stdint.h>
#include <sys/epoll.h>

struct socket;

#pragma clang assume_nonnull begin

/// sctp_reset_streams ends in a flexible array, which Swift does not import. Asks for the reset of one outgoing stream;
/// 0, or -1 with errno.
int CWebRTCShims_usrsctp_reset_outgoing_stream(struct socket *socket, uint16_t stream);

/// A socket that becomes readable whenever addresses of this machine come or go (linux/rtnetlink.h, which Swift does
/// not have), or -1 with errno.
int CWebRTCShims_open_address_changes(void);

#pragma clang assume_nonnull end

#endif
