// SPDX-License-Identifier: MIT

// The library is preloaded into programs, and has nothing to be called by name.
