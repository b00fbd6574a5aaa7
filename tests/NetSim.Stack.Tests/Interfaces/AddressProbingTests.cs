using NetSim.Stack.Interfaces;
using NetSim.Testing;
using NetSim.Wire.Addresses;
using NetSim.Wire.Arp;
using NetSim.Wire.Buffers;
using NetSim.Wire.Ethernet;
using NetSim.Wire.Icmpv6;
using NetSim.Wire.Ip;

namespace NetSim.Stack.Tests.Interfaces;

/// <summary>An interface (02:…:01) that asks the link before it takes an address.</summary>
public sealed class AddressProbingTests
{
    private const string Mac = "02:00:00:00:00:01";
    private const string LinkLocal = "fe80::ff:fe00:1";

    private readonly TestNode _node = new();

    private NetworkInterface Port(ConflictDetection detection, params string[] addresses) =>
        _node.AddPort(addresses, Mac, options => options with { ConflictDetection = detection });

    private static string[] Show(NetworkInterface port) => [.. port.SnapshotAddresses().Select(address => $"{address.Prefix} {address.State}")];

    private List<byte[]> TakeSent()
    {
        List<byte[]> frames = [.. _node.Sent.Select(sent => sent.Bytes)];
        _node.Sent.Clear();
        return frames;
    }

    private static bool IsProbe(byte[] frame) =>
        Frames.View(frame).EtherType == EtherType.IPv6 && frame[EthernetView.HeaderLength + 6] == (byte)IpProtocol.Icmpv6;

    [Fact]
    public void An_IPv6_address_is_solicited_once_from_the_unspecified_address_and_taken_a_second_later()
    {
        NetworkInterface port = Port(ConflictDetection.IPv6, "fd00::1/64");
        Assert.Equal([LinkLocal + "/64 Tentative", "fd00::1/64 Tentative"], Show(port));
        Assert.True(port.Prefixes.IsEmpty);

        _node.AdvanceTo(1);
        List<byte[]> frames = TakeSent();
        byte[][] probes = [.. frames.Where(IsProbe)];
        Assert.Equal(2, probes.Length);
        Assert.Equal([LinkLocal, "fd00::1"], probes.Select(frame => Frames.ViewSolicitation(frame).Target.ToString()).Order(StringComparer.Ordinal).Reverse());
        Assert.All(probes, frame => Assert.Equal("::", Frames.ViewNdp(frame).Source.ToString()));
        Assert.All(probes, frame => Assert.False(Frames.ViewSolicitation(frame).Options.TryFindLinkLayerAddress(NdpOptionType.SourceLinkLayerAddress, out _)));
        // Who watches listeners (a switch) must know of this one before it asks (RFC 4862 5.4.2).
        Assert.False(IsProbe(frames[0]));

        _node.AdvanceTo(2);
        Assert.Equal([LinkLocal + "/64 Preferred", "fd00::1/64 Preferred"], Show(port).Order(StringComparer.Ordinal).Reverse());
        _node.Stop();
    }

