// SPDX-License-Identifier: MIT
#include "CAIConexusShims.h"

#include <stddef.h>

void CAIConexusShims_getopt_long(int argc, char *const *argv, const char *letters, const struct option *options,
                                 struct CAIConexusShims_getopt_state *state) {
    // 0 makes glibc forget an earlier scan, the rest of a cluster of letters among it.
    optind = state->next_index;
    opterr = 0;
    state->option = getopt_long(argc, argv, letters, options, NULL);
    state->next_index = optind;
    state->value = optarg;
    state->unusable = optopt;
}
