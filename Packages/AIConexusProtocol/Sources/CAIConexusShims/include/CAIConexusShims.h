// SPDX-License-Identifier: MIT
// Thin C functions for what Swift cannot call directly; no logic lives here.
#ifndef CAICONEXUSSHIMS_H
#define CAICONEXUSSHIMS_H

#include "event_loop.h"
#include "options.h"
#include "processes.h"

#endif
