using System.Buffers;

namespace NetSim.Devices;

/// <summary>Commands of iproute2 as one line that a shell takes as it stands.</summary>
public static class IpCommand
{
    private const string NamedNamespaces = "/run/netns/", NamedNamespacesToo = "/var/run/netns/";

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@+=,");

    /// <param name="space">Path of the network namespace; null for the own one.</param>
    /// <param name="arguments">What follows <c>ip</c>.</param>
    public static string Line(string? space, IEnumerable<string> arguments) =>
        string.Join(' ', ((IEnumerable<string>)[.. Prefix(space), .. arguments]).Select(Quote));

    private static string[] Prefix(string? space)
    {
        if (space is null) return ["ip"];
        string name = space.StartsWith(NamedNamespaces, StringComparison.Ordinal) ? space[NamedNamespaces.Length..]
            : space.StartsWith(NamedNamespacesToo, StringComparison.Ordinal) ? space[NamedNamespacesToo.Length..]
            : "";
        return name.Length > 0 && !name.Contains('/') ? ["ip", "-n", name] : ["nsenter", $"--net={space}", "ip"];
    }

    /// <summary>A device may be named <c>a;reboot</c>: in single quotes it is a word like any other.</summary>
    private static string Quote(string word) => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain)
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
