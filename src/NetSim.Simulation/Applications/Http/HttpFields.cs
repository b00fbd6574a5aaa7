using System.Buffers;

namespace NetSim.Simulation.Applications.Http;

/// <summary>Header fields in the order in which they came; names are case-insensitive (RFC 9110 section 5.1).</summary>
internal sealed class HttpFields
{
    /// <summary>RFC 9110 section 5.6.2: the characters of a token.</summary>
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private readonly List<(string Name, string Value)> _fields = [];

    /// <summary>Adds one line <c>name: value</c>; false if it is none.</summary>
    public bool TryAdd(string line)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(Token)) return false;
        _fields.Add((line[..colon], line[(colon + 1)..].Trim()));
        return true;
    }

    public string? Get(string name)
    {
        foreach ((string field, string value) in _fields)
            if (field.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }
}
