// SPDX-License-Identifier: MIT
#include "CWebRTCShims.h"

#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>

int CWebRTCShims_open_address_changes(void) {
    int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
    if (descriptor >= 0 && bind(descriptor, (struct sockaddr *)&address, sizeof(address)) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}
