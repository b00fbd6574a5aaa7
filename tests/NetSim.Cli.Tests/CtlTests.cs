using System.Text.Json;
using NetSim.Wire.Capture;

namespace NetSim.Cli.Tests;

/// <summary>A network in real time, changed by <c>netsim ctl</c> while it runs, as a user types it.</summary>
public sealed class CtlTests : IDisposable
{
    private const string Network = """
        name: lab
        time: { mode: real }
        defaults: { link: { rate: 100 Mbit/s, delay: 2 ms } }
        nodes:
          a:
            kind: host
            interfaces: { eth0: { address: 10.0.0.1/24 } }
            routes: [ { to: default, via: 10.0.0.2 } ]
            apps: [ { ping: { to: c, count: 100000, every: 20 ms, id: probe } } ]
          r:
            kind: router
            interfaces: { eth0: { address: 10.0.0.2/24 }, eth1: { address: 10.0.1.2/24 } }
          c:
            kind: host
            interfaces: { eth0: { address: 10.0.1.3/24 } }
            routes: [ { to: default, via: 10.0.1.2 } ]
            apps: [ { http: { port: 80, body: "hello\n" } } ]
        links:
          - { endpoints: ["a:eth0", "r:eth0"], id: near }
          - { endpoints: ["r:eth1", "c:eth0"], id: far }
        """;

    private readonly TestFolder _folder = new();
    private readonly RunningNetsim _run;
    private readonly string _socket;

    public CtlTests()
    {
        _socket = _folder.Path("ctl");
        _run = Netsim.Start("run", _folder.Write("lab.yaml", Network), "--ctl", _socket);
        Patience.Until("the control socket", () => File.Exists(_socket) && Ctl("show").Status == 0);
    }

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    private NetsimResult Ctl(params string[] arguments) => Netsim.Run(["ctl", .. arguments, "--socket", _socket]);

    private NetsimResult Done(params string[] arguments)
    {
        NetsimResult result = Ctl(arguments);
        Assert.True(result.Status == 0, result.ToString());
        return result;
    }

    private JsonElement Link(int index) => Done("show", "--json").Json.GetProperty("links")[index];

    [Fact]
    public void Links_nodes_and_partitions_are_changed_and_come_back()
    {
        Done("set", "far", "loss=100%", "delay=7 ms");
        JsonElement far = Link(1);
        Assert.Contains("delay: 7 ms", far.GetProperty("a_to_b").GetProperty("properties").GetString());
        Assert.Contains("loss: 100 %", far.GetProperty("b_to_a").GetProperty("properties").GetString());
        JsonElement lost = Done("exec", "a", "ping", "c", "count=2", "every=10 ms", "stop=100 s").Json;
        Assert.Equal((2, 0), (lost.GetProperty("sent").GetInt32(), lost.GetProperty("received").GetInt32()));
        Done("reset", "far");
        Assert.Contains("delay: 2 ms", Link(1).GetProperty("a_to_b").GetProperty("properties").GetString());

        Done("down", "r");
        Patience.Until("both cables without carrier", () => Link(0).GetProperty("state").GetString() == "down" && Link(1).GetProperty("state").GetString() == "down");
        Done("up", "r");
        Done("partition", "a,r", "c");
        Assert.Equal(("up", "down"), (Link(0).GetProperty("state").GetString(), Link(1).GetProperty("state").GetString()));
        Done("heal");
        JsonElement answered = Done("exec", "a", "ping", "c", "count=2", "every=10 ms").Json;
        Assert.Equal(2, answered.GetProperty("received").GetInt32());
        Assert.Equal(200, Done("exec", "a", "http-client", "http://c/").Json.GetProperty("status").GetInt32());
    }

    [Fact]
    public void What_cannot_be_done_is_refused_with_the_files_sentence()
    {
        NetsimResult key = Ctl("set", "far", "los=5%");
        Assert.Equal(2, key.Status);
        Assert.Contains("set.los: unknown key: did you mean 'loss'?", key.Errors);
        NetsimResult link = Ctl("set", "fra", "loss=5%");
        Assert.Contains("there is no link 'fra': did you mean 'far'?", link.Errors);
        Assert.Contains("'5' has no unit", Ctl("set", "far", "loss=5").Errors);
        Assert.Contains("there is no node 'b'", Ctl("exec", "b", "ping", "c").Errors);
        Assert.Contains("unknown kind of application", Ctl("exec", "a", "pong", "c").Errors);
        Assert.Contains("there is no interface 'r:eth9'", Ctl("capture", "r:eth9").Errors);
        // Nothing of it has changed anything.
        Assert.Contains("loss: 0 %", Link(1).GetProperty("a_to_b").GetProperty("properties").GetString());
    }

    [Fact]
    public void An_interface_is_captured_while_the_network_runs()
    {
        string file = _folder.Path("live.pcapng");
        using (RunningNetsim capture = Netsim.StartBy("sh", "-c", $"exec dotnet '{Netsim.Program}' ctl capture r:eth1 --socket '{_socket}' > '{file}'"))
        {
            Patience.Until("some frames", () => new FileInfo(file) is { Exists: true, Length: > 1000 });
            capture.Signal("INT");
        }
        using FileStream stream = File.OpenRead(file);
        var reader = new PcapngReader(stream);
        int frames = 0;
        while (reader.TryRead(out _)) frames++;
        Assert.True(frames >= 4);
        Assert.Equal("r:eth1", reader.Interfaces[0].Name);
    }

    [Fact]
    public void Applications_stop_and_start_and_the_run_ends_in_order()
    {
        Done("restart", "probe");
        Done("restart", "c");
        Done("stop");
        NetsimResult result = _run.WaitForEnd();
        Assert.True(result.Status == 0, result.ToString());
        Assert.DoesNotContain("(interrupted)", result.Output);
        Assert.Equal(2, result.Output.Split("ping         to c").Length - 1);
        Assert.False(File.Exists(_socket));
        NetsimResult over = Ctl("show");
        Assert.Equal(3, over.Status);
        Assert.Contains("no simulation answers", over.Errors);
    }

    [Fact]
    public void Only_its_user_may_open_the_socket_and_it_is_described()
    {
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_socket));
        (int status, string output, _) = Testing.Kernel.Command.Try("curl", "-s", "--unix-socket", _socket, "http://netsim/openapi/v1.json");
        Assert.Equal(0, status);
        JsonElement paths = JsonDocument.Parse(output).RootElement.GetProperty("paths");
        Assert.Equal(
            ["/v1/connections", "/v1/events", "/v1/interfaces/{node}/{port}/capture", "/v1/live", "/v1/network", "/v1/nodes/{node}", "/v1/nodes/{node}/applications", "/v1/nodes/{node}/connections/{number}", "/v1/packets", "/v1/stop", "/v1/summary", "/v1/time"],
            paths.EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_second_simulation_does_not_take_the_socket_of_the_first()
    {
        NetsimResult second = Netsim.Run("run", _folder.Write("again.yaml", Network), "--ctl", _socket);
        Assert.Equal(3, second.Status);
        Assert.Contains("another simulation listens", second.Errors);
        Done("show");
    }
}
