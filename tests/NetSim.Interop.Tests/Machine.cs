namespace NetSim.Interop.Tests;

/// <summary>
/// A machine of the test's own, as far as NetSim touches one: a network namespace, and a journal of host changes that no other test
/// sees (a folder mounted over the system's, for each command alone).
/// </summary>
internal sealed class Machine : IDisposable
{
    private const string WithJournal = "mkdir -p /run/netsim && mount --bind \"$0\" /run/netsim && exec \"$@\"";

    private readonly TestNamespace _host = new();
    private readonly TestFolder _folder = new();

    public Machine()
    {
        Command.Run("mkdir", "-m", "700", _folder.Path("journal"));
        _host.Ip("link", "set", "lo", "up");
    }

    public string Path(string name) => _folder.Path(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>A netsim command, to its end.</summary>
    public NetsimResult Run(params string[] arguments) => Netsim.RunBy("ip", Wrapped(["dotnet", Netsim.Program, .. arguments]));

    /// <summary>A netsim command, while it runs.</summary>
    public RunningNetsim Start(params string[] arguments) => Netsim.StartBy("ip", Wrapped(["dotnet", Netsim.Program, .. arguments]));

    /// <summary>A netsim command behind programs that change what is around it, to its end.</summary>
    public NetsimResult RunBehind(string[] wrapper, params string[] arguments) =>
        Netsim.RunBy("ip", Wrapped([.. wrapper, "dotnet", .. arguments]));

    public RunningNetsim StartBehind(string[] wrapper, params string[] arguments) =>
        Netsim.StartBy("ip", Wrapped([.. wrapper, "dotnet", Netsim.Program, .. arguments]));

    public string Ip(params string[] arguments) => _host.Ip(arguments);

    /// <summary>A program of the system: its output; it must succeed.</summary>
    public string Exec(params string[] arguments) => _host.Exec(arguments);

    public (int Status, string Output, string Errors) Try(params string[] arguments) => _host.Try(arguments);

    /// <summary>A program of the system, while it runs; killed when disposed of.</summary>
    public RunningProgram Background(params string[] arguments) => new(_host.Start(arguments));

    /// <summary>A line of shell, with pipes and all; it must succeed.</summary>
    public string Shell(string line) => Exec("sh", "-c", line);

    /// <summary>Links, addresses and routes as ip(8) tells them.</summary>
    public string Snapshot() => _host.Snapshot();

    /// <summary>Waits until a device is up and its host's side can be used: an address that may be somebody else's is not used yet (RFC 4862 5.4).</summary>
    public void WaitForUp(RunningNetsim run, string device)
    {
        Patience.Until($"{device} up; netsim said: {run.Errors}", () => _host.Link(device)?["flags"]!.AsArray().Any(flag => (string?)flag == "LOWER_UP") == true);
        run.WaitForError($"{device} is up");
        Patience.Until($"no tentative address on {device}", () => !Ip("address", "show", "dev", device).Contains("tentative", StringComparison.Ordinal));
    }

    public bool HasDevice(string device) => _host.Link(device) is not null;

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    private string[] Wrapped(string[] command) => ["netns", "exec", _host.Name, "sh", "-c", WithJournal, _folder.Path("journal"), .. command];
}
