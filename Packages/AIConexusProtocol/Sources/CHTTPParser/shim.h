// SPDX-License-Identifier: MIT
#include <http_parser.h>