    [Fact]
    public void A_tentative_address_is_not_answered_for_and_receives_nothing()
    {
        Port(ConflictDetection.IPv6, "fd00::1/64");
        _node.AdvanceTo(1);
        _node.Sent.Clear();

        _node.Receive(0, Frames.Solicitation("fe80::2", "ff02::1:ff00:1", "fd00::1", Frames.Theirs));
        _node.Receive(0, PacketBuilder.IPv6("fd00::2", "fd00::1").Echo().Ethernet(destination: Mac).ToBytes());

        Assert.Empty(_node.Sent);
        Assert.Equal(1, _node.Drops(DropReason.NotForUs));
        _node.Stop();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_address_that_somebody_has_or_tries_too_is_not_taken(bool isProbe)
    {
        NetworkInterface port = Port(ConflictDetection.IPv6, "fd00::1/64");
        _node.AdvanceTo(1);

        _node.Receive(0, isProbe
            ? Frames.Solicitation("::", "ff02::1:ff00:1", "fd00::1")
            : Frames.Advertisement("fd00::1", "ff02::1", "fd00::1", NeighborAdvertisementFlags.Override, Frames.Theirs));
        _node.AdvanceTo(10);

        Assert.Equal([LinkLocal + "/64 Preferred", "fd00::1/64 Duplicate"], Show(port));
        Assert.Equal(1, port.Counters.AddressConflicts);
        Assert.False(_node.Stack.TryRoute(_node.Now, IpAddress.Parse("fd00::9"), out _));
        _node.Stop();
    }

    [Fact]
    public void Two_that_want_one_address_notice_each_other()
    {
        var network = new TestNetwork();
        TestNode a = network.Host("a"), b = network.Host("bb");
        NetworkInterface[] ports =
        [
            a.AddPort(["fd00::5/64"], Mac, options => options with { ConflictDetection = ConflictDetection.IPv6 }),
            b.AddPort(["fd00::5/64"], "02:00:00:00:00:02", options => options with { ConflictDetection = ConflictDetection.IPv6 }),
        ];
        network.Connect(a, 0, b, 0);

        network.AdvanceTo(5);

        Assert.Contains(ports, port => Show(port).Contains("fd00::5/64 Duplicate"));
        Assert.False(ports.All(port => Show(port).Contains("fd00::5/64 Preferred")));
        network.Stop();
    }

    [Fact]
    public void A_trial_waits_for_the_link_and_begins_anew_with_it()
    {
        NetworkInterface port = Port(ConflictDetection.IPv6, "fd00::1/64");
        port.SetCarrier(CarrierState.Off);
        _node.AdvanceTo(5);
        Assert.Empty(_node.Sent);

        port.SetCarrier(CarrierState.On);
        _node.AdvanceTo(5.5);
        port.SetCarrier(CarrierState.Off);
        _node.AdvanceTo(6);
        port.SetCarrier(CarrierState.On);
        _node.AdvanceTo(6.9);
        Assert.All(Show(port), line => Assert.EndsWith("Tentative", line));
        _node.AdvanceTo(8);

        Assert.All(Show(port), line => Assert.EndsWith("Preferred", line));
        _node.Stop();
    }

    [Fact]
    public void An_address_that_is_removed_while_it_is_tried_is_never_taken()
    {
        NetworkInterface port = Port(ConflictDetection.IPv6, "fd00::1/64");
        _node.AdvanceTo(1);

        Assert.True(port.RemoveAddress(IpAddress.Parse("fd00::1")));
        _node.AdvanceTo(10);

        Assert.Equal([LinkLocal + "/64 Preferred"], Show(port));
        _node.Stop();
    }

    [Fact]
    public void An_IPv4_address_is_probed_three_times_then_taken_and_announced_twice()
    {
        NetworkInterface port = Port(ConflictDetection.IPv4, "10.0.0.1/24");

        _node.AdvanceTo(20);

        List<byte[]> frames = TakeSent();
        Assert.Equal(5, frames.Count);
        for (int i = 0; i < frames.Count; i++)
        {
            ArpView message = Frames.ViewArp(frames[i]);
            Assert.Equal((ArpOperation.Request, "10.0.0.1"), (message.Operation, message.TargetAddress.ToString()));
            Assert.Equal(i < 3 ? "0.0.0.0" : "10.0.0.1", message.SenderAddress.ToString());
        }
        Assert.Equal(["10.0.0.1/24 Preferred"], Show(port));
        _node.AssertQuiet();
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.9")]
    [InlineData("0.0.0.0", "10.0.0.1")]
    public void An_IPv4_address_that_somebody_has_or_probes_too_is_not_taken(string sender, string target)
    {
        NetworkInterface port = Port(ConflictDetection.IPv4, "10.0.0.1/24");
        _node.AdvanceTo(1);

        _node.Receive(0, Frames.ArpRequest(sender, target));
        _node.AdvanceTo(20);

        Assert.Equal(["10.0.0.1/24 Duplicate"], Show(port));
        _node.Stop();
    }

    [Fact]
    public void Without_a_stated_address_one_of_the_link_local_range_is_tried_and_taken()
    {
        NetworkInterface port = _node.AddPort([], Mac, options => options with { Autoconfiguration = Autoconfiguration.LinkLocalIPv4 });

        _node.AdvanceTo(20);

        IpPrefix own = Assert.Single(port.Prefixes.ToArray());
        Assert.Equal((16, true), (own.Length, own.Address.IsLinkLocal));
        Assert.InRange(own.Address.IPv4Value, 0xA9FE_0100u, 0xA9FE_FEFFu);
        Assert.Equal(5, TakeSent().Count(frame => Frames.View(frame).EtherType == EtherType.Arp));
        _node.Stop();
    }

    [Fact]
    public void A_link_local_address_that_somebody_has_is_replaced_by_another()
    {
        NetworkInterface port = _node.AddPort([], Mac, options => options with { Autoconfiguration = Autoconfiguration.LinkLocalIPv4 });
        _node.AdvanceTo(1);
        IpAddress first = Assert.Single(port.SnapshotAddresses()).Prefix.Address;

        _node.Receive(0, Frames.ArpReply(first.ToString(), "0.0.0.0"));
        _node.AdvanceTo(20);

        IpPrefix second = Assert.Single(port.Prefixes.ToArray());
        Assert.NotEqual(first, second.Address);
        _node.Sent.Clear();

        // Defended once, and given up when the other one stays (RFC 3927 2.5 b).
        _node.Receive(0, Frames.ArpReply(second.Address.ToString(), "0.0.0.0"));
        Assert.Equal(second.Address, Frames.ViewArp(_node.TakeOnlySent()).SenderAddress);
        _node.Receive(0, Frames.ArpReply(second.Address.ToString(), "0.0.0.0"));
        _node.AdvanceTo(40);

        Assert.NotEqual(second, Assert.Single(port.Prefixes.ToArray()));
        _node.Stop();
    }
}
