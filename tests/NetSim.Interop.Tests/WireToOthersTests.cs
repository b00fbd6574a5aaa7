namespace NetSim.Interop.Tests;

/// <summary>A wire to another machine: two runs on one machine, each with an address of the loopback for its own.</summary>
public sealed class WireToOthersTests
{
    [SkippableFact]
    public void Two_runs_that_are_joined_by_a_wire_reach_each_other_without_any_privilege()
    {
        Command.Require("setpriv");
        using var machine = new Machine();
        string left = machine.Write("left.yaml", Side("left", "10.5.0.1", ("127.0.0.1", "127.0.0.2"), """
            expect:
              - { ping: { from: left, to: 10.5.0.2, count: 3 }, loss: "= 0 %", within: 100 s }
              - { http: { from: left, url: "http://10.5.0.2/" }, status: "= 200", body: { contains: hello from right }, within: 100 s }
            """));
        string right = machine.Write("right.yaml", Side("right", "10.5.0.2", ("127.0.0.2", "127.0.0.1"), ""));
        Assert.Contains("opens UDP port 4789 of 127.0.0.1 for VXLAN 7 with 127.0.0.2, and needs no privilege", machine.Run("plan", left).Output);
        string[] powerless = ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--"];
        using RunningNetsim other = machine.StartBehind(powerless, "run", right, "--json");

        NetsimResult run = machine.RunBehind(powerless, Netsim.Program, "run", left, "--record", machine.Path("run.jsonl"));

        Assert.True(run.Status == 0, run.ToString());
        Assert.Equal(130, other.Interrupt().Status);
        // What came over the wire is had again without it.
        NetsimResult replay = machine.Run("run", left, "--replay", machine.Path("run.jsonl"));
        Assert.Equal(run.Fingerprint, replay.Fingerprint);
    }

    [SkippableFact]
    public void A_port_that_somebody_has_is_told_with_what_helps()
    {
        using var machine = new Machine();
        string file = machine.Write("left.yaml", Side("left", "10.5.0.1", ("127.0.0.1", "127.0.0.2"), ""));
        using RunningProgram other = machine.Background("socat", "UDP-RECV:4789,bind=127.0.0.1", "STDOUT");
        Patience.Until("somebody on the port", () => machine.Exec("ss", "-lun").Contains("127.0.0.1:4789", StringComparison.Ordinal));
        NetsimResult run = machine.Run("run", file);
        Assert.Equal(3, run.Status);
        Assert.Contains("UDP port 4789 of 127.0.0.1 is in use", run.Errors);
        Assert.Contains("dstport", run.Errors);
    }

    private static string Side(string name, string address, (string Local, string Remote) ends, string expect) => $$"""
        name: {{name}}
        time: { mode: real }
        nodes:
          {{name}}:
            kind: host
            interfaces: { eth0: { address: {{address}}/24, vxlan: { id: 7, local: {{ends.Local}}, remote: {{ends.Remote}} } } }
            apps: [ { http: { port: 80, body: "hello from {{name}}\n" } } ]

        """ + expect;
}
