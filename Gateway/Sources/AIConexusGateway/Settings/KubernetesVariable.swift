// SPDX-License-Identifier: MIT

/// Variables that Kubernetes sets in every container for a service called `aiconexus` or `aiconexus-gateway`.
///
/// They look like settings and are none: `AICONEXUS_GATEWAY_PORT=tcp://10.0.0.7:8000`. Source: Kubernetes
/// documentation, "Accessing the Service", environment variables.
enum KubernetesVariable {
    /// Whether a variable is one of these.
    static func matches(name: String, value: String) -> Bool {
        Setting.variablePrefixes.contains { prefix in
            guard name.hasPrefix(prefix) else { return false }
            let rest = name.dropFirst(prefix.count)
            return rest == "SERVICE_HOST" || rest == "SERVICE_PORT" || rest.hasPrefix("SERVICE_PORT_")
                || rest.hasPrefix("PORT_") || rest == "PORT" && value.contains("://")
        }
    }
}
