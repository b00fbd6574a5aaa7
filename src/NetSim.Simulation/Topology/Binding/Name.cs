using System.Buffers;
using NetSim.Simulation.Topology.Diagnostics;
using NetSim.Wire.Addresses;

namespace NetSim.Simulation.Topology.Binding;

/// <summary>
/// The names that a user gives to nodes, interfaces, links and profiles. They become parts of paths and file names, so they
/// hold nothing that a shell, a terminal or a file system would read in its own way.
/// </summary>
internal static class Name
{
    private const int Longest = 63;

    public const string Pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");

    public static bool IsValid(string name, out Problem problem)
    {
        string? reason = name switch
        {
            "" => "a name has at least one character",
            { Length: > Longest } => $"a name has at most {Longest} characters",
            ['-' or '.', ..] => "a name begins with a letter, a digit or '_'",
            _ when name.AsSpan().IndexOfAnyExcept(Allowed) is >= 0 and int at =>
                $"{Quoted.Text(name[at].ToString())} is not among letters, digits, '-', '_' and '.'",
            _ when IpAddress.TryParse(name, out _) => "it reads as an address",
            _ => null,
        };
        problem = reason is null ? default : new Problem(DiagnosticCode.BadName, $"{Quoted.Text(name)} is not a name: {reason}");
        return reason is null;
    }
}
