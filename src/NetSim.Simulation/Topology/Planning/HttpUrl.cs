using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;

namespace NetSim.Simulation.Topology.Planning;

/// <summary>The parts of <c>http://HOST[:PORT]/PATH</c> (RFC 9110 section 4.2.1); no user, no fragment, no TLS.</summary>
/// <param name="Host">Without the brackets of an IPv6 address.</param>
/// <param name="Authority">What the Host field says.</param>
/// <param name="Port">80 if none is given.</param>
/// <param name="Path">With the leading slash, and the query.</param>
internal readonly record struct HttpUrl(string Host, string Authority, ushort Port, string Path)
{
    private const string Scheme = "http://";

    public static bool TryParse(string text, out HttpUrl url, out Problem problem)
    {
        url = default;
        string? reason = Read(text, ref url);
        problem = reason is null ? default : new Problem(DiagnosticCode.NotAUrl, $"{Quoted.Text(text)} is not a URL: {reason}");
        return reason is null;
    }

    private static string? Read(string text, ref HttpUrl url)
    {
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase)) return "there is no TLS here, write 'http://'";
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return "it begins with 'http://'";
        foreach (char c in text)
        {
            if (c is <= ' ' or > '~') return "it has characters that must be percent-encoded";
        }
        string rest = text[Scheme.Length..];
        int slash = rest.AsSpan().IndexOfAny('/', '?', '#');
        string authority = slash < 0 ? rest : rest[..slash];
        string path = slash < 0 ? "/" : rest[slash] == '/' ? rest[slash..] : "/" + rest[slash..];
        if (path.Contains('#', StringComparison.Ordinal)) return "a fragment ('#…') is never sent";
        if (authority.Contains('@', StringComparison.Ordinal)) return "a user name has no meaning here";
        if (!TrySplit(authority, out string host, out string port)) return "its host is missing, or an IPv6 address without brackets";
        ushort number = 80;
        bool isNumber = port.Length == 0 || ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        if (!isNumber || number == 0) return $"the port {Quoted.Text(port)} is not 1 to 65535";
        url = new HttpUrl(host, authority, number, path);
        return null;
    }

    private static bool TrySplit(string authority, out string host, out string port)
    {
        int end = authority.StartsWith('[') ? authority.IndexOf(']', StringComparison.Ordinal) : -1;
        int colon = authority.IndexOf(':', end + 1);
        host = end > 0 ? authority[1..end] : colon < 0 ? authority : authority[..colon];
        port = colon < 0 ? "" : authority[(colon + 1)..];
        bool isClosed = end < 0 ? !authority.StartsWith('[') : colon < 0 ? end == authority.Length - 1 : colon == end + 1;
        return host.Length > 0 && isClosed && !port.Contains(':', StringComparison.Ordinal) && (colon < 0 || port.Length > 0);
    }
}
