using System.Globalization;

namespace NetSim.Wire.Addresses;

/// <summary>An address and a port: <c>10.0.0.1:80</c>, <c>[fd00::1]:80</c>.</summary>
public readonly record struct IpEndpoint(IpAddress Address, ushort Port) : ISpanFormattable
{
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format = default, IFormatProvider? provider = null) =>
        Address.IsIPv4
            ? destination.TryWrite(CultureInfo.InvariantCulture, $"{Address}:{Port}", out charsWritten)
            : destination.TryWrite(CultureInfo.InvariantCulture, $"[{Address}]:{Port}", out charsWritten);

    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();

    public override string ToString() => Address.IsIPv4
        ? string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}");
}
