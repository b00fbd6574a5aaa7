using System.Text.Json;

namespace NetSim.Interop.Tests;

/// <summary>
/// A ring of two simulated switches with the rapid spanning tree protocol and a bridge of the kernel with the old one (IEEE 802.1D-1998): on the line to it the switches
/// go back to the old messages (IEEE 802.1D-2004 clause 17.24).
/// </summary>
public sealed class KernelBridgeTests
{
    private const string Bridge =
        "ip link add br0 type bridge stp_state 1 forward_delay 400 hello_time 100 max_age 600 && ip addr flush dev eth0 && ip addr flush dev eth1 "
        + "&& ip link set eth0 master br0 && ip link set eth1 master br0 && ip addr add 10.0.0.9/24 dev br0 && ip link set br0 up";

    [SkippableFact]
    public void A_ring_through_a_bridge_of_the_kernel_settles_and_carries_pings_also_when_it_is_cut()
    {
        using var machine = new Machine();
        (int status, _, string errors) = machine.Try("ip", "link", "add", "probe", "type", "bridge");
        Skip.If(status != 0, $"this kernel has no bridges: {errors.Trim()}");
        machine.Ip("link", "del", "probe");
        string file = machine.Write("ring.yaml", $$"""
            name: ring
            time: { mode: real, stop: 200 s }
            defaults: { link: { rate: 1 Gbit/s, delay: 1 ms } }
            nodes:
              kern: { kind: netns, interfaces: { eth0: { address: 10.200.0.1/32 }, eth1: { address: 10.200.0.2/32 } }, exec: [ { sh: "{{Bridge}}", expect: { status: 0 } } ] }
              sw1: { kind: switch, ports: { 1: { edge: true }, 2: {}, 3: {} }, stp: { mode: rstp, priority: 4096, hello: 1 s, max-age: 6 s, forward-delay: 4 s } }
              sw2: { kind: switch, ports: { 1: { edge: true }, 2: {}, 3: {} }, stp: { mode: rstp, priority: 8192, hello: 1 s, max-age: 6 s, forward-delay: 4 s } }
              ann: { kind: host, interfaces: { eth0: { address: 10.0.0.1/24 } } }
              bob: { kind: host, interfaces: { eth0: { address: 10.0.0.2/24 } } }
            links:
              - ann:eth0 <-> sw1:1
              - bob:eth0 <-> sw2:1
              - { endpoints: ["sw1:2", "sw2:2"], id: ring }
              - kern:eth0 <-> sw1:3
              - kern:eth1 <-> sw2:3
            events: [ { at: 14 s, link: ring, set: { state: down } } ]
            expect:
              - { ping: { from: ann, to: 10.0.0.9, count: 2, every: 200 ms }, loss: "= 0 %", within: 100 s }
              - { ping: { from: bob, to: 10.0.0.9, count: 2, every: 200 ms }, loss: "= 0 %", within: 100 s }
              # By the bridge of the kernel: there is no other way left.
              - { ping: { from: ann, to: bob, count: 2, every: 200 ms }, loss: "= 0 %", at: 15 s, within: 100 s }
            """);

        NetsimResult run = machine.Run("run", file, "--allow-exec", "--json");

        Assert.True(run.Status == 0, run.ToString());
        // Nothing circles: all that a host hears are the tries, and a message every now and then.
        Assert.All(run.Json.GetProperty("links").EnumerateArray(), link => Assert.InRange(Packets(link, "a_to_b") + Packets(link, "b_to_a"), 1, 2000));
        // The kernel had a part in it: it has spoken, and it has passed on what went from one side to the other.
        Assert.All(run.Json.GetProperty("links").EnumerateArray().TakeLast(2), link => Assert.True(Packets(link, "a_to_b") >= 4));
    }

    private static long Packets(JsonElement link, string direction) => link.GetProperty(direction).GetProperty("packets").GetInt64();
}
