// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import AIConexusTransport

/// A certificate with its key, for tests: nobody trusts it, and nobody looks at its dates.
struct HostileCertificate {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = try folder.write(Self.text, as: "certificate.pem")
    }

    /// What a gateway needs to speak TLS with it.
    var options: [String] { ["--tls-certificate", path] }

    /// How clients that take any certificate speak TLS.
    func clientContext() throws -> TLSContext {
        var configuration = TLSConfiguration.client()
        configuration.trustsSystemRoots = false
        configuration.verification = .none
        return try TLSContext(configuration)
    }

    private static let text = """
        -----BEGIN CERTIFICATE-----
        MIIBkDCCATagAwIBAgIUTPYtImDkzKysEmpOLfW5M09W0kswCgYIKoZIzj0EAwIw
        FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNzA4NDEyNVoYDzIxMjYxMTAz
        MDg0MTI1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
        PQMBBwNCAAQIMLasuHbTWeomeL1A2IkAKqGiGLbfepVvUEZwZQop0+KLGaCfNA6G
        87jlZznPwIWsP8FPfcP/BKXuIKNMnGbPo2QwYjAdBgNVHQ4EFgQUw5YYtQCuxvkm
        Ak+MoeZUaOEZmJEwHwYDVR0jBBgwFoAUw5YYtQCuxvkmAk+MoeZUaOEZmJEwDwYD
        VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
        IQCzLDKiniiOj6boRLPr/YRAkCcMow3tp3BzDLCTCXqiHgIgNLdfxAP11rw8lBK7
        0Q7OXT8o0M1ewoQt3ypTV9a0rwA=
        -----END CERTIFICATE-----
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgpqzPi6mPgESQa8Rw
        RA/noIH9CID87gHb/RRSsqaPAq+hRANCAAQIMLasuHbTWeomeL1A2IkAKqGiGLbf
        epVvUEZwZQop0+KLGaCfNA6G87jlZznPwIWsP8FPfcP/BKXuIKNMnGbP
        -----END PRIVATE KEY-----
        """
}
