using System.Text.RegularExpressions;

namespace NetSim.Ui.Tests;

/// <summary>A run with a map, as a user starts it, and the address that it prints.</summary>
public sealed partial class MapRun : IDisposable
{
    public MapRun(string file, params string[] options)
    {
        Process = Netsim.Start(["run", file, "--ui", "--json", .. options]);
        Process.WaitForError("the map is at ");
        Address = new Uri(PrintedAddress().Match(Process.Errors).Value);
        Token = Address.Query["?token=".Length..];
    }

    public RunningNetsim Process { get; }

    /// <summary>With the token.</summary>
    public Uri Address { get; }

    public string Token { get; }

    /// <summary>Scheme, host and port.</summary>
    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    /// <summary>Skips the test where the page could not be made.</summary>
    public static void SkipWithoutPage() => Skip.If(MapServer.Missing is not null, $"there is no map here: {MapServer.Missing}");

    public void Dispose() => Process.Dispose();

    [GeneratedRegex("http://[^ \n]+")]
    private static partial Regex PrintedAddress();
}
