// SPDX-License-Identifier: MIT
// What running other programs needs and the Glibc module lacks (processes.c).
#ifndef CAICONEXUSSHIMS_PROCESSES_H
#define CAICONEXUSSHIMS_PROCESSES_H

#include <spawn.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// posix_spawn_file_actions_addclosefrom_np is declared under _GNU_SOURCE only.
int CAIConexusShims_spawn_addclosefrom(posix_spawn_file_actions_t *actions, int from);

/// pidfd_open(2), for which glibc has a function only since 2.36. Closed on exec.
int CAIConexusShims_pidfd_open(pid_t process);

/// The process's environment, `NAME=value` each and a null pointer at the end: a global variable, which Swift does not
/// touch.
char *_Nullable const *_Nonnull CAIConexusShims_environ(void);

#pragma clang assume_nonnull end

#endif
