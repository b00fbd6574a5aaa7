using System.Security.Cryptography;

namespace NetSim.Interop.Tests;

/// <summary>
/// A simulated host on a wire of this machine: one end of a veth pair is attached to, the other end has the kernel's stack. Nothing of the machine changes. Above it, the
/// kernel's own tunnels against simulated ones.
/// </summary>
public sealed class AttachTests
{
    private const string Kernel = "10.77.0.1", Host = "10.77.0.2";

    [SkippableFact]
    public void The_kernel_pings_and_curls_a_host_on_its_wire_and_nothing_of_it_is_changed()
    {
        Command.Require("curl");
        using var machine = new Machine();
        MakeWire(machine);
        byte[] content = MakeContent(machine, 3_000_000);
        string file = machine.Write("attach.yaml", $$"""
            name: attach
            nodes:
              web:
                kind: host
                interfaces: { eth0: { address: [{{Host}}/24, "fd77::2/64"], attach: { device: wire0 } } }
                apps: [ { http: { port: 80, folder: www } } ]
            """);
        string before = machine.Snapshot();
        NetsimResult plan = machine.Run("plan", file);
        Assert.Equal(0, plan.Status);
        Assert.Contains("attaches to wire0, which goes on as it is\n# wire0 is there\n# packet sockets can be opened (CAP_NET_RAW)\n", plan.Output);

        using (RunningNetsim run = machine.Start("run", file, "--json"))
        {
            run.WaitForError("wire0 is up");
            Patience.Until("an answer to a ping", () => machine.Try("ping", "-c", "1", "-W", "5", Host).Status == 0);
            Assert.Contains("3 received", machine.Exec("ping", "-c", "3", "-i", "0.2", "-W", "20", Host));
            Assert.Contains("3 received", machine.Exec("ping", "-6", "-c", "3", "-i", "0.2", "-W", "20", "fd77::2"));
            // Super-segments and unfinished checksums, as veth hands them over: down, and up.
            AssertFetches(machine, Host, content);
            AssertFetches(machine, "[fd77::2]", content);
            AssertPosts(machine, Host, content);
            Assert.Equal(before, machine.Snapshot());
            machine.Ip("link", "set", "dev", "wire0", "down");
            run.WaitForError("ip link set dev wire0 up");
            machine.Ip("link", "set", "dev", "wire0", "up");
            Patience.Until("an answer to a ping", () => machine.Try("ping", "-c", "1", "-W", "5", Host).Status == 0);
            NetsimResult result = run.Interrupt();
            Assert.Equal(130, result.Status);
        }

        // What the socket asked of the interface has gone with it.
        string details = machine.Ip("-d", "link", "show", "dev", "wire0");
        Assert.Contains("promiscuity 0", details);
        Assert.Contains("allmulti 0", details);
    }

    [SkippableFact]
    public void An_interface_that_is_not_there_or_may_not_be_had_is_told_with_what_helps()
    {
        using var machine = new Machine();
        string file = machine.Write("attach.yaml", $$"""
            name: attach
            nodes: { web: { kind: host, interfaces: { eth0: { address: {{Host}}/24, attach: { device: wire0 } } } } }
            """);
        NetsimResult none = machine.Run("run", file);
        Assert.Equal(3, none.Status);
        Assert.Contains("there is no network interface wire0 to attach to", none.Errors);
        MakeWire(machine);
        Command.Require("setpriv");
        NetsimResult plan = machine.RunBehind(["setpriv", "--bounding-set", "-net_raw", "--"], Netsim.Program, "plan", file);
        Assert.Contains("# MISSING: not allowed to attach to wire0: run as root or with CAP_NET_RAW", plan.Output);
        NetsimResult run = machine.RunBehind(["setpriv", "--bounding-set", "-net_raw", "--"], Netsim.Program, "run", file);
        Assert.Equal(3, run.Status);
        Assert.Contains("CAP_NET_RAW", run.Errors);
    }

