using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace NetSim.Interop.Tests;

/// <summary>The real iperf3 against a simulated server, and a simulated client against the real one, through a TUN device.</summary>
public sealed class IperfTests(ITestOutputHelper output)
{
    private const string Device = "ns-iperf0", Stack = "192.168.72.2", Stack6 = "fd72::2", Host = "192.168.72.1", Host6 = "fd72::1";

    [SkippableTheory]
    [InlineData("")]
    [InlineData("-R")]
    [InlineData("-P 8")]
    [InlineData("-P 8 -R")]
    [InlineData("--bidir")]
    [InlineData("-n 5M", 5 * 1024 * 1024)]
    [InlineData("-b 20M")]
    [InlineData("-O 1")]
    [InlineData("-6")]
    public void The_real_client_measures_over_TCP(string options, long leastBytes = 100_000)
    {
        using var machine = new Machine();
        using RunningNetsim run = StartServer(machine);
        JsonElement end = Client(machine, options.Contains("-6", StringComparison.Ordinal) ? Stack6 : Stack, options).GetProperty("end");

        JsonElement sent = end.GetProperty("sum_sent"), received = end.GetProperty("sum_received");
        Assert.InRange(sent.GetProperty("bytes").GetInt64(), leastBytes, long.MaxValue);
        // Each end leaves out the first second by its own clock.
        if (!options.Contains("-O", StringComparison.Ordinal)) Assert.InRange(received.GetProperty("bytes").GetInt64(), 1, sent.GetProperty("bytes").GetInt64());
        Assert.Equal(options.Contains("-P 8", StringComparison.Ordinal) ? 8 : options == "--bidir" ? 2 : 1, end.GetProperty("streams").GetArrayLength());
        Tell(options, received);
        if (options == "--bidir")
        {
            JsonElement back = end.GetProperty("sum_received_bidir_reverse");
            Assert.InRange(back.GetProperty("bytes").GetInt64(), leastBytes, long.MaxValue);
            Tell(options, back);
        }

        JsonElement outcome = Assert.Single(run.Interrupt().Json.GetProperty("applications")[0].GetProperty("outcomes").EnumerateArray());
        JsonElement own = outcome.GetProperty(options.Contains("-R", StringComparison.Ordinal) ? "sent" : "received");
        Assert.Equal(received.GetProperty("bytes").GetInt64(), own.GetProperty("bytes_received").GetInt64());
        Assert.Equal(sent.GetProperty("bytes").GetInt64(), own.GetProperty("bytes_sent").GetInt64());
    }

