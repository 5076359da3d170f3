// SPDX-License-Identifier: MIT

/// A call's result, with what is to be told about the call.
public struct CallResult<Output: Sendable>: Sendable {
    /// What the agent answered.
    public var output: Output
    /// The way that the answer took.
    public var path: CallPath
    /// From sending the request to the final answer.
    public var roundTripTime: Duration
    /// What the agent says that its work took; absent when it does not say.
    public var executionTime: Duration?
    /// How often the call was made, 1 or more.
    public var attempts: Int

    /// The same with another output.
    func map<Other: Sendable>(_ transform: (Output) throws -> Other) rethrows -> CallResult<Other> {
        CallResult<Other>(
            output: try transform(output),
            path: path,
            roundTripTime: roundTripTime,
            executionTime: executionTime,
            attempts: attempts
        )
    }
}
