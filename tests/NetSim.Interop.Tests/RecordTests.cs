namespace NetSim.Interop.Tests;

/// <summary>A run with a real machine, kept and had again without it.</summary>
public sealed class RecordTests
{
    [SkippableFact]
    public void A_replay_is_the_recorded_run_to_the_byte_with_any_number_of_lanes()
    {
        using var folder = new TestFolder();
        string record = folder.Path("run.jsonl"), live = folder.Path("live");
        string fingerprint;
        using (var lab = new Lab(new LabOptions(Loss: "1 %"), "--record", record, "--pcap", live))
        {
            Machine machine = lab.Machine;
            machine.Exec("curl", "-sS", "-o", "/dev/null", $"http://{Lab.Server}/big.bin");
            machine.Exec("curl", "-sS", "--data-binary", $"@{lab.ContentFile}", $"http://{Lab.Server}/");
            machine.Try("ping", "-c", "5", "-i", "0.2", "-s", "3000", Lab.Server);
            machine.Ip("link", "set", Lab.Device, "down");
            lab.Run.WaitForError("has gone DOWN");
            machine.Ip("link", "set", Lab.Device, "up");
            lab.Run.WaitForError($"{Lab.Device} is up", times: 2);
            fingerprint = lab.Stop().Json.GetProperty("fingerprint").GetString()!;

            foreach (string lanes in (string[])["1", "1", "2", "8"])
            {
                string again = folder.Path($"again-{lanes}");
                NetsimResult replay = Netsim.Run("run", machine.Path("lab.yaml"), "--replay", record, "--lanes", lanes, "--pcap", again, "--json");
                Assert.Equal(0, replay.Status);
                Assert.Equal(fingerprint, replay.Json.GetProperty("fingerprint").GetString());
                Assert.Contains("the replay is the recorded run", replay.Errors);
                Assert.Contains($"{Lab.Device} was DOWN", replay.Errors);
                foreach (string file in Directory.GetFiles(live))
                    Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(again, Path.GetFileName(file)))), file);
            }
        }
    }

    [SkippableFact]
    public void What_is_no_record_or_one_of_another_network_is_refused_in_a_sentence()
    {
        using var folder = new TestFolder();
        string topology = folder.Write("net.yaml", "name: n\nnodes: { a: { kind: host, interfaces: { t: { address: 192.0.2.1/24, tun: { device: ns-x, host: { address: 192.0.2.2/24 } } } } } }\n");
        string noRecord = folder.Write("no.jsonl", "{}\n");

        NetsimResult result = Netsim.Run("run", topology, "--replay", noRecord);
        Assert.Equal(2, result.Status);
        Assert.Contains($"{noRecord}:1: this is no line of a record", result.Errors);

        result = Netsim.Run("run", topology, "--replay", folder.Path("missing.jsonl"));
        Assert.Equal(2, result.Status);
        Assert.Contains("cannot be read", result.Errors);

        result = Netsim.Run("run", topology, "--replay", noRecord, "--stop", "3s");
        Assert.Equal(2, result.Status);
        Assert.Contains("--stop cannot be given with it", result.Errors);
    }
}