    [SkippableTheory]
    [InlineData("-u -b 10M")]
    [InlineData("-u -b 10M -R")]
    [InlineData("-u -b 10M -P 4")]
    [InlineData("-u -b 10M --bidir")]
    [InlineData("-u -b 10M --udp-counters-64bit")]
    [InlineData("-u -b 5M -l 4000 -6")]
    public void The_real_client_measures_over_UDP(string options)
    {
        using var machine = new Machine();
        using RunningNetsim run = StartServer(machine);
        JsonElement sum = Client(machine, options.Contains("-6", StringComparison.Ordinal) ? Stack6 : Stack, options).GetProperty("end").GetProperty("sum");
        Assert.InRange(sum.GetProperty("packets").GetInt64(), 100, long.MaxValue);
        // A datagram that is still under way when the clock stops is not lost.
        Assert.InRange(sum.GetProperty("lost_percent").GetDouble(), 0, 20);
        Assert.InRange(sum.GetProperty("jitter_ms").GetDouble(), double.Epsilon, double.MaxValue);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options}: {sum.GetProperty("bits_per_second").GetDouble() / 1e6:0.0} Mbit/s, "
            + $"jitter {sum.GetProperty("jitter_ms").GetDouble():0.000} ms, lost {sum.GetProperty("lost_packets").GetInt64()} of {sum.GetProperty("packets").GetInt64()}"));
        Assert.Equal(1, run.Interrupt().Json.GetProperty("applications")[0].GetProperty("tests").GetInt32());
    }

    [SkippableFact]
    public void A_server_runs_test_after_test_and_tells_who_comes_meanwhile_to_wait()
    {
        using var machine = new Machine();
        using RunningNetsim run = StartServer(machine);
        using (machine.Background("iperf3", "-c", Stack, "-t", "60"))
        {
            // Control and data connection: before that, the second client could be the first.
            Patience.Until("the first client to be served", () =>
                machine.Exec("ss", "-Htn", "state", "established", "dst", Stack).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length >= 2);
            Patience.Until("a second client to be refused", () => machine.Try("iperf3", "-c", Stack, "-n", "1K").Errors.Contains("busy", StringComparison.Ordinal));
        }
        // The client was killed, and its connections were closed by its kernel.
        Patience.Until("the next test to go through", () => machine.Try("iperf3", "-c", Stack, "-n", "1M").Status == 0);
        Assert.Contains("iperf Done", machine.Exec("iperf3", "-c", Stack, "-n", "1M"));
        Assert.InRange(run.Interrupt().Json.GetProperty("applications")[0].GetProperty("tests").GetInt32(), 2, int.MaxValue);
    }

    [SkippableFact]
    public void A_server_survives_those_who_speak_something_else()
    {
        Command.Require("socat");
        using var machine = new Machine();
        using RunningNetsim run = StartServer(machine);
        machine.Try("sh", "-c", $"printf 'GET / HTTP/1.1\\r\\nHost: a name that is long enough\\r\\n\\r\\n' | socat -t1 - TCP4:{Stack}:5201");
        machine.Try("sh", "-c", $"head -c 100000 /dev/urandom | socat -t1 - TCP4:{Stack}:5201");
        machine.Try("sh", "-c", $"head -c 1000 /dev/urandom | socat -t1 - UDP4:{Stack}:5201");
        Assert.Contains("iperf Done", machine.Exec("iperf3", "-c", Stack, "-n", "1M"));
        Assert.Equal(130, run.Interrupt().Status);
    }

    [SkippableTheory]
    [InlineData("time: 2 s")]
    [InlineData("time: 2 s, reverse: true")]
    [InlineData("bytes: 5 MB, parallel: 8")]
    [InlineData("time: 2 s, bidir: true")]
    [InlineData("time: 2 s, udp: true, rate: 10 Mbit/s")]
    [InlineData("time: 2 s, udp: true, rate: 10 Mbit/s, reverse: true")]
    [InlineData("time: 2 s, parallel: 3, udp: true, rate: 5 Mbit/s, bidir: true")]
    public void A_simulated_client_measures_against_the_real_server(string options)
    {
        Command.Require("iperf3");
        using var machine = new Machine();
        using RunningProgram server = machine.Background("iperf3", "-s", "-1");
        using RunningNetsim run = machine.Start("run", machine.Write("client.yaml", Text($"iperf: {{ to: {Host}, start: 3 s, {options} }}")), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        Patience.Until("the server to have served one client", () => server.HasEnded);
        // A run with nothing left to do ends by itself.
        JsonElement app = run.WaitForEnd().Json.GetProperty("applications")[0];
        Assert.False(app.TryGetProperty("error", out _), app.ToString());
        JsonElement outcome = Assert.Single(app.GetProperty("outcomes").EnumerateArray());
        bool isBoth = options.Contains("bidir", StringComparison.Ordinal), isReverse = options.Contains("reverse", StringComparison.Ordinal);
        Assert.Equal(isBoth || !isReverse, outcome.TryGetProperty("sent", out JsonElement sent));
        Assert.Equal(isBoth || isReverse, outcome.TryGetProperty("received", out JsonElement received));
        foreach (JsonElement way in ((JsonElement[])[sent, received]).Where(way => way.ValueKind == JsonValueKind.Object))
        {
            output.WriteLine($"{options}: {way}");
            Assert.InRange(way.GetProperty("bytes_received").GetInt64(), 100_000, way.GetProperty("bytes_sent").GetInt64());
            Assert.InRange(way.GetProperty("throughput_bps").GetDouble(), 100_000, double.MaxValue);
        }
    }

    private static RunningNetsim StartServer(Machine machine)
    {
        Command.Require("iperf3");
        RunningNetsim run = machine.Start("run", machine.Write("server.yaml", Text("iperf: { port: 5201 }")), "--configure-host", "--json");
        machine.WaitForUp(run, Device);
        return run;
    }

    private static JsonElement Client(Machine machine, string server, string options)
    {
        string time = options.Contains("-n", StringComparison.Ordinal) ? "" : "-t 2";
        (int status, string text, string errors) = machine.Try("sh", "-c", $"iperf3 -J -c {server} {time} {options}");
        Assert.True(status == 0, text + errors);
        return JsonDocument.Parse(text).RootElement;
    }

    private void Tell(string options, JsonElement sum) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options}: {sum.GetProperty("bits_per_second").GetDouble() / 1e6:0.0} Mbit/s"));

    private static string Text(string application) => $$"""
        name: iperf
        time: { mode: real, stop: 120 s }
        nodes:
          host:
            kind: host
            interfaces: { tun0: { address: [{{Stack}}/24, "{{Stack6}}/64"], tun: { device: {{Device}}, host: { address: [{{Host}}/24, "{{Host6}}/64"], up: true } } } }
            apps: [ { {{application}} } ]
        """;
}
