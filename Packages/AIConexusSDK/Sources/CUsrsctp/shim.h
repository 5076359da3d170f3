// SPDX-License-Identifier: MIT
// usrsctp: SCTP in user space.
#ifndef CUSRSCTP_SHIM_H
#define CUSRSCTP_SHIM_H

#include <usrsctp.h>

#endif
