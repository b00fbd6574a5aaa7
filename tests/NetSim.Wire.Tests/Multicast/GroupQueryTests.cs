using NetSim.Wire.Addresses;
using NetSim.Wire.Multicast;
using NetSim.Wire.Time;

namespace NetSim.Wire.Tests.Multicast;

public class GroupQueryTests
{
    [Theory]
    [InlineData(10, 1000)]
    [InlineData(127, 12_700)]
    [InlineData(0x80, 12_800)]
    [InlineData(0xFF, 3_174_400)]
    public void The_response_time_of_IGMP_is_a_number_or_exponent_and_mantissa(byte code, long milliseconds)
    {
        Assert.True(GroupQuery.TryParseIgmp([0x11, code, 0, 0, 239, 1, 2, 3, 0, 0, 0, 0], out GroupQuery query));

        Assert.Equal(Duration.FromMilliseconds(milliseconds), query.MaxResponseTime);
        Assert.Equal((QuerierVersion.Present, IpAddress.Parse("239.1.2.3")), (query.Version, query.Group));
    }

    [Theory]
    [InlineData(0x7FFF, 32_767)]
    [InlineData(0x8000, 32_768)]
    [InlineData(0xFFFF, 8_387_584)]
    public void The_response_time_of_MLD_is_a_number_or_exponent_and_mantissa(ushort code, long milliseconds)
    {
        byte[] message = new byte[28];
        (message[0], message[4], message[5]) = (130, (byte)(code >> 8), (byte)code);

        Assert.True(GroupQuery.TryParseMld(message, out GroupQuery query));

        Assert.Equal(Duration.FromMilliseconds(milliseconds), query.MaxResponseTime);
        Assert.Equal((QuerierVersion.Present, null), (query.Version, query.Group));
    }

    [Fact]
    public void A_short_query_is_one_of_the_version_before()
    {
        Assert.True(GroupQuery.TryParseIgmp([0x11, 0, 0, 0, 0, 0, 0, 0], out GroupQuery igmp));
        byte[] message = new byte[24];
        message[0] = 130;
        Assert.True(GroupQuery.TryParseMld(message, out GroupQuery mld));

        Assert.Equal((QuerierVersion.Older, Duration.FromSeconds(10)), (igmp.Version, igmp.MaxResponseTime));
        Assert.Equal(QuerierVersion.Older, mld.Version);
    }

    [Fact]
    public void No_length_and_no_bytes_are_read_beyond_their_end()
    {
        byte[] igmp = [0x11, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] mld = new byte[30];
        mld[0] = 130;
        for (int length = 0; length <= igmp.Length; length++)
            Assert.Equal(length is 8 or >= 12, GroupQuery.TryParseIgmp(igmp.AsSpan(0, length), out _));
        for (int length = 0; length <= mld.Length; length++)
            Assert.Equal(length is 24 or >= 28, GroupQuery.TryParseMld(mld.AsSpan(0, length), out _));
        Assert.False(GroupQuery.TryParseIgmp([0x22, .. igmp[1..]], out _));
        Assert.False(GroupQuery.TryParseIgmp([0x11, 10, 0, 0, 10, 0, 0, 1], out _));
    }
}
