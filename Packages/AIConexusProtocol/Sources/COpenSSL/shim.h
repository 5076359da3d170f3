// SPDX-License-Identifier: MIT
// OpenSSL 3, and thin functions for those of its macros that Swift cannot call or read.
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/srtp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/// SSL_CTX_set_min_proto_version is a macro.
static inline int COpenSSL_SSL_CTX_set_min_proto_version(SSL_CTX *_Nonnull context, int version) {
    return SSL_CTX_set_min_proto_version(context, version);
}

/// SSL_CTX_set_mode is a macro.
static inline long COpenSSL_SSL_CTX_set_mode(SSL_CTX *_Nonnull context, long mode) {
    return SSL_CTX_set_mode(context, mode);
}

/// SSL_CTX_set_session_cache_mode is a macro.
static inline long COpenSSL_SSL_CTX_set_session_cache_mode(SSL_CTX *_Nonnull context, long mode) {
    return SSL_CTX_set_session_cache_mode(context, mode);
}

/// SSL_set_tlsext_host_name is a macro.
static inline long COpenSSL_SSL_set_tlsext_host_name(SSL *_Nonnull ssl, const char *_Nonnull name) {
    return SSL_set_tlsext_host_name(ssl, name);
}

/// SSL_set_mtu is a macro.
static inline long COpenSSL_SSL_set_mtu(SSL *_Nonnull ssl, long mtu) {
    return SSL_set_mtu(ssl, mtu);
}

/// DTLSv1_get_timeout is a macro. 0 when no timer runs.
static inline long COpenSSL_DTLSv1_get_timeout(SSL *_Nonnull ssl, struct timeval *_Nonnull left) {
    return DTLSv1_get_timeout(ssl, left);
}

/// DTLSv1_handle_timeout is a macro.
static inline long COpenSSL_DTLSv1_handle_timeout(SSL *_Nonnull ssl) {
    return DTLSv1_handle_timeout(ssl);
}

/// BIO_set_retry_read is a macro.
static inline void COpenSSL_BIO_set_retry_read(BIO *_Nonnull bio) {
    BIO_set_retry_read(bio);
}

/// BIO_clear_retry_flags is a macro.
static inline void COpenSSL_BIO_clear_retry_flags(BIO *_Nonnull bio) {
    BIO_clear_retry_flags(bio);
}

/// The SSL_OP constants are shifts inside macros.
static const uint64_t COpenSSL_SSL_OP_NO_TICKET = SSL_OP_NO_TICKET;
static const uint64_t COpenSSL_SSL_OP_NO_COMPRESSION = SSL_OP_NO_COMPRESSION;
static const uint64_t COpenSSL_SSL_OP_NO_RENEGOTIATION = SSL_OP_NO_RENEGOTIATION;
static const uint64_t COpenSSL_SSL_OP_NO_QUERY_MTU = SSL_OP_NO_QUERY_MTU;

#endif
