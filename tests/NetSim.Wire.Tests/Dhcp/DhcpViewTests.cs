using System.Text;
using NetSim.Wire.Addresses;
using NetSim.Wire.Dhcp;
using NetSim.Wire.Tests.Laws;

namespace NetSim.Wire.Tests.Dhcp;

public sealed class DhcpViewLaw : WireViewLaw<DhcpView>
{
    protected override int MaxRandomLength => 300;

    protected override IReadOnlyList<byte[]> Valid => [DhcpViewTests.Offer(), DhcpViewTests.Overloaded()];

    protected override void ReadDeeper(ref DhcpView view)
    {
        int options = 0;
        foreach (DhcpOption option in view.Options)
        {
            options++;
            Assert.InRange(option.Value.Length, 0, 255);
        }
        Assert.InRange(options, 0, view.Bytes.Length);
        view.TryFindAddress(DhcpOptionCode.Router, out _);
        view.TryFindSeconds(DhcpOptionCode.LeaseTime, out _);
    }
}

public sealed class DhcpViewTests
{
    internal static byte[] Offer()
    {
        var bytes = new byte[576];
        var writer = new DhcpWriter(bytes, new DhcpFields
        {
            TransactionId = 0xDEADBEEF,
            WantsBroadcast = true,
            Seconds = 100_000,
            YourAddress = IpAddress.Parse("10.0.0.100"),
            ClientMac = MacAddress.Parse("02:00:00:00:00:01"),
        }, DhcpMessageType.Offer);
        writer.Add(DhcpOptionCode.Router, IpAddress.Parse("10.0.0.1"));
        writer.AddSeconds(DhcpOptionCode.LeaseTime, 3600);
        writer.AddText(DhcpOptionCode.DomainName, "lab");
        return writer.Finish().ToArray();
    }

    /// <summary>The domain name stands in the field of the file name, the host name in that of the server name (RFC 2132 9.3).</summary>
    internal static byte[] Overloaded()
    {
        byte[] bytes = Offer();
        byte[] end = [(byte)DhcpOptionCode.MessageType, 1, 2, (byte)DhcpOptionCode.Overload, 1, 3, 255];
        bytes.AsSpan(240).Clear();
        end.CopyTo(bytes, 240);
        ((byte[])[0, (byte)DhcpOptionCode.DomainName, 3, .. "far"u8, 255]).CopyTo(bytes, 108);
        ((byte[])[(byte)DhcpOptionCode.Overload, 1, 3, (byte)DhcpOptionCode.HostName, 2, .. "me"u8]).CopyTo(bytes, 44);
        return bytes;
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        byte[] bytes = Offer();
        Assert.Equal(DhcpWriter.LeastLength, bytes.Length);
        Assert.True(DhcpView.TryParse(bytes, out DhcpView view));
        Assert.False(view.IsRequest);
        Assert.True(view.IsEthernet && view.WantsBroadcast);
        Assert.Equal((0xDEADBEEFu, 65535, DhcpMessageType.Offer), (view.TransactionId, view.Seconds, view.Type));
        Assert.Equal(("10.0.0.100", "02:00:00:00:00:01"), (view.YourAddress.ToString(), view.ClientMac.ToString()));
        Assert.True(view.TryFindAddress(DhcpOptionCode.Router, out IpAddress router));
        Assert.Equal("10.0.0.1", router.ToString());
        Assert.True(view.TryFindSeconds(DhcpOptionCode.LeaseTime, out uint seconds));
        Assert.Equal(3600u, seconds);
        Assert.False(view.TryFind(DhcpOptionCode.HostName, out _));
    }

    [Fact]
    public void Options_are_found_in_the_fields_that_they_overload()
    {
        Assert.True(DhcpView.TryParse(Overloaded(), out DhcpView view));
        Assert.True(view.TryFind(DhcpOptionCode.DomainName, out ReadOnlySpan<byte> domain));
        Assert.True(view.TryFind(DhcpOptionCode.HostName, out ReadOnlySpan<byte> host));
        Assert.Equal("far me", $"{Encoding.ASCII.GetString(domain)} {Encoding.ASCII.GetString(host)}");
        int options = 0;
        foreach (DhcpOption _ in view.Options) options++;
        // The one that overloads again does not send the reader round.
        Assert.Equal(5, options);
    }

    [Fact]
    public void A_message_without_the_magic_cookie_is_refused()
    {
        byte[] bytes = Offer();
        bytes[236] ^= 1;
        Assert.False(DhcpView.TryParse(bytes, out _));
    }
}
