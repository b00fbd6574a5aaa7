using System.Globalization;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>Addresses, with the reason if a text is none.</summary>
internal static class AddressText
{
    public static bool TryParsePrefix(string text, out IpPrefix value, out Problem problem)
    {
        problem = default;
        if (IpPrefix.TryParse(text, out value)) return true;
        problem = new Problem(DiagnosticCode.NotAPrefix, $"{Quoted.Text(text)} is not a prefix: {PrefixReason(text)}");
        return false;
    }

    public static bool TryParseAddress(string text, out IpAddress value, out Problem problem)
    {
        problem = default;
        if (IpAddress.TryParse(text, out value)) return true;
        string reason = text.Contains('/', StringComparison.Ordinal) ? "an address here has no length" : AddressReason(text);
        problem = new Problem(DiagnosticCode.NotAnAddress, $"{Quoted.Text(text)} is not an address: {reason}");
        return false;
    }

    public static bool TryParseMac(string text, out MacAddress value, out Problem problem)
    {
        problem = default;
        if (MacAddress.TryParse(text, out value)) return true;
        problem = new Problem(DiagnosticCode.NotAMacAddress,
            $"{Quoted.Text(text)} is not a MAC address: write six pairs of hexadecimal digits, as in '02:00:00:00:00:01'");
        return false;
    }

    private static string PrefixReason(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return IpAddress.TryParse(text, out IpAddress bare)
                ? $"it has no length: write '{bare}/{(bare.IsIPv4 ? 24 : 64)}' if the subnet is of that size"
                : AddressReason(text);
        }
        if (!IpAddress.TryParse(text.AsSpan(0, slash), out IpAddress address)) return AddressReason(text[..slash]);
        return string.Create(CultureInfo.InvariantCulture, $"length must be 0–{address.BitLength}");
    }

    private static string AddressReason(string text)
    {
        if (text.Contains(':', StringComparison.Ordinal))
        {
            bool hasZone = text.Contains('%', StringComparison.Ordinal);
            return hasZone ? "a zone has no meaning here" : $"{Quoted.Text(text)} is not an IPv6 address";
        }
        return $"{Quoted.Text(text)} is not four decimal numbers from 0 to 255 without leading zeros";
    }
}
