// SPDX-License-Identifier: MIT
// libnice with the parts of GLib that its users meet, and thin functions for those of their macros and variadic
// functions that Swift cannot call.
#ifndef CNICE_SHIM_H
#define CNICE_SHIM_H

#include <nice/agent.h>

/// g_object_set is variadic. For properties of type boolean.
static inline void CNice_g_object_set_boolean(NiceAgent *_Nonnull object, const char *_Nonnull name, gboolean value) {
    g_object_set(object, name, value, NULL);
}

/// g_object_set is variadic. For properties of type uint.
static inline void CNice_g_object_set_uint(NiceAgent *_Nonnull object, const char *_Nonnull name, guint value) {
    g_object_set(object, name, value, NULL);
}

/// g_object_set is variadic. For properties of type string.
static inline void CNice_g_object_set_string(NiceAgent *_Nonnull object, const char *_Nonnull name,
                                             const char *_Nonnull value) {
    g_object_set(object, name, value, NULL);
}

/// g_signal_connect is a macro. `handler` gets the arguments of the signal, which G_CALLBACK does not check.
static inline void CNice_g_signal_connect(NiceAgent *_Nonnull object, const char *_Nonnull signal,
                                          void (*_Nonnull handler)(void), void *_Nullable data) {
    g_signal_connect(object, signal, handler, data);
}

/// g_signal_handlers_disconnect_by_data is a macro.
static inline void CNice_g_signal_handlers_disconnect_by_data(NiceAgent *_Nonnull object, void *_Nullable data) {
    g_signal_handlers_disconnect_by_data(object, data);
}

/// G_SOCKET is a macro with a checked cast.
static inline int CNice_g_socket_get_fd(void *_Nonnull socket) {
    return g_socket_get_fd(G_SOCKET(socket));
}

#endif
