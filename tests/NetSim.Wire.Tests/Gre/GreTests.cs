using NetSim.Wire.Ethernet;
using NetSim.Wire.Gre;
using NetSim.Wire.Vxlan;

namespace NetSim.Wire.Tests.Gre;

public sealed class GreTests
{
    [Fact]
    public void Fields_stand_where_RFC_2890_has_them()
    {
        byte[] bytes = new byte[18];
        (bytes[16], bytes[17]) = (0xAB, 0xCD);
        GreHeader.WriteWithChecksum(bytes, new GreFields(EtherType.IPv4, 7, 1));

        // The checksum is the complement of B000 + 0800 + 0007 + 0001 + ABCD.
        Assert.Equal("B0000800" + "9C29" + "0000" + "00000007" + "00000001" + "ABCD", Convert.ToHexString(bytes));
        Assert.True(GreView.TryParse(bytes, out GreView view) && view.IsChecksumValid);
        Assert.Equal((7u, 1u, 16), (view.Key, view.SequenceNumber, view.HeaderLength));
        bytes[17]++;
        Assert.True(GreView.TryParse(bytes, out view) && !view.IsChecksumValid);
    }

    [Theory]
    [InlineData("40000800", "routing of RFC 1701")]
    [InlineData("08000800", "strict source route of RFC 1701")]
    [InlineData("0001880B", "version 1, of PPTP")]
    [InlineData("20000800", "a key that is not there")]
    [InlineData("0000", "too short")]
    public void What_is_not_of_RFC_2784_is_refused(string bytes, string why) => Assert.False(GreView.TryParse(Convert.FromHexString(bytes), out _), why);

    [Fact]
    public void A_network_identifier_has_24_bits_and_counts_only_if_it_is_said_to()
    {
        byte[] bytes = new byte[8];
        VxlanHeader.Write(bytes, 0xABCDEF);
        Assert.Equal("08000000ABCDEF00", Convert.ToHexString(bytes));
        Assert.True(VxlanView.TryParse(bytes, out VxlanView view));
        Assert.Equal(0xABCDEF, view.Vni);
        bytes[0] = 0;
        Assert.False(VxlanView.TryParse(bytes, out _));
    }
}
