// SPDX-License-Identifier: MIT

private import Glibc

extension HTTPDate {
    /// The present time of the system's clock.
    public static func system() -> HTTPDate? {
        HTTPDate(unixSeconds: Int64(time(nil)))
    }
}
