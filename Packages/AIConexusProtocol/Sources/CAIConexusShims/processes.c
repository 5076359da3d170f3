// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "processes.h"

#include <sys/syscall.h>
#include <unistd.h>

int CAIConexusShims_spawn_addclosefrom(posix_spawn_file_actions_t *actions, int from) {
    return posix_spawn_file_actions_addclosefrom_np(actions, from);
}

int CAIConexusShims_pidfd_open(pid_t process) {
    return (int)syscall(SYS_pidfd_open, process, 0);
}

char *const *CAIConexusShims_environ(void) {
    return environ;
}
