using NetSim.Testing;
using NetSim.Wire.Ip;
using NetSim.Wire.Ipv4;

namespace NetSim.Wire.Tests.Ipv4;

public sealed class Ipv4HeaderTests
{
    [Fact]
    public void Every_change_keeps_the_checksum_as_a_new_computation_gives_it() => SeededRuns.Check(2000, random =>
    {
        byte[] bytes = PacketBuilder.IPv4().WithIPv4(f => f with
        {
            Identification = random.NextUInt16(), TimeToLive = random.NextByte(), Dscp = (byte)random.Next(64),
        }).Udp().ToBytes();
        switch (random.Next(5))
        {
            case 0:
                Ipv4Header.DecrementTimeToLive(bytes);
                break;
            case 1:
                Ipv4Header.SetLength(bytes, random.Next(65536));
                break;
            case 2:
                Ipv4Header.SetIdentification(bytes, random.NextUInt16());
                break;
            case 3:
                Ipv4Header.SetEcn(bytes, (EcnCodepoint)random.Next(4));
                break;
            default:
                Ipv4Header.SetFragment(bytes, 8 * random.Next(8192), (FragmentPlace)random.Next(2));
                break;
        }
        byte[] afresh = (byte[])bytes.Clone();
        Ipv4Header.FillChecksum(afresh);
        PacketAssert.Is(afresh, bytes);
    });

    [Fact]
    public void Every_time_to_live_counts_down_to_zero_and_stays_there()
    {
        byte[] bytes = PacketBuilder.IPv4().HopLimit(255).Udp().ToBytes();
        for (int expected = 254; expected >= 0; expected--)
        {
            Ipv4Header.DecrementTimeToLive(bytes);
            Assert.Equal(expected, PacketAssert.IsIPv4(bytes).TimeToLive);
        }
        Ipv4Header.DecrementTimeToLive(bytes);
        Assert.Equal(0, PacketAssert.IsIPv4(bytes).TimeToLive);
    }

    [Fact]
    public void A_mark_leaves_the_DSCP_alone()
    {
        byte[] bytes = PacketBuilder.IPv4().WithIPv4(f => f with { Dscp = 46 }).Ecn(EcnCodepoint.Ect0).Udp().ToBytes();
        Ipv4Header.SetEcn(bytes, EcnCodepoint.Ce);
        Ipv4View view = PacketAssert.IsIPv4(bytes);
        Assert.Equal((46, EcnCodepoint.Ce), (view.Dscp, view.Ecn));
    }

    [Fact]
    public void A_fragment_has_its_place_and_no_DF()
    {
        byte[] bytes = PacketBuilder.IPv4().WithIPv4(f => f with { DontFragment = true }).Udp().ToBytes();
        Ipv4Header.SetFragment(bytes, 1480, FragmentPlace.MoreFollow);
        Ipv4View view = PacketAssert.IsIPv4(bytes);
        Assert.Equal((1480, true, false), (view.FragmentOffset, view.MoreFragments, view.DontFragment));
    }

    [Fact]
    public void Every_flipped_bit_of_the_header_is_noticed()
    {
        byte[] bytes = PacketBuilder.IPv4().IPv4Options(7, 4, 4, 0).Udp().ToBytes();
        Assert.True(Ipv4Header.IsChecksumValid(bytes));
        for (int bit = 0; bit < 24 * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
            Assert.False(Ipv4Header.IsChecksumValid(bytes), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }
    }

    [Fact]
    public void Bytes_that_are_no_header_have_no_valid_checksum() => SeededRuns.Check(500, random =>
        Assert.False(Ipv4Header.IsChecksumValid(random.NextBytes(random.Next(20)))));

    [Fact]
    public void What_a_header_cannot_express_is_a_mistake()
    {
        byte[] bytes = new byte[80];
        Assert.Throws<ArgumentException>(() => Ipv4Header.Write(bytes, new Ipv4Fields(), new byte[3]));
        Assert.Throws<ArgumentException>(() => Ipv4Header.Write(bytes, new Ipv4Fields(), new byte[44]));
        Assert.Throws<ArgumentException>(() => Ipv4Header.Write(bytes, new Ipv4Fields { FragmentOffset = 4 }));
        Assert.Throws<OverflowException>(() => Ipv4Header.Write(bytes, new Ipv4Fields { TotalLength = 65536 }));
    }
}
