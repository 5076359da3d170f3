// SPDX-License-Identifier: MIT

extension Setting {
    /// Everything that can be set, in the order of help and tables.
    package static let table: [Setting] =
        listening + identity + admission + sessions + limits + http + ice + logs

    private static let listening = [
        Setting(
            "listen",
            .listening,
            \.listen,
            .list(.listenAddress),
            default: "127.0.0.1:8000",
            help: "where to listen, may be given several times; replaces --host and --port"
        ),
        Setting(
            "host",
            .listening,
            optional: \.host,
            .host,
            default: "127.0.0.1",
            help: "the one address to listen on"
        ),
        Setting(
            "port",
            .listening,
            optional: \.port,
            .integer(0...65_535, "PORT"),
            default: "8000",
            help: "the port to listen on; 0 takes a free one"
        ),
        Setting(
            "public_url",
            .listening,
            \.publicURLs,
            .list(.publicURL),
            help: "the address that agents use, may be given several times",
            outcome:
                "a registration for another audience gets IDENTITY_MISMATCH and close 4500; without any, all are taken"
        ),
        Setting(
            "tls_certificate",
            .listening,
            optional: \.tlsCertificate,
            .path(),
            help: "the certificate chain in PEM; turns TLS on"
        ),
        Setting(
            "tls_key",
            .listening,
            optional: \.tlsKey,
            .path(),
            default: "the certificate's file",
            help: "the certificate's private key in PEM"
        ),
        Setting(
            "tls_client_ca",
            .listening,
            optional: \.tlsClientAuthorities,
            .path(),
            help: "certificates in PEM of which one must have signed a client's",
            outcome: "a client without such a certificate fails in the TLS handshake"
        ),
        Setting(
            "tls_handshake_timeout",
            .listening,
            \.tlsHandshakeTimeout,
            .duration(.milliseconds(100) ... .seconds(60)),
            help: "how long a TLS handshake may take",
            outcome: "the connection is closed"
        ),
        Setting(
            "insecure",
            .listening,
            \.isInsecureAllowed,
            .onRequest,
            help: "let everybody in without TLS on addresses that others can reach",
            outcome: "such a gateway does not start"
        ),
        Setting(
            "trusted_proxies",
            .listening,
            \.trustedProxies,
            .list(.network),
            help: "reverse proxies whose X-Forwarded-For is believed, may be given several times"
        ),
        Setting(
            "allow_origin",
            .listening,
            \.allowedOrigins,
            .list(.origin),
            help: "a web page that may connect from a browser, may be given several times",
            outcome: "a request with another Origin gets 403"
        ),
        Setting(
            "loops",
            .listening,
            optional: \.loopCount,
            .integer(1...256),
            default: "one per core",
            help: "how many event loops, one thread each, share the connections"
        ),
        Setting(
            "compression",
            .listening,
            \.compresses,
            .onRequest,
            help: "accept compressed messages (permessage-deflate, without context between messages)"
        ),
    ]

    private static let identity = [
        Setting(
            "state_directory",
            .identity,
            optional: \.stateDirectory,
            .path("FOLDER"),
            default: "see above",
            help: "where the gateway keeps its key and the list of denied agents"
        ),
        Setting(
            "key",
            .identity,
            optional: \.keyFile,
            .path(),
            default: "gateway.key in the state directory",
            help: "the gateway's key; made on the first start"
        ),
        Setting(
            "ephemeral_key",
            .identity,
            \.isKeyEphemeral,
            .onRequest,
            help: "use a fresh key that is forgotten at the end, for tests"
        ),
    ]

    private static let admission = [
        Setting(
            "allow_did",
            .admission,
            \.allowedAgents,
            .list(.did),
            default: "all",
            help: "an agent that may register, may be given several times",
            outcome: "others get PERMISSION_DENIED and close 4505"
        ),
        Setting(
            "require_token",
            .admission,
            optional: \.enrolmentTokenFile,
            .path(),
            help: "hashes of enrolment tokens, of which an agent must show one when it connects",
            outcome: "others get 401"
        ),
        Setting(
            "admin_tokens",
            .admission,
            optional: \.adminTokenFile,
            .path(),
            help: "hashes of tokens for administration over HTTP; without it there is none"
        ),
        Setting(
            "public_agents",
            .admission,
            \.areAgentsPublic,
            .onUnlessOff,
            help: "whether /agents answers without the administrator's token"
        ),
        Setting(
            "public_metrics",
            .admission,
            \.areMetricsPublic,
            .onUnlessOff,
            help: "whether /metrics answers without the administrator's token"
        ),
        Setting(
            "allow_unchallenged",
            .admission,
            \.servesUnchallengedAgents,
            .onRequest,
            help: "serve agents that register without answering the challenge",
            outcome: "they get REPLAY_DETECTED and close 4500"
        ),
        Setting(
            "max_denied",
            .admission,
            \.maximumDeniedCount,
            .integer(1...1_000_000),
            help: "how many agents can be denied",
            outcome: "to deny one more gets RESOURCE_EXHAUSTED"
        ),
    ]

    private static let ice = [
        Setting(
            "ice_server",
            .ice,
            \.iceServers,
            .list(.iceAddress(schemes: ["stun", "stuns"], example: "stun:host:3478")),
            help: "a STUN server that agents are told of, may be given several times"
        ),
        Setting(
            "ice_servers_file",
            .ice,
            optional: \.iceServerFile,
            .path(),
            help: "a JSON array of {urls, username, credential, expires} that agents are told of"
        ),
        Setting(
            "turn_url",
            .ice,
            \.turnURLs,
            .list(.iceAddress(schemes: ["turn", "turns"], example: "turn:host:3478?transport=udp")),
            help: "a TURN server that shares a secret with this gateway, may be given several times"
        ),
        Setting(
            "turn_secret_file",
            .ice,
            optional: \.turnSecretFile,
            .path(),
            help: "the secret shared with the TURN servers (coturn's static-auth-secret)"
        ),
        Setting(
            "turn_lifetime",
            .ice,
            \.turnLifetime,
            .duration(.seconds(60) ... .seconds(7 * 86_400)),
            help: "how long TURN credentials are good"
        ),
    ]

    private static let logs = [
        Setting("log_format", .logs, \.logFormat, .choice, help: "how events are written"),
        Setting("log_level", .logs, \.logLevel, .choice, help: "the least important events that are written"),
        Setting(
            "log_buffer",
            .logs,
            \.logBufferByteCount,
            .byteCount(4 << 10...1 << 30),
            help: "bytes of events that may wait to be written",
            outcome: "events beyond are dropped, counted, and reported"
        ),
    ]
}
