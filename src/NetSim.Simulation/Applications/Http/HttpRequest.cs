namespace NetSim.Simulation.Applications.Http;

/// <summary>One request, read whole.</summary>
/// <param name="Method">As sent; case-sensitive (RFC 9110 section 9.1).</param>
/// <param name="Target">The request target, still percent-encoded.</param>
/// <param name="Fields">The header fields.</param>
/// <param name="KeepAlive">Whether the connection stays open after the answer.</param>
/// <param name="Body">Length and digest of the body; valid until the next request of the connection begins.</param>
internal sealed record HttpRequest(string Method, string Target, HttpFields Fields, bool KeepAlive, HttpBodyDigest Body);