    [SkippableTheory]
    [InlineData("gre", "tunnel add t0 mode gre local 10.77.0.1 remote 10.77.0.2 key 7", "mode: gre, key: 7", 1472)]
    [InlineData("ipip", "tunnel add t0 mode ipip local 10.77.0.1 remote 10.77.0.2", "mode: ipip", 1480)]
    [InlineData("vxlan", "link add t0 type vxlan id 42 local 10.77.0.1 remote 10.77.0.2 dstport 4789", "mode: vxlan, id: 42", 1450)]
    public void The_kernel_s_tunnels_end_in_simulated_ones(string mode, string command, string tunnel, int mtu)
    {
        Command.Require("curl");
        using var machine = new Machine();
        MakeWire(machine);
        (int status, _, string errors) = machine.Try(["ip", .. command.Split(' ')]);
        Skip.If(status != 0, $"this kernel has no {mode} tunnels: {errors.Trim()}");
        machine.Ip("addr", "add", "10.88.0.1/24", "dev", "t0");
        machine.Ip("link", "set", "dev", "t0", "up");
        // A packet socket is not given what is still to be cut behind two headers: virtio_net_hdr has no word for it. So the kernel cuts it before.
        Command.Require("ethtool");
        machine.Exec("ethtool", "-K", "wire1", "tx-udp_tnl-segmentation", "off", "tx-udp_tnl-csum-segmentation", "off", "tx-gre-segmentation", "off", "tx-ipxip4-segmentation", "off");
        byte[] content = MakeContent(machine, 1_000_000);
        string file = machine.Write("tunnel.yaml", $$"""
            name: tunnel
            nodes:
              web:
                kind: host
                interfaces:
                  eth0: { address: {{Host}}/24, attach: { device: wire0 } }
                  t0: { address: 10.88.0.2/24, tunnel: { {{tunnel}}, local: {{Host}}, remote: {{Kernel}} } }
                apps: [ { http: { port: 80, folder: www } } ]
            """);
        using RunningNetsim run = machine.Start("run", file, "--json");
        run.WaitForError("wire0 is up");
        Patience.Until("an answer through the tunnel", () => machine.Try("ping", "-c", "1", "-W", "5", "10.88.0.2").Status == 0);
        // As long as the tunnel takes, and not cut: 28 bytes are headers.
        string length = (mtu - 28).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("3 received", machine.Exec("ping", "-c", "3", "-i", "0.2", "-W", "20", "-M", "do", "-s", length, "10.88.0.2"));
        AssertFetches(machine, "10.88.0.2", content);
        AssertPosts(machine, "10.88.0.2", content);
        NetsimResult result = run.Interrupt();
        Assert.Equal(130, result.Status);
        Assert.DoesNotContain("\"checksum\":", result.Output);
    }

    /// <summary>What the simulated host serves as <c>/big.bin</c>.</summary>
    private static byte[] MakeContent(Machine machine, int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        Directory.CreateDirectory(machine.Path("www"));
        File.WriteAllBytes(machine.Path("www/big.bin"), content);
        return content;
    }

    private static void AssertFetches(Machine machine, string host, byte[] content)
    {
        string file = machine.Path("fetched");
        machine.Exec("curl", "-s", "--max-time", "60", "-o", file, $"http://{host}/big.bin");
        Assert.Equal(SHA256.HashData(content), SHA256.HashData(File.ReadAllBytes(file)));
    }

    private static void AssertPosts(Machine machine, string host, byte[] content)
    {
        string answer = machine.Exec("curl", "-s", "--max-time", "60", "--data-binary", "@" + machine.Path("www/big.bin"), $"http://{host}/post");
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(content)), answer);
    }

    private static void MakeWire(Machine machine)
    {
        machine.Ip("link", "add", "wire0", "type", "veth", "peer", "name", "wire1");
        machine.Ip("addr", "add", $"{Kernel}/24", "dev", "wire1");
        machine.Ip("addr", "add", "fd77::1/64", "dev", "wire1", "nodad");
        machine.Ip("link", "set", "dev", "wire1", "up");
        machine.Ip("link", "set", "dev", "wire0", "up");
        Patience.Until("no tentative address", () => machine.Ip("-6", "addr", "show", "tentative").Length == 0);
    }
}
