// SPDX-License-Identifier: MIT
#include "CAIConexusShims.h"
