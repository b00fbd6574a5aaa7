using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcpv6;
using NetSim.Wire.Dns;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Dhcpv6;

public sealed class Dhcpv6ViewLaw : WireViewLaw<Dhcpv6View>
{
    protected override IReadOnlyList<byte[]> Valid => [Dhcpv6ViewTests.Reply(), [11, 1, 2, 3]];

    protected override void ReadDeeper(ref Dhcpv6View view)
    {
        foreach (Dhcpv6OptionCode code in Enum.GetValues<Dhcpv6OptionCode>())
            if (view.TryFind(code, out ReadOnlySpan<byte> value)) Assert.True(value.Length <= view.Bytes.Length);
    }
}

public sealed class Dhcpv6ViewTests
{
    internal static byte[] Reply()
    {
        byte[] bytes = new byte[200];
        var writer = new Dhcpv6Writer(bytes, Dhcpv6MessageType.Reply, 0xABCDEF);
        writer.AddIdentity(Dhcpv6OptionCode.ServerIdentifier, MacAddress.Parse("02:00:00:00:00:01"));
        writer.Add(Dhcpv6OptionCode.DnsServers, [IpAddress.Parse("fd00::53"), IpAddress.Parse("fd00::54")]);
        writer.Add(Dhcpv6OptionCode.DomainList, DnsName.Parse("a.lab"));
        return writer.Written.ToArray();
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        byte[] bytes = Reply();
        Assert.True(Dhcpv6View.TryParse(bytes, out Dhcpv6View view));
        Assert.Equal((Dhcpv6MessageType.Reply, 0xABCDEFu), (view.Type, view.TransactionId));
        Assert.True(view.TryFind(Dhcpv6OptionCode.ServerIdentifier, out ReadOnlySpan<byte> server));
        Assert.Equal("00030001020000000001", Convert.ToHexString(server));
        Assert.True(view.TryFind(Dhcpv6OptionCode.DnsServers, out ReadOnlySpan<byte> servers));
        Assert.Equal("fd00::54", IpAddress.Read(servers[16..]).ToString());
        Assert.True(view.TryFind(Dhcpv6OptionCode.DomainList, out ReadOnlySpan<byte> names));
        Assert.Equal("\u0001a\u0003lab\0"u8.ToArray(), names.ToArray());
        Assert.False(view.TryFind(Dhcpv6OptionCode.ElapsedTime, out _));
    }

    [Fact]
    public void An_option_that_runs_over_the_end_is_refused()
    {
        byte[] bytes = Reply();
        for (int length = bytes.Length - 1; length > bytes.Length - 8; length--) Assert.False(Dhcpv6View.TryParse(bytes.AsSpan(0, length), out _));
    }
}
