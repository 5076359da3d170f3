// SPDX-License-Identifier: MIT
// Options of a command line (getopt.c).
#ifndef CAICONEXUSSHIMS_OPTIONS_H
#define CAICONEXUSSHIMS_OPTIONS_H

#include <getopt.h>

/// Where a scan of command-line options stands; all zero before the first step.
struct CAIConexusShims_getopt_state {
    /// The index in `argv` of the next argument to be scanned; 0 before the first step.
    int next_index;
    /// What the step found: an option's `val`, -1 at the end, '?' for an unusable option, ':' for a missing value.
    int option;
    /// The option's value in `argv`, or null.
    char *_Nullable value;
    /// The `val` of an option that was found and is unusable; 0 for a long one that is not known.
    int unusable;
};

/// One step of getopt_long, without its globals and its messages on stderr.
///
/// glibc keeps its place in globals, so one scan runs at a time and all its steps on one thread.
void CAIConexusShims_getopt_long(int argc, char *_Nullable const *_Nonnull argv, const char *_Nonnull letters,
                                 const struct option *_Nonnull options,
                                 struct CAIConexusShims_getopt_state *_Nonnull state);

#endif
